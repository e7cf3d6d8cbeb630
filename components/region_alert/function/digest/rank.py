"""How much an event matters, from its own record alone: what people must read first has the lowest number.

Only what AWS writes is looked at (`readOnly`, `errorCode`, the service and the call), and only what is sure
lowers a rank: an odd or missing field leaves a record where it would be named early.
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
"""

from __future__ import annotations

from enum import IntEnum

from .credential_reads import hands_out_a_secret
from .global_services import SIGN_IN
from .json_values import Fields, part, text
from .noise import READ_PREFIXES

CLOUDTRAIL = "cloudtrail.amazonaws.com"


class Rank(IntEnum):
    """CHANGED: the audit trail or the alert. TRIED: a change to them that was refused. REST: whatever else
    was refused or failed, dry runs, and plain reads where people asked for those."""

    CHANGED = 1
    WROTE = 2
    TRIED = 3
    CREDENTIALS = 4
    REST = 5


WORDS = {
    Rank.CHANGED: "audit-trail-or-alert-changed",
    Rank.WROTE: "write",
    Rank.TRIED: "audit-trail-or-alert-refused",
    Rank.CREDENTIALS: "credentials-read",
    Rank.REST: "refused-or-failed",
}
"""What machines read."""


def word(rank: int) -> str:
    """The rank for machines."""
    return WORDS[Rank(rank) if Rank.CHANGED <= rank <= Rank.REST else Rank.REST]


def failure(record: Fields) -> str:
    """Why the call was refused or failed; empty for one that succeeded. A dry run has an error code, too.

    A failed sign-in may have none, and says it in its answer:
    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html
    """
    code = text(record.get("errorCode"))
    if code or record.get("eventSource") != SIGN_IN:
        return code
    outcome = text(part(record, "responseElements").get(text(record.get("eventName"))))
    return (text(record.get("errorMessage")) or outcome) if outcome == "Failure" else ""


def rank_of(record: Fields, error: str, tamper: bool = False) -> Rank:
    """The rank of a record; `error` is its failure. `tamper`: a rule saw it touch the trail or the alert."""
    if tamper:
        return Rank.TRIED if error else Rank.CHANGED
    if error:
        return Rank.REST
    if record.get("readOnly") is not True:
        return Rank.CHANGED if record.get("eventSource") == CLOUDTRAIL else Rank.WROTE
    # Not every call that is "readOnly" only reads: InvokeModel is one, and AssumeRole another.
    name = text(record.get("eventName"))
    if hands_out_a_secret(record, name) or name.startswith("AssumeRole"):
        return Rank.CREDENTIALS
    return Rank.REST if name.startswith(READ_PREFIXES) else Rank.WROTE
