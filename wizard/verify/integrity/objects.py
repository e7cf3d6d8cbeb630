"""Gets objects out of a bucket, piece by piece, and what came of it as a probe: bad for what isn't there."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from botocore.exceptions import ClientError

from wizard.account.connect import ClientFor
from wizard.account.error_codes import is_one_of
from wizard.account.errors import code_of
from wizard.account.facts import Probe
from wizard.account.one_call import ask, outcome

T = TypeVar("T")
_PIECE = 1 << 16
_GONE = ("NoSuchKey", "NoSuchBucket")


class Stopped(Exception):
    """Somebody wants no more."""


class Archived(Exception):
    """It has to be restored before it can be read."""


@dataclass(frozen=True)
class Listed:
    """An object as a listing has it. identity: another one after every change; when: it was put there, epoch
    seconds, which is S3's own time, and nobody else's to set."""

    key: str
    identity: tuple[str, ...]
    when: float


@dataclass(frozen=True)
class Opened:
    """An object that is being read. identity: as Listed has it, of what is read."""

    metadata: Mapping[str, str]
    identity: tuple[str, ...]
    pieces: Iterator[bytes]


@dataclass(frozen=True)
class Objects:
    """home: where S3 is asked first; it sends on to a bucket's own region. stop: set to end it early."""

    client_for: ClientFor
    home: str
    stop: threading.Event

    def get(self, bucket: str, key: str, use: Callable[[Opened], T]) -> Probe[T]:
        """What `use` makes of an object. What it raises is raised here.

        https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
        """

        def answer() -> T:
            try:
                found = self.client_for("s3", self.home).get_object(Bucket=bucket, Key=key)
            except ClientError as error:
                if is_one_of(code_of(error), ("InvalidObjectState",)):
                    raise Archived from None
                raise
            with contextlib.closing(found["Body"]) as body:
                size, when = found.get("ContentLength"), found.get("LastModified")
                identity = _identity(found.get("ETag"), size, when)
                return use(Opened(found.get("Metadata") or {}, identity, self._pieces(body)))

        if self.stop.is_set():
            raise Stopped
        try:
            return outcome("s3", self.home, "get_object", answer, _GONE)
        except Archived:
            # https://docs.aws.amazon.com/AmazonS3/latest/userguide/archived-objects.html
            why = "it lies in an archive storage class and has to be restored before it can be read"
            return Probe("unknown", why=why, action="s3:RestoreObject", cause="other")

    def _pieces(self, body: Any) -> Iterator[bytes]:
        for piece in body.iter_chunks(_PIECE):
            if self.stop.is_set():
                raise Stopped
            yield piece

    def list(self, bucket: str, prefix: str, after: str = "") -> Iterator[Probe[list[Listed]]]:
        """Page after page; one that isn't good is the last. Bad where there is no such bucket."""
        more: dict[str, str] = {"StartAfter": after} if after else {}
        while True:
            if self.stop.is_set():
                raise Stopped
            page = self._page(bucket, prefix, **more)
            yield page.then(_objects)
            token = (page.value or {}).get("NextContinuationToken")
            if not token:
                return
            more = {"ContinuationToken": token}

    def _page(self, bucket: str, prefix: str, **more: str) -> Probe[Any]:
        """One page of a list. Bad where there is no such bucket."""
        where = {"Bucket": bucket, "Prefix": prefix}
        absent = ("NoSuchBucket",)
        return ask(self.client_for, "s3", self.home, "list_objects_v2", absent=absent, **where, **more)

    def folders(self, bucket: str, prefix: str) -> Probe[list[str]]:
        """The names of the folders right below a prefix, which ends with a slash."""
        names: list[str] = []
        more: dict[str, str] = {}
        while True:
            page = self._page(bucket, prefix, Delimiter="/", **more)
            if page.value is None:
                return page
            found = (one["Prefix"] for one in page.value.get("CommonPrefixes") or ())
            names += [one.removeprefix(prefix).rstrip("/") for one in found]
            token = page.value.get("NextContinuationToken")
            if not token:
                return Probe("good", names)
            more = {"ContinuationToken": token}


def _objects(page: Any) -> list[Listed]:
    return [
        Listed(
            one["Key"],
            _identity(one.get("ETag"), one.get("Size"), one["LastModified"]),
            one["LastModified"].timestamp(),
        )
        for one in page.get("Contents") or ()
    ]


def _identity(tag: Any, size: Any, when: Any) -> tuple[str, ...]:
    """To the second: the answer to GET has no more."""
    return str(tag), str(size), str(int(when.timestamp())) if isinstance(when, datetime) else ""
