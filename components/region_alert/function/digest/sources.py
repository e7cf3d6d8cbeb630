"""From a queue message to what it brings: CloudTrail records, or a log file that has to be opened.

Both come from EventBridge. A CloudTrail event is known by its `detail`, not by an exact `detail-type`: AWS's
pages write both "AWS Console Sign In via CloudTrail" and "AWS Console Signin via CloudTrail".
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
"""

from __future__ import annotations

from typing import NamedTuple

from .decoding import account_in, decode, gleaned
from .json_values import Fields, part, text

RULES, DELIVERED_LOGS = "rules", "delivered-logs"
"""The two sources, as the settings name them."""


OBJECT_CREATED = "Object Created"
LONGEST_KEY = 1024
"""https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html"""


class BadMessage(ValueError):
    """A message that is neither of the two: it stays in the queue and ends in the dead letters."""


class Record(NamedTuple):
    """One CloudTrail record, and the account of the envelope it came in."""

    record: Fields
    account: str


class Delivered(NamedTuple):
    """An object that S3 created. EventBridge gives the key as it is; S3's own notifications encode it. size:
    its bytes, 0 where S3 doesn't say."""

    bucket: str
    key: str
    version: str
    size: int = 0


def read(body: str) -> Record | Delivered:
    """What the body of a queue message brings. Raises BadMessage."""
    try:
        envelope = decode(body)
    except (ValueError, TypeError, RecursionError) as error:
        found = gleaned(body) if isinstance(error, RecursionError) else {}
        if not found:
            raise BadMessage(f"not JSON: {type(error).__name__}") from None
        return Record(found, account_in(body))
    detail = envelope.get("detail") if isinstance(envelope, dict) else None
    if not isinstance(envelope, dict) or not isinstance(detail, dict):
        raise BadMessage("not an EventBridge event")
    if envelope.get("source") == "aws.s3" and envelope.get("detail-type") == OBJECT_CREATED:
        bucket, item = text(part(detail, "bucket").get("name")), part(detail, "object")
        key = text(item.get("key"))
        if not bucket or not key or not _is_unicode(key):
            raise BadMessage("an S3 event without a bucket and a key")
        if len(key) > LONGEST_KEY:
            raise BadMessage("an S3 event with a key that no object has")
        size = item.get("size")
        return Delivered(bucket, key, text(item.get("version-id")), size if isinstance(size, int) else 0)
    if not text(detail.get("eventName")) and not text(detail.get("eventSource")):
        raise BadMessage("neither a CloudTrail event nor a delivered log file")
    return Record(detail, text(envelope.get("account"))[:64])


def _is_unicode(value: str) -> bool:
    """JSON can spell halves of characters, which no key has and no request can carry."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
