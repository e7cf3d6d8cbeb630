"""`make acceptance` from beginning to end, with the real CLI over an emulated account."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from acceptance import report
from acceptance.journal import Journal, RunFolder
from acceptance.means import Ended, Means, ended
from acceptance.run import carry_out, is_settled
from acceptance.steps import Run
from tests.engine import leftovers
from tests.engine.desk import Desk, desk
from tests.engine.stack import HOME
from tests.rehearsal import world
from wizard.commands import drill, verify
from wizard.failures import ExitCode
from wizard.rehearsal.drill import EmulatedClock
from wizard.rehearsal.stand_ins import alarms
from wizard.rehearsal.stand_ins.acting import acting_as
from wizard.rehearsal.stand_ins.calls import calls_are_logged

pytestmark = pytest.mark.engine


# What a run that doesn't wait for the first digest files can't know.
_NEED_HOURS = ("verify", "integrity")


class _Clock(EmulatedClock):
    """CloudWatch looks at its alarms too. A wait takes longer than asked for, as it may."""

    _LEAST = 240.0

    def sleep(self, seconds: float) -> None:
        super().sleep(seconds)
        alarms.look(self._account)


@dataclass
class Sandbox:
    """said: what whoever waits has read; interrupted: words of a command at which Ctrl-C is pressed, once."""

    at: Desk
    admin: str
    folder: RunFolder
    said: list[str] = field(default_factory=list)
    interrupted: str = ""

    def wizard(self, words: Sequence[str]) -> Ended:
        if self.interrupted and self.interrupted == words[0]:
            self.interrupted = ""
            raise KeyboardInterrupt
        ran = self.at.run(*words, "--stack", "acceptance", "--json")
        return ended(ran.code, ran.out, ran.err)

    def go(self, clean_up: bool = False, wait: str = "1s") -> Journal:
        """One run, or what is left of one."""
        account = self.at.account
        clock = _Clock(account)
        journal = self.folder.load() or Journal("0123abcd", account.id, HOME, "", clock.now())
        self.folder.open(journal)
        with (
            mock.patch.object(drill, "RealClock", return_value=clock),
            mock.patch.object(verify, "RealClock", return_value=clock),
            acting_as(account, self.admin, "alice", HOME) as session,
            calls_are_logged(account),
        ):
            means = Means(
                self.wizard, lambda service, region: session.client(service, region), self.said.append, clock
            )
            carry_out(self.folder, Run(means, journal, wait), clean_up)
        return journal


@contextmanager
def sandbox(folder: Path) -> Iterator[Sandbox]:
    with desk(folder / "desk", {}) as at:
        at.stack_file.unlink()
        admin = world.role(at.account, "Admin", "ec2", policy=world.may("*"))
        yield Sandbox(at, admin, RunFolder(folder / "run"))


def left(it: Sandbox) -> dict[str, list[str]]:
    """What the account holds, but for the administrator."""
    found = leftovers.others(it.at.account)
    found["roles"] = [one for one in found["roles"] if one != "Admin"]
    return {kind: names for kind, names in found.items() if names}


@dataclass
class Story:
    journal: Journal
    report: dict[str, Any]
    page: str
    others: dict[str, list[str]]
    said: list[str]


@pytest.fixture(scope="module")
def story(cli: None, tmp_path_factory: pytest.TempPathFactory) -> Story:
    with sandbox(tmp_path_factory.mktemp("acceptance")) as it:
        journal = it.go(wait="2h")
        now = it.at.account.clock.now()
        return Story(
            journal,
            json.loads(json.dumps(report.document(journal, now))),
            report.markdown(journal, now),
            left(it),
            it.said,
        )


def test_every_step_passes(story: Story) -> None:
    assert {name: (one.state, one.why) for name, one in story.journal.steps.items()} == {
        name: ("passed", [])
        for name in (
            "set-up", "check", "deploy", "listen", "drill-rules", "drill-delivered-logs", "verify",
            "attempts", "mail", "integrity", "no-drift", "destroy", "nothing-left",
        )
    }  # fmt: skip
    assert story.report["exitCode"] == ExitCode.GOOD


def test_nothing_stays_but_keys_that_wait_for_their_deletion(story: Story) -> None:
    assert story.others == {}
    stays = story.report["steps"][-1]["seen"]["stays"]
    assert len(stays) == 2
    assert all(one.startswith("key arn:aws:kms:eu-west-1:123456789012:key/") for one in stays)
    assert all(one.endswith(", and free until then") for one in stays)


def test_each_claim_that_a_run_can_show_is_proved_by_a_line_of_the_report(story: Story) -> None:
    states = {one["id"]: one["state"] for one in story.report["claims"]}
    assert {id for id, state in states.items() if state == "proved"} == {
        "provider", "policies-accepted", "defaults", "delivery", "cross-region", "object-events",
        "function-role", "function-memory", "topic-key", "alarm-on-matches", "deny-publish", "deny-queue",
        "deny-table", "deny-forged", "destroy", "kms-tags", "digests",
    }  # fmt: skip
    assert {state for id, state in states.items()} == {"proved", "elsewhere"}
    assert "| Only CloudTrail writes into the log folder | proved | attempts forge: passed |" in story.page


def test_the_report_says_what_it_cost_and_how_long_each_step_took(story: Story) -> None:
    assert 0 < story.report["costUsd"] < 1
    assert all(one["seconds"] is not None for one in story.report["steps"])
    assert "USD at list prices" in story.page


def test_what_is_going_on_is_said_step_by_step(story: Story) -> None:
    assert story.said == [
        "[1/13] set-up: writes the stack's settings",
        "[2/13] check: looks whether anything stands in the way",
        "[3/13] deploy: deploys",
        "[4/13] listen: subscribes a queue to the alerts",
        "[5/13] drill-rules: drills the alert by rules",
        "[6/13] drill-delivered-logs: drills the alert by delivered log files",
        "[7/13] verify: verifies every check, and waits for what is too new",
        "[8/13] attempts: tries what nobody may do",
        "[9/13] mail: reads what the topic sent",
        "[10/13] integrity: checks that log files are what CloudTrail delivered",
        "[11/13] no-drift: looks whether AWS changed anything",
        "[12/13] destroy: takes it down",
        "[13/13] nothing-left: looks whether anything stayed",
    ]


def test_a_run_that_was_interrupted_goes_on_where_it_was(cli: None, tmp_path: Path) -> None:
    with sandbox(tmp_path) as it:
        it.interrupted = "drill"
        with pytest.raises(KeyboardInterrupt):
            it.go()
        stopped = it.folder.load()
        assert stopped is not None
        assert (stopped.state("listen"), stopped.state("drill-rules")) == ("passed", "begun")
        made = len(it.at.provider.made)
        journal = it.go()
        assert len(it.at.provider.made) == made
        assert {one.state for name, one in journal.steps.items() if name not in _NEED_HOURS} == {"passed"}
        assert is_settled(journal)


def test_what_an_interrupted_deploy_made_is_taken_down_when_asked(cli: None, tmp_path: Path) -> None:
    with sandbox(tmp_path) as it:
        it.at.provider.refused["trail"] = "creating CloudTrail: LimitExceededException: too many"
        it.interrupted = "destroy"
        with pytest.raises(KeyboardInterrupt):
            it.go()
        journal = it.go(clean_up=True)
        states = {name: journal.state(name) for name in ("deploy", "verify", "destroy", "nothing-left")}
        assert states == {
            "deploy": "failed", "verify": "not reached", "destroy": "passed", "nothing-left": "passed",
        }  # fmt: skip
        assert "too many" in " ".join(journal.steps["deploy"].why)
        assert left(it) == {}


def test_a_lock_that_is_missing_and_a_leftover_fail_the_run(cli: None, tmp_path: Path) -> None:
    with sandbox(tmp_path) as it:
        real = it.wizard

        def loosened(words: Sequence[str]) -> Ended:
            done = real(words)
            if words[0] == "verify":
                sqs = it.at.account.client("sqs")
                url = sqs.get_queue_url(QueueName="everyregion-acceptance-alerts")["QueueUrl"]
                sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": ""})
            if words[0] == "destroy":
                it.at.account.client("sns").create_topic(Name="everyregion-acceptance-alerts")
            return done

        it.wizard = loosened  # type: ignore[method-assign]
        journal = it.go()
        assert journal.steps["attempts"].why == [
            "An administrator puts a forged event into the queue, and nothing refused it.",
            "An administrator takes events out of the queue, and nothing refused it.",
            "An administrator empties the queue, and nothing refused it.",
        ]
        assert journal.steps["no-drift"].state == "failed"
        topic = "arn:aws:sns:eu-west-1:123456789012:everyregion-acceptance-alerts"
        assert journal.steps["nothing-left"].why == [
            f"The topic {topic} in eu-west-1 is still there. `aws sns delete-topic --topic-arn {topic}` "
            "removes it."
        ]
        assert not is_settled(journal)
        states = {proof.claim.id: proof.state for proof in report.proofs(journal)}
        assert (states["deny-queue"], states["deny-table"]) == ("refuted", "proved")
