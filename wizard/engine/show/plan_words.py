"""What the engine would change, in plain words, before it does. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from wizard.engine.automation.events import (
    CHANGES,
    CREATE,
    DELETE,
    FORGET,
    IMPORT,
    REPLACE,
    UPDATE,
    Run,
    Step,
    by_component,
)
from wizard.engine.show.table import words
from wizard.program.resource_types import BUCKET, KEY, TRAIL
from wizard.screen.terminal import counted

# Only what it encrypts is worth keeping: the topic's key protects nothing that lasts.
_LOG_KEY = "log-key"
# One line a component for these; each of the others is named.
_COUNTED = (CREATE, IMPORT)
_WILL_CHANGE_TOO = "to take over and change"
_WILL = {
    CREATE: "to make",
    IMPORT: "to take over unchanged",
    UPDATE: "to change",
    REPLACE: "to replace",
    DELETE: "to delete",
    FORGET: "to leave in AWS",
}


def summary(run: Run) -> str:
    """`49 resources to make, 2 to change; 11 stay as they are.`"""
    counts = run.counts
    if not counts:
        return f"Nothing would change: {counted(run.unchanged, 'resource')} {_stay(run.unchanged)}."
    changed = sum(_is_changed_too(step) for step in run.changes)
    told = (
        [(counts[IMPORT] - changed, _WILL[IMPORT]), (changed, _WILL_CHANGE_TOO)] if IMPORT in counts else []
    )
    first, *rest = [
        one
        for op, number in counts.items()
        for one in (told if op == IMPORT else [(number, _WILL[op])])
        if one[0]
    ]
    said = [f"{counted(first[0], 'resource')} {first[1]}", *(f"{number} {word}" for number, word in rest)]
    unchanged = f"; {run.unchanged} {_stay(run.unchanged)}" if run.unchanged else ""
    return f"{', '.join(said)}{unchanged}."


def _stay(number: int) -> str:
    return "stays as it is" if number == 1 else "stay as they are"


def lines(steps: Iterable[Step]) -> list[str]:
    """A line for each component: counts of what is made, and by name whatever else happens."""
    return [f"{words(component)}: {_said(group)}" for component, group in by_component(steps).items()]


def _said(steps: Sequence[Step]) -> str:
    counts = Counter(step.op for step in steps if not _is_changed_too(step))
    said = [f"{counts[op]} {_WILL[op]}" for op in _COUNTED if counts[op]]
    changed = [_named(step) for step in steps if _is_changed_too(step)]
    said += [f"{_WILL_CHANGE_TOO}: {', '.join(changed)}"] if changed else []
    for op in CHANGES:
        if op not in _COUNTED:
            named = [_named(step) for step in steps if step.op == op]
            said += [f"{_WILL[op]}: {', '.join(named)}"] if named else []
    return "; ".join(said)


def _is_changed_too(step: Step) -> bool:
    return step.op == IMPORT and bool(step.changed)


def _named(step: Step) -> str:
    why = step.because if step.op == REPLACE else step.changed
    return f"{step.name} ({', '.join(why)})" if why else step.name


def numbers(steps: Iterable[Step]) -> list[str]:
    """A line for each component, with nothing but the number: `region alert: 12`."""
    return [f"{words(component)}: {len(group)}" for component, group in by_component(steps).items()]


def drift(steps: Iterable[Step]) -> list[str]:
    """What somebody changed or deleted since the last deploy, in two sentences at most."""
    drifted = list(steps)
    changed = ", ".join(_named(step) for step in drifted if step.op != DELETE)
    gone = ", ".join(step.name for step in drifted if step.op == DELETE)
    said = [f"Changed in AWS since the last deploy: {changed}."] if changed else []
    return [*said, f"Gone from AWS since the last deploy: {gone}."] if gone else said


def dangers(steps: Iterable[Step]) -> list[str]:
    """What costs log files or leaves a gap: a trail, bucket or key that is replaced or goes."""
    return [text for step in steps if (text := _danger(step))]


def _danger(step: Step) -> str:
    if step.op not in (REPLACE, DELETE):
        return ""
    because = f" (because of {', '.join(step.because)})" if step.because else ""
    anew = step.op == REPLACE
    if step.type == TRAIL:
        after = "Nothing is recorded until the new one logs." if anew else "Nothing is recorded any more."
        return f"The trail is {'replaced' if anew else 'DELETED'}{because}. {after}"
    if step.type == BUCKET and step.kept:
        return (
            f"The bucket {step.name} is replaced by a new, empty one{because}. The old one stays in AWS "
            "with its files, outside this stack."
        )
    if step.type == BUCKET:
        return f"The bucket {step.name} is DELETED{because}, and every file in it is lost for good."
    if step.type != KEY or step.component != _LOG_KEY:
        return ""
    if step.kept:
        return f"The log key is replaced by a new one{because}. The old one stays: old files need it."
    return f"The log key is DELETED{because}. What it encrypted can't be read once AWS has deleted it."
