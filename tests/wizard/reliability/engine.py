"""Pulumi without its CLI: a state in memory, and runs of the engine that tell what they are told to tell."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from typing import Any
from unittest import mock

import semver
from pulumi import automation
from pulumi.automation import errors, events

from tests.wizard.engine.events import begun, ended, metadata
from wizard.engine.automation.pulumi_process import Cli
from wizard.engine.automation.workspace import Engine, OnEvent
from wizard.rehearsal.deployment import Made

STACK = "urn:pulumi:dev::everyregion::pulumi:pulumi:Stack::everyregion-dev"
_PROVIDER = {
    "urn": "urn:pulumi:dev::everyregion::pulumi:providers:aws::default",
    "type": "pulumi:providers:aws",
    "custom": True,
    "id": "provider",
    "inputs": {"region": "eu-west-1"},
}
_RUN = {
    "kind": "update",
    "startTime": "2026-01-01T00:00:00.000Z",
    "message": "",
    "environment": {},
    "config": {},
}


@dataclass
class Script:
    """resources: what the state has; pending: what it has as being made; failed: how the run before ended;
    plan: what a run tells; outputs: the stack's; changed: how often AWS was to be changed."""

    resources: Sequence[Mapping[str, Any]] = ()
    pending: Sequence[Mapping[str, Any]] = ()
    failed: bool = False
    plan: Sequence[events.EngineEvent] = ()
    outputs: Mapping[str, str] = field(default_factory=dict)
    exists: bool = True
    changed: int = 0
    deployment: dict[str, Any] = field(default_factory=dict)

    def begin(self) -> None:
        """As before any run."""
        self.changed = 0
        self.deployment = {
            "manifest": {"time": datetime.now(timezone.utc).isoformat()},
            "resources": [_PROVIDER, *copy.deepcopy(list(self.resources))],
            "pending_operations": [{"type": "creating", "resource": one} for one in self.pending],
        }

    def answer(self, words: Sequence[str]) -> str:
        """What the CLI says to these words."""
        said: Any = ""
        if words[:2] == ["stack", "export"]:
            said = {"version": 3, "deployment": self.deployment}
        elif words[:2] == ["stack", "import"]:
            file = Path(words[words.index("--file") + 1])
            self.deployment = json.loads(file.read_text("utf-8"))["deployment"]
        elif words[:2] == ["stack", "history"]:
            said = [{**_RUN, "result": "failed" if self.failed else "succeeded"}]
        elif words[:2] == ["state", "delete"]:
            left = [one for one in self.deployment["resources"] if one["urn"] != words[2]]
            self.deployment["resources"] = left
        elif words[:2] == ["stack", "--show-name"] and not self.exists:
            result = automation.CommandResult("", "error: no stack named 'dev' found", 255)
            raise errors.create_command_error(result)
        return json.dumps(said) if said else ""


class _Cli(Cli):
    def __init__(self, script: Script) -> None:
        self.command, self.version = "pulumi", semver.VersionInfo(3, 250, 0)
        self._script, self._running = script, None

    def run(self, args: list[str], *_: Any, **__: Any) -> automation.CommandResult:
        return automation.CommandResult(self._script.answer(args), "", 0)


def scripted(script: Script, stack: ExitStack) -> None:
    """Until the stack ends, every command works with this engine."""

    class Scripted(Engine):
        def preview(self, see: OnEvent, refresh: bool = False) -> automation.CommandResult:
            return self._tell(see)

        def preview_destroy(self, see: OnEvent) -> automation.CommandResult:
            return self._tell(see)

        def up(self, see: OnEvent) -> automation.CommandResult:
            script.changed += 1
            see(_outputs(script.outputs))
            return self._tell(see)

        destroy = up

        def _tell(self, see: OnEvent) -> automation.CommandResult:
            for event in script.plan:
                see(event)
            return automation.CommandResult("", "", 0)

    script.begin()
    stack.enter_context(mock.patch("wizard.engine.automation.workspace.Engine", Scripted))
    stack.enter_context(mock.patch("wizard.engine.install_pulumi.cli_for", return_value=_Cli(script)))
    stack.enter_context(mock.patch("wizard.engine.interrupted.find._LOOK_AGAIN_AFTER", 0))


def planned(
    op: str, type: str, name: str, inputs: Mapping[str, Any] | None = None, *, kept: bool = False
) -> list[events.EngineEvent]:
    """What a run tells of one resource."""
    told = [begun(op, type, name, kept=kept), ended(op, type, name, kept=kept)]
    for event in told:
        step = event.resource_pre_event or event.res_outputs_event
        assert step is not None
        if step.metadata.new is not None:
            step.metadata.new.inputs = dict(inputs or {})
    return told


def _outputs(outputs: Mapping[str, str]) -> events.EngineEvent:
    about = metadata("update", "pulumi:pulumi:Stack", "everyregion-dev")
    assert about.new is not None
    about.new.outputs = dict(outputs)
    return events.EngineEvent(1, 1, res_outputs_event=events.ResOutputsEvent(about))


def in_state(made: Made) -> dict[str, Any]:
    """What was made as a state has it."""
    known = json.loads(json.dumps(made.outputs, default=str))
    return {
        "urn": made.urn,
        "type": made.type,
        "custom": True,
        "id": made.id,
        "inputs": known,
        "outputs": known,
    }
