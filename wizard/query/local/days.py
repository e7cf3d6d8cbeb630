"""Which days of delivery an answer is from: whole, in part, or not at all. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from wizard.query.local.log_name import LogName

_MOST = 4


@dataclass(frozen=True)
class Days:
    """Each a list of (first, last) day, yyyy-mm-dd; days that have no files at all break none of them."""

    whole: tuple[tuple[str, str], ...] = ()
    in_part: tuple[tuple[str, str], ...] = ()
    not_at_all: tuple[tuple[str, str], ...] = ()

    def sentence(self) -> str:
        """Which part of the time could be read."""
        parts = [
            f"{words} {_in_words(spans)}"
            for words, spans in (
                ("whole", self.whole), ("in part", self.in_part), ("not at all", self.not_at_all),
            )
            if spans
        ]  # fmt: skip
        return f"Readable, by day of delivery: {'; '.join(parts)}."

    def document(self) -> dict[str, Any]:
        """The same for machines."""
        return {
            key: [{"from": first, "to": last} for first, last in spans]
            for key, spans in (
                ("whole", self.whole), ("inPart", self.in_part), ("notAtAll", self.not_at_all),
            )
        }  # fmt: skip


def days(read: Iterable[LogName], missing: Iterable[LogName]) -> Days | None:
    """Of the files that were read, and of those that weren't; None where not every path of these says its
    day."""
    gone = {name.day for name in missing}
    if "" in gone:
        return None
    had = {name.day for name in read} - {""}
    state = {day: "whole" if day not in gone else "in part" if day in had else "" for day in had | gone}
    found: dict[str, list[tuple[str, str]]] = {"whole": [], "in part": [], "": []}
    for kind, run in groupby(sorted(state), key=state.__getitem__):
        span = [day.replace("/", "-") for day in run]
        found[kind].append((span[0], span[-1]))
    return Days(tuple(found["whole"]), tuple(found["in part"]), tuple(found[""]))


def _in_words(spans: tuple[tuple[str, str], ...]) -> str:
    said = [first if first == last else f"{first} to {last}" for first, last in spans[:_MOST]]
    more = f" and {len(spans) - _MOST:,} more, which --json names" if len(spans) > _MOST else ""
    return ", ".join(said) + more
