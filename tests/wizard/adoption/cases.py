"""A trail as it was found, for tests to change one thing in."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from components.settings import Settings, validate
from wizard.adoption.snapshot import FoundBucket, FoundKey, FoundTrail, Snapshot

HOME, ACCOUNT = "eu-west-1", "111122223333"
ARN = f"arn:aws:cloudtrail:{HOME}:{ACCOUNT}:trail/acme"
BUCKET = "acme-logs"
KEY = f"arn:aws:kms:{HOME}:{ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab"
READS = {
    "Sid": "Siem",
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::444455556666:root"},
    "Action": "s3:GetObject",
    "Resource": f"arn:aws:s3:::{BUCKET}/*",
}
TRAIL = FoundTrail(
    {
        "Name": "acme",
        "TrailARN": ARN,
        "HomeRegion": HOME,
        "S3BucketName": BUCKET,
        "IsMultiRegionTrail": True,
        "LogFileValidationEnabled": True,
    },
    is_logging=True,
)
HARDENED = FoundBucket(
    BUCKET,
    HOME,
    ownership="BucketOwnerEnforced",
    public_access=dict.fromkeys(
        ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True
    ),
    versioning={"Status": "Enabled"},
)
FOUND_KEY = FoundKey(
    {"Arn": KEY, "KeyId": KEY.rpartition("/")[2], "AWSAccountId": ACCOUNT, "KeyState": "Enabled"},
    {"Version": "2012-10-17", "Statement": []},
    rotation_days=365,
)


def found(
    bucket: FoundBucket | None = HARDENED, key: FoundKey | None = None, trail: FoundTrail = TRAIL, **more: Any
) -> Snapshot:
    return Snapshot(ACCOUNT, HOME, trail, bucket, key=key, **more)


def trail(**described: Any) -> FoundTrail:
    """With another description; None takes a word out."""
    words = {key: value for key, value in {**TRAIL.described, **described}.items() if value is not None}
    return replace(TRAIL, described=words)


def bucket(**fields: Any) -> FoundBucket:
    return replace(HARDENED, **fields)


def with_policy(*statements: dict[str, Any]) -> FoundBucket:
    return bucket(policy={"Version": "2012-10-17", "Statement": list(statements)})


def settings(**given: Any) -> Settings:
    return validate({"approvedRegions": [HOME], **given}, HOME)
