"""`python -m wizard drill` as a process of its own, against an emulated account that is served over HTTP."""

from __future__ import annotations

import functools
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from tests.rehearsal.world import put_activity
from tests.served_account import served
from tests.wizard.command import ProjectFolder, Ran, project_folder
from wizard.commands import drill as command
from wizard.drill.clock import RealClock
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.deployment import deploy
from wizard.rehearsal.opening import open_account
from wizard.rehearsal.stand_ins.schedules import tick

pytestmark = pytest.mark.long

HOME, AWAY = "eu-west-1", "us-west-2"
STACK_FILE = f"""\
config:
  aws:region: {HOME}
  aws:allowedAccountIds: ["{EmulatedAccount.id}"]
  everyregion:alertEmails: [ops@example.com]
  everyregion:tamperAlert: false
  everyregion:approvedRegions:
"""


class Hurried(RealClock):
    """Waiting takes no time; meanwhile: what happens as somebody first waits."""

    def __init__(self, meanwhile: Callable[[], None] | None = None) -> None:
        self._passed, self._meanwhile = 0.0, meanwhile

    def now(self) -> float:
        return super().now() + self._passed

    def sleep(self, seconds: float) -> None:
        self._passed += seconds
        happens, self._meanwhile = self._meanwhile, None
        if happens:
            happens()


