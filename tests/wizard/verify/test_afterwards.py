"""What a deployment ends with: a look that never decides how it ends."""

from __future__ import annotations

from typing import Any

import pytest

from components.settings import validate
from wizard.account.facts import Identity, Probe
from wizard.failures import AwsFailure
from wizard.verify import afterwards
from wizard.verify.afterwards import Afterwards, look_afterwards
from wizard.verify.facts import Facts
from wizard.verify.result import Result, failed, passed, unknown, young
from wizard.verify.run import Verified
from wizard.verify.target import Target

TARGET = Target("eu-west-1", validate({"approvedRegions": ["eu-west-1"]}, "eu-west-1"))


def found(*results: Result) -> Afterwards:
    facts = Facts(0.0, Identity("1", "arn:aws:iam::1:root"), Probe("good", ("eu-west-1",)), Probe(), ())
    return Afterwards(Verified(TARGET, facts, results, 0.1))


def test_what_time_decides_is_one_line_with_the_command_that_waits() -> None:
    new = [young("trail.delivery", "It is new."), young("trail.digests", "It is new.")]
    assert list(found(passed("trail.exists", "It is there."), *new).lines("`verify --wait 20m`")) == [
        "Nothing failed, but 2 checks couldn't be told; 1 passed.",
        "0 of 1 enabled region proved to be covered.",
        "2 checks can't be told yet: log files take minutes, digest files an hour. `verify --wait 20m` waits "
        "for them.",
    ]


def test_what_failed_is_told_with_what_to_do() -> None:
    bad = failed("alert.subscribers", "Nobody is subscribed.", "Add alertEmails.")
    assert "failed: alert.subscribers: Nobody is subscribed. -> Add alertEmails." in found(bad).lines("x")


def test_what_a_deploy_role_may_not_see_is_one_line() -> None:
    no = Probe[str]("unknown", why="not allowed: x", action="sqs:GetQueueAttributes", cause="refused")
    told = list(found(unknown("alert.queue", no), unknown("alert.table", no)).lines("x"))
    assert told[2:] == [
        "2 checks can't be told with these credentials: `policy --for verify` has what looking needs."
    ]


@pytest.mark.parametrize(
    ("raised", "why"),
    [
        (AwsFailure("The token has expired."), "The token has expired."),
        (KeyboardInterrupt(), "the look was stopped. What was deployed stays deployed."),
    ],
)
def test_a_look_that_could_not_be_had_is_said_and_ends_nothing(
    monkeypatch: pytest.MonkeyPatch, raised: BaseException, why: str
) -> None:
    def refuse(*_: Any) -> None:
        raise raised

    monkeypatch.setattr(afterwards, "verify", refuse)
    seen = look_afterwards(TARGET, lambda *_: None, quiet=True)
    assert seen.as_dict() == {"error": why}
    assert list(seen.lines("`verify --wait 20m`")) == [
        f"Whether it is as it should be isn't known: {why}",
        "`verify --wait 20m` looks again.",
    ]
