"""Trail names, and what a trail's own settings can't be together.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-trail-naming-requirements.html
https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateTrail.html
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from wizard.rehearsal.refusals import Refused

QUOTA = 5
_CODE = "InvalidTrailNameException"


def check_trail_name(name: str) -> None:
    """Raises Refused for a name that CloudTrail doesn't take."""
    length = f"{len(name)} characters"
    if len(name) < 3:
        why = f"Trail name too short. Minimum allowed length: 3 characters. Specified name length: {length}."
    elif len(name) > 128:
        why = f"Trail name too long. Maximum allowed length: 128 characters. Specified name length: {length}."
    elif not re.match("[0-9a-zA-Z]", name):
        why = "Trail name must starts with a letter or number."
    elif not re.search("[0-9a-zA-Z]$", name):
        why = "Trail name must ends with a letter or number."
    elif not re.fullmatch(r"[.\-_0-9a-zA-Z]+", name):
        why = (
            "Trail name or ARN can only contain uppercase letters, lowercase letters, numbers, periods (.), "
            "hyphens (-), and underscores (_)."
        )
    elif re.search(r"[.\-_]{2}", name):
        why = "Trail name can't have two periods, underscores or dashes side by side."
    elif re.fullmatch(r"\d{1,3}(\.\d{1,3}){3}", name):
        why = "Trail name can't look like an IP address."
    else:
        return
    raise Refused(_CODE, f"{why} ({name!r})")


def check_new_trail(name: str, account: str, regions: Mapping[str, Collection[str]]) -> None:
    """`regions`: for each region in which the trail will show (all of them for a multi-region one, its home
    first), the names of the trails that show there already, shadows included."""
    home = next(iter(regions))
    if name in regions[home]:
        raise Refused("TrailAlreadyExistsException", f"Trail {name} already exists for customer: {account}")
    for region, names in regions.items():
        if len(names) >= QUOTA:
            raise Refused(
                "MaximumNumberOfTrailsExceededException",
                f"User: {account} already has {len(names)} trails in {region}.",
            )


def check_home_region(name: str, region: str, home: str | None) -> None:
    """`home`: where a trail of this name lives, seen from `region`; None if there is none."""
    if home and home != region:
        raise Refused(
            "InvalidHomeRegionException",
            f"The trail {name} was created in {home}; it can't be changed from {region}.",
        )


def check_combination(inputs: Mapping[str, Any]) -> None:
    """Settings in pulumi-aws' names."""
    if inputs.get("isMultiRegionTrail") and inputs.get("includeGlobalServiceEvents") is False:
        raise Refused(
            "InvalidParameterCombinationException", "Multi-Region trail must include global service events."
        )
    if len(inputs.get("s3KeyPrefix") or "") > 200:
        raise Refused("InvalidS3PrefixException", "S3 prefix is longer than maximum length of 200.")
    if bool(inputs.get("cloudWatchLogsGroupArn")) != bool(inputs.get("cloudWatchLogsRoleArn")):
        raise Refused(
            "InvalidParameterCombinationException",
            "You must specify both a CloudWatch Logs log group and a CloudWatch Logs role, or neither.",
        )
