"""Several errors at once, somebody else's text, secrets, and the log file's name."""

from __future__ import annotations

from tests.wizard.explain.cases import BUCKET, PROVIDER, QUEUE, STACK, TRAIL, Told, rule
from wizard.explain.explain import explain, message

EXPIRED = (
    "operation error STS: GetCallerIdentity, https response error StatusCode: 403, RequestID: A, api error "
    "ExpiredToken: The security token included in the request is expired"
)
TAKEN = (
    "creating S3 Bucket (x): operation error S3: CreateBucket, https response error StatusCode: 409, "
    "RequestID: A, HostID: b, BucketAlreadyExists: "
)


def test_what_only_followed_is_left_out() -> None:
    errors = [
        Told("update failed", STACK),
        Told(TAKEN, BUCKET),
        Told("resource monitor shut down while waiting on step's done channel", STACK),
        Told("an unhandled error occurred: python inline source runtime error: resource failed", STACK),
    ]
    assert [one.code for one in explain(errors)] == ["BucketAlreadyExists"]


def test_a_program_that_nobody_answers_any_more_is_no_cause() -> None:
    unanswered = "Exception calling application: <_InactiveRpcError of RPC that terminated with: status = ..."
    assert [one.code for one in explain([Told(unanswered, ""), Told(EXPIRED, PROVIDER)])] == ["ExpiredToken"]


def test_a_failure_that_is_only_known_by_its_consequence_is_told_all_the_same() -> None:
    assert message(explain([Told("update failed", STACK)])) == "The engine stopped: update failed"


def test_the_root_comes_first() -> None:
    errors = [Told(TAKEN, BUCKET), Told("something odd", QUEUE), Told(EXPIRED, PROVIDER)]
    assert [one.code for one in explain(errors)] == ["ExpiredToken", "BucketAlreadyExists", ""]


def test_the_same_refusal_in_many_regions_is_one_message_with_every_name() -> None:
    regions = ["eu-north-1", "eu-west-2", "eu-west-3"]
    text = (
        "creating EventBridge Rule (x): operation error EventBridge: PutRule, https response error "
        "StatusCode: 400, RequestID: A, api error ThrottlingException: Rate exceeded"
    )
    (one,) = explain([Told(text, rule(region)) for region in regions])
    assert one.message.startswith(
        "Making watch-eu-north-1 (EventBridge rule) failed, and so did watch-eu-west-2 (EventBridge rule), "
        "watch-eu-west-3 (EventBridge rule): AWS got too many requests"
    )


def test_a_dozen_names_are_counted_rather_than_listed() -> None:
    text = "creating EventBridge Rule (x): api error ThrottlingException: Rate exceeded"
    (one,) = explain([Told(text, rule(f"eu-north-{n}")) for n in range(12)])
    assert "watch-eu-north-6 (EventBridge rule) and 5 more: AWS got" in one.message


def test_an_error_that_is_told_twice_is_told_once() -> None:
    again = f"sdk-v2/provider2.go:572: sdk.helper_schema: {TAKEN}provider=aws@7.51.1"
    errors = [
        Told(again, BUCKET),
        Told(f"1 error occurred:\n\t* {TAKEN}\n\n", BUCKET),
        Told("failed", BUCKET),
    ]
    assert [(one.code, one.others) for one in explain(errors)] == [("BucketAlreadyExists", ())]


def test_before_the_engine_begins_the_cli_s_own_text_is_read() -> None:
    text = (
        "\n code: 255\n stdout: Updating (prod):\n stderr: error: the stack is currently locked by 1 "
        "lock(s). Either wait for the other process(es) to end or delete the lock file with `pulumi "
        "cancel`.\n  file:///s/a.json: created by a@b (pid 7) at 2026-11-21T12:47:22Z\n"
    )
    assert [one.code for one in explain([], text)] == ["Locked"]


def test_at_most_four_causes_are_told_and_the_log_is_named() -> None:
    errors = [Told(f"api error Odd{n}Exception: no", QUEUE) for n in "ABCDEF"]
    lines = message(explain(errors), "/home/ana/.local/state/everyregion/deploy.log").splitlines()
    assert len(lines) == 6
    assert lines[4:] == [
        "2 more went wrong; the full text has them.",
        "The full text is in /home/ana/.local/state/everyregion/deploy.log",
    ]


def test_control_characters_of_others_never_reach_the_terminal() -> None:
    told = message(explain([Told("api error OddException: \x1b[2Jgone\u202e\nnext", QUEUE)]))
    assert [character for character in told if not character.isprintable()] == []
    assert "gone\\u202e next" in told


def test_a_long_text_is_cut() -> None:
    told = message(explain([Told(f"api error OddException: {'x' * 5000}", QUEUE)]))
    assert len(told) < 600
    assert "xxx..." in told


def test_no_access_key_id_and_no_password_of_a_url_is_repeated() -> None:
    errors = [
        Told("api error OddException: the key AKIAIOSFODNN7EXAMPLE is unknown", QUEUE),
        Told("unable to open bucket postgres://ana:hunter2@db/state: refused"),
    ]
    told = message(explain(errors))
    assert [secret for secret in ("AKIAIOSFODNN7EXAMPLE", "hunter2") if secret in told] == []
    assert [left for left in ("AKIA...", "postgres://...@db") if left not in told] == []


def test_an_arn_and_an_account_may_be_told() -> None:
    arn = "arn:aws:cloudtrail:eu-west-1:123456789012:trail/everyregion"
    told = message(explain([Told(f"api error OddException: {arn} is odd", TRAIL)]))
    assert arn in told


def test_the_program_s_own_failure_is_told_by_its_last_line() -> None:
    trace = (
        "python inline source runtime error: unknown region\nTraceback (most recent call last):\n"
        '  File "/x/pulumi/automation/_server.py", line 95, in run\n    loop.run_until_complete(x)\n'
        "ValueError: unknown region\n"
    )
    told = message(explain([Told(trace, STACK)]))
    assert (
        told
        == "The engine stopped: the program failed with ValueError: unknown region. The full text says more."
    )


def test_credentials_that_fail_at_home_are_no_closed_region() -> None:
    text = (
        'operation error STS: GetCallerIdentity, Post "https://sts.eu-west-1.amazonaws.com/", https response '
        "error StatusCode: 403, RequestID: A, api error InvalidClientTokenId: The security token is invalid"
    )
    (one,) = explain([Told(text, PROVIDER)])
    assert one.why == "AWS doesn't accept the credentials."


def test_a_program_s_own_error_is_not_taken_for_aws_s() -> None:
    told = message(explain([Told("an odd end: KeyError: 'trail'", STACK)]))
    assert told == "The engine stopped: an odd end: KeyError: 'trail'"


def test_an_engine_that_was_killed_is_told_as_such() -> None:
    text = "\n code: -9\n stdout: Updating (prod):\n stderr: "
    assert message(explain([], text)) == (
        "The engine stopped: something killed it: somebody, or the system for want of memory. Run the "
        "same command again: it looks for what was being made."
    )


def test_a_text_without_any_error_in_it_is_told_by_its_end() -> None:
    assert message(explain([], "\n code: 1\n stdout: \n stderr: panic!")) == (
        "The engine stopped: code: 1 stdout: stderr: panic!"
    )


def test_where_nothing_was_said_there_is_nothing_to_tell() -> None:
    assert explain([]) == []
