"""Changes to the audit trail and to the alert itself, as the tamper rules send them to the queue.

Each rule's target wraps the event: `{"tamper": "<the rule's subject>", "event": {...}}`, with an input
transformer. Nobody but our rules may send to the queue, so the mark can be relied on; and since a rule saw
what the event touches, no region, principal or kind of event is left out. Most are CloudTrail records; two
kinds are not, and are known without the mark as well, since nothing else brings them here:
https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
https://docs.aws.amazon.com/accounts/latest/reference/monitoring-eventbridge.html
"""

from __future__ import annotations

import re

from .clean import bounded
from .decoding import account_in, decode, gleaned
from .grouping import EVENT_ID, TAMPER, TIME, Event, Key, fingerprint, summarise
from .json_values import Fields, Json, part, text
from .rank import Rank

FILES, REGIONS = "files", "regions"
_UNMARKED = {("aws.s3", "Object Deleted"): FILES, ("aws.account", "Region Opt-In Status Change"): REGIONS}
_MARK = re.compile(r'\s*\{\s*"tamper"\s*:\s*"([\w-]{1,64})"')
_SIGNS = ('"tamper"', *(kind for _, kind in _UNMARKED))


def read(body: object) -> Event | None:
    """The tamper event in a queue message, whatever its shape; None for any other message."""
    # Most messages are others, and are parsed where they are read.
    if not isinstance(body, str) or not any(sign in body for sign in _SIGNS):
        return None
    try:
        envelope = decode(body)
    except RecursionError:
        return _gleaned(body)
    except ValueError:
        return None
    if not isinstance(envelope, dict):
        return None
    if "tamper" in envelope:
        subject = bounded(text(envelope["tamper"]), 64) or "unknown"
        return _event(envelope.get("event"), subject)
    kind = (text(envelope.get("source")), text(envelope.get("detail-type")))
    return _event(envelope, _UNMARKED[kind]) if kind in _UNMARKED else None


def of_record(record: Fields, account: str, subject: str) -> Event:
    """A CloudTrail record that a tamper rule takes: the same event whether the rule brought it or a log file
    of the account holds it."""
    found = summarise(record, account, subject)
    # Under an id of its own: the record may have been counted as an ordinary one, which says less.
    return found._replace(id=f"tamper#{found.id}", subscribed=_subscribed(record))


def _gleaned(body: str) -> Event | None:
    """What can be told where a record's request can't be read. The mark comes first: see `tamper_alert`."""
    mark, record = _MARK.match(body), gleaned(body)
    return _event({"account": account_in(body), "detail": record}, mark[1]) if mark and record else None


def _event(event: Json, subject: str) -> Event:
    event = event if isinstance(event, dict) else {"detail": event}
    detail = part(event, "detail")
    account = text(event.get("account"))[:64]
    if text(detail.get("eventName")) or text(detail.get("eventSource")):
        return of_record(detail, account, subject)
    found = _of_a_service(event, detail, account, subject)
    return found._replace(id=f"tamper#{found.id}")


def _subscribed(record: Fields) -> str:
    """What a Subscribe subscribed: its endpoint, where SNS gives it to CloudTrail, else the subscription; and
    the subscription that an Unsubscribe ended.

    https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html
    https://docs.aws.amazon.com/sns/latest/api/API_Unsubscribe.html
    """
    asked, answer = part(record, "requestParameters"), part(record, "responseElements")
    call = text(record.get("eventName")) if record.get("eventSource") == "sns.amazonaws.com" else ""
    if call == "Unsubscribe":
        return text(asked.get("subscriptionArn"))
    if call != "Subscribe":
        return ""
    endpoint = text(asked.get("endpoint"))
    return endpoint if endpoint.startswith("arn:") else text(answer.get("subscriptionArn"))


def _of_a_service(event: Fields, detail: Fields, account: str, subject: str) -> Event:
    """S3's and Account Management's own events, which are no CloudTrail records."""
    # A region that goes off again is another event than one that came on.
    parts = (text(event.get("detail-type")), text(detail.get("status")))
    name = bounded(": ".join(filter(None, parts)), 128) or "unknown event"
    id, time = text(event.get("id")), text(event.get("time"))
    who = text(detail.get("requester"))
    region = text(detail.get("regionName")) or text(event.get("region"))
    key = Key(
        account or "unknown",
        bounded(who) if who else "not named by AWS",
        name,
        bounded(text(event.get("source")), 128),
        TAMPER,
        subject,
    )
    return Event(
        id if EVENT_ID.fullmatch(id) else fingerprint(event),
        key,
        time if TIME.fullmatch(time) else "",
        text(detail.get("source-ip-address"))[:128],
        detail=text(part(detail, "object").get("key"))[-128:],
        region=region[:64] or "unknown",
        rank=Rank.CHANGED,
    )
