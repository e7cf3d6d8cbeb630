"""One fault in one call to AWS, put where answers come from the network; the client above is the real one.

What a fault is to a client over a real connection, tests/wizard/account/test_faults.py holds.
"""

from __future__ import annotations

import functools
import io
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

from botocore.awsrequest import AWSResponse
from botocore.credentials import RefreshableCredentials
from botocore.exceptions import ConnectionClosedError, HTTPClientError, ReadTimeoutError
from moto.core.models import botocore_stubber

from wizard.account import answers_of_aws, assumed_role, connect
from wizard.account.connect import ClientFor

PAGE = b"<html><head><title>Sign in</title></head><body>Welcome, CANARY-body</body></html>"
#: Each fault's name, in the order of docs/reliability.md.
FAULTS = (
    "reset", "hang", "html", "cut", "{}", "null", "utf-16", "302",
    "denied", "throttled", "expired", "500",
)  # fmt: skip
_CODES = {
    "denied": (403, "AccessDenied"),
    "throttled": (429, "Throttling"),
    "expired": (400, "ExpiredToken"),
    "500": (500, "InternalFailure"),
}


@dataclass
class Fault:
    """kind: one of FAULTS, "" for none; call: `iam:GetRole in eu-west-1`, or `iam:GetRole (archive) in ...`
    with the keys of a role that was taken on; asked: the calls that were made."""

    kind: str = ""
    call: str = ""
    asked: dict[str, int] = field(default_factory=dict)

    def meets(self, service: str, operation: str, region: str, whose: str) -> bool:
        name = f"{service}:{operation}{whose} in {region}"
        self.asked[name] = self.asked.get(name, 0) + 1
        return name == self.call


@dataclass
class Everywhere(Fault):
    """Every host hangs for so many seconds, but those of these services."""

    kind: str = "hang"
    seconds: float = 0.0
    but: tuple[str, ...] = ()

    def meets(self, service: str, operation: str, region: str, whose: str) -> bool:
        super().meets(service, operation, region, whose)
        if service in self.but:
            return False
        # Nobody sleeps here: see `clients`.
        threading.Event().wait(self.seconds)
        return True


_now = [Fault()]


@contextmanager
def clients() -> Iterator[None]:
    """Inside, every command works with the same clients, the wizard's own, and the same of a role that is
    taken on: to make them anew takes most of a command's time."""
    guard, connector, clients_with = answers_of_aws.guard, connect.connector, assumed_role.clients_with

    def guarded(client: Any) -> Any:
        client.meta.events.register_first("before-send", _between(client))
        return guard(client)

    emulated = botocore_stubber.process_request

    def not_met(request: Any) -> Any:
        # Botocore asks everybody who may answer, and takes the first answer.
        return None if getattr(request, "is_met", False) else emulated(request)

    # Nobody waits between two attempts.
    with (
        mock.patch.object(answers_of_aws, "guard", guarded),
        mock.patch.object(botocore_stubber, "process_request", not_met),
        mock.patch("botocore.endpoint.time.sleep"),
    ):
        client_for = functools.cache(lambda: connector("", "eu-west-1")())
        archive: list[ClientFor] = []

        def with_keys(credentials: Mapping[str, Any], again: Callable[[], Mapping[str, Any]]) -> ClientFor:
            archive[:] = archive or [clients_with(credentials, again)]
            return archive[0]

        with (
            mock.patch.object(connect, "connector", return_value=client_for),
            mock.patch.object(assumed_role, "clients_with", with_keys),
        ):
            yield


@contextmanager
def at(fault: Fault) -> Iterator[Fault]:
    """Inside, those clients meet this fault."""
    _now[:] = [fault]
    try:
        yield fault
    finally:
        _now[:] = [Fault()]


def _between(client: Any) -> Callable[..., Any]:
    service, region = client.meta.service_model.service_name, client.meta.region_name
    is_taken_on = isinstance(client._request_signer._credentials, RefreshableCredentials)
    whose = " (archive)" if is_taken_on else ""

    def send(event_name: str, request: Any, **_: Any) -> AWSResponse | None:
        fault = _now[0]
        if not fault.meets(service, event_name.rpartition(".")[2], region, whose):
            return None
        answered = answer(fault.kind, request, service)
        request.is_met = True
        return answered

    return send


def answer(kind: str, request: Any, service: str) -> AWSResponse:
    """What comes back in the place of AWS's answer, or what the connection raises. AWS itself was asked where
    its answer comes back cut, or otherwise written."""
    url = request.url
    if kind == "reset":
        error = ConnectionResetError("CANARY-body")
        raise ConnectionClosedError(endpoint_url=url, request=request, error=error)
    if kind == "hang":
        raise ReadTimeoutError(endpoint_url=url, error="CANARY-body")
    if kind in _CODES:
        status, code = _CODES[kind]
        return _made(request, status, _refusal(code, service), {})
    if kind == "302":
        return _made(request, 302, b"", {"Location": "https://portal.example.com/CANARY-header"})
    if kind == "cut":
        body = _true_body(request)
        if len(body) < 4:
            raise HTTPClientError(error="CANARY-body")
        return _made(request, 200, body[: len(body) * 2 // 3], {})
    bodies = {"html": PAGE, "{}": b"{}", "null": b"null"}
    body = (
        _true_body(request).decode("utf-8", "replace").encode("utf-16") if kind == "utf-16" else bodies[kind]
    )
    return _made(request, 200, body, {"X-Canary": "CANARY-header"})


def _true_body(request: Any) -> bytes:
    found = botocore_stubber.process_request(request)
    text = found[2] if found else b""
    return text.encode() if isinstance(text, str) else bytes(text)


def _refusal(code: str, service: str) -> bytes:
    if service in ("sts", "sns", "iam"):
        return f"<R><Error><Code>{code}</Code><Message>CANARY-body</Message></Error></R>".encode()
    if service == "ec2":
        error = f"<Error><Code>{code}</Code><Message>CANARY-body</Message></Error>"
        return f"<Response><Errors>{error}</Errors></Response>".encode()
    if service == "s3":
        return f"<Error><Code>{code}</Code><Message>CANARY-body</Message></Error>".encode()
    return f'{{"__type": "{code}", "message": "CANARY-body"}}'.encode()


def _made(request: Any, status: int, body: bytes, headers: dict[str, str]) -> AWSResponse:
    raw = io.BytesIO(b"" if request.method == "HEAD" else body)
    raw.stream = lambda amount=None, **_: iter([raw.read()])  # type: ignore[attr-defined]
    return AWSResponse(request.url, status, headers, raw)
