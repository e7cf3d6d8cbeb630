"""What has been loaded already: Parquet files, and a manifest of the log files in them.

A part is written under another name, renamed, and only then entered, in one transaction: whatever ends a load
leaves what was entered, and the next one goes on from there. Parts that nothing enters are removed.
Small files are loaded together, under one number; when one of them changes, the others are loaded again.
"""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import platformdirs

from wizard.failures import UsageFailure
from wizard.query.local.parts import is_parquet, settle
from wizard.query.local.source import LogFile
from wizard.screen.terminal import safe

#: Rises with what is in a part: then everything is loaded anew.
_FORMAT = 1
_TABLES = """
CREATE TABLE files (
    id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, size INTEGER NOT NULL,
    stamp TEXT NOT NULL, part TEXT, problem TEXT, loaded_as INTEGER NOT NULL
);
CREATE INDEX loaded ON files (loaded_as);
CREATE TABLE dead (id INTEGER PRIMARY KEY);
"""


def folder_for(identity: str, wanted: str = "") -> Path:
    """Where the cache of this source lies. wanted: the folder that the user named."""
    mark = hashlib.sha256(identity.encode()).hexdigest()[:16]
    top = (
        Path(wanted).expanduser() if wanted else platformdirs.user_cache_path("everyregion", appauthor=False)
    )
    return top / "queries" / mark


