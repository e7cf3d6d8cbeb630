"""What the engine tells while it runs, as this project's own words: steps, by component. Pure.

https://www.pulumi.com/docs/iac/automation-api/ (events); an operation is one of
https://www.pulumi.com/docs/iac/concepts/how-pulumi-works/
"""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pulumi.automation import events

from components.resource_names import short_name
from wizard.program.resource_types import COMPONENTS

CREATE, UPDATE, REPLACE, DELETE, IMPORT, FORGET = "create", "update", "replace", "delete", "import", "forget"
#: What changes something, in the order in which it is told. forget: it leaves the stack, and stays in AWS.
CHANGES = (CREATE, IMPORT, UPDATE, REPLACE, DELETE, FORGET)
# A replacement is told as such, and as its creation and its deletion too.
_REPLACEMENT = {"replace", "create-replacement", "delete-replaced", "discard-replaced", "read-replacement"}
_DELETION = {"delete", "discard", "remove-pending-replace"}
_COLOR = re.compile(r"<\{%.*?%\}>|\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Step:
    """What happens to one resource.

    name, component: the short names of it and of the component that it belongs to, "" for none; changed: the
    top-level properties that differ; because: those that make a replacement necessary; kept: what it was
    stays in AWS when the stack lets go of it; id: its id before, "" for a new one; region: "" for the home
    region; inputs: as the program gives them, camelCase, of something new; provider: `<its URN>::<its id>`.
    """

    op: str
    type: str
    name: str
    urn: str = ""
    component: str = ""
    changed: tuple[str, ...] = ()
    because: tuple[str, ...] = ()
    kept: bool = False
    id: str = ""
    region: str = ""
    inputs: Mapping[str, Any] = field(default_factory=dict[str, Any], compare=False, repr=False)
    provider: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True)
class Diagnostic:
    """A message of the engine or a provider. urn: the resource that it is about, or ""."""

    severity: str
    message: str
    urn: str = ""


