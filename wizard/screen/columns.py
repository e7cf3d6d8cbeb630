"""How many columns of a terminal a text takes: of some characters each takes two, and of some none.

https://www.unicode.org/reports/tr11/ (East Asian Width; emoji are wide, too)
"""

from __future__ import annotations

import unicodedata

_OF_NO_WIDTH = ("Mn", "Me", "Cf")


def columns(text: str) -> int:
    """Of a text that is safe."""
    return len(text) if text.isascii() else sum(map(_width, text))


def left(text: str, room: int) -> str:
    """With blanks behind it up to `room` columns."""
    return text + " " * (room - columns(text))


def right(text: str, room: int) -> str:
    """With blanks before it."""
    return " " * (room - columns(text)) + text


def cut(text: str, room: int) -> str:
    """At most `room` columns of it, with dots at its end where something is missing."""
    if columns(text) <= room:
        return text
    kept = ""
    for letter in text:
        if columns(kept + letter) > max(0, room - 3):
            break
        kept += letter
    return kept + "..."[:room]


def _width(letter: str) -> int:
    if unicodedata.category(letter) in _OF_NO_WIDTH:
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1
