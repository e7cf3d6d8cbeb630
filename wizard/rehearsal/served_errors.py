"""Errors of the served account in the shape that each of AWS's protocols gives them. Pure.

An SDK reads code and message from that shape alone; anything else is "404" or a broken connection to it.
https://smithy.io/2.0/aws/protocols/index.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qs
from xml.sax.saxutils import escape

Protocol = Literal["json", "query", "ec2", "s3", "rest-xml", "rest-json", "cbor"]
Answer = tuple[int, dict[str, str], bytes]
_REST_XML = ("cloudfront", "route53")
# What AWS itself answers to a call that a service doesn't have, and when it fails by its own fault.
# https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
# https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
_LACKS: dict[str, tuple[int, str]] = {
    "query": (400, "InvalidAction"),
    "ec2": (400, "InvalidAction"),
    "s3": (501, "NotImplemented"),
    "json": (400, "UnknownOperationException"),
    "cbor": (400, "UnknownOperationException"),
}
_FAILED = {"s3": "InternalError", "ec2": "InternalError"}


@dataclass(frozen=True)
class Call:
    """One request. service: its signing name, "" for one that isn't signed; headers: by lower-case name."""

    service: str
    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def protocol(self) -> Protocol:
        if "smithy-protocol" in self.headers:
            return "cbor"
        if "x-amz-target" in self.headers:
            return "json"
        if self._action:
            return "ec2" if self.service == "ec2" else "query"
        if self.service in ("s3", ""):
            return "s3"
        return "rest-xml" if self.service in _REST_XML else "rest-json"

    @property
    def name(self) -> str:
        """The operation's name, or how it is called where only the path says it."""
        if "x-amz-target" in self.headers:
            return self.headers["x-amz-target"].rpartition(".")[2]
        if "smithy-protocol" in self.headers:
            return self.path.rpartition("/")[2]
        return self._action or f"{self.method} {self.path.partition('?')[0]}"

    @property
    def _action(self) -> str:
        if "x-www-form-urlencoded" not in self.headers.get("content-type", ""):
            return ""
        return parse_qs(self.body.decode("utf-8", "replace")).get("Action", [""])[0]


def lacks(call: Call) -> Answer:
    """The emulator has no such call."""
    status, code = _LACKS.get(call.protocol, (404, "UnknownOperationException"))
    return error(call, status, code, f"The emulated account has no {call.service} {call.name}.")


def failed(call: Call, why: str) -> Answer:
    """The emulator's own mistake. why: what it says of it, in a few words."""
    code = _FAILED.get(call.protocol, "InternalFailure")
    return error(call, 500, code, f"The emulated {call.service} failed at {call.name}: {why}")


def unsigned(call: Call) -> Answer:
    """Whose call it is, and for which service and region, stands in the signature."""
    code = "AccessDenied" if call.protocol == "s3" else "MissingAuthenticationToken"
    return error(call, 403, code, "The emulated account takes requests signed with Signature Version 4 only.")


def is_shaped(call: Call, body: bytes) -> bool:
    """Whether an error's body is one that an SDK can read; a HEAD has none."""
    text = body.lstrip()
    if call.method == "HEAD" or call.protocol == "cbor":
        return True
    if call.protocol in ("json", "rest-json"):
        return text.startswith(b"{")
    return text.startswith(b"<") and not re.match(rb"<(!doctype )?html", text, re.IGNORECASE)


def error(call: Call, status: int, code: str, message: str) -> Answer:
    """An error as this call's protocol has it."""
    protocol = call.protocol
    if protocol == "json":
        return status, {"Content-Type": "application/x-amz-json-1.1"}, _json({"__type": code}, message)
    if protocol == "cbor":
        headers = {"Content-Type": "application/cbor", "Smithy-Protocol": "rpc-v2-cbor"}
        return status, headers, b"\xa2" + b"".join(map(_cbor, ("__type", code, "message", message)))
    if protocol == "rest-json":
        headers = {"Content-Type": "application/json", "X-Amzn-Errortype": code}
        return status, headers, _json({}, message)
    inner = f"<Code>{escape(code)}</Code><Message>{escape(message)}</Message>"
    text = {
        "s3": f"<Error>{inner}</Error>",
        "ec2": f"<Response><Errors><Error>{inner}</Error></Errors><RequestID>0</RequestID></Response>",
    }.get(
        protocol,
        f"<ErrorResponse><Error><Type>Sender</Type>{inner}</Error><RequestId>0</RequestId></ErrorResponse>",
    )
    return status, {"Content-Type": "text/xml"}, f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'.encode()


def _json(more: dict[str, str], message: str) -> bytes:
    return json.dumps({**more, "message": message}).encode()


def _cbor(text: str) -> bytes:
    """A text of less than 64 KB: https://www.rfc-editor.org/rfc/rfc8949#section-3.1, major type 3."""
    content = text.encode()
    return b"\x79" + len(content).to_bytes(2, "big") + content
