"""What is told of a run that ended badly: whether something was changed comes from what happened."""

from __future__ import annotations

import pytest
from pulumi.automation import CommandError, CommandResult

from wizard.engine import run_failures
from wizard.engine.automation.events import CREATE, Step
from wizard.engine.perform import Ended
from wizard.failures import deeds

BEGUN = "the engine has begun to change AWS"


@pytest.fixture(autouse=True)
def no_log(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_failures, "_log", lambda verb, text: "")


def failed(text: str = "error: it broke") -> Ended:
    return Ended(error=CommandError(CommandResult("", text, 255)), text=text)


def first_line(ended: Ended) -> str:
    return run_failures.failure_of(ended, "dev", "deploy")[0].message.splitlines()[0]


def test_a_run_that_failed_before_it_began_changed_nothing() -> None:
    assert first_line(failed()) == "The deploy failed, and nothing was changed."


def test_what_the_command_did_before_that_run_is_told_instead() -> None:
    deeds.note("resources of closed regions are taken out of the stack")
    assert first_line(failed()) == (
        "The deploy failed; it isn't as before: resources of closed regions are taken out of the stack."
    )


def test_a_wrong_passphrase_after_something_was_done_claims_nothing() -> None:
    deeds.note("Pulumi.dev.yaml is written")
    assert (
        "of the stack dev; it isn't as before: Pulumi.dev.yaml is written. Set PULUMI_CONFIG"
        in first_line(failed("error: incorrect passphrase"))
    )


def test_a_run_has_begun_once_a_resource_is_under_way_through_or_failed() -> None:
    step = Step(CREATE, "aws:s3/bucket:Bucket", "logs", "urn:pulumi:dev::p::aws:s3/bucket:Bucket::logs")
    for kind in ("running", "done", "failed"):
        ended = failed()
        assert not ended.run.has_begun
        getattr(ended.run, kind)[step.urn] = step
        assert ended.run.has_begun
