"""Mends a state in files that a killed CLI left half-written: `failed to load checkpoint: EOF`.

The CLI's storage replaces a file in one go, but before that writes the attributes beside it, not in one go:
https://github.com/google/go-cloud/blob/master/blob/fileblob/fileblob.go (Close). Killed between, it leaves
the last good state with attributes that nobody can read, and then reads neither. It does without attributes.
"""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Callable
from pathlib import Path

from wizard.stack.project import last_part

_BESIDE = ".attrs"
# Somebody may be writing them this very moment.
_SETTLED_SECONDS = 2.0


def mend(state: Path, project: str, stack: str, pause: Callable[[float], None] = time.sleep) -> list[str]:
    """Removes unreadable attributes of this stack's files, and returns the names of those files.

    state: the backend's folder; stack: its name, with or without organization and project.
    """
    name = last_part(stack)
    inside = state / ".pulumi"
    broken = [
        path
        for folder, pattern in (
            (inside / "stacks" / project, f"{name}.json*{_BESIDE}"),
            (inside / "locks" / "organization" / project / name, f"*{_BESIDE}"),
        )
        for path in sorted(folder.glob(pattern))
        if _is_broken(path)
    ]
    young = max((_SETTLED_SECONDS - _age(path) for path in broken), default=0.0)
    if young > 0:
        pause(young)
    mended = [path for path in broken if _is_broken(path)]
    for path in mended:
        path.unlink(missing_ok=True)
    return [path.name.removesuffix(_BESIDE) for path in mended]


def _is_broken(path: Path) -> bool:
    """Whether these are attributes that nobody can read, of a file that is there."""
    if not path.with_name(path.name.removesuffix(_BESIDE)).is_file():
        return False
    with contextlib.suppress(FileNotFoundError):
        try:
            json.loads(path.read_bytes())
        except ValueError:
            return True
    return False


def _age(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return _SETTLED_SECONDS
