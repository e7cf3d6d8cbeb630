"""Where the log files come from: a folder, or a bucket (bucket.py)."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Protocol

from wizard.failures import UsageFailure
from wizard.query.local.log_name import is_log
from wizard.query.local.unpack import NotRead
from wizard.screen.terminal import safe

_CHUNK = 1 << 20
#: Why what lies in an archive isn't read.
TO_RESTORE = "archived, so to be restored before it can be read"


@dataclass(frozen=True)
class LogFile:
    """key: its path below the source; stamp: changes when the file does."""

    key: str
    size: int
    stamp: str


@dataclass
class Listing:
    """files: log files, by key; others: how many files are none; archived: log files to restore first.

    unread: what couldn't be looked at, a folder with a slash at its end, and why; links: what may be a log
    file or hold some, and is no regular file or folder.
    """

    files: list[LogFile] = field(default_factory=list)
    others: int = 0
    archived: list[LogFile] = field(default_factory=list)
    unread: list[tuple[str, str]] = field(default_factory=list)
    links: list[str] = field(default_factory=list)


class Source(Protocol):
    """identity: the same for the same place; it names the cache."""

    @property
    def identity(self) -> str: ...

    def listing(self, tell: Callable[[int], None]) -> Listing:
        """Every file, in order. tell: how many there are so far."""
        ...

    def chunks(self, file: LogFile) -> Iterator[bytes]:
        """The file's bytes as they are stored. Raises NotRead where they can't be had now."""
        ...


@dataclass(frozen=True)
class Folder:
    """A folder with everything below it, or one file. Links aren't followed out of it."""

    path: Path

    @classmethod
    def at(cls, text: str) -> Folder:
        """Raises UsageFailure where there is none."""
        path = Path(text).expanduser()
        if not path.exists():
            raise UsageFailure(
                f"There is no folder {safe(text)}. Name one with log files, or s3://BUCKET/PREFIX."
            )
        return cls(path.resolve())

    @property
    def identity(self) -> str:
        """Its whole path."""
        return f"file://{self.path}"

    def listing(self, tell: Callable[[int], None]) -> Listing:
        """Regular files alone: a link may lead anywhere, also in a circle, and a pipe may never end."""
        found = Listing()
        # os.path.relpath takes as long for each file as the look at it.
        top = os.path.join(self._root, "")

        def closed(error: OSError) -> None:
            folder = os.path.join(error.filename, "").removeprefix(top)
            found.unread.append((folder or "./", _why(error)))

        for path in self._paths(closed):
            key = path.removeprefix(top)
            try:
                status = os.lstat(path)
            except OSError as error:
                found.unread.append((key, _why(error)))
                continue
            is_regular = stat.S_ISREG(status.st_mode)
            if not is_regular and (is_log(key) or os.path.isdir(path)):
                found.links.append(key)
            elif not is_regular or not is_log(key):
                found.others += 1
            else:
                found.files.append(LogFile(key, status.st_size, str(status.st_mtime_ns)))
                if len(found.files) % 500 == 0:
                    tell(len(found.files))
        found.files.sort(key=lambda file: file.key)
        return found

    def chunks(self, file: LogFile) -> Iterator[bytes]:
        """Raises NotRead."""
        try:
            with open(os.path.join(self._root, file.key), "rb") as opened:
                yield from _read(opened)
        except OSError as error:
            raise NotRead(_why(error)) from None

    @property
    def _root(self) -> str:
        return str(self.path.parent if self.path.is_file() else self.path)

    def _paths(self, closed: Callable[[OSError], None]) -> Iterator[str]:
        """What isn't a folder, and links to folders. closed: gets the error of a folder that is closed."""
        if self.path.is_file():
            yield str(self.path)
            return
        for folder, below, names in os.walk(self.path, onerror=closed):
            for name in names:
                yield os.path.join(folder, name)
            for name in below:
                path = os.path.join(folder, name)
                if os.path.islink(path):
                    yield path


def _why(error: OSError) -> str:
    return error.strerror or type(error).__name__


def _read(opened: BinaryIO) -> Iterator[bytes]:
    while chunk := opened.read(_CHUNK):
        yield chunk
