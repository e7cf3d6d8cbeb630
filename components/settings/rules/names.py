"""Rules for the names of trail and log bucket.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-trail-naming-requirements.html
https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator

from components.settings.model import Settings
from components.settings.problems import Problem, shown

_RESERVED_STARTS = ("xn--", "sthree-", "amzn-s3-demo-")
_RESERVED_ENDS = ("-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3", "-an")
_ANY_ACCOUNT = "123456789012"


def trail_name(settings: Settings) -> Iterator[Problem]:
    """CloudTrail's naming rules."""
    fault = trail_name_fault(settings.trail_name)
    if fault:
        yield Problem(
            "trailName",
            settings.trail_name,
            f"{shown(settings.trail_name)} {fault}.",
            "CloudTrail would refuse the trail.",
            "Use 3 to 128 letters, digits, periods, underscores or dashes.",
        )


def trail_name_fault(name: str) -> str:
    """What CloudTrail would object to in this trail name, or an empty string."""
    if not 3 <= len(name) <= 128:
        return "isn't 3 to 128 characters long"
    if not re.fullmatch(r"[A-Za-z0-9._-]+", name):
        return "holds a character other than letters, digits, periods, underscores and dashes"
    if not re.fullmatch(r"[A-Za-z0-9].*[A-Za-z0-9]", name):
        return "doesn't begin and end with a letter or digit"
    if re.search(r"[._-]{2}", name):
        return "has two of . _ - side by side"
    return "looks like an IP address" if _is_address(name) else ""


def log_bucket_name(settings: Settings) -> Iterator[Problem]:
    """S3's naming rules, for the name given or the one that would be made from trailName."""
    name = settings.bucket_name(_ANY_ACCOUNT)
    fault = bucket_name_fault(name)
    if not fault or _is_trails_own(settings) or not (settings.log_bucket_name or settings.home_region):
        return
    if settings.log_bucket_name:
        rule = f"{shown(name)} {fault}."
        fix = "Use 3 to 63 lower-case letters, digits and dashes."
    else:
        made = settings.bucket_name("<account>")
        rule = f"it is empty, and the name made from trailName, {shown(made)}, {fault}."
        fix = "Set logBucketName, or a shorter trailName of lower-case letters, digits and dashes."
    yield Problem("logBucketName", settings.log_bucket_name, rule, "S3 would refuse the bucket.", fix)


def _is_trails_own(settings: Settings) -> bool:
    """Whether the bucket is that of a trail that is taken over, by a name that isn't made of the trail's."""
    return bool(settings.adopt_trail) and not settings.log_bucket_name


def access_log_bucket_name(settings: Settings) -> Iterator[Problem]:
    """The access-log bucket is named after the log bucket, with -access behind it."""
    name = settings.bucket_name(_ANY_ACCOUNT)
    if _is_trails_own(settings):
        return
    if settings.access_logs and not bucket_name_fault(name) and bucket_name_fault(f"{name}-access"):
        yield Problem(
            "logBucketName",
            settings.log_bucket_name,
            f"{shown(settings.bucket_name('<account>'))} leaves no room for the access-log bucket, "
            "which has -access behind that name.",
            "S3 would refuse the second bucket: a name has at most 63 characters.",
            "Set a logBucketName of at most 56 characters, or set accessLogs to false.",
        )


def query_results_bucket_name(settings: Settings) -> Iterator[Problem]:
    """The bucket for Athena's answers is named after the log bucket, with -queries behind it."""
    name = settings.bucket_name(_ANY_ACCOUNT)
    if _is_trails_own(settings):
        return
    if settings.queries and not bucket_name_fault(name) and bucket_name_fault(f"{name}-queries"):
        yield Problem(
            "logBucketName",
            settings.log_bucket_name,
            f"{shown(settings.bucket_name('<account>'))} leaves no room for the bucket of Athena's answers, "
            "which has -queries behind that name.",
            "S3 would refuse that bucket: a name has at most 63 characters.",
            "Set a logBucketName of at most 55 characters, or set queries to false.",
        )


def bucket_name_fault(name: str) -> str:
    """What S3 would object to in this bucket name, or an empty string."""
    if not 3 <= len(name) <= 63:
        return "isn't 3 to 63 characters long"
    if not re.fullmatch(r"[a-z0-9.-]+", name):
        return "holds a character other than lower-case letters, digits, periods and dashes"
    if not re.fullmatch(r"[a-z0-9].*[a-z0-9]", name):
        return "doesn't begin and end with a letter or digit"
    if ".." in name:
        return "has two periods side by side"
    if _is_address(name):
        return "looks like an IP address"
    if name.startswith(_RESERVED_STARTS) or name.endswith(_RESERVED_ENDS):
        return "begins or ends with something that S3 keeps for itself"
    return ""


def _is_address(name: str) -> bool:
    try:
        ipaddress.IPv4Address(name)
    except ValueError:
        return False
    return True
