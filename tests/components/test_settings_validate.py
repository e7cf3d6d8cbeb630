"""The one validator: everything wrong is reported at once, and nothing is ignored."""

from __future__ import annotations

import pytest

from components.settings import SettingsError, check_one, specs, validate
from tests.components.cases import HOME, refusals

APPROVED = {"approvedRegions": [HOME]}


def test_settings_come_back_typed_whatever_their_source() -> None:
    from_stack = validate({"approvedRegions": '["eu-west-1"]', "expireAfterDays": "400", "tags": "{}"}, HOME)
    from_yaml = validate({"approvedRegions": ["eu-west-1"], "expireAfterDays": 400, "tags": {}}, HOME)
    typed = validate({"approvedRegions": "eu-west-1", "expireAfterDays": " 400", "tags": ""}, HOME)
    assert from_stack == from_yaml == typed
    assert (typed.approved_regions, typed.expire_after_days, typed.tags) == (("eu-west-1",), 400, ())


def test_a_key_without_a_value_takes_its_default() -> None:
    assert validate({**APPROVED, "expireAfterDays": None, "regionAlert": None}, HOME) == validate(
        APPROVED, HOME
    )


def test_everything_wrong_is_reported_at_once() -> None:
    raw = {
        "approvedRegions": "us-eats-1",
        "insights": "all",
        "alertEmails": "a b@example.com",
        "expireAfterDays": 100,
        "retainlogs": True,
    }
    assert refusals(raw, None) == [
        "aws:region: the home region is missing. Trail, log bucket and alert live there. "
        "Pass --region, or run `pulumi config set aws:region <region>`.",
        "retainlogs: there is no such setting. It would do nothing. Did you mean retainLogs?",
        'insights: "all" isn\'t one of both, call-rate, error-rate, none.',
        'approvedRegions: "us-eats-1" isn\'t an AWS region. Nothing could be made or watched there. '
        "Did you mean us-east-1? If AWS opened it lately, update boto3.",
        "expireAfterDays: it is 100, but files move to GLACIER_IR after 90 days and are billed there for at "
        "least 90. S3 refuses an expiry before the move, and bills the rest of the stay after it. Raise "
        "expireAfterDays to 180 or more, lower archiveAfterDays, or set archiveClass to STANDARD.",
        'alertEmails: "a b@example.com" isn\'t an email address. Alerts to it would be lost. '
        "Write name@example.com, without spaces; separate several with commas.",
    ]


def test_the_error_s_own_text_is_every_problem_on_a_line_of_its_own() -> None:
    with pytest.raises(SettingsError) as caught:
        validate({**APPROVED, "insights": "all", "queries": "maybe"}, HOME)
    assert str(caught.value) == (
        'insights: "all" isn\'t one of both, call-rate, error-rate, none.\n'
        'queries: "maybe" is neither true nor false. Write true or false.'
    )


def test_a_problem_can_stand_in_a_json_document() -> None:
    with pytest.raises(SettingsError) as caught:
        validate({**APPROVED, "insights": "all"}, HOME)
    assert caught.value.problems[0].as_dict() == {
        "key": "insights",
        "value": "all",
        "rule": '"all" isn\'t one of both, call-rate, error-rate, none.',
        "consequence": "",
        "fix": "",
    }


@pytest.mark.parametrize(
    ("key", "fix"),
    [
        ("approvedRegion", "Did you mean approvedRegions?"),
        ("expire_after_days", "Did you mean expireAfterDays?"),
        ("KMSKeyARN", "Did you mean kmsKeyArn?"),
        ("colours", "Remove it; the README's table has every setting."),
    ],
)
def test_an_unknown_key_is_refused_with_the_nearest_one(key: str, fix: str) -> None:
    assert refusals({**APPROVED, key: "x"}) == [
        f"{key}: there is no such setting. It would do nothing. {fix}"
    ]


def test_a_key_that_could_move_the_cursor_is_shown_escaped() -> None:
    assert refusals({**APPROVED, "\x1b[2J\nscope": "x"}) == [
        '"\\x1b[2J\\nscope": there is no such setting. It would do nothing. Did you mean scope?'
    ]


