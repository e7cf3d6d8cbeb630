"""Where the log files come from: a folder, or a bucket that the user's own credentials may read."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from wizard.failures import AwsFailure, UsageFailure
from wizard.query.local.log_name import is_log
from wizard.query.local.unpack import NotALog, NotRead
from wizard.screen.terminal import safe

_CHUNK = 1 << 20
#: Not to be read before somebody restores them.
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-class-intro.html
ARCHIVED = ("GLACIER", "DEEP_ARCHIVE")


@dataclass(frozen=True)
class LogFile:
    """key: its path below the source; stamp: changes when the file does."""

    key: str
    size: int
    stamp: str


@dataclass
class Listing:
    """files: log files, by key; others: how many files are none; archived: log files in Glacier.

    unread: what couldn't be looked at, a folder with a slash at its end, and why; links: what may be a log
    file or hold some, and is no regular file or folder.
    """

    files: list[LogFile] = field(default_factory=list)
    others: int = 0
    archived: list[str] = field(default_factory=list)
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


@dataclass(frozen=True)
class Bucket:
    """What lies under a prefix of a bucket. client: boto3's for S3."""

    bucket: str
    prefix: str
    client: Any

    @property
    def identity(self) -> str:
        """Its address."""
        return f"s3://{self.bucket}/{self.prefix}"

    def listing(self, tell: Callable[[int], None]) -> Listing:
        """Raises AwsFailure, and UsageFailure where there is no such bucket."""
        found = Listing()
        with _refusals("s3:ListBucket", self.client, self.bucket):
            self._list(found, tell)
        return found

    def _list(self, found: Listing, tell: Callable[[int], None]) -> None:
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=self.prefix)
        for page in pages:
            for entry in page.get("Contents", ()):
                key = entry["Key"].removeprefix(self.prefix).lstrip("/") or entry["Key"]
                if not is_log(entry["Key"]):
                    found.others += 1
                elif entry.get("StorageClass") in ARCHIVED:
                    found.archived.append(key)
                else:
                    found.files.append(LogFile(entry["Key"], entry["Size"], entry["ETag"]))
            tell(len(found.files))

    def chunks(self, file: LogFile) -> Iterator[bytes]:
        """Streamed. Raises AwsFailure, and NotALog for one that can't be had since it was listed."""
        with (
            _refusals("s3:GetObject", self.client, self.bucket),
            closing(self.client.get_object(Bucket=self.bucket, Key=file.key)["Body"]) as body,
        ):
            yield from body.iter_chunks(_CHUNK)


@contextmanager
def _refusals(action: str, client: Any, bucket: str) -> Iterator[None]:
    """Inside, what AWS answers no to ends the command; an object that went meanwhile doesn't."""
    from wizard.account.errors import AWS_ERRORS, code_of, trouble

    try:
        yield
    except AWS_ERRORS as error:
        code = code_of(error)
        if code == "NoSuchBucket":
            raise UsageFailure(
                f"There is no bucket {safe(bucket)}. `aws s3 ls` lists those of this account."
            ) from None
        if code in ("NoSuchKey", "InvalidObjectState"):
            raise NotALog("went before it was read" if code == "NoSuchKey" else "was archived") from None
        raise AwsFailure(trouble(error, action, client.meta.region_name).text) from None


def address(text: str) -> tuple[str, str]:
    """The bucket and prefix of s3://bucket/prefix. Raises UsageFailure."""
    bucket, _, prefix = text.removeprefix("s3://").partition("/")
    if not bucket:
        raise UsageFailure(f"{safe(text)} names no bucket. Write s3://BUCKET or s3://BUCKET/PREFIX.")
    return bucket, prefix


def _why(error: OSError) -> str:
    return error.strerror or type(error).__name__


def _read(opened: BinaryIO) -> Iterator[bytes]:
    while chunk := opened.read(_CHUNK):
        yield chunk
