"""Files that keep the full text of what went wrong, for the one person who ran the command.

They lie in the user's state folder: https://platformdirs.readthedocs.io/
"""

from __future__ import annotations

import contextlib
import os
import re
from datetime import datetime, timezone
from pathlib import Path

import platformdirs

from wizard.failures.redaction import without_secrets

KEPT = 20
_FORM = re.compile(r"\d{8}T\d{12}Z-[a-z0-9-]+-\d+\.log")


def folder() -> Path:
    """`everyregion` in the user's state folder: on Linux that of $XDG_STATE_HOME, else ~/.local/state.

    Raises OSError where nobody knows the home folder.
    """
    try:
        return platformdirs.user_state_path("everyregion", appauthor=False)
    except RuntimeError:
        why = "there is no home folder; set XDG_STATE_HOME to a folder's full path"
        raise FileNotFoundError(why) from None


def write(name: str, text: str) -> Path:
    """Writes `text` to a new file that only this user can read, and returns where it is.

    name: what it is about, such as `deploy`; it becomes part of the file's name. The newest KEPT files stay.
    Raises OSError. Known secrets are struck out; what else `text` says is the caller's: no environment, no
    local values.
    """
    text = without_secrets(text)
    into = folder()
    into.mkdir(mode=0o700, parents=True, exist_ok=True)
    into.chmod(0o700)
    word = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40] or "log"
    moment = datetime.now(timezone.utc).strftime("%Y%m%dT%H%M%S%fZ")
    path = into / f"{moment}-{word}-{os.getpid()}.log"
    # Never through a file or link that stands there already.
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
        file.write(text if text.endswith("\n") else f"{text}\n")
    _leave_the_newest(into)
    return path


def _leave_the_newest(into: Path) -> None:
    """Removes older files of ours; whatever else somebody put there stays."""
    ours = sorted(path for path in into.iterdir() if _FORM.fullmatch(path.name))
    for path in ours[:-KEPT]:
        # Another run may have removed it.
        with contextlib.suppress(OSError):
            path.unlink()