def test_a_long_value_is_cut_in_the_message() -> None:
    (message,) = refusals({**APPROVED, "insights": "x" * 10_000})
    assert message == f'insights: "{"x" * 79}…" isn\'t one of both, call-rate, error-rate, none.'


def test_a_home_region_that_does_not_exist_is_one_problem_with_the_nearest() -> None:
    assert refusals(APPROVED, "eu-wset-1") == [
        'aws:region: "eu-wset-1" isn\'t an AWS region. Did you mean eu-west-1? '
        "If AWS opened it lately, update boto3."
    ]


def test_without_a_home_region_the_nearest_region_is_looked_for_in_every_partition() -> None:
    messages = refusals({"approvedRegions": ["us-gov-est-1"]}, None)
    assert messages[1:] == [
        'approvedRegions: "us-gov-est-1" isn\'t an AWS region. Nothing could be made or watched there. '
        "Did you mean us-gov-west-1? If AWS opened it lately, update boto3."
    ]


def test_what_depends_on_the_home_region_is_not_blamed_when_that_is_missing() -> None:
    # No bucket name made from it, no key or topic in the wrong region, no other partition.
    raw = {
        "approvedRegions": ["cn-north-1"],
        "alertTopicArn": "arn:aws:sns:eu-west-1:111122223333:security",
        "kmsKeyArn": "arn:aws:kms:eu-west-1:111122223333:key/1234abcd",
        "encryption": "existing-key",
        "logReaders": "arn:aws-cn:iam::444455556666:role/siem",
        "dataEvents": "AWS::S3::Object=arn:aws-cn:s3:::bucket/",
    }
    assert [message.split(" the ")[0] for message in refusals(raw, "") if "yet" not in message] == [
        "aws:region:"
    ]


def test_a_value_that_could_not_be_read_is_reported_once() -> None:
    # The default that stands in for it would break the rule about the archive's minimum stay.
    assert refusals({**APPROVED, "expireAfterDays": "soon", "archiveAfterDays": 36500}) == [
        'expireAfterDays: "soon" isn\'t a whole number. Write a whole number from 0 to 36500.'
    ]


@pytest.mark.parametrize(
    ("home", "sources"),
    [
        ("eu-west-1", ("rules", "delivered-logs")),
        ("us-gov-west-1", ("rules", "delivered-logs")),
        ("eusc-de-east-1", ("rules", "delivered-logs")),
        ("cn-north-1", ("delivered-logs",)),
    ],
)
def test_the_alert_s_default_sources_are_those_that_work_in_the_partition(
    home: str, sources: tuple[str, ...]
) -> None:
    assert validate({"approvedRegions": [home]}, home).region_alert == sources


def test_an_alert_that_is_switched_off_stays_off() -> None:
    assert validate({**APPROVED, "regionAlert": []}, HOME).region_alert == ()
    assert validate({**APPROVED, "regionAlert": ""}, HOME).region_alert == ()


def test_one_answer_is_judged_with_the_others_and_alone_reported() -> None:
    others = {"approvedRegions": ["nowhere"], "archiveAfterDays": 365}
    assert [problem.rule for problem in check_one("expireAfterDays", "400", others, HOME)] == [
        "it is 400, but files move to GLACIER_IR after 365 days and are billed there for at least 90."
    ]
    assert check_one("expireAfterDays", "500", others, HOME) == []


def test_a_new_answer_replaces_the_earlier_one() -> None:
    assert check_one("insights", "none", {"insights": "all"}, HOME) == []


def test_the_defaults_need_only_an_approved_region() -> None:
    assert refusals({}) == [
        "approvedRegions: no region is approved. Every region, the trail's own too, would raise the alert. "
        "List the regions you work in, eu-west-1 among them."
    ]


@pytest.mark.parametrize("key", sorted(specs()))
def test_what_a_setting_holds_is_accepted_again(key: str) -> None:
    settings = validate(APPROVED, HOME)
    assert validate({**APPROVED, key: settings.as_keys()[key]}, HOME) == settings
