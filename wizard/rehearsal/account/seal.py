"""Nothing in a rehearsal reaches AWS: credentials that belong to nobody, and a guard on every connection."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock
from urllib.parse import urlsplit

ACCESS_KEY, SECRET_KEY, TOKEN = "rehearsal", "rehearsal", "rehearsal"
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Sealed(RuntimeError):
    """A call was about to leave the emulator."""


def environment(region: str) -> dict[str, str]:
    """Variables under which every AWS SDK finds the fake credentials and nothing of the user's."""
    return {
        "AWS_ACCESS_KEY_ID": ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
        "AWS_SESSION_TOKEN": TOKEN,
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true",
    }


def session(region: str, access_key: str = ACCESS_KEY) -> Any:
    """A boto3 session with these credentials, or another account's.

    The user agent is given: put together anew for each of a rehearsal's thousand calls it would take a tenth
    of their time.
    """
    import boto3
    import botocore.session
    from botocore.config import Config

    core = botocore.session.get_session()
    core.set_default_client_config(Config(user_agent="everyregion-rehearsal"))
    return boto3.Session(access_key, SECRET_KEY, TOKEN, region_name=region, botocore_session=core)


@contextmanager
def sealed(region: str, stub: Callable[[Any], tuple[int, Any, Any] | None]) -> Iterator[None]:
    """Inside, the environment is the fake one and no connection of botocore's leaves this machine.

    stub: answers a prepared request from the emulator, or None. It also serves clients that were made before
    the emulator was loaded and so don't ask it by themselves.
    """
    from botocore.awsrequest import AWSResponse
    from botocore.httpsession import URLLib3Session

    real_send = URLLib3Session.send

    def send(session: Any, request: Any) -> Any:
        host = urlsplit(request.url).hostname or ""
        if host in _LOOPBACK:
            return real_send(session, request)
        answer = stub(request)
        if answer is None:
            raise Sealed(
                f"A call to {host} would have left the rehearsal; the emulator doesn't have that service."
            )
        status, headers, body = answer
        return AWSResponse(request.url, status, headers, _Raw(body))

    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    with (
        mock.patch.dict(os.environ, {**kept, **environment(region)}, clear=True),
        mock.patch.object(URLLib3Session, "send", send),
    ):
        yield


class _Raw:
    """An answer's body as botocore reads it from a connection."""

    def __init__(self, body: str | bytes) -> None:
        self._body = body.encode() if isinstance(body, str) else body

    def stream(self, **_: Any) -> Iterator[bytes]:
        yield self._body

    def read(self, *_: Any, **__: Any) -> bytes:
        body, self._body = self._body, b""
        return body


def after_closing(is_open: Callable[[], bool]) -> Callable[..., None]:
    """A `before-send` handler for the account's own clients: refuses calls made when the account is closed
    again."""

    def refuse(request: Any, **_: Any) -> None:
        if not is_open() and urlsplit(request.url).hostname not in _LOOPBACK:
            raise Sealed(
                f"A call to {urlsplit(request.url).hostname} would have left: the rehearsal is over."
            )

    return refuse
