"""What a fault is to a client over a real connection: one sentence, without what was sent or came back."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from wizard.account import time_limits
from wizard.account.connect import connector
from wizard.account.errors import trouble
from wizard.account.list_trails import trails
from wizard.account.policy_answers import holds_policy
from wizard.account.probes import identity

HOME = "eu-west-1"
_HEAD = (
    b"HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %d\r\nX-Canary: CANARY\r\n"
    b"Connection: close\r\n%s\r\n%s"
)
GOOD = (
    b"<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::111122223333:user/ada</Arn>"
    b"<UserId>U</UserId><Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>"
)
PAGE = b"<html><body>Sign in, CANARY</body></html>"
NO_SENSE = "made no sense"


def http(body: bytes, status: bytes = b"200 OK", kind: bytes = b"text/xml", more: bytes = b"") -> bytes:
    return _HEAD % (status, kind, len(body), more, body)


ANSWERS = {
    "reset": (b"", "the connection was closed before an answer came"),
    "page": (http(PAGE, kind=b"text/html"), NO_SENSE),
    "cut body": (http(GOOD)[:-60], NO_SENSE),
    "cut document": (http(GOOD[:-60]), NO_SENSE),
    "{}": (http(b"{}"), NO_SENSE),
    "null": (http(b"null"), NO_SENSE),
    "nothing": (http(b""), NO_SENSE),
    "lacks the account": (http(GOOD.replace(b"Account>", b"Accounts>")), "it lacks Account"),
    "no HTTP": (b"SSH-2.0-CANARY\r\n\r\n", "can't be reached"),
    "bad gateway": (http(PAGE, b"502 Bad Gateway", b"text/html"), "failed (502)"),
    "elsewhere": (http(b"", b"302 Found", more=b"Location: https://portal/CANARY\r\n"), NO_SENSE),
}


def _read_request(connection: socket.socket) -> None:
    """All of it: closing with something unread would reset the connection, answer and all."""
    got = b""
    while True:
        head, end, body = got.partition(b"\r\n\r\n")
        length = re.search(rb"(?i)content-length: (\d+)", head)
        if end and len(body) >= int(length[1] if length else 0):
            return
        more = connection.recv(65536)
        if not more:
            return
        got += more


@contextmanager
def answering(answer: bytes, *, hangs: bool = False) -> Iterator[str]:
    """A host that answers every request with these bytes and closes, or never answers."""
    listener = socket.create_server(("127.0.0.1", 0))
    open_ones: list[socket.socket] = []

    def serve() -> None:
        while True:
            try:
                connection = listener.accept()[0]
            except OSError:
                return
            open_ones.append(connection)
            if hangs:
                continue
            _read_request(connection)
            connection.sendall(answer)
            connection.close()

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        # Closing alone would leave the thread to take one more connection.
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        for one in open_ones:
            one.close()


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda _: None)
    return lambda url: monkeypatch.setenv("AWS_ENDPOINT_URL", url)


@pytest.mark.parametrize("fault", ANSWERS)
def test_who_the_credentials_are_is_unknown_with_its_reason(fault: str, at: Callable[[str], None]) -> None:
    answer, expected = ANSWERS[fault]
    with answering(answer) as url:
        at(url)
        found = identity(connector("", HOME)(), HOME)
    assert (found.state, found.value) == ("unknown", None)
    assert expected in found.why
    assert "CANARY" not in found.why


@pytest.mark.parametrize("body", [b"{}", b"null", b"[1]", PAGE, b'{"trailList": [{"Na', b'{"trailList": 5}',
                                  '{"trailList": []}'.encode("utf-16")])  # fmt: skip
def test_an_answer_that_names_no_trails_is_no_account_without_trails(
    body: bytes, at: Callable[[str], None]
) -> None:
    with answering(http(body, kind=b"application/x-amz-json-1.1")) as url:
        at(url)
        found = trails(connector("", HOME)(), HOME, time.monotonic() + 5)
    assert (found.state, found.value) == ("unknown", ())
    assert "CANARY" not in found.why


def test_a_host_that_never_answers_is_given_up(
    at: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time_limits, "ANSWER_WITHIN", 0.2)
    begun = time.monotonic()
    with answering(b"", hangs=True) as url:
        at(url)
        found = identity(connector("", HOME)(), HOME)
    assert "connected, but no answer in time: 127.0.0.1" in found.why
    assert time.monotonic() - begun < 3


def test_one_call_that_hangs_takes_less_than_twenty_seconds() -> None:
    assert (time_limits.CONNECT_WITHIN + time_limits.ANSWER_WITHIN) * time_limits.ATTEMPTS <= 20


def test_an_error_that_quotes_what_was_sent_is_told_by_its_kind() -> None:
    from botocore.exceptions import HTTPClientError

    error = HTTPClientError(error=ValueError("Invalid header value b'CANARY'"))
    assert trouble(error, "sts:GetCallerIdentity", HOME).text == (
        "AWS can't be reached in eu-west-1 for sts:GetCallerIdentity (the request can't be sent). Check "
        "network and proxy."
    )


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("<html>Sign in</html>", False),
        ("[]", False),
        ("{}", False),
        ('{"Statement": 5}', False),
        ('{"Statement": ["x"]}', False),
        ('{"Statement": [{"Condition": {"StringEquals": "x"}}]}', False),
        ("[" * 100_000, False),
        ('{"Statement": []}', True),
        ('{"Statement": {"Effect": "Deny"}}', True),
        (
            '{"Statement": [{"Effect": "Allow", "Condition": {"Bool": {"aws:SecureTransport": "true"}}}]}',
            True,
        ),
        # A queue without a policy.
        ("", True),
    ],
)
@pytest.mark.parametrize(
    ("operation", "around"),
    [
        ("GetKeyPolicy", lambda text: {"Policy": text}),
        ("GetTopicAttributes", lambda text: {"Attributes": {"Policy": text}}),
        ("GetQueueAttributes", lambda text: {"Attributes": {"Policy": text}}),
    ],
)
def test_a_policy_that_is_none_is_no_answer(
    operation: str, around: Callable[[str], object], text: str, is_one: bool
) -> None:
    assert holds_policy(operation, around(text)) is is_one
