"""What a run of the engine came to, for machines. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from wizard.engine.automation.events import Run, Step, by_component
from wizard.engine.perform import Ended
from wizard.failures import Failure

if TYPE_CHECKING:
    from wizard.engine.session import Session


def document(
    session: Session,
    verb: str,
    ended: Ended,
    steps: Sequence[Step],
    failure: Failure | None = None,
    log: str = "",
) -> dict[str, Any]:
    """verb: the command; a preview makes nothing. steps: what was planned, in whose order the resources are
    listed; log: the log file, "" for none."""
    run = ended.run
    said: dict[str, Any] = {
        "schema": f"everyregion/{verb}/1",
        "stack": session.stack,
        "account": session.account.id,
        "region": session.settings.home_region,
        "result": result_of(ended),
        "changes": run.counts,
        "unchanged": run.unchanged,
        "resources": resources(run, steps, made=verb != "preview"),
        "failed": [
            {"name": step.name, "type": step.type, "urn": urn, "why": run.why(urn)}
            for urn, step in run.failed.items()
        ],
        "drifted": [
            {"name": step.name, "type": step.type, "operation": step.op, "properties": list(step.changed)}
            for step in run.drifted.values()
        ],
        "warnings": [*session.notes, *(d.message for d in run.diagnostics if d.severity == "warning")],
        "outputs": run.outputs,
        "seconds": round(ended.seconds, 1),
        "logFile": log or None,
    }
    if failure is not None:
        said |= {"error": failure.message, "exitCode": failure.exit_code}
    return said


def result_of(ended: Ended) -> str:
    """succeeded, unchanged, failed or stopped."""
    if ended.stopped:
        return "stopped"
    if ended.failed:
        return "failed"
    return "succeeded" if ended.run.changes else "unchanged"


def resources(run: Run, steps: Sequence[Step], made: bool = True) -> list[dict[str, Any]]:
    """Each resource that changes, in reading order. state: planned, done, failed, unfinished."""
    known = {step.urn: step for step in (*steps, *run.changes)}
    ordered = [step for group in by_component(known.values()).values() for step in group]
    return [
        {
            "name": step.name,
            "type": step.type,
            "component": step.component,
            "operation": step.op,
            "properties": list(step.changed),
            "replacedBecause": list(step.because),
            "state": _state(run, step) if made else "planned",
            "urn": step.urn,
        }
        for step in ordered
    ]


def _state(run: Run, step: Step) -> str:
    if step.urn in run.failed:
        return "failed"
    if step.urn in run.done:
        return "done"
    return "unfinished" if step.urn in run.running else "planned"