@dataclass
class Run:
    """What one run of the engine has told so far. Events come from another thread.

    drifted: what a refresh found otherwise than it was deployed, as an update or a deletion.
    """

    steps: dict[str, Step] = field(default_factory=dict[str, Step])
    running: dict[str, Step] = field(default_factory=dict[str, Step])
    done: dict[str, Step] = field(default_factory=dict[str, Step])
    failed: dict[str, Step] = field(default_factory=dict[str, Step])
    diagnostics: list[Diagnostic] = field(default_factory=list[Diagnostic])
    outputs: dict[str, Any] = field(default_factory=dict[str, Any])
    new_outputs: bool = False
    drifted: dict[str, Step] = field(default_factory=dict[str, Step])
    lock: threading.RLock = field(default_factory=threading.RLock, repr=False)

    @property
    def changes(self) -> list[Step]:
        """The steps that change something, in the order in which they were begun."""
        return [step for step in self.steps.values() if step.op in CHANGES]

    @property
    def counts(self) -> dict[str, int]:
        """Operation -> how many resources, for those that change something."""
        found = Counter(step.op for step in self.changes)
        return {op: found[op] for op in CHANGES if found[op]}

    @property
    def changed(self) -> int:
        """How many changes are through."""
        return sum(step.op in CHANGES for step in self.done.values())

    @property
    def has_begun(self) -> bool:
        """Whether something was changed, or may have been."""
        return bool(self.changed or self.failed or self.running)

    @property
    def unchanged(self) -> int:
        return sum(step.op == "same" for step in self.steps.values())

    @property
    def errors(self) -> list[Diagnostic]:
        return [diagnostic for diagnostic in self.diagnostics if diagnostic.severity == "error"]

    def why(self, urn: str) -> str:
        """The first error about this resource, on one line, or ""."""
        found = (d.message for d in self.errors if d.urn == urn)
        return " ".join(next(found, "").split())

    def see(self, event: events.EngineEvent) -> None:
        """Takes in one event."""
        with self.lock:
            if event.resource_pre_event:
                self._begin(event.resource_pre_event.metadata)
            elif event.res_outputs_event:
                self._end(event.res_outputs_event.metadata)
            elif event.res_op_failed_event:
                self._fail(event.res_op_failed_event.metadata)
            elif event.diagnostic_event:
                self._note(event.diagnostic_event)

    def _begin(self, metadata: events.StepEventMetadata) -> None:
        step = step_of(metadata)
        if step is None:
            return
        if metadata.op is events.OpType.REFRESH:
            self.running[step.urn] = step
            return
        before = self.steps.get(step.urn)
        if before is not None and (before.op, step.op) == (IMPORT, UPDATE):
            # What is taken over is read as it is, and then changed to what the program says.
            self.steps[step.urn] = replace(before, changed=step.changed)
        elif before is None or before.op == "same" or step.op == DELETE or step.because:
            # What becomes of the old one was said when its deletion was told.
            was_kept = before is not None and before.op == step.op == REPLACE and before.kept
            self.steps[step.urn] = replace(step, kept=step.kept or was_kept)
        if metadata.op is not events.OpType.REPLACE:
            self.running[step.urn] = step

    def _end(self, metadata: events.StepEventMetadata) -> None:
        if metadata.type == "pulumi:pulumi:Stack":
            self._note_outputs(metadata)
        step = step_of(metadata)
        if step is None or metadata.op is events.OpType.REPLACE:
            return
        self.running.pop(step.urn, None)
        if metadata.op is events.OpType.REFRESH:
            # Without a new state it is gone; with differences it was changed.
            if metadata.new is None or metadata.diffs:
                self.drifted[step.urn] = replace(step, op=UPDATE if metadata.new else DELETE)
            return
        self.steps.setdefault(step.urn, step)
        if metadata.op is not events.OpType.DELETE_REPLACED:
            self.done[step.urn] = self.steps[step.urn]

    def _note_outputs(self, metadata: events.StepEventMetadata) -> None:
        """The stack's own, which come last: https://www.pulumi.com/docs/iac/concepts/stacks/#outputs"""
        if metadata.new and metadata.new.outputs:
            self.outputs = dict(metadata.new.outputs)
            self.new_outputs = self.outputs != (metadata.old.outputs if metadata.old else None)

    def _fail(self, metadata: events.StepEventMetadata) -> None:
        step = step_of(metadata)
        if step is not None:
            self.running.pop(step.urn, None)
            self.failed[step.urn] = self.steps.setdefault(step.urn, step)

    def _note(self, event: events.DiagnosticEvent) -> None:
        if event.severity != "debug" and not event.ephemeral:
            text = _COLOR.sub("", event.message).strip()
            self.diagnostics.append(Diagnostic(event.severity, text, event.urn or ""))


def step_of(metadata: events.StepEventMetadata) -> Step | None:
    """The step, or None for what isn't a thing in AWS: components, providers, the stack itself."""
    state = metadata.new or metadata.old
    if state is None or not state.custom or metadata.type.startswith("pulumi:"):
        return None
    before = metadata.old or state
    op = metadata.op.value
    kept = bool(before.retain_on_delete)
    if op in _REPLACEMENT:
        op = REPLACE
    elif op in _DELETION:
        op = FORGET if kept else DELETE
    elif op.startswith("import"):
        op = IMPORT
    return Step(
        op=op,
        type=metadata.type,
        name=short_name(metadata.urn),
        urn=metadata.urn,
        component=component_of(state.parent),
        changed=tuple(metadata.diffs or ()),
        because=tuple(metadata.keys or ()),
        kept=kept,
        id=before.id or "",
        region=str((before.outputs or {}).get("region") or (before.inputs or {}).get("region") or ""),
        inputs=(state.inputs or {}) if op == CREATE else {},
        provider=metadata.provider or "",
    )


def component_of(parent: str) -> str:
    """The short name of a parent that is a component, "" for the stack itself."""
    return "" if "::pulumi:pulumi:Stack::" in parent else short_name(parent)


def by_component(steps: Iterable[Step]) -> dict[str, list[Step]]:
    """The steps of each component, in reading order."""
    found: dict[str, list[Step]] = {}
    for step in steps:
        found.setdefault(step.component, []).append(step)
    place = {component: number for number, component in enumerate(COMPONENTS)}
    return dict(sorted(found.items(), key=lambda item: place.get(item[0], len(place))))
