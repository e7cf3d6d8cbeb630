"""What to know about an answer of log files: how many they are, and which ones aren't in it, and why."""

from __future__ import annotations

from collections.abc import Sequence

from wizard.query.local.days import Days
from wizard.query.local.source import Listing
from wizard.screen.terminal import counted, safe

#: (file, why); a folder has a slash at its end.
Unread = Sequence[tuple[str, str]]
_MOST_NAMED = 5


def notes(
    listing: Listing, new: int, loaded: int, aside: Unread, unread: Unread, days: Days | None
) -> list[str]:
    """In sentences. new, loaded: how many files; aside: set aside; days: None where they aren't known, or
    nothing is unread."""
    files = _many(loaded, "log file")
    found = [f"From {files}{f', {new:,} of them new' if new else ''}."]
    if aside:
        named = _first([f"{safe(file)} {why}" for file, why in aside])
        found.append(f"Set aside, so their events are missing: {named}.")
    if unread:
        what = f"{_counted(unread)} can't be read, so events may be missing"
        found += of_unread(what, unread, "; --json names them all")
    if days:
        found.append(days.sentence())
    return [*found, *of_links(listing.links)]


def of_unread(what: str, unread: Unread, more: str = "") -> list[str]:
    """What couldn't be read, by its reason, in sentences. what: begins the first one; more: ends it where the
    reasons stand in sentences of their own."""
    reasons: dict[str, list[str]] = {}
    for file, why in unread:
        reasons.setdefault(why, []).append(file)
    is_few = len(unread) <= _MOST_NAMED
    said = [
        (len(files), f"{safe(why)}{_some(files, is_few=is_few)}")
        for why, files in sorted(reasons.items(), key=lambda one: -len(one[1]))
    ]
    if len(said) == 1:
        return [f"{what}: {said[0][1]}."]
    rest = sum(number for number, _ in said[_MOST_NAMED:])
    return [
        f"{what}{more}.",
        *(f"{number:,} of them: {words}." for number, words in said[:_MOST_NAMED]),
        *([f"{rest:,} of them: other reasons."] if rest else []),
    ]


def of_links(links: Sequence[str]) -> list[str]:
    """What may be log files and isn't followed, in a sentence or none."""
    if not links:
        return []
    more = f" and {len(links) - 1:,} more" if len(links) > 1 else ""
    return [f"Links and pipes aren't followed: {safe(links[0])}{more}. Ask the place that a link leads to."]


def _some(files: Sequence[str], *, is_few: bool) -> str:
    """The files behind their reason: all of a few, or the first."""
    if is_few or len(files) == 1:
        return f": {', '.join(map(safe, files))}"
    return f", such as {safe(files[0])}"


def _counted(unread: Unread) -> str:
    folders = sum(file.endswith("/") for file, _ in unread)
    parts = ((folders, "folder"), (len(unread) - folders, "file"))
    return " and ".join(_many(number, noun) for number, noun in parts if number)


def _many(number: int, noun: str) -> str:
    """With its thousands."""
    return counted(number, noun).replace(f"{number} ", f"{number:,} ", 1)


def _first(what: list[str]) -> str:
    """The first few, and how many more there are."""
    more = f"; and {len(what) - _MOST_NAMED:,} more, which --json names" if len(what) > _MOST_NAMED else ""
    return "; ".join(what[:_MOST_NAMED]) + more
