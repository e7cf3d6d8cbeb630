"""What the served account answers where the emulator can't, read as an SDK reads it."""

from __future__ import annotations

import pytest

from wizard.rehearsal.served_errors import Call, failed, is_shaped, lacks, unsigned

FORM = {"content-type": "application/x-www-form-urlencoded; charset=utf-8"}
TARGET = {"x-amz-target": "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.ListDashboards"}
S3 = Call("s3", "GET", "/bucket?metadataTable", {}, b"")
JSON = Call("cloudtrail", "POST", "/", TARGET, b"{}")
QUERY = Call("sns", "POST", "/", FORM, b"Action=ListTopics&Version=2010-03-31")


def test_s3_lacks_a_call_with_its_own_code_and_status() -> None:
    status, headers, body = lacks(S3)
    assert (status, headers) == (501, {"Content-Type": "text/xml"})
    assert body.decode().endswith(
        "<Error><Code>NotImplemented</Code><Message>The emulated account has no s3 GET /bucket.</Message>"
        "</Error>"
    )


def test_a_mistake_of_the_emulator_is_a_failure_of_its_service() -> None:
    assert failed(S3, "KeyError")[0] == 500
    assert b"<Code>InternalError</Code>" in failed(S3, "KeyError")[2]
    assert failed(JSON, "KeyError")[2] == (
        b'{"__type": "InternalFailure", '
        b'"message": "The emulated cloudtrail failed at ListDashboards: KeyError"}'
    )
    assert b"<Code>InternalFailure</Code>" in failed(QUERY, "KeyError")[2]


def test_what_a_caller_sends_is_escaped_in_an_answer() -> None:
    call = Call("sns", "POST", "/", FORM, b"Action=%3CCode%3EA%3C/Code%3E")
    assert b"<Code>A" not in lacks(call)[2]


def test_cbor_is_a_map_of_two_texts() -> None:
    call = Call("monitoring", "POST", "/service/S/operation/ListX", {"smithy-protocol": "rpc-v2-cbor"}, b"")
    status, headers, body = lacks(call)
    assert (status, headers["Content-Type"]) == (400, "application/cbor")
    assert body.startswith(b"\xa2\x79\x00\x06__type\x79\x00\x19UnknownOperationException\x79\x00\x07message")


def test_an_unsigned_request_is_refused_in_its_own_shape() -> None:
    assert b"<Error><Code>AccessDenied</Code>" in unsigned(Call("", "GET", "/", {}, b""))[2]
    assert b"MissingAuthenticationToken" in unsigned(Call("", "POST", "/", TARGET, b"{}"))[2]


@pytest.mark.parametrize(
    ("call", "body", "shaped"),
    [
        (S3, b"<?xml?><Error/>", True),
        (S3, b"Not Found", False),
        (S3, b"<!DOCTYPE html><html>", False),
        (JSON, b'{"__type": "X"}', True),
        (JSON, b"Not yet implemented", False),
        (Call("s3", "HEAD", "/b", {}, b""), b"", True),
    ],
)
def test_an_error_that_no_sdk_can_read_is_told(call: Call, body: bytes, shaped: bool) -> None:
    assert is_shaped(call, body) == shaped
