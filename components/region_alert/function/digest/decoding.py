"""JSON as CloudTrail writes it, and what can be told of a record that can't be read.

Whoever makes a call chooses part of its record. Whatever they choose, the call must be told by its name: a
number of thousands of digits is text here, since Python refuses to read it; and where a request is nested too
deeply for it, what CloudTrail writes before that stays. From there on anything can be part of the request.
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
"""

from __future__ import annotations

import json
import re
from json.scanner import make_scanner

from .json_values import Json

LONGEST_NUMBER = 1000
BEFORE_THE_REQUEST = ("userIdentity", "eventTime", "eventSource", "eventName", "awsRegion", "sourceIPAddress")
MOST_SEARCHED = 1 << 16


def _whole(digits: str) -> int | str:
    return int(digits) if len(digits) <= LONGEST_NUMBER else digits


DECODER = json.JSONDecoder(parse_int=_whole)
scan = make_scanner(DECODER)  # pyright: ignore[reportArgumentType]
"""(value, its end) of the JSON at a place in a text. Raises ValueError, StopIteration, RecursionError."""


def decode(text: str) -> Json:
    """The whole text as one value. Raises ValueError, TypeError, RecursionError."""
    return DECODER.decode(text)


def account_in(envelope: str) -> str:
    """The account that the text of an event says it is of, before what it is about."""
    found = re.search(r'"account"\s*:\s*"(\d{12})"', envelope.partition('"detail"')[0])
    return found[1] if found else ""


def gleaned(text: str) -> dict[str, Json]:
    """The fields that come before the request in a record's text; empty where it names no call."""
    text, _, _ = text[:MOST_SEARCHED].partition('"requestParameters"')
    found: dict[str, Json] = {}
    for name in BEFORE_THE_REQUEST:
        place = re.search(rf'"{name}"\s*:\s*', text)
        try:
            value, _ = scan(text, place.end()) if place else (None, 0)
        except (ValueError, StopIteration, RecursionError):
            continue
        found[name] = value
    return found if isinstance(found.get("eventName"), str) else {}
