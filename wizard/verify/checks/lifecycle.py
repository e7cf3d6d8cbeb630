"""What a bucket's lifecycle does to log files, all its rules together, judged. Pure.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-conflicts.html (the earliest expiry wins)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wizard.adoption.lifecycles import is_tagged, prefix_of
from wizard.drill.stage_check import PUT_BACK
from wizard.screen.terminal import counted
from wizard.verify.facts import Document, TrailFacts
from wizard.verify.result import Result, failed, passed, unknown

_A_YEAR = 365


@dataclass(frozen=True)
class Effect:
    """expires: after how many days a log file goes, None for never; moves: (storage class, days)."""

    expires: int | None
    moves: tuple[tuple[str, int], ...]

    @property
    def words(self) -> str:
        moved = [f"moved to {name} after {counted(days, 'day')}" for name, days in self.moves]
        gone = "kept for ever" if self.expires is None else f"deleted after {counted(self.expires, 'day')}"
        return f"Log files are {', '.join([*moved, gone])}."


def effect(rules: Sequence[Document], folder: str) -> Effect:
    """Of all rules that are on and meet log files. folder: what their keys begin with."""
    met = [
        rule
        for rule in rules
        if rule.get("Status") == "Enabled"
        and not is_tagged(rule)
        and (folder.startswith(prefix_of(rule)) or prefix_of(rule).startswith(folder))
    ]
    expirations = [rule.get("Expiration") or {} for rule in met]
    # One on a date deletes whatever is there then.
    days = [
        0 if one.get("Date") else one["Days"] for one in expirations if one.get("Days") or one.get("Date")
    ]
    moves = {
        (move.get("StorageClass", ""), int(move.get("Days", 0)))
        for rule in met
        for move in rule.get("Transitions") or ()
    }
    return Effect(min(days, default=None), tuple(sorted(moves, key=lambda move: move[1])))


def lifecycle(it: TrailFacts) -> Iterator[Result]:
    """Whether there is one, as the settings say where there are any, and files are kept long enough."""
    probe, settings = it.bucket.lifecycle, it.settings
    if probe.value is None:
        yield unknown("bucket.lifecycle", probe)
        yield unknown("bucket.retention", probe)
        return
    is_wanted = settings.archive_class != "STANDARD" or settings.expire_after_days > 0
    found = effect(probe.value, it.names.own_files or f"{it.names.log_folder}/")
    if not it.is_own or "lifecycle" in it.left:
        text = found.words if probe.value else "It has no lifecycle rule."
        fix = "`aws s3api put-bucket-lifecycle-configuration`, with an expiry of a year or more."
        is_there = any(rule.get("Status") == "Enabled" for rule in probe.value)
        yield passed("bucket.lifecycle", text) if is_there else failed("bucket.lifecycle", text, fix)
    elif is_wanted or found != Effect(None, ()):
        moves = ((settings.archive_class, settings.archive_after_days),)
        wanted = Effect(
            settings.expire_after_days or None, moves if settings.archive_class != "STANDARD" else ()
        )
        if found == wanted:
            yield passed("bucket.lifecycle", found.words)
        else:
            yield failed(
                "bucket.lifecycle", f"{found.words} The settings say otherwise: {wanted.words}", PUT_BACK
            )
    if found.expires is None or found.expires >= _A_YEAR:
        yield passed("bucket.retention", found.words)
    elif it.is_own and found.expires == settings.expire_after_days:
        text = f"{found.words} That is what the settings say."
        yield failed("bucket.retention", text, "Raise expireAfterDays to 365 or more, and deploy.")
    else:
        yield failed("bucket.retention", found.words, PUT_BACK if it.is_own else "Let them expire later.")
