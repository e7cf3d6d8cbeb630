"""What this run has changed so far, so that the message it ends with doesn't claim that nothing was."""

from __future__ import annotations

import re
from pathlib import Path

from wizard.screen.terminal import safe

# "; nothing was written.", ", so nothing was changed.", or a sentence of its own.
_CLAIM = re.compile(r"(?:[;,] (?:so )?nothing|(?<![^\s]) ?Nothing) was (?:changed|written)\.?")

_writing: dict[Path, bytes] = {}
_done: list[str] = []


def begin() -> None:
    """A command begins: nothing has happened."""
    _writing.clear()
    _done.clear()


def writing(path: Path, content: bytes) -> None:
    """Said just before a file is replaced: whether it was, the file itself tells afterwards."""
    _writing[path] = content


def done(clause: str) -> None:
    """Something is changed from now on, as a clause: "the engine has changed AWS"."""
    if clause not in _done:
        _done.append(clause)


def undone(clause: str) -> None:
    """What was about to be done was not."""
    if clause in _done:
        _done.remove(clause)


def so_far() -> list[str]:
    """Clauses of what has happened, in order."""
    return [*(f"{safe(path.name)} is written" for path in _writing if _is_written(path)), *_done]


def truthful(message: str) -> str:
    """The message, without its claim that nothing was changed where something was, and with what was."""
    happened = so_far()
    if not happened or not _CLAIM.search(message):
        return message
    told = _CLAIM.sub(".", message).replace("..", ".").strip(" .")
    return f"{told}. It isn't as before: {'; '.join(happened)}."


def _is_written(path: Path) -> bool:
    try:
        return path.read_bytes() == _writing[path]
    except OSError:
        return False
