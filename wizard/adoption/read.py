"""Reads a trail, its bucket and its key, every part of them: what can't be read would be overwritten unseen.

Thin: one call to AWS each, read-only. Refused ones end the adoption, and the message names the permissions.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from components.arns import Arn
from components.command_line import wizard
from components.names import Names
from wizard.account.bucket_and_key import has_bucket, region_of
from wizard.account.connect import ClientFor
from wizard.account.facts import Probe
from wizard.account.one_call import ask
from wizard.account.one_look import one_look
from wizard.account.role_policies import RolePolicies, role_policies
from wizard.adoption.reader import Reader
from wizard.adoption.snapshot import FoundBucket, FoundKey, FoundTrail, Snapshot
from wizard.failures import AwsFailure


def read_trail(client_for: ClientFor, arn: str, beside_bucket: ClientFor | None = None) -> Snapshot:
    """The trail of this ARN with its bucket and key. beside_bucket: of the log archive, where these are in
    one. Raises AwsFailure when there is no such trail, or a part can't be read."""
    reader = Reader(client_for, Arn.of(arn).region)
    what = f"The trail {arn}"
    with one_look():
        beside = reader.in_archive(beside_bucket) if beside_bucket else reader
        found = _with_its_parts(reader, beside, arn)
        account = found.account if beside is reader or found.trail else _account(reader, what)
    reader.finish(what)
    if found.trail is None:
        owner = Arn.of(arn).account
        alone = (
            f" If it is account {owner}'s own, only that account sees it, and it alone can make it an "
            "organization's: use a profile of it."
        )
        raise AwsFailure(
            f"There is no trail {arn} in account {account}.{alone if owner != account else ''} "
            f"`{wizard('check')}` lists those that exist."
        )
    return found


def read_log_role(client_for: ClientFor, found: Snapshot) -> Probe[RolePolicies] | None:
    """What the role that writes to the trail's log group may do, for a trail that isn't an organization's
    yet; None where there is no such role. Nothing of it is written, so what can't be read is only told."""
    trail = found.trail
    role = trail.text("CloudWatchLogsRoleArn") if trail else ""
    if trail is None or not role or trail.described.get("IsOrganizationTrail"):
        return None
    with one_look():
        return role_policies(client_for, found.region, role)


def _with_its_parts(reader: Reader, beside: Reader, arn: str) -> Snapshot:
    """beside: of the account that bucket and key are in."""
    account = _account(beside, f"The trail {arn}")
    trail = _trail(reader, arn)
    name = trail.text("S3BucketName") if trail else ""
    bucket = _bucket(beside, name, account) if trail else None
    names = Names(Arn.of(arn).name, bucket.name if bucket else "", account, account, reader.region, "")
    target = _target(beside, names.log_key_alias)
    return Snapshot(
        account,
        reader.region,
        trail,
        bucket,
        _bucket(beside, names.access_log_bucket, account) if bucket else None,
        _key_of(reader, beside, trail.text("KmsKeyId") or target, account) if trail else None,
        target,
        stray_bucket=bucket is None and beside is not reader and _is_there(reader, name),
    )


def read_left(client_for: ClientFor, region: str, bucket: str, access_bucket: str, alias: str) -> Snapshot:
    """Buckets of these names and the key behind this alias, as far as they are there."""
    reader = Reader(client_for, region)
    what = f"The bucket {bucket}"
    with one_look():
        account = _account(reader, what)
        target = _target(reader, alias)
        found = Snapshot(
            account,
            region,
            None,
            _bucket(reader, bucket, account),
            _bucket(reader, access_bucket, account),
            _key(reader, target, account) if target else None,
            target,
        )
    reader.finish(what)
    return found


def _account(reader: Reader, what: str) -> str:
    answer = reader.ask("sts", "get_caller_identity")
    reader.finish(what)
    return answer["Account"]


def _trail(reader: Reader, arn: str) -> FoundTrail | None:
    listed = reader.ask("cloudtrail", "describe_trails", trailNameList=[arn]).get("trailList") or ()
    described = next((one for one in listed if one["TrailARN"] == arn), None)
    if described is None:
        return None
    status = reader.ask("cloudtrail", "get_trail_status", Name=arn)
    selectors = reader.ask("cloudtrail", "get_event_selectors", TrailName=arn)
    insights = reader.ask("cloudtrail", "get_insight_selectors", TrailName=arn).get("InsightSelectors")
    tags = reader.ask("cloudtrail", "list_tags", ResourceIdList=[arn]).get("ResourceTagList") or [{}]
    return FoundTrail(
        described,
        bool(status.get("IsLogging")),
        tuple(selectors.get("EventSelectors") or ()),
        tuple(selectors.get("AdvancedEventSelectors") or ()),
        tuple(dict.fromkeys(one["InsightType"] for one in insights or ())),
        _tags(tags[0].get("TagsList")),
        _data_insights(insights or ()),
    )


