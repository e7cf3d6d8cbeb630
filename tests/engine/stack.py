"""One stack under the real CLI, with its own PULUMI_HOME, backend, passphrase and emulated account."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import yaml
from pulumi import automation
from pulumi.automation import events

from components.resource_names import short_name
from tests.engine.program import InlineProgram, modules_of

STACK = "test"
HOME = "eu-west-1"
# A refresh tells later what it found; a replacement is told as such, and as its creation and deletion too.
_PARTS_OF_ANOTHER = (
    events.OpType.REFRESH,
    events.OpType.CREATE_REPLACEMENT,
    events.OpType.DELETE_REPLACED,
    events.OpType.DISCARD_REPLACED,
)
_COLOR = re.compile(r"<\{%.*?%\}>|\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Step:
    """What the engine did, or would do, to one resource, by its short name. changed: the top-level properties
    that differ."""

    op: str
    type: str
    name: str
    parent: str
    changed: tuple[str, ...]

    @property
    def changes_something(self) -> bool:
        return self.op not in ("same", "read")

    def __str__(self) -> str:
        """`operation property ...`."""
        return " ".join((self.op, *self.changed))


@dataclass
class Outcome:
    """One run of the engine. failed: the CLI's exit wasn't 0; text: all that a person would have read."""

    _steps: dict[str, Step] = field(default_factory=dict)
    messages: list[str] = field(default_factory=list)
    failed: bool = False
    text: str = ""

    @property
    def steps(self) -> list[Step]:
        """In the order they were begun."""
        return list(self._steps.values())

    @property
    def changes(self) -> dict[str, str]:
        """Resource name -> what happened, for all that didn't stay the same."""
        return {step.name: step.op for step in self.steps if step.changes_something}

    @property
    def detailed_changes(self) -> dict[str, str]:
        """The same with the properties that changed: `update policy tags`."""
        return {step.name: str(step) for step in self.steps if step.changes_something}

    @property
    def errors(self) -> list[str]:
        """What was reported as an error, without what led to it."""
        return [message for message in self.messages if message.startswith("error: ")]

    def see(self, event: events.EngineEvent) -> None:
        for seen in (event.resource_pre_event, event.res_outputs_event):
            if seen and seen.metadata.op not in _PARTS_OF_ANOTHER:
                self._steps.setdefault(seen.metadata.urn + seen.metadata.op, _step(seen.metadata))
        message = event.diagnostic_event
        if message and message.severity != "debug":
            self.messages.append(f"{message.severity}: {_COLOR.sub('', message.message).strip()}")


def _step(metadata: events.StepEventMetadata) -> Step:
    kind = metadata.urn.rpartition("::")[0]
    state = metadata.new or metadata.old
    return Step(
        op=metadata.op.value,
        type=kind.rpartition("::")[2].rpartition("$")[2],
        name=short_name(metadata.urn),
        parent=short_name(state.parent) if state else "",
        changed=tuple(metadata.diffs or ()),
    )


class _Stack(automation.Stack):
    """Without the three further commands after each run, which ask for what the events already said."""

    def outputs(self) -> automation.OutputMap:
        return {}

    def info(self, show_secrets: bool = True) -> automation.UpdateSummary:
        return automation.UpdateSummary("update", datetime.now(timezone.utc), "", {}, {}, "succeeded")


class EngineFailed(AssertionError):
    """The CLI ended with an error that the test hadn't asked for."""


@dataclass
class Deployment:
    """The stack `test` of the project in `folder`; `settings` are the stack file's bare keys."""

    folder: Path
    port: int
    home: Path
    project: str = "everyregion"

    def __post_init__(self) -> None:
        (self.home / "state").mkdir(parents=True)
        self._program = InlineProgram(self.folder)
        self._workspace = automation.LocalWorkspace(
            work_dir=str(self.folder),
            pulumi_home=str(self.home / "home"),
            program=self._program,
            env_vars={
                "PULUMI_BACKEND_URL": (self.home / "state").as_uri(),
                "PULUMI_CONFIG_PASSPHRASE": secrets.token_hex(8),
                "PULUMI_DEBUG_PROVIDERS": f"aws:{self.port}",
                "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
                "PULUMI_SKIP_UPDATE_CHECK": "true",
            },
        )
        self._stack = _Stack.create(STACK, self._workspace)

    @property
    def stack_file(self) -> Path:
        return self.folder / f"Pulumi.{STACK}.yaml"

    def configure(
        self,
        settings: Mapping[str, Any],
        *,
        region: str | None = HOME,
        others: Mapping[str, Any] | None = None,
    ) -> None:
        """Writes the stack file as a person would: these keys and no others, the salt kept. others: keys that
        aren't the project's, as `pulumi:disable-default-providers`."""
        content = yaml.safe_load(self.stack_file.read_text("utf-8")) if self.stack_file.exists() else {}
        content["config"] = {
            **({"aws:region": region} if region else {}),
            **{f"{self.project}:{key}": value for key, value in settings.items()},
            **(others or {}),
        }
        self.stack_file.write_text(yaml.safe_dump(content), "utf-8")

    def preview(self, *, fails: bool = False) -> Outcome:
        return self._run(self._stack.preview, fails)

    def up(self, *, fails: bool = False) -> Outcome:
        return self._run(self._stack.up, fails)

    def refresh(self, *, fails: bool = False) -> Outcome:
        return self._run(self._stack.refresh, fails)

    def destroy(self, *, fails: bool = False) -> Outcome:
        return self._run(self._stack.destroy, fails)

    def resources(self) -> list[dict[str, Any]]:
        """The engine's state: every resource as the backend holds it."""
        return (self._stack.export_stack().deployment or {}).get("resources", [])

    def outputs(self) -> dict[str, Any]:
        """What the stack exports, from the same state."""
        return next((r["outputs"] for r in self.resources() if r["type"] == "pulumi:pulumi:Stack"), {})

    def _run(self, command: Callable[..., Any], fails: bool) -> Outcome:
        outcome = Outcome()
        try:
            with modules_of(self.folder):
                result = command(on_event=outcome.see, color="never")
        except automation.CommandError as error:
            outcome.failed, outcome.text = True, str(error)
        else:
            outcome.text = f"{result.stdout}\n{result.stderr}"
        finally:
            self._program.end()
        if outcome.failed and not fails:
            raise EngineFailed("\n".join([*outcome.errors, outcome.text]))
        if fails and not outcome.failed:
            raise EngineFailed("it ended well")
        return outcome
