"""A note on this machine that a deploy has begun, kept until one has ended well.

Where the disk of the state is full, neither the state nor its history tells of the run that met that: the
next deploy, after the state was put back, would make everything a second time.
"""

from __future__ import annotations

import contextlib
import hashlib
from datetime import datetime, timezone
from pathlib import Path

from wizard.engine.session import Session
from wizard.failures import log_file


def note(session: Session) -> None:
    """Before the engine makes anything. A note that can't be written is no reason to stop."""
    with contextlib.suppress(OSError):
        file = _file(session)
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.touch()


def since(session: Session) -> datetime | None:
    """When the deploy began that didn't end well, by this machine's clock; None where there was none."""
    try:
        return datetime.fromtimestamp(_file(session).stat().st_mtime, timezone.utc)
    except OSError:
        return None


def forget(session: Session) -> None:
    """Once one has ended well."""
    with contextlib.suppress(OSError):
        _file(session).unlink()


def _file(session: Session) -> Path:
    """One for each stack of each backend. Raises OSError where nobody knows the home folder."""
    backend = session.backend.path or session.backend.url
    named = "\n".join([str(backend), session.context.project.name, session.stack])
    return log_file.folder() / f"{hashlib.sha256(named.encode()).hexdigest()[:16]}.begun"
