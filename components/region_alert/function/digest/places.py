"""Region names and console addresses, for people."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import cast
from urllib.parse import quote

from botocore.exceptions import DataNotFoundError  # pyright: ignore[reportMissingTypeStubs]
from botocore.loaders import Loader  # pyright: ignore[reportMissingTypeStubs]

from .account_and_region import is_region
from .json_values import Json, part, text

CONSOLES = {
    # https://docs.aws.amazon.com/general/latest/gr/aws-service-information.html and each partition's guide
    "aws": "console.aws.amazon.com",
    "aws-cn": "console.amazonaws.cn",
    "aws-us-gov": "console.amazonaws-us-gov.com",
    "aws-eusc": "console.amazonaws-eusc.eu",
}
_EVENT_ID = re.compile(r"[0-9a-fA-F-]{36}")
_NAME = re.compile(r"[A-Za-z0-9]{1,128}")


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    try:
        found = cast(Json, Loader().load_data("partitions"))  # pyright: ignore[reportUnknownMemberType]
    except DataNotFoundError:
        return {}
    partitions = found.get("partitions") if isinstance(found, dict) else None
    return {
        region: text(part(regions, region).get("description"))
        for partition in (partitions if isinstance(partitions, list) else ())
        if (regions := part(partition, "regions"))
        for region in regions
    }


def region_name(region: str) -> str:
    """The region's name ("Europe (Paris)"), or nothing for one that botocore doesn't know yet."""
    return _names().get(region, "") if is_region(region) else ""


def console_link(partition: str, region: str, event_id: str, event: str) -> str:
    """CloudTrail's event history in that region: the event itself, or all of its name.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/view-cloudtrail-events-console.html
    """
    domain = CONSOLES.get(partition)
    if domain is None or not is_region(region):
        return ""
    base = f"https://{region}.{domain}/cloudtrailv2/home?region={region}#/events"
    if _EVENT_ID.fullmatch(event_id):
        return f"{base}/{event_id}"
    return f"{base}?EventName={quote(event, safe='')}" if _NAME.fullmatch(event) else base
