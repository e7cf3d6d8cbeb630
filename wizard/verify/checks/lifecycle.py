"""What a bucket's lifecycle does to log files, all its rules together, judged. Pure.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-conflicts.html (the earliest expiry wins)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from wizard.adoption.lifecycles import meets, prefix_of
from wizard.drill.stage_check import PUT_BACK
from wizard.screen.terminal import counted, safe
from wizard.verify.facts import Document, TrailFacts
from wizard.verify.result import Result, failed, passed, unknown

_A_YEAR = 365


@dataclass(frozen=True)
class Expiry:
    """days: after how many log files go, 0 with a date; date: from when on all go that are there then.

    part: the folder of them that it is about, "" for all.
    """

    days: int
    date: str = ""
    part: str = ""

    @property
    def words(self) -> str:
        when = f"from {safe(self.date)} on" if self.date else f"after {counted(self.days, 'day')}"
        return f"deleted {when}{_below(self.part)}"


@dataclass(frozen=True)
class Effect:
    """expiry: the earliest, None for never; moves: (storage class, days, part as in Expiry)."""

    expiry: Expiry | None
    moves: tuple[tuple[str, int, str], ...]

    @property
    def expires(self) -> int | None:
        """After how many days the first log files go; None for never."""
        return self.expiry.days if self.expiry else None

    @property
    def words(self) -> str:
        moved = [
            f"moved to {safe(name)} after {counted(days, 'day')}{_below(part)}"
            for name, days, part in self.moves
        ]
        gone = self.expiry.words if self.expiry else "kept for ever"
        return f"Log files are {', '.join([*moved, gone])}."


def _below(part: str) -> str:
    return f" below {safe(part)}" if part else ""


def effect(rules: Sequence[Document], folder: str) -> Effect:
    """Of all rules that are on and meet log files. folder: what their keys begin with."""
    met = [
        (rule, "" if folder.startswith(prefix_of(rule)) else prefix_of(rule))
        for rule in rules
        if meets(rule, folder)
    ]
    expiries = [
        Expiry(0 if found.get("Date") else found["Days"], _day(found.get("Date")), part)
        for found, part in ((rule.get("Expiration") or {}, part) for rule, part in met)
        if found.get("Days") or found.get("Date")
    ]
    moves = {
        (move.get("StorageClass", ""), int(move.get("Days", 0)), part)
        for rule, part in met
        for move in rule.get("Transitions") or ()
    }
    return Effect(
        min(expiries, key=lambda one: (one.days, one.part), default=None),
        tuple(sorted(moves, key=lambda move: move[1:])),
    )


def _day(date: Any) -> str:
    """boto3 gives a datetime."""
    return str(date or "")[:10]


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
        days = settings.expire_after_days
        moves = ((settings.archive_class, settings.archive_after_days, ""),)
        wanted = Effect(Expiry(days) if days else None, moves if settings.archive_class != "STANDARD" else ())
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
