"""Mends a state in files that a killed CLI left half-written: `failed to load checkpoint: EOF`.

The CLI's storage replaces a file in one go, but before that writes the attributes beside it, not in one go:
https://github.com/google/go-cloud/blob/master/blob/fileblob/fileblob.go (Close). Killed between, it leaves
the last good state with attributes that nobody can read, and then reads neither. It does without attributes.
"""

from __future__ import annotations

import contextlib
import json
import shlex
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from wizard.failures import AwsFailure, deeds
from wizard.screen.terminal import safe
from wizard.stack.project import last_part

_BESIDE = ".attrs"
# Somebody may be writing them this very moment.
_SETTLED_SECONDS = 2.0
# What a deployment writes, and as much again; and how often a state is there while it is replaced.
_LEAST_ROOM, _COPIES = 5_000_000, 4


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


def refuse_cut(state: Path, project: str, stack: str) -> None:
    """Raises AwsFailure where this stack's file isn't JSON, as a full disk leaves it, with how to restore it.

    The CLI keeps the file as it was before the last write beside it, and one for each run in its history.
    """
    file = _file(state, project, stack)
    if not file.is_file() or _is_json(file):
        return
    folder = state / ".pulumi" / "history" / project / last_part(stack)
    copies = [file.with_name(f"{file.name}.bak"), *sorted(folder.glob("*.checkpoint.json"), reverse=True)]
    good = next((copy for copy in copies if copy.is_file() and _is_json(copy)), None)
    it = shlex.quote(str(file))
    if good:
        do = (
            f"Make room, then put back the newest good copy: `cp {shlex.quote(str(good))} {it}`. What the "
            "last run made may be missing in it: `deploy` afterwards, from this machine, looks for that."
        )
    elif not any(folder.glob("*.history.json")):
        do = (
            "No run of this stack has ended yet, so there was nothing in it before. Make room, then put it "
            f"aside: `mv {it} {it}.spoiled`. `deploy` afterwards, from this machine, makes the stack anew, "
            "and looks for what that run made."
        )
    else:
        do = "There is no good copy beside it or in its history: restore it from a backup."
    raise AwsFailure(
        f"{safe(file)}, the state of this stack, is cut or spoiled, as a full disk leaves it"
        f"{deeds.claim(', so nothing was changed')}. {do}"
    )


def refuse_full_disk(state: Path, project: str, stack: str) -> None:
    """Raises AwsFailure where the state couldn't be written: the CLI would hang, and leave it cut."""
    file = _file(state, project, stack)
    needed = max(_LEAST_ROOM, _COPIES * file.stat().st_size if file.is_file() else 0)
    free = shutil.disk_usage(state).free
    if free < needed:
        so = deeds.claim(", so nothing was changed")
        raise AwsFailure(
            f"The disk of {safe(state)}, where Pulumi keeps the state, is full ({free / 1e6:.1f} MB free, "
            f"{needed / 1e6:.0f} MB are needed){so}. Make room, then run it again."
        )


def _file(state: Path, project: str, stack: str) -> Path:
    return state / ".pulumi" / "stacks" / project / f"{last_part(stack)}.json"


def _is_json(file: Path) -> bool:
    try:
        json.loads(file.read_bytes())
    except (ValueError, OSError, RecursionError):
        return False
    return True
