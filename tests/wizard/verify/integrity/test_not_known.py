"""What can't be read is unknown with its reason, never passed, and never somebody's deed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.awsrequest import AWSResponse
from botocore.exceptions import ClientError

from tests.wizard.verify.integrity.scene import AWAY, HOME, Bucketful, bucketful
from wizard.account.connect import ClientFor, clients_of
from wizard.failures import AwsFailure
from wizard.rehearsal.account import seal

ADDED, CHAIN, DIGESTS, FILES = (f"integrity.{name}" for name in ("added", "chain", "digests", "files"))
EVERYTHING = dict.fromkeys((ADDED, CHAIN, DIGESTS, FILES), "unknown")


@pytest.fixture(scope="module")
def there() -> Iterator[Bucketful]:
    with bucketful() as made:
        yield made


def failing(there: Bucketful, code: str, call: str, of: str = "", message: str = "No.") -> ClientFor:
    """Clients whose call ends in this code; of: only where one of its parameters holds this."""

    def client_for(service: str, region: str) -> Any:
        return _Failing(there.account.client(service, region), code, call, of, message)

    return client_for


class _Failing:
    def __init__(self, client: Any, code: str, call: str, of: str, message: str) -> None:
        self._client, self._call, self._of = client, call, of
        self._error = {"Error": {"Code": code, "Message": message}}

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._client, name)
        if name == "get_paginator":
            return lambda call: self if call == self._call else found(call)
        return self._fail if name == self._call else found

    def _fail(self, **parameters: Any) -> Any:
        if self._of and self._of not in str(parameters):
            return getattr(self._client, self._call)(**parameters)
        raise ClientError(self._error, "Call")  # pyright: ignore[reportArgumentType]

    def paginate(self, **_: Any) -> _Failing:
        return self

    def build_full_result(self) -> None:
        raise ClientError(self._error, "Call")  # pyright: ignore[reportArgumentType]


def test_digests_that_may_not_be_read(there: Bucketful) -> None:
    clients = failing(there, "AccessDenied", "get_object", "CloudTrail-Digest")
    assert there.states(clients) == EVERYTHING
    assert "(not allowed: s3:GetObject in eu-central-1 (AccessDenied))" in there.said(DIGESTS, clients)


def test_log_files_that_may_not_be_read(there: Bucketful) -> None:
    clients = failing(there, "AccessDenied", "get_object", "/CloudTrail/")
    assert there.states(clients) == {FILES: "unknown"}


def test_log_files_in_an_archive_class(there: Bucketful) -> None:
    clients = failing(there, "InvalidObjectState", "get_object", there.log)
    assert there.states(clients) == {FILES: "unknown"}
    assert f"{there.log} (it lies in an archive storage class and has to be restored" in there.said(
        FILES, clients
    )


def test_a_key_that_may_not_be_used_is_named(there: Bucketful) -> None:
    message = (
        "User: x is not authorized to perform: kms:Decrypt on the resource associated with this ciphertext"
    )
    clients = failing(there, "AccessDenied", "get_object", there.log, message)
    (fix,) = [one.fix for one in there.results(clients) if one.state == "unknown"]
    assert fix == "Allow kms:Decrypt, and look again."


def test_public_keys_that_may_not_be_listed(there: Bucketful) -> None:
    clients = failing(there, "AccessDenied", "list_public_keys")
    assert there.states(clients) == EVERYTHING
    assert "cloudtrail:ListPublicKeys in us-west-2" in there.said(DIGESTS, clients)


def test_a_bucket_that_may_not_be_listed(there: Bucketful) -> None:
    clients = failing(there, "AccessDenied", "list_objects_v2")
    assert there.states(clients) == EVERYTHING


def test_log_files_that_may_not_be_listed(there: Bucketful) -> None:
    clients = failing(there, "AccessDenied", "list_objects_v2", f"/CloudTrail/{AWAY}/")
    assert there.states(clients) == {ADDED: "unknown"}


def test_throttled_reads(there: Bucketful) -> None:
    clients = failing(there, "SlowDown", "get_object", there.digest)
    assert there.states(clients) == {DIGESTS: "unknown"}


def test_credentials_that_expire_end_it(there: Bucketful) -> None:
    with pytest.raises(AwsFailure, match="expired"):
        there.looked(failing(there, "ExpiredToken", "get_object", there.log))


@pytest.mark.parametrize("of", ["/CloudTrail/", "/CloudTrail-Digest/"])
def test_a_proxy_s_page_in_the_place_of_a_file_is_nobody_s_deed(there: Bucketful, of: str) -> None:
    def page(request: Any, **_: Any) -> Any:
        if request.method != "GET" or f"{of}{AWAY}" not in request.url or "list-type" in request.url:
            return None
        body = b"<html>Log in</html>"
        return AWSResponse(request.url, 200, {"Content-Type": "text/html"}, _Raw(body))

    session = seal.session(HOME)
    session.events.register_first("before-send.s3.GetObject", page)
    states = there.states(clients_of(session))
    assert states["integrity.digests" if "Digest" in of else "integrity.files"] == "unknown"
    assert "failed" not in states.values()


class _Raw:
    def __init__(self, body: bytes) -> None:
        self._body = body

    def stream(self, **_: Any) -> Iterator[bytes]:
        yield self._body

    def read(self, *_: Any, **__: Any) -> bytes:
        body, self._body = self._body, b""
        return body
