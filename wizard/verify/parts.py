"""Which parts are asked, and what they are as long as nobody answered. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from components.settings import Settings
from wizard.account.facts import Probe
from wizard.account.in_parallel import late
from wizard.trails.closer_look import CloserLook
from wizard.verify.facts import PARTS, Bucket, LogKey


def tags_of(answer: Any) -> dict[str, str]:
    """Of ListTags, for one trail."""
    listed = answer.get("ResourceTagList") or [{}]
    return {one["Key"]: one.get("Value", "") for one in listed[0].get("TagsList") or ()}


def nothing(bucket: str, region: str) -> Bucket:
    """A bucket of which nothing was answered in time."""
    return Bucket(bucket, **{part: late("s3", region) for part in PARTS})


#: Of a bucket whose settings nobody wrote down: what only settings could ask for isn't.
OF_OTHERS = [part for part in PARTS if part not in ("encryption", "lock")]


def parts(settings: Settings, left: Sequence[str]) -> list[str]:
    """What is asked of the log bucket of a stack: what its settings leave open isn't judged."""
    not_asked = {
        "grants": "ownership" not in left,
        "lock": settings.object_lock == "off",
        "encryption": "encryption" in left,
        "logs_to": not settings.access_logs,
    }
    return [part for part in PARTS if not not_asked.get(part)]


def no_key(region: str) -> LogKey:
    """The same of a key."""
    return LogKey(late("kms:DescribeKey", region), late("kms:GetKeyRotationStatus", region))


def unseen(region: str) -> CloserLook:
    """The same of a trail."""
    no: Probe[Any] = late("cloudtrail:GetTrail", region)
    return CloserLook(no, no, no, no, no)
