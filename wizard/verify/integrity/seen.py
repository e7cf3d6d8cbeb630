"""What an interrupted run had already found good, so that the next one goes on instead of beginning anew.

Nothing there is believed because it stands there. Each entry is a seal over one object as S3 lists it (its
ETag, size and time, which change with whatever is put in its place) and over the hash that a signed digest
file asks for, made with a key that comes from the credentials and lies in no file of ours. Whoever writes to
the file without the credentials can't seal anything; whoever changes an object changes what is sealed. Digest
files and listings are always read anew, and what was bad is never kept.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import threading
import time
from array import array
from bisect import bisect_left
from collections.abc import Sequence
from pathlib import Path

from wizard.failures.log_file import folder

_FLUSH = 512
_OLD_SECONDS = 30 * 86400


class Seen:
    """seal: 32 bytes, b"" where nothing can be sealed, and so nothing is kept; about: what is verified, such
    as the trail's ARN. Used by many threads."""

    def __init__(self, about: str, seal: bytes) -> None:
        self._seal, self._lock = seal, threading.Lock()
        self._new = array("Q")
        self._path = _path(about) if seal else None
        self._known = self._load()

    def has(self, what: Sequence[str]) -> bool:
        """Whether the interrupted run found that this is good."""
        if not self._known:
            return False
        seal = self._sealed(what)
        place = bisect_left(self._known, seal)
        return place < len(self._known) and self._known[place] == seal

    def add(self, what: Sequence[str]) -> None:
        """Keeps that this is good."""
        if self._path is None:
            return
        with self._lock:
            self._new.append(self._sealed(what))
            if len(self._new) >= _FLUSH:
                self._write()

    def keep(self) -> None:
        """Writes what isn't yet written: the run ends before its time."""
        with self._lock:
            self._write()

    def forget(self) -> None:
        """The run has come to its end: the next one looks at everything anew."""
        if self._path is not None:
            with contextlib.suppress(OSError):
                self._path.unlink()

    def _sealed(self, what: Sequence[str]) -> int:
        # Each part with its length: two lists of parts are never one text.
        text = "".join(f"{len(one)}:{one}" for one in what)
        return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8, key=self._seal).digest(), "big")

    def _load(self) -> array[int]:
        found = array("Q")
        if self._path is not None:
            # A run that was killed may have left half an entry.
            with contextlib.suppress(OSError):
                content = self._path.read_bytes()
                found.frombytes(content[: len(content) // 8 * 8])
        return array("Q", sorted(found))

    def _write(self) -> None:
        if self._path is None or not self._new:
            return
        content, self._new = self._new.tobytes(), array("Q")
        # Where it can't be kept, the next run has more to do.
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0)
            handle = os.open(self._path, flags, 0o600)
            with os.fdopen(handle, "ab") as file:
                file.write(content)


def _path(about: str) -> Path | None:
    try:
        into = folder() / "integrity"
    except OSError:
        return None
    with contextlib.suppress(OSError):
        for one in into.iterdir():
            if one.name.endswith(".seen") and time.time() - one.stat().st_mtime > _OLD_SECONDS:
                one.unlink()
    return into / f"{hashlib.sha256(about.encode()).hexdigest()[:16]}.seen"
