"""Lists that are too long for a screen: part of a name is asked for first."""

from __future__ import annotations

from collections.abc import Sequence

from wizard.screen.questions import Option

#: More than that don't go through a list on the screen.
MOST_LISTED = 200


def matching(options: Sequence[Option], part: str) -> list[Option]:
    """Those that have it in their name or words."""
    wanted = part.strip().casefold()
    return [one for one in options if wanted in f"{one.name} {one.words}".casefold()]


def fault(options: Sequence[Option], part: str, of: tuple[str, str]) -> str:
    """What is wrong with this part of a name: too many have it, or none; "" where nothing is.

    of: what they are and where it is looked for, as ("account", "name or id").
    """
    found = matching(options, part)
    if 0 < len(found) <= MOST_LISTED:
        return ""
    thing, where = of
    return f"{len(found):,} {thing}s have that in their {where}." if found else f"No {thing} has that."