@dataclass(frozen=True)
class Cloud:
    """The served account, and a project whose stack is deployed in it."""

    account: EmulatedAccount
    project: ProjectFolder

    def queues(self) -> list[str]:
        with self.account.lock:
            listed = self.account.client("sqs").list_queues(QueueNamePrefix="everyregion-drill-")
        return [url.rpartition("/")[2] for url in listed.get("QueueUrls") or ()]

    def listeners(self) -> list[str]:
        with self.account.lock:
            listed = self.account.client("sns").list_subscriptions()["Subscriptions"]
        return [one["Endpoint"] for one in listed if one["Protocol"] == "sqs"]

    def nonce(self) -> str:
        """What tells the drill that is listening from others."""
        return (self.queues() or ["-"])[0].rpartition("-")[2]

    def log(self) -> None:
        """What CloudTrail, EventBridge and the schedule do of themselves, for the drill that is listening."""
        direct = {"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"}  # no detour over its own server
        with self.account.lock, mock.patch.dict(os.environ, direct):
            agent = f"Boto3 everyregion-drill/{self.nonce()}"
            record = {"eventName": "CreateKeyPair", "userAgent": agent, "errorCode": "Client.DryRunOperation"}
            put_activity(self.account, AWAY, record)
            tick(self.account)

    def drill(self, *words: str, when_listening: Callable[[Any], object] | None = None) -> Ran:
        """Runs the command. when_listening: called with the process once its queue is there."""
        process = subprocess.Popen(
            [sys.executable, "-m", "wizard", "drill", *words],
            cwd=self.project.path,
            env=self.project.variables(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            if when_listening:
                deadline = time.monotonic() + 30
                while not self.listeners() and process.poll() is None and time.monotonic() < deadline:
                    time.sleep(0.05)
                when_listening(process)
            out, err = process.communicate(timeout=40)
        finally:
            process.kill()
        return Ran(process.returncode, out, err)

    def drill_inside(self, *words: str, meanwhile: Callable[[], None] | None = None) -> Ran:
        """The same command in this process, where waiting takes no time and nothing else happens."""
        with mock.patch.object(command, "RealClock", functools.partial(Hurried, meanwhile)):
            return self.project.inside("drill", *words)


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    with open_account(HOME) as account, served(account) as url:
        approved = [region for region in account.regions if region != AWAY]
        project = project_folder(
            tmp_path_factory.mktemp("drill"),
            AWS_ENDPOINT_URL=url,
            AWS_IGNORE_CONFIGURED_ENDPOINT_URLS="false",
            AWS_ACCESS_KEY_ID="rehearsal",
            AWS_SECRET_ACCESS_KEY="rehearsal",
        )
        text = STACK_FILE + "".join(f"    - {region}\n" for region in approved)
        project.stack_file.write_text(text)
        config = {
            "everyregion:approvedRegions": json.dumps(approved),
            "everyregion:alertEmails": json.dumps(["ops@example.com"]),
            "everyregion:tamperAlert": "false",
        }
        assert deploy(account, config).refusal is None
        yield Cloud(account, project)


def test_a_drill_that_works_ends_good_and_says_how_long_it_took(cloud: Cloud) -> None:
    ran = cloud.drill("--source", "rules", when_listening=lambda _: cloud.log())
    assert ran.code == 0, ran.err
    text = " ".join(ran.out.split())
    assert "CreateKeyPair as a dry run in us-west-2 (US West (Oregon)), by arn:aws:iam::123456789012:" in text
    assert "CreateKeyPair in us-west-2: allowed, and as a dry run nothing was done" in text
    assert 'the alert came out of the topic: "Everyregion DRILL: CreateKeyPair in us-west-2' in text
    assert "The alert works: " in text
    assert ran.err == ""


def test_json_is_one_document(cloud: Cloud) -> None:
    ran = cloud.drill_inside("--json", meanwhile=cloud.log)
    assert (ran.code, ran.err) == (0, "")
    found = ran.document
    assert next(iter(found)) == "schema"
    assert (found["schema"], found["alerted"], found["exitCode"]) == ("everyregion/drill/1", True, 0)
    assert (found["region"], found["source"], found["broken"]) == (AWAY, "rules", None)
    assert found["alert"]["group"]["drill"] == found["nonce"]
    assert [stage["stage"] for stage in found["stages"]][:1] == ["call"]


def test_a_broken_stage_is_in_the_document_and_ends_one(cloud: Cloud) -> None:
    events = cloud.account.client("events", AWAY)
    with cloud.account.lock:
        events.disable_rule(Name="everyregion-region-alert")
    try:
        ran = cloud.drill_inside("--json")
    finally:
        with cloud.account.lock:
            events.enable_rule(Name="everyregion-region-alert")
    assert ran.code == 1
    assert (ran.document["alerted"], ran.document["call"]["answer"]) == (False, None)
    assert ran.document["broken"] == {
        "stage": "rule",
        "what": "the rule everyregion-region-alert in us-west-2 is DISABLED",
        "fix": "`pulumi up --refresh` turns it on.",
    }


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda one: one.name)
def test_a_stopped_drill_removes_its_queue_and_subscription(cloud: Cloud, number: signal.Signals) -> None:
    ran = cloud.drill(when_listening=lambda process: process.send_signal(number))
    assert ran.code == 130
    assert ran.said == "Cancelled; the drill's temporary queue is removed."
    assert (cloud.queues(), cloud.listeners()) == ([], [])


@pytest.fixture(scope="module")
def late(cloud: Cloud) -> Ran:
    """A drill that brought nothing in its time."""
    return cloud.drill_inside("--timeout", "1s")


def test_a_drill_whose_time_is_up_ends_one_and_removes_them_too(cloud: Cloud, late: Ran) -> None:
    assert late.code == 1
    assert "NO alert came within 1s." in late.out
    assert (cloud.queues(), cloud.listeners()) == ([], [])


def test_what_is_no_terminal_gets_lines_without_control_sequences(late: Ran) -> None:
    assert {character for character in late.out + late.err if not character.isprintable()} == {"\n"}


def test_without_credentials_one_message_ends_three(cloud: Cloud) -> None:
    nobody = dict.fromkeys(("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"), "")
    project = ProjectFolder(cloud.project.path, {**cloud.project.environment, **nobody})
    ran = project.inside("drill")
    assert (ran.code, ran.out) == (3, "")
    assert ran.said.startswith("There are no AWS credentials. Log in")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--source", "mail"], '--source "mail": there are rules and delivered-logs.'),
        (["--timeout", "soon"], '--timeout "soon": write a time such as 90s, 15m or 1h, at most 48h.'),
        (["--set", "regionAlert=[]"], "The region alert is off"),
        (["--set", "approvedRegions=us-east-1"], "approvedRegions"),
    ],
)
def test_what_can_not_work_ends_two_before_aws_is_asked(cloud: Cloud, words: list[str], said: str) -> None:
    ran = cloud.project.inside("drill", *words)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.said


def test_without_a_stack_file_what_is_deployed_is_not_known(tmp_path: Path) -> None:
    ran = project_folder(tmp_path).inside("drill")
    assert (ran.code, ran.out) == (2, "")
    assert ran.said.startswith("There is no Pulumi.dev.yaml, so what is deployed isn't known.")


def test_an_encrypted_setting_that_a_drill_has_to_know_is_refused(tmp_path: Path) -> None:
    project = project_folder(tmp_path)
    project.stack_file.write_text(
        "config:\n  aws:region: eu-west-1\n  everyregion:trailName: {secure: AAAB}\n"
        "  everyregion:approvedRegions: [eu-west-1]\n"
    )
    ran = project.inside("drill")
    assert (ran.code, ran.out) == (2, "")
    assert "Encrypted settings can't be read here: trailName." in ran.said
