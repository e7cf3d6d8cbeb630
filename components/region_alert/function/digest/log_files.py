"""Opens log files, small ones ahead of time: nearly all of a small file's time is spent waiting for S3.

Ten thousand accounts make some 2,500 small files a minute, which one after the other take longer than that.
So while messages are being received, the files they announce are fetched by a few threads. Only what S3 says
is small, so that little is held in memory and no connection waits half read; reading and counting stays in
one thread, in the order of the messages.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from urllib.parse import unquote_plus

from .aws import S3, Object
from .refusals import FAILURES, code_of
from .sources import Delivered

AT_ONCE = 16
SMALL = 1 << 18
"""Bytes of a file that is fetched ahead."""
MOST_AHEAD = 64
"""Files that are fetched or wait for their turn: 16 MB at most."""
CHUNK = 1 << 18
GONE = {"NoSuchKey", "NoSuchVersion", "NoSuchBucket", "404", "MethodNotAllowed"}


class LogFiles:
    """The log bucket. Used in a `with`, whose end waits for what is still being fetched."""

    def __init__(self, s3: S3) -> None:
        self._s3 = s3
        self._pool = ThreadPoolExecutor(AT_ONCE)
        self._ahead: dict[Delivered, Future[bytes]] = {}

    def __enter__(self) -> LogFiles:
        return self

    def __exit__(self, *_: object) -> None:
        # A thread that outlives its run would go on in the next one.
        self._pool.shutdown(cancel_futures=True)

    def fetch(self, item: Delivered) -> None:
        """Begins to fetch a file that is small; does nothing where enough is being fetched."""
        if 0 < item.size <= SMALL and len(self._ahead) < MOST_AHEAD and item not in self._ahead:
            self._ahead[item] = self._pool.submit(self._whole, item)

    def open(self, item: Delivered) -> Iterator[bytes]:
        """The object's bytes: the version that was delivered, even if it has been deleted since."""
        fetched = self._ahead.pop(item, None)
        if fetched:
            yield fetched.result()
        else:
            yield from self._streamed(item)

    def _whole(self, item: Delivered) -> bytes:
        return b"".join(self._streamed(item))

    def _streamed(self, item: Delivered) -> Iterator[bytes]:
        with closing(self._get(item)["Body"]) as body:
            yield from body.iter_chunks(CHUNK)

    def _get(self, item: Delivered) -> Object:
        version = {"VersionId": item.version} if item.version else {}
        try:
            return self._s3.get_object(Bucket=item.bucket, Key=item.key, **version)
        except FAILURES as error:
            decoded = unquote_plus(item.key)
            if code_of(error) not in GONE or decoded == item.key:
                raise
            return self._s3.get_object(Bucket=item.bucket, Key=decoded, **version)
