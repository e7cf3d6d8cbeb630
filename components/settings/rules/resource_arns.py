"""May ARNs of a resource type begin so, or be so? The one judge, for settings and for selectors. Pure.

https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedFieldSelector.html
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from components.settings.rules.data_event_types import TYPES

S3_OBJECTS = "AWS::S3::Object"
#: How a condition compares: with the whole ARN, or with its beginning.
How = Literal["whole", "beginning"]
Fault = Literal["wildcard", "partition", "service", "kind", "slash"]
PARTITIONS = ("aws", "aws-cn", "aws-us-gov", "aws-eusc")


@dataclass(frozen=True)
class ArnFault:
    """What is wrong with an ARN. what: goes on after the ARN ("names the partition ..."); consequence: a
    sentence; instead: the ARN that was meant, "" where nobody knows."""

    fault: Fault
    what: str
    consequence: str
    instead: str = ""


def arn_fault(resource_type: str, arn: str, how: How, partition: str = "") -> ArnFault | None:
    """The worst that is wrong with it for resources of this type; None where nothing is, or nothing is known.

    partition: the trail's, "" where that doesn't matter.
    """
    parts = arn.split(":", 5)
    if partition and len(parts) > 2 and parts[1] in PARTITIONS and parts[1] != partition:
        better = ":".join([parts[0], partition, *parts[2:]])
        what = f"names the partition {parts[1]}, the home region is in {partition}."
        return ArnFault("partition", what, "It would record nothing.", better)
    if "*" in arn:
        return ArnFault(
            "wildcard",
            "holds a *, which stands for itself here, not for anything.",
            "CloudTrail compares how an ARN begins, letter by letter: this would match nothing."
            if how == "beginning"
            else "CloudTrail compares letter by letter: this would match nothing.",
            arn.partition("*")[0] if how == "beginning" else "",
        )
    return _of_another(resource_type, parts, how) or _without_slash(resource_type, parts, arn, how)


def _of_another(resource_type: str, parts: list[str], how: How) -> ArnFault | None:
    """An ARN of another service, or of another kind of that service's resources."""
    known = TYPES.get(resource_type)
    if known is None or not known.arn:
        return None
    wanted = known.arn.split(":", 5)
    nothing = "It would match nothing."
    open_end = len(parts) - 1 if how == "beginning" else 6
    for place, what in ((0, "isn't an ARN"), (2, f"isn't an ARN of {known.service}")):
        given = parts[place] if len(parts) > place else None
        if given is None:
            if how == "beginning":
                return None
            return ArnFault("kind", f"isn't a whole ARN like {known.arn}.", nothing)
        fits = wanted[place].startswith(given) if place == open_end else wanted[place] == given
        if not fits:
            fault: Fault = "service" if place else "kind"
            return ArnFault(fault, f"{what}: those of {resource_type} are like {known.arn}.", nothing)
    for place in (3, 4):
        if len(parts) > place and parts[place] and not wanted[place]:
            return ArnFault("kind", f"isn't one of {resource_type}, which are like {known.arn}.", nothing)
    if len(parts) < 6:
        return (
            None if how == "beginning" else ArnFault("kind", f"isn't a whole ARN like {known.arn}.", nothing)
        )
    # AWS's pages write some with a slash where the ARN has a colon, and the other way round.
    fixed = wanted[5].partition("<")[0].replace("/", ":")
    given = parts[5].replace("/", ":")
    if given.startswith(fixed) or (how == "beginning" and fixed.startswith(given)):
        return None
    return ArnFault("kind", f"isn't one of {resource_type}, which are like {known.arn}.", nothing)


def _without_slash(resource_type: str, parts: list[str], arn: str, how: How) -> ArnFault | None:
    """https://docs.aws.amazon.com/awscloudtrail/latest/userguide/filtering-data-events.html"""
    if resource_type != S3_OBJECTS or len(parts) < 6 or "/" in parts[5] or not parts[5]:
        return None
    if how == "whole":
        what = "is a bucket's, and its objects' begin with it and a slash."
        return ArnFault("slash", what, "It would match nothing.", f"{arn}/")
    return ArnFault(
        "slash",
        "lacks the slash after the bucket's name.",
        f"It also matches {parts[5]}-backup and every other bucket whose name begins so.",
        f"{arn}/",
    )
