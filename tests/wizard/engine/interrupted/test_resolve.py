"""Settling what an interrupted run had begun: what is told, what the state becomes, what is read again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, cast

import pytest
from pulumi import automation

from tests.wizard.aws_fake import Fake
from wizard.engine.interrupted.resolve import Resolved, Unresolved, resolve_pending
from wizard.failures import AwsFailure

PREFIX = "urn:pulumi:prod::everyregion::everyregion:index:AuditTrail$"
KEY = f"{PREFIX}aws:kms/key:Key::log-key"
BUS = f"{PREFIX}aws:cloudwatch/eventBus:EventBus::alert-bus"
RULE = f"{PREFIX}aws:cloudwatch/eventRule:EventRule::watch-us-east-1"
QUEUE = f"{PREFIX}aws:sqs/queue:Queue::alert-queue"
ODD = f"{PREFIX}aws:ec2/vpc:Vpc::vpc"
TAGS = {"Name": "everyregion-logs"}
KEY_INPUTS = {"tags": TAGS, "description": "Log files"}
LOCKED = "the stack is currently locked by 1 lock(s). created by a@b (pid 7) at 2026-11-21T12:47:22Z"
PROVIDER = {
    "urn": "urn:pulumi:prod::everyregion::pulumi:providers:aws::default",
    "type": "pulumi:providers:aws",
    "custom": True,
    "id": "p",
    "inputs": {"region": "eu-west-1"},
}


def type_of(urn: str) -> str:
    return urn.split("::")[2].rpartition("$")[2]


def operation(doing: str, urn: str, inputs: Mapping[str, Any] | None = None) -> dict[str, Any]:
    return {
        "type": doing,
        "resource": {"urn": urn, "custom": True, "type": type_of(urn), ("inputs"): inputs or {}},
    }


@dataclass
class Cli:
    """The CLI as the workspace starts it: exports a state, and takes another."""

    deployment: Mapping[str, Any]
    ran: list[list[str]] = field(default_factory=list)
    imported: dict[str, Any] | None = None
    file: Path | None = None
    is_locked: bool = False
    changed: Mapping[str, Any] | None = None

    def run(
        self, args: Sequence[str], cwd: str, additional_env: Mapping[str, str]
    ) -> automation.CommandResult:
        self.ran.append([*args])
        if args[1] == "import" and self.is_locked:
            raise automation.ConcurrentUpdateError(automation.CommandResult("", LOCKED, 255))
        if args[1] == "import":
            self.file = Path(args[args.index("--file") + 1])
            assert self.file.parent.stat().st_mode & 0o077 == 0
            self.imported = json.loads(self.file.read_text("utf-8"))
        said = json.dumps({"version": 3, "deployment": self.deployment})
        self.deployment = self.changed or self.deployment
        return automation.CommandResult(said, "", 0)


@dataclass
class Workspace:
    pulumi_command: Cli
    work_dir: str = "/project"
    pulumi_home: str | None = "/pulumi"
    env_vars: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Stack:
    """As much of automation.Stack as is used."""

    workspace: Workspace
    name: str = "prod"
    refreshed: list[str] = field(default_factory=list)

    def refresh(self, target: list[str], color: str) -> None:
        self.refreshed += target


@dataclass
class Scene:
    """A state, an account, and what came of them."""

    cli: Cli
    stack: Stack
    told: list[str] = field(default_factory=list)
    pauses: list[float] = field(default_factory=list)
    locks: list[str] = field(default_factory=list)

    def unlock(self, text: str) -> bool:
        self.locks.append(text)
        self.cli.is_locked = False
        return "(pid 7)" in text

    def settle(self, fake: Fake | None = None) -> list[Resolved]:
        client_for = (fake or Fake({})).client
        stack = cast(automation.Stack, self.stack)
        return resolve_pending(
            stack, client_for, "123456789012", self.told.append, unlock=self.unlock, pause=self.pauses.append
        )


def scene(
    *operations: Mapping[str, Any], resources: Sequence[Mapping[str, Any]] = (), age: int = 600
) -> Scene:
    written = datetime.now(timezone.utc) - timedelta(seconds=age)
    cli = Cli(
        {
            "manifest": {"time": written.strftime("%Y-%m-%dT%H:%M:%SZ")},
            "resources": [PROVIDER, *resources],
            "pending_operations": [*operations],
        }
    )
    return Scene(cli, Stack(Workspace(cli)))


def account(*keys: str, **more: Any) -> Fake:
    now = datetime.now(timezone.utc)
    described = {"KeyState": "Enabled", "CreationDate": now, "Description": "Log files"}
    return Fake(
        {
            "kms.list_keys": {"Keys": [{"KeyId": id} for id in keys]},
            "kms.list_aliases": {"Aliases": []},
            "kms.list_resource_tags": {"Tags": [{"TagKey": "Name", "TagValue": "everyregion-logs"}]},
            "kms.describe_key": lambda KeyId: {"KeyMetadata": {"KeyId": KeyId, **described}},
            **more,
        }
    )


def test_a_state_with_nothing_unfinished_costs_one_look_at_it() -> None:
    it = scene()
    assert it.settle() == []
    assert it.cli.ran == [["stack", "export", "--stack", "prod"]]
    assert (it.told, it.stack.refreshed) == ([], [])


def test_what_was_made_is_taken_into_the_state_and_read_from_aws() -> None:
    it = scene(operation("creating", KEY, KEY_INPUTS))
    assert it.settle(account("k1")) == [Resolved(KEY, "imported", "k1")]
    assert it.told == [
        "An earlier run was interrupted with 1 resource unfinished:",
        "log-key (KMS key) was made, and belongs to the stack now (k1).",
    ]
    assert it.cli.imported is not None
    assert it.cli.imported["deployment"]["resources"][1] == {
        "urn": KEY, "custom": True, "type": "aws:kms/key:Key", "inputs": KEY_INPUTS, "id": "k1",
    }  # fmt: skip
    assert it.cli.imported["deployment"]["pending_operations"] == []
    assert it.stack.refreshed == [KEY]


def test_the_file_with_the_state_is_gone_afterwards() -> None:
    it = scene(operation("creating", RULE))
    it.settle()
    assert it.cli.file is not None
    assert not it.cli.file.parent.exists()


def test_what_was_not_made_is_forgotten_so_that_the_engine_makes_it() -> None:
    it = scene(operation("creating", KEY, KEY_INPUTS))
    assert it.settle(account()) == [Resolved(KEY, "missing")]
    assert it.told[1] == "log-key (KMS key) wasn't made yet."
    assert it.cli.imported is not None
    assert it.cli.imported["deployment"]["resources"] == [PROVIDER]
    assert it.stack.refreshed == []


def test_what_aws_takes_again_is_not_even_looked_for() -> None:
    it = scene(operation("creating", RULE, {"name": "x"}))
    assert it.settle(Fake({})) == [Resolved(RULE, "again")]
    assert it.told[1] == (
        "watch-us-east-1 (EventBridge rule) is made again, which changes nothing that is there."
    )


def test_a_key_that_is_missing_right_after_the_interruption_is_looked_for_once_more() -> None:
    lists = iter([{"Keys": []}, {"Keys": [{"KeyId": "k1"}]}])
    it = scene(operation("creating", KEY, KEY_INPUTS), age=5)
    assert it.settle(account(**{"kms.list_keys": lambda: next(lists)})) == [Resolved(KEY, "imported", "k1")]
    assert it.pauses == [5.0]


def test_nobody_waits_where_the_interruption_is_long_past() -> None:
    it = scene(operation("creating", KEY, KEY_INPUTS))
    it.settle(account())
    assert it.pauses == []


def test_a_resource_of_another_region_is_looked_for_there_and_imported_with_it() -> None:
    inputs = {"name": "x", "region": "us-east-1", "tags": {}}
    fake = Fake({"events.describe_event_bus": {"Arn": "a"}, "events.list_tags_for_resource": {"Tags": []}})
    it = scene(operation("creating", BUS, inputs))
    assert it.settle(fake) == [Resolved(BUS, "imported", "x@us-east-1")]
    assert fake.regions == ["us-east-1"]


def test_a_resource_that_names_the_home_region_is_imported_without_it() -> None:
    inputs = {"name": "x", "region": "eu-west-1", "tags": {}}
    fake = Fake({"events.describe_event_bus": {"Arn": "a"}, "events.list_tags_for_resource": {"Tags": []}})
    assert scene(operation("creating", BUS, inputs)).settle(fake) == [Resolved(BUS, "imported", "x")]


def test_where_nobody_lets_us_look_nothing_is_changed_and_the_way_out_is_told() -> None:
    it = scene(operation("creating", KEY, KEY_INPUTS), operation("creating", QUEUE, {"name": "x"}))
    with pytest.raises(Unresolved) as raised:
        it.settle(
            account(**{"kms.list_aliases": "AccessDeniedException", "sqs.get_queue_url": ("AccessDenied")})
        )
    assert raised.value.message.splitlines() == [
        "An earlier run was interrupted while it made these, and whether they exist can't be seen:",
        "  - log-key (KMS key): not allowed: kms:ListAliases in eu-west-1 (AccessDeniedException)",
        "  - alert-queue (SQS queue): not allowed: sqs:GetQueueUrl in eu-west-1 (AccessDenied)",
        "Going on could make them twice, so nothing was changed. Allow what was refused and run the "
        "command again; or look yourself, and answer `pulumi refresh --stack prod`: import with its id "
        "what exists, clear what doesn't.",
    ]
    assert raised.value.exit_code == 3
    assert it.cli.imported is None


def test_a_type_that_nothing_here_knows_is_unknown() -> None:
    with pytest.raises(Unresolved, match="vpc: nothing here knows how to look for aws:ec2/vpc:Vpc"):
        scene(operation("creating", ODD)).settle()


def test_an_interrupted_change_or_deletion_is_read_from_aws_again() -> None:
    known = [
        {"urn": urn, "type": type_of(urn), "custom": True, "id": "1", "outputs": {"id": ("1")}}
        for urn in (KEY, QUEUE)
    ]
    it = scene(operation("updating", KEY), operation("deleting", QUEUE), resources=known)
    assert it.settle() == [Resolved(KEY, "read"), Resolved(QUEUE, "read")]
    assert it.told[1] == "log-key (KMS key) is read from AWS again."
    assert it.stack.refreshed == [KEY, QUEUE]


def test_an_interrupted_read_or_import_and_a_finished_deletion_need_nothing() -> None:
    it = scene(operation("reading", KEY), operation("importing", BUS), operation("deleting", QUEUE))
    assert [one.outcome for one in it.settle()] == ["forgotten", "forgotten", "forgotten"]
    assert it.stack.refreshed == []


def test_what_an_interrupted_settling_left_is_read_the_next_time() -> None:
    half = {"urn": KEY, "type": type_of(KEY), "custom": True, "id": "k1", "inputs": KEY_INPUTS}
    it = scene(resources=[half])
    assert it.settle() == []
    assert it.stack.refreshed == [KEY]
    assert it.cli.imported is None


def test_what_a_later_run_made_anew_is_never_replaced_and_the_first_is_told() -> None:
    second = {"urn": KEY, "type": type_of(KEY), "custom": True, "id": "k2", "outputs": {"id": "k2"}}
    it = scene(operation("creating", KEY, KEY_INPUTS), resources=[second])
    (one,) = it.settle(account("k1", "k2"))
    assert (one.outcome, one.id) == ("forgotten", "")
    assert one.note == (
        "The one that the interrupted run made is still there, and no stack uses it (k1): delete it if it "
        "isn't needed."
    )
    assert it.cli.imported is not None
    assert it.cli.imported["deployment"]["resources"] == [PROVIDER, second]


def test_somebody_else_s_thing_of_that_name_is_left_alone_and_told() -> None:
    fake = Fake({"sqs.get_queue_url": {"QueueUrl": "https://q"}, "sqs.list_queue_tags": {"Tags": {}}})
    it = scene(operation("creating", QUEUE, {"name": "x", "tags": TAGS}))
    (one,) = it.settle(fake)
    assert one.sentence == (
        "alert-queue (SQS queue) wasn't made yet. The queue x exists, but without this stack's tags: it is "
        "somebody else's."
    )


def test_names_that_are_secret_are_read_with_another_export() -> None:
    hidden = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "v1:abc"}
    it = scene(operation("creating", RULE, {"name": hidden}))
    it.settle()
    assert it.cli.ran[1] == ["stack", "export", "--show-secrets", "--stack", "prod"]
    assert it.cli.imported is not None


def test_control_characters_in_an_id_never_reach_the_terminal() -> None:
    assert Resolved(KEY, "imported", "k\x1b[2J").sentence == (
        "log-key (KMS key) was made, and belongs to the stack now (k\\x1b[2J)."
    )


def test_components_are_nothing_in_aws_to_look_for() -> None:
    component = {
        "urn": f"{PREFIX}everyregion:index:Digest::digest",
        "type": "everyregion:index:Digest",
        ("custom"): False,
    }
    it = scene({"type": "creating", "resource": component})
    assert it.settle() == []
    assert it.told == []
    assert it.cli.imported is not None
    assert it.cli.imported["deployment"]["pending_operations"] == []


def test_the_lock_that_the_killed_run_left_is_taken_away_on_the_way() -> None:
    it = scene(operation("creating", KEY, KEY_INPUTS))
    it.cli.is_locked = True
    assert it.settle(account("k1")) == [Resolved(KEY, "imported", "k1")]
    assert [LOCKED in text for text in it.locks] == [True]
    assert it.told[0] == "An earlier run was interrupted with 1 resource unfinished:"


def test_a_lock_that_stays_ends_it_with_nothing_told() -> None:
    it = scene(operation("creating", RULE))
    it.cli.is_locked = True
    with pytest.raises(automation.ConcurrentUpdateError):
        resolve_pending(cast(automation.Stack, it.stack), Fake({}).client, "123456789012", it.told.append)
    assert it.told == []


def test_a_state_that_another_run_changes_meanwhile_is_never_written_over() -> None:
    it = scene(operation("creating", RULE))
    it.cli.changed = {"resources": [PROVIDER]}
    with pytest.raises(AwsFailure, match="Another run has changed the state meanwhile"):
        it.settle()
    assert it.cli.imported is None


def test_the_way_out_names_the_stack_as_a_person_does() -> None:
    it = scene(operation("creating", ODD))
    it.stack.name = "organization/everyregion/prod"
    with pytest.raises(Unresolved, match="`pulumi refresh --stack prod`"):
        it.settle()
