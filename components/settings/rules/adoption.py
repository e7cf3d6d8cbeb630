"""Rules about taking over a trail that exists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from components.settings.model import Settings
from components.settings.problems import Problem, shown

TRAIL_ARN = re.compile(
    r"arn:(?P<partition>[\w-]+):cloudtrail:(?P<region>[\w-]+):(?P<account>\d{12}):trail/(?P<name>[\w.-]{3,128})",
    re.ASCII,
)
# https://docs.aws.amazon.com/controltower/latest/userguide/enable-cloudtrail-logging.html
CONTROL_TOWERS = "aws-controltower-"


def adopt_trail(settings: Settings) -> Iterator[Problem]:
    """A trail of this partition, in its home region, under its own name."""
    arn = settings.adopt_trail
    if not arn:
        return
    wrong = partial(Problem, "adoptTrail", arn)
    match = TRAIL_ARN.fullmatch(arn)
    if not match:
        yield wrong(
            f"{shown(arn)} isn't the ARN of a trail.",
            "",
            "Use the form arn:aws:cloudtrail:<home region>:<account>:trail/<name>.",
        )
        return
    if match["name"].startswith(CONTROL_TOWERS):
        yield wrong(
            f"{match['name']} belongs to AWS Control Tower.",
            "It would be set back at the next update of the landing zone, which reports it as drift.",
            "Leave it alone, and make a trail beside it.",
        )
    if settings.home_region and match["partition"] != settings.partition:
        yield wrong(
            f"the trail is in the partition {match['partition']}, this deployment in {settings.partition}.",
            "",
            "Name a trail of the account that you deploy to.",
        )
    elif settings.home_region and match["region"] != settings.home_region:
        yield wrong(
            f"the trail's home is {match['region']}, this deployment's {settings.home_region}.",
            "CloudTrail changes a trail in its home region alone.",
            f"Set aws:region to {match['region']}.",
        )
    if match["name"] != settings.trail_name:
        yield wrong(
            f"the trail is named {match['name']}, but trailName is {shown(settings.trail_name)}.",
            "CloudTrail would delete the one and make the other: events between the two would be lost.",
            f"Set trailName to {match['name']}.",
        )