def _data_insights(selectors: Iterable[Mapping[str, Any]]) -> dict[str, bool]:
    """https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_InsightSelector.html"""
    found: dict[str, set[str]] = {}
    for one in selectors:
        # Without categories it is about management events.
        found.setdefault(one["InsightType"], set()).update(one.get("EventCategories") or ["Management"])
    return {kind: "Management" not in about for kind, about in found.items() if "Data" in about}


def _is_there(reader: Reader, name: str) -> bool:
    return bool(name) and has_bucket(reader.ask("s3", "list_buckets", Prefix=name), name)


def _bucket(reader: Reader, name: str, account: str) -> FoundBucket | None:
    """None where there is none, or it is another account's: its own list tells."""
    if not _is_there(reader, name):
        return None
    region = region_of(reader.ask("s3", "get_bucket_location", Bucket=name))

    def ask(call: str, key: str = "") -> Any:
        answer = reader.ask("s3", call, region=region, Bucket=name, ExpectedBucketOwner=account)
        return answer.get(key) if key else answer

    policy = ask("get_bucket_policy", "Policy")
    lifecycle = ask("get_bucket_lifecycle_configuration")
    ownership = ask("get_bucket_ownership_controls", "OwnershipControls")
    return FoundBucket(
        name,
        region,
        json.loads(policy) if policy else None,
        _plain(ask("get_bucket_notification_configuration")),
        tuple(_plain(rule) for rule in lifecycle.get("Rules") or ()),
        lifecycle.get("TransitionDefaultMinimumObjectSize") or "",
        ownership["Rules"][0]["ObjectOwnership"] if ownership else "",
        ask("get_public_access_block", "PublicAccessBlockConfiguration"),
        _plain(ask("get_bucket_versioning")),
        tuple((ask("get_bucket_encryption", "ServerSideEncryptionConfiguration") or {}).get("Rules") or ()),
        ask("get_bucket_logging", "LoggingEnabled"),
        ask("get_object_lock_configuration", "ObjectLockConfiguration"),
        _tags(ask("get_bucket_tagging", "TagSet")),
        _grants(ask("get_bucket_acl")),
    )


def _key_of(reader: Reader, beside: Reader, name: str, account: str) -> FoundKey | None:
    """The key of this name. One of another account than the bucket's is used as it is, and nothing of it is
    written: who may not look at it needs no more than its ARN."""
    arn = Arn.of(name)
    if arn.account in ("", account):
        return _key(beside, name, account)
    found = ask(reader.client_for, "kms", arn.region, "describe_key", KeyId=name)
    known = {"Arn": name, "AWSAccountId": arn.account, "KeyId": arn.name}
    return FoundKey(found.value["KeyMetadata"] if found.value else known, {})


def _key(reader: Reader, name: str, account: str) -> FoundKey | None:
    """None where the trail has none, or one of another account or region."""
    if not name:
        return None
    region = Arn.of(name).region or reader.region
    described = reader.ask("kms", "describe_key", region=region, KeyId=name).get("KeyMetadata")
    if not described or described["AWSAccountId"] != account or described.get("KeyManager") == "AWS":
        return FoundKey(described, {}) if described else None
    id = described["KeyId"]
    policy = reader.ask("kms", "get_key_policy", region=region, KeyId=id, PolicyName="default")
    rotation = reader.ask("kms", "get_key_rotation_status", region=region, KeyId=id)
    tags = reader.ask("kms", "list_resource_tags", region=region, KeyId=id).get("Tags")
    return FoundKey(
        described,
        json.loads(policy.get("Policy") or "{}"),
        rotation.get("RotationPeriodInDays", 365) if rotation.get("KeyRotationEnabled") else 0,
        {tag["TagKey"]: tag["TagValue"] for tag in tags or ()},
    )


def _target(reader: Reader, alias: str) -> str:
    return reader.ask("kms", "describe_key", KeyId=alias).get("KeyMetadata", {}).get("KeyId", "")


def _grants(acl: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    owner = acl.get("Owner", {}).get("ID")
    return tuple(one for one in acl.get("Grants") or () if one["Grantee"].get("ID") != owner)


def _tags(listed: Any) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in listed or ()}


def _plain(answer: Any) -> Any:
    """As JSON holds it: dates as texts, without what is about the answer itself."""
    if isinstance(answer, Mapping):
        return {key: _plain(value) for key, value in answer.items() if key != "ResponseMetadata"}
    if isinstance(answer, (list, tuple)):
        return [_plain(item) for item in answer]
    return answer if isinstance(answer, (str, int, bool)) else answer.strftime("%Y-%m-%dT%H:%M:%SZ")
