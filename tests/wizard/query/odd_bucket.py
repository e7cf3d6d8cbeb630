"""A bucket behind a real connection, of which some objects can't be read, each in its own way."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/"
KMS = (
    "User: arn:aws:iam::111122223333:user/ada is not authorized to perform: kms:Decrypt on resource: "
    "arn:aws:kms:eu-west-1:111122223333:key/1 because no identity-based policy allows the kms:Decrypt action"
)
REFUSALS = {
    "denied": (403, "AccessDenied", "Access Denied"),
    "key denied": (403, "AccessDenied", KMS),
    "key disabled": (400, "KMS.DisabledException", "the key is disabled"),
    "archived": (403, "InvalidObjectState", "The operation is not valid for the object's storage class"),
    "gone": (404, "NoSuchKey", "The specified key does not exist."),
    "throttled": (503, "SlowDown", "Please reduce your request rate."),
    "expired": (400, "ExpiredToken", "The provided token has expired."),
}


@dataclass
class OddBucket:
    """objects: key -> body; faults: key -> one of REFUSALS, `cut`, `page` or `hangs`; classes: key -> storage
    class; restored: keys of which a restored copy is there; asked: the keys that were asked for."""

    objects: dict[str, bytes] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    classes: dict[str, str] = field(default_factory=dict)
    restored: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)

    def listing(self, prefix: str, *, with_restored: bool) -> bytes:
        """Its page of ListObjectsV2."""
        entries = "".join(
            f'<Contents><Key>{escape(key)}</Key><ETag>"{len(body)}"</ETag><Size>{len(body)}</Size>'
            f"<StorageClass>{self.classes.get(key, 'STANDARD')}</StorageClass>"
            + (
                "<RestoreStatus><IsRestoreInProgress>false</IsRestoreInProgress><RestoreExpiryDate>"
                "2026-12-21T00:00:00.000Z</RestoreExpiryDate></RestoreStatus>"
                if with_restored and key in self.restored
                else ""
            )
            + "</Contents>"
            for key, body in sorted(self.objects.items())
            if key.startswith(prefix)
        )
        return (
            f'<?xml version="1.0"?><ListBucketResult xmlns="{NAMESPACE}"><Name>b</Name><Prefix>{prefix}'
            f"</Prefix><KeyCount>1</KeyCount><MaxKeys>1000</MaxKeys><IsTruncated>false</IsTruncated>{entries}"
            "</ListBucketResult>"
        ).encode()


@contextmanager
def served(bucket: OddBucket) -> Iterator[str]:
    """Its URL."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(bucket))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def _handler(bucket: OddBucket) -> Callable[..., BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            words = parse_qs(parts.query)
            if "list-type" in words:
                asked = self.headers.get("x-amz-optional-object-attributes", "")
                prefix = words.get("prefix", [""])[0]
                self._answer(200, bucket.listing(prefix, with_restored=asked == "RestoreStatus"))
                return
            key = unquote(parts.path).lstrip("/").partition("/")[2]
            bucket.asked.append(key)
            fault = bucket.faults.get(key, "")
            if fault in REFUSALS:
                status, code, message = REFUSALS[fault]
                self._answer(
                    status, f"<Error><Code>{code}</Code><Message>{message}</Message></Error>".encode()
                )
            elif fault == "page":
                self._answer(200, b"<html>Sign in</html>", is_page=True)
            elif fault == "hangs":
                threading.Event().wait(1)
                self.connection.shutdown(socket.SHUT_RDWR)
            else:
                self._answer(200, bucket.objects[key], is_cut=fault == "cut")

        def _answer(self, status: int, body: bytes, *, is_cut: bool = False, is_page: bool = False) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            if not is_page:
                self.send_header("x-amz-request-id", "1")
                self.send_header("ETag", f'"{len(body)}"')
            self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(body[: len(body) // 2] if is_cut else body)
            if is_cut:
                self.wfile.flush()
                self.connection.shutdown(socket.SHUT_RDWR)

        def log_message(self, format: str, *args: object) -> None:
            pass

    return Handler
