"""The hourly self-check: when it is due, and telling people of what it finds.

A gap is told at once and then once a day while it lasts: an hourly mail would be ignored.
"""

from __future__ import annotations

import hashlib

from .aws import Item, Notification, Sns
from .aws_looks import MakeClient
from .chat import gaps_notification
from .clean import ascii_line, clean
from .forms import by_protocol
from .self_check import Expected, Found, differences
from .self_look import look
from .settings import Settings
from .subscribers import CONFIRMED
from .table import ConditionFailed, MemoryLost, Table, number

EVERY_SECONDS = 3600
REPEAT_SECONDS = 24 * 3600
SCHEMA = "everyregion/self-check/1"


def upkeep(
    settings: Settings, expected: Expected, table: Table, sns: Sns, client: MakeClient, now: float
) -> list[str] | None:
    """Checks when an hour has passed since the last time; returns the gaps, None when it wasn't due.

    Raises what SNS answers where the message could not be published; the next run tries again.
    """
    try:
        before = table.get("self-check") or {}
    except MemoryLost:
        return None
    # A time that is yet to come is none that this wrote.
    if 0 <= now - float(before.get("at", {}).get("N", 0)) < EVERY_SECONDS:
        return None
    found = look(expected, settings.home_region, client)
    heard = _heard(before, expected, found)
    gaps = differences(expected, found, heard)
    said = hashlib.sha256("\n".join(gaps).encode()).hexdigest()
    told = float(before.get("told", {}).get("N", 0))
    lately = 0 <= now - told < REPEAT_SECONDS
    news = bool(gaps) and (said != before.get("said", {}).get("S") or not lately)
    if news:
        sns.publish(**message(settings, gaps))
        told = now
    item: Item = {
        "at": number(now),
        "told": number(told),
        "said": {"S": said},
        "heard": {"S": ",".join(heard)},
    }
    _remember(table, before, item)
    return gaps


def _heard(before: Item, expected: Expected, found: Found) -> list[str]:
    """The marks, of those expected, that were confirmed now or at an earlier look."""
    known = set(before.get("heard", {}).get("S", "").split(","))
    known |= {one for one, state in found.people.items() if state == CONFIRMED}
    return sorted(known & {*expected.emails})


def _remember(table: Table, before: Item, item: Item) -> None:
    """Another run may have checked meanwhile: then its word stands."""
    try:
        table.put(
            {"pk": {"S": "self-check"}, **item},
            {
                "ConditionExpression": "attribute_not_exists(#at) OR #at = :last",
                "ExpressionAttributeNames": {"#at": "at"},
                "ExpressionAttributeValues": {":last": before.get("at", number(0))},
            },
        )
    except (ConditionFailed, MemoryLost):
        return


def message(settings: Settings, gaps: list[str]) -> Notification:
    """What SNS's Publish takes: words for people, JSON for machines, and for chats where they are wanted."""
    title = ascii_line(f"Everyregion: the alert has gaps ({len(gaps)})", 99)
    steps = [
        "If you changed this, run `pulumi up`.",
        "If nobody did, somebody may be hiding: look at who changed it in CloudTrail.",
    ]
    trail, account = clean(settings.trail_name), clean(settings.account_id)
    text = "\n".join(
        [
            f"The region alert of trail {trail} in account {account} is not what was deployed:",
            "",
            *(f"- {gap}" for gap in gaps),
            "",
            *steps,
            "This is repeated once a day while it lasts.",
        ]
    )
    machines = {"schema": SCHEMA, "trail": trail, "account": account, "gaps": gaps}
    talk = gaps_notification(title, gaps, steps, settings) if settings.chat else None
    return {
        "TopicArn": settings.topic_arn,
        "Subject": title,
        "MessageStructure": "json",
        "Message": by_protocol(title, text, machines, talk),
        "MessageAttributes": {"kind": {"DataType": "String", "StringValue": "self-check"}},
    }
