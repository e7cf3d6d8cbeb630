"""What a drill says at its end, and on a terminal meanwhile."""

from __future__ import annotations

import io
import json
import sys
from dataclasses import replace
from typing import Any

import pytest

from components.names import Names
from components.settings import validate
from wizard.drill.listener import Alert, alert_in
from wizard.drill.outcome import Outcome
from wizard.drill.plan import WRITE, Plan
from wizard.drill.report import Lines, details, document, verdict
from wizard.drill.stage_check import Finding

SETTINGS = validate({"approvedRegions": ["eu-west-1"]}, "eu-west-1")
PLAN = Plan(SETTINGS, Names.of(SETTINGS, "111122223333"), "rules", "us-east-1", WRITE, 960.0, "0a1b2c")
ROLE_GONE = Finding("forward role", "bad", "the role is gone", "Put it back.", blocks=True)
LETTERS = Finding("dead letters", "bad", "2 messages are in it", "Look at one.")
HIDDEN = Finding("topic", "unknown", "not allowed: sns:GetTopicAttributes")
GOOD = Finding("queue", "good", "the queue is there")


def outcome(*findings: Finding, answer: str = "DryRunOperation", **more: Any) -> Outcome:
    return Outcome(PLAN, "arn:aws:iam::111122223333:user/ada", answer, findings=list(findings), **more)


def test_a_good_drill_says_how_long_it_took() -> None:
    good = outcome(alert=Alert("subject"), seconds=75.0)
    assert verdict(good) == "The alert works: 1m 15s from the call to the topic, by rules."
    assert good.exit_code == 0


def test_a_queue_that_could_not_be_read_is_no_proof_that_no_alert_came() -> None:
    unread = outcome(unread="not allowed: sqs:ReceiveMessage in eu-west-1 (AccessDenied)")
    assert verdict(unread).startswith("Whether the alert came within 16m isn't known, since")
    assert (unread.exit_code, document(unread)["unread"], document(unread)["exitCode"]) == (
        4,
        "not allowed: sqs:ReceiveMessage in eu-west-1 (AccessDenied)",
        4,
    )


def test_what_looks_broken_does_not_count_where_the_alert_came() -> None:
    assert outcome(LETTERS, alert=Alert("subject")).broken is None


def test_a_stage_that_lets_nothing_through_is_named_before_one_that_only_looks_odd() -> None:
    assert outcome(LETTERS, ROLE_GONE).broken == ROLE_GONE
    assert outcome(GOOD, LETTERS).broken == LETTERS


def test_what_is_unknown_is_not_named_as_broken_and_is_told() -> None:
    found = outcome(GOOD, HIDDEN)
    assert (found.broken, found.exit_code) == (None, 1)
    assert list(details(found)) == ["Couldn't be looked at: topic: not allowed: sns:GetTopicAttributes"]


def test_the_fix_comes_first_and_then_what_else_is_wrong() -> None:
    assert list(details(outcome(LETTERS, ROLE_GONE))) == [
        "What to do: Put it back.",
        "Also: 2 messages are in it.",
    ]


def test_where_the_call_was_not_made_that_is_said() -> None:
    assert verdict(outcome(ROLE_GONE, answer="")) == (
        "No alert can come, so the call wasn't made. The forward role is broken: the role is gone."
    )


def test_several_are_broken() -> None:
    nobody = Finding("subscriptions", "bad", "nobody is subscribed", "", blocks=True)
    assert verdict(outcome(nobody, answer="")).endswith(
        " The subscriptions are broken: nobody is subscribed."
    )


def test_the_document_says_the_same() -> None:
    found = document(outcome(GOOD, ROLE_GONE))
    assert (found["alerted"], found["exitCode"], found["alert"]) == (False, 1, None)
    assert found["broken"] == {"stage": "forward role", "what": "the role is gone", "fix": "Put it back."}
    assert [check["state"] for check in found["checks"]] == ["good", "bad"]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_on_a_terminal_the_clock_runs_on_one_line_that_is_wiped(monkeypatch: pytest.MonkeyPatch) -> None:
    out, err = Terminal(), Terminal()
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", err)
    monkeypatch.setenv("TERM", "xterm")
    lines = Lines()
    lines.waiting(5, 960)
    lines.waiting(6, 960)
    lines.reached(65, "the digest ran")
    assert err.getvalue().count("\n") == 0
    assert err.getvalue().split("\r\x1b[K")[1:] == [
        "      5s  waiting, for 16m at most (Ctrl-C stops)",
        "      6s  waiting, for 16m at most (Ctrl-C stops)",
        "",
    ]
    assert out.getvalue() == "  1m 05s  the digest ran\n"


def test_a_simple_terminal_gets_no_running_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    out, err = Terminal(), Terminal()
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", err)
    monkeypatch.setenv("TERM", "dumb")
    Lines().waiting(5, 960)
    assert (out.getvalue(), err.getvalue()) == ("", "")


@pytest.mark.parametrize("plain", [True, False])
def test_where_nothing_is_written_over_it_says_every_minute_that_it_waits(
    plain: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, err = (Terminal(), Terminal()) if plain else (io.StringIO(), io.StringIO())
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", err)
    monkeypatch.setenv("TERM", "xterm")
    lines = Lines(plain)
    for seconds in (5, 59, 60, 63, 119, 122):
        lines.waiting(seconds, 960)
    lines.end()
    assert err.getvalue() == ""
    assert out.getvalue().splitlines() == [
        "      1m  waiting, for 16m at most (Ctrl-C stops)",
        "  2m 02s  waiting, for 16m at most (Ctrl-C stops)",
    ]


def test_text_from_aws_cannot_control_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    Lines().reached(0, "a\x1b[2Jb\r\nc\u202ed")
    assert capsys.readouterr().out == "      0s  a\\x1b[2Jb\\r\\nc\\u202ed\n"


def body(nonce: str, source: str = "rules", **changes: Any) -> str:
    message = json.dumps(
        {"schema": "everyregion/alert/1", "groups": [{"drill": nonce, "sources": [source]}], **changes}
    )
    return json.dumps({"Type": "Notification", "Subject": "Everyregion DRILL", "Message": message})


def test_the_drill_s_own_alert_is_recognised_by_its_nonce_and_its_source() -> None:
    group = {"drill": "0a1b2c", "sources": ["rules"]}
    assert alert_in(body("0a1b2c"), "0a1b2c", "rules") == Alert("Everyregion DRILL", group)
    assert alert_in(body("other"), "0a1b2c", "rules") is None
    assert alert_in(body("0a1b2c", "delivered-logs"), "0a1b2c", "rules") is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "null",
        '{"Message": "plain 0a1b2c"}',
        '{"Message": "[]"}',
        '{"Message": "{}"}',
        '{"Message": null}',
        body("0a1b2c", groups=["0a1b2c"]),
        body("0a1b2c", groups=None),
    ],
)
def test_any_other_message_is_not_the_drill_s(text: str) -> None:
    assert alert_in(text, "0a1b2c", "rules") is None


def test_the_mark_is_the_one_that_the_digest_function_looks_for() -> None:
    from components.region_alert.function.digest.drills import MARKER

    found = MARKER.search(f"Boto3/1.40 {replace(PLAN, nonce='0a1b2c').user_agent}")
    assert found is not None
    assert found[1] == "0a1b2c"
