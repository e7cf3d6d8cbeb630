"""What this run has changed so far, so that no message claims that nothing was where something was."""

from __future__ import annotations

from pathlib import Path

from wizard.screen.terminal import safe

_files: dict[Path, bytes] = {}
_clauses: list[str] = []


def begin() -> None:
    """A command begins: nothing has happened."""
    _files.clear()
    _clauses.clear()


def note_file(path: Path, content: bytes) -> None:
    """Said just before a file is replaced: whether it was, the file itself tells afterwards."""
    _files[path] = content


def note(clause: str) -> None:
    """Something is changed from now on, as a clause: "the engine has changed AWS"."""
    if clause not in _clauses:
        _clauses.append(clause)


def take_back(clause: str) -> None:
    """What was about to be done was not."""
    if clause in _clauses:
        _clauses.remove(clause)


def so_far() -> list[str]:
    """Clauses of what has happened, in order."""
    return [*(f"{safe(path.name)} is written" for path in _files if _is_written(path)), *_clauses]


def claim(words: str) -> str:
    """These words, which say that nothing was changed, where that is so; else what happened, in their place.

    words: a sentence of its own, "Nothing was changed.", or what ends one: ", so nothing was changed".
    """
    happened = "; ".join(so_far())
    if not happened:
        return words
    is_sentence = words[0].isupper()
    return f"It isn't as before: {happened}." if is_sentence else f"; it isn't as before: {happened}"


def _is_written(path: Path) -> bool:
    try:
        return path.read_bytes() == _files[path]
    except OSError:
        return False
