"""What taking over a bucket keeps and changes. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from components import merging
from components.adopted import AdoptedBucket
from wizard.account.bucket_and_key import with_bucket_key
from wizard.adoption import lifecycles
from wizard.adoption.cautions import useless_statements
from wizard.adoption.plan import Part
from wizard.adoption.snapshot import FoundBucket
from wizard.adoption.statements import Ours, statements_of, title
from wizard.iam.model import as_list

LONGEST_POLICY = 20 * 1024
MOST_RULES = 1000
# Our statements that take something from somebody, by their Sid.
_DENIES = {
    "DenyInsecureTransport": "calls without TLS are denied, to everybody",
    "OnlyServicesWriteLogs": "only AWS services may put files where CloudTrail's lie, no person or role",
    "OnlyReadersRead": "nobody but logReaders and the alert's function reads log files",
}
_OWN_RULES = ("logs", "delete-markers", "access-logs")


def adopted_bucket(
    found: FoundBucket, ours: Ours, *, is_shared: bool, own_queue: str = "", own_access_logs: str = ""
) -> AdoptedBucket:
    """Everything in it that isn't ours. is_shared: others use it; own_queue, own_access_logs: the queue and
    the bucket that ours would tell and log to."""
    logs_to = (found.logging or {}).get("TargetBucket", "")
    others_log = bool(logs_to) and logs_to != own_access_logs
    tags = ours.other_tags(found.tags)
    left = tuple(_left(found, is_shared, others_log))
    return AdoptedBucket(
        found.name,
        has=tuple(_parts(found)),
        left=left,
        statements=ours.others(found.policy),
        lifecycle=tuple(
            rule for rule in found.lifecycle if not (ours.was_ours and rule.get("ID") in _OWN_RULES)
        ),
        smallest=found.smallest,
        notification=_notification(found.notification, own_queue),
        logs_to=logs_to if others_log else "",
        tags={key: value for key, value in tags.items() if is_shared or key not in ours.tags},
        bucket_key="encryption" in left and with_bucket_key(found.encryption),
    )


def _parts(found: FoundBucket) -> Iterator[str]:
    has = {
        "ownership": found.ownership,
        "publicAccess": found.public_access,
        "versioning": found.versioning.get("Status"),
        "encryption": found.encryption,
        "lifecycle": found.lifecycle,
        "policy": found.policy,
        "notification": found.notification,
        "logging": found.logging,
        "lock": found.lock,
    }
    return (name for name, value in has.items() if value)


def _left(found: FoundBucket, is_shared: bool, others_log: bool) -> Iterator[str]:
    """Parts that stay as they are: ours in their place would take something from others."""
    if found.grants:
        yield "ownership"
    if found.has_mfa_delete:
        yield from ("versioning", "lifecycle")
    if is_shared and found.encryption:
        yield "encryption"
    if others_log:
        yield "logging"


def _notification(found: Mapping[str, Any], own_queue: str) -> dict[str, Any]:
    kept = {
        key: [one for one in as_list(entries) or () if one.get("QueueArn") != own_queue]
        for key, entries in found.items()
    }
    rest: dict[str, Any] = {key: entries for key, entries in kept.items() if entries}
    # On already, perhaps for somebody else: it stays on.
    return {**rest, "EventBridgeConfiguration": {}} if "EventBridgeConfiguration" in found else rest


def part(
    found: FoundBucket,
    adopted: AdoptedBucket,
    ours: Mapping[str, Any],
    *,
    of: Any,
    folder: str = "",
    expire_after_days: int = 0,
) -> Part:
    """What there is to say. folder: of the log files' keys; ours: our policy."""
    merged = json.dumps(merging.policy(dict(ours), adopted.statements))
    removals = [*useless_statements(adopted, of)]
    if of == "logBucket":
        removals += lifecycles.cautions(adopted, folder, expire_after_days)
    blockers: list[str] = []
    if len(merged) > LONGEST_POLICY:
        blockers.append(
            f"The policy of {found.name} would have {len(merged)} characters with our statements, and S3 "
            f"takes {LONGEST_POLICY}: shorten it first."
        )
    if len(adopted.lifecycle) + 2 > MOST_RULES:
        blockers.append(f"{found.name} has {len(adopted.lifecycle)} lifecycle rules; S3 takes {MOST_RULES}.")
    return Part(
        tuple(_kept(adopted)),
        tuple(_changes(found, adopted, ours)),
        tuple(_notes(found, adopted)),
        tuple(removals),
        tuple(blockers),
    )


def _kept(adopted: AdoptedBucket) -> Iterator[str]:
    for statement in adopted.statements:
        yield f"bucket policy of {adopted.name}: {title(statement)}"
    for rule in adopted.lifecycle:
        yield f"lifecycle rule {rule.get('ID') or '(no id)'} of {adopted.name}"
    for entries in adopted.notification.values():
        for entry in as_list(entries) or ():
            arn = next(value for key, value in entry.items() if key.endswith("Arn"))
            yield f"S3 tells {arn} of {', '.join(entry['Events'])}"
    if "EventBridgeConfiguration" in adopted.notification:
        yield f"S3 tells EventBridge of what happens in {adopted.name}"
    if adopted.logs_to:
        yield f"access logs of {adopted.name} go to {adopted.logs_to}, as before; no second bucket for them"
    if "encryption" in adopted.left:
        yield f"default encryption of {adopted.name}: the trail names its key itself, others may rest on this"
    for key, value in adopted.tags.items():
        yield f"tag {key}={value} of {adopted.name}"


def _changes(found: FoundBucket, adopted: AdoptedBucket, ours: Mapping[str, Any]) -> Iterator[str]:
    flags = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
    if not all((found.public_access or {}).get(flag) for flag in flags):
        yield f"{found.name}: public access is blocked in all four ways"
    if "ownership" not in adopted.left and found.ownership != "BucketOwnerEnforced":
        yield f"{found.name}: ACLs no longer count, its owner owns every object (BucketOwnerEnforced)"
    if "versioning" not in adopted.left and found.versioning.get("Status") != "Enabled":
        yield f"{found.name}: versioning is turned on; whoever deletes or overwrites leaves the old version"
    there = [*map(merging.meaning, statements_of(found.policy))]
    for sid, said in _DENIES.items():
        new = (one for one in ours["Statement"] if one.get("Sid") == sid)
        if any(merging.meaning(one) not in there for one in new):
            yield f"{found.name}: {said}"


def _notes(found: FoundBucket, adopted: AdoptedBucket) -> Iterator[str]:
    if "ownership" in adopted.left:
        yield (
            f"{found.name} grants {len(found.grants)} others access by ACL, so object ownership stays as it "
            "is. To harden it, move those grants into the bucket policy, reset the ACL (aws s3api "
            f"put-bucket-acl --acl private --bucket {found.name}), and run this again."
        )
    if found.has_mfa_delete:
        yield (
            f"{found.name} has MFA delete, with which S3 takes no lifecycle: archiveClass and "
            "expireAfterDays do nothing there."
        )
    stack = found.tags.get("aws:cloudformation:stack-name")
    if stack:
        yield (
            f"{found.name} belongs to the CloudFormation stack {stack}, which would set it back at its next "
            "update: take it out there first, with DeletionPolicy: Retain."
        )