class Cache:
    """One source's cache. Used in a `with`; nobody else may load into it meanwhile."""

    def __init__(self, folder: Path, waits: Callable[[], None]) -> None:
        self.folder, self._waits = folder, waits
        #: Whether what was there doesn't fit this version, or wasn't whole, and was thrown away.
        self.is_renewed = False

    def __enter__(self) -> Cache:
        try:
            # It holds log data.
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock = open(self.folder / "lock", "w")
        except OSError as error:
            raise UsageFailure(
                f"What is loaded can't be kept in {safe(self.folder)}: {error.strerror}. Name another "
                "folder with --cache DIR."
            ) from None
        self._take_turn()
        self._open()
        self._tidy()
        return self

    def __exit__(self, *_: object) -> None:
        self._base.close()
        shutil.rmtree(self.spool, ignore_errors=True)
        self._lock.close()

    @property
    def spool(self) -> Path:
        """For what is on its way into a part."""
        return self.folder / "spool"

    @property
    def parts(self) -> list[Path]:
        """The Parquet files."""
        names = self._base.execute("SELECT DISTINCT part FROM files WHERE part IS NOT NULL ORDER BY part")
        return [self.folder / name for (name,) in names]

    def dead(self) -> list[int]:
        """Numbers in the parts that don't count any more."""
        return [number for (number,) in self._base.execute("SELECT id FROM dead")]

    def problems(self) -> list[tuple[str, str]]:
        """(key, what is wrong) of the files that were set aside."""
        return list(self._base.execute("SELECT key, problem FROM files WHERE problem <> '' ORDER BY key"))

    def read(self) -> list[str]:
        """The keys of the files that were read, with those that were set aside."""
        return [key for (key,) in self._base.execute("SELECT key FROM files")]

    def count(self) -> int:
        """How many files are in the parts."""
        return self._base.execute("SELECT count(*) FROM files WHERE part IS NOT NULL").fetchone()[0]

    def update(self, listed: Sequence[LogFile]) -> set[str]:
        """Forgets what is gone or changed since it was loaded; the keys of what is known and the same."""
        now = {file.key: file for file in listed}
        gone: set[int] = set()
        for key, size, stamp, loaded_as in self._base.execute(
            "SELECT key, size, stamp, loaded_as FROM files"
        ):
            file = now.get(key)
            if not file or (file.size, file.stamp) != (size, stamp):
                gone.add(loaded_as)
        numbers = [(number,) for number in gone]
        with self._base:
            self._base.executemany("INSERT OR IGNORE INTO dead VALUES (?)", numbers)
            self._base.executemany("DELETE FROM files WHERE loaded_as = ?", numbers)
        return {key for (key,) in self._base.execute("SELECT key FROM files")}

    def next_number(self) -> int:
        """The number that the next file gets. Numbers are never used twice."""
        last = self._base.execute("SELECT seq FROM sqlite_sequence WHERE name = 'files'").fetchone()
        return last[0] + 1 if last else 1

    def enter(self, files: Iterable[tuple[int, LogFile, str | None, int]], written: Path | None) -> None:
        """Enters (number, file, what is wrong with it, number that it was loaded under).

        Nothing is wrong: None for a good one, "" for one without records. written: the part that holds the
        good ones."""
        part = f"{written.stem:0>12}.parquet" if written else None
        if written and part:
            settle(written, self.folder / part)
        rows = [
            (
                number,
                _stored(file.key),
                file.size,
                file.stamp,
                part if problem is None else None,
                problem,
                loaded_as,
            )
            for number, file, problem, loaded_as in files
        ]
        with self._base:
            self._base.executemany("INSERT INTO files VALUES (?, CAST(? AS TEXT), ?, ?, ?, ?, ?)", rows)

    def merge(self, old: Sequence[Path], written: Path) -> None:
        """One part instead of several."""
        name = f"merged-{self.next_number():012}-{len(old)}.parquet"
        settle(written, self.folder / name)
        with self._base:
            self._base.executemany(
                "UPDATE files SET part = ? WHERE part = ?", [(name, one.name) for one in old]
            )
        self._tidy()

    def _take_turn(self) -> None:
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._waits()
            fcntl.flock(self._lock, fcntl.LOCK_EX)

    def _open(self) -> None:
        path = self._manifest
        is_there = path.exists()
        try:
            self._base = _connected(path)
            if self._is_whole():
                return
            self._base.close()
        except sqlite3.DatabaseError:
            pass
        self.is_renewed = is_there
        self._begin_anew()

    @property
    def _manifest(self) -> Path:
        return self.folder / "manifest.sqlite"

    def renew(self) -> None:
        """Throws away whatever is there: all of it can be loaded again."""
        self._base.close()
        self.is_renewed = True
        self._begin_anew()

    def _begin_anew(self) -> None:
        for old in self.folder.glob("*.parquet"):
            old.unlink()
        for old in self.folder.glob("manifest.sqlite*"):
            old.unlink()
        self._base = _connected(self._manifest)
        self._base.executescript(_TABLES)
        self._base.execute(f"PRAGMA user_version = {_FORMAT}")
        self._base.commit()

    def _is_whole(self) -> bool:
        """Whether the manifest is of this version and can be read. Raises sqlite3.DatabaseError."""
        if self._base.execute("PRAGMA user_version").fetchone()[0] != _FORMAT:
            return False
        self._base.execute("SELECT id, key, size, stamp, part, problem, loaded_as FROM files LIMIT 1")
        self._base.execute("SELECT id FROM dead LIMIT 1")
        return self._base.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok"

    def _tidy(self) -> None:
        """Removes what an interrupted load left, and parts of which nothing counts any more. What was in a
        part that is gone or cut is forgotten, and so loaded again."""
        if self.spool.is_symlink() or self.spool.is_file():
            self.spool.unlink()
        shutil.rmtree(self.spool, ignore_errors=True)
        self.spool.mkdir(mode=0o700)
        lost = [(str(path.relative_to(self.folder)),) for path in self.parts if not is_parquet(path)]
        self.is_renewed |= bool(lost)
        with self._base:
            self._base.executemany("DELETE FROM files WHERE part = ?", lost)
        entered = {path.name for path in self.parts}
        for path in self.folder.glob("*.parquet"):
            if path.name not in entered:
                path.unlink()


def _connected(path: Path) -> sqlite3.Connection:
    base = sqlite3.connect(path)
    base.text_factory = lambda stored: stored.decode("utf-8", "surrogateescape")
    return base


def _stored(key: str) -> bytes:
    """A file's name need not be UTF-8: it is kept as the bytes that it is."""
    return key.encode("utf-8", "surrogateescape")


@contextmanager
def opened(identity: str, wanted: str, waits: Callable[[], None]) -> Iterator[Cache]:
    """The cache of a source."""
    with Cache(folder_for(identity, wanted), waits) as cache:
        yield cache
