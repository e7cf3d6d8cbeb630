"""What a stack takes over isn't in the emulated account: others stand in, with all that is kept of them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from unittest import mock

from components import adopted as adoption
from components.adopted import Adopted, AdoptedBucket, AdoptedKey, AdoptedTrail
from components.arns import Arn
from components.names import Names
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.makers.tags import pairs

ADOPTED = "what you take over isn't in the emulated account: others with the same documents stand in"
_OPEN = {"Effect": "Allow", "Action": "*", "Resource": "*"}


def in_accounts(adopted: Adopted, accounts: Mapping[str, str]) -> Adopted:
    """The same in other accounts: its ARNs, policies and prefixes name those. accounts: by the id that stands
    there."""
    if not accounts:
        return adopted
    ids = re.compile("|".join(map(re.escape, accounts)))
    return adoption.parse(ids.sub(lambda found: accounts[found[0]], adoption.as_text(adopted)))


def stand_in(account: EmulatedAccount, adopted: Adopted, names: Names) -> None:
    """Makes trail, buckets and key as the file has them, each in its own account, and the queues and topics
    that they tell."""
    account.stand_in(ADOPTED)
    beside_bucket = account.beside(adopted.account) or account
    with account.lock:
        if adopted.key:
            _key(beside_bucket, adopted.key, names)
        for bucket in (adopted.access_log_bucket, adopted.log_bucket):
            if bucket:
                _bucket(beside_bucket, bucket, names)
        if adopted.trail and adopted.log_bucket:
            owner = account.beside(adopted.trail.account) or account
            _trail(owner, adopted.trail, adopted.log_bucket.name, adopted.key)


def _key(account: EmulatedAccount, key: AdoptedKey, names: Names) -> None:
    client = account.client("kms")
    root = {**_OPEN, "Principal": {"AWS": account.arn("iam", "root", "")}, "Action": "kms:*"}
    with mock.patch("moto.kms.models.generate_key_id", return_value=key.id):
        client.create_key(Description=key.description, Policy=_policy(*(key.statements or (root,))))
    if key.has_alias:
        client.create_alias(AliasName=names.log_key_alias, TargetKeyId=key.id)


def _bucket(account: EmulatedAccount, bucket: AdoptedBucket, names: Names) -> None:
    """The policy comes last: with a Deny in it the emulator takes no more."""
    s3, name = account.client("s3"), bucket.name
    where = {"CreateBucketConfiguration": {"LocationConstraint": account.home}}
    s3.create_bucket(Bucket=name, **({} if account.home == "us-east-1" else where))
    if bucket.tags:
        s3.put_bucket_tagging(Bucket=name, Tagging={"TagSet": pairs(bucket.tags)})
    for part in bucket.has:
        if part in _PARTS and part not in bucket.left:
            call, argument, value = _PARTS[part]
            getattr(s3, call)(Bucket=name, **{argument: value})
    if bucket.lifecycle:
        rules = [dict(rule) for rule in bucket.lifecycle]
        s3.put_bucket_lifecycle_configuration(Bucket=name, LifecycleConfiguration={"Rules": rules})
    if "logging" in bucket.has and "logging" not in bucket.left:
        target = {"TargetBucket": names.access_log_bucket, "TargetPrefix": "access/"}
        s3.put_bucket_logging(Bucket=name, BucketLoggingStatus={"LoggingEnabled": target})
    if "notification" in bucket.has:
        _receivers(account, bucket)
        document = {"EventBridgeConfiguration": {}, **bucket.notification}
        s3.put_bucket_notification_configuration(Bucket=name, NotificationConfiguration=document)
    if "policy" in bucket.has:
        s3.put_bucket_policy(Bucket=name, Policy=_policy(*(bucket.statements or (_nobody(account, name),))))


# Part -> the call that makes it, the call's argument, and what is put where the file has no words of it.
_PARTS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "ownership": (
        "put_bucket_ownership_controls",
        "OwnershipControls",
        {"Rules": [{"ObjectOwnership": "BucketOwnerPreferred"}]},
    ),
    "publicAccess": (
        "put_public_access_block",
        "PublicAccessBlockConfiguration",
        {"BlockPublicAcls": False, "IgnorePublicAcls": False},
    ),
    "versioning": ("put_bucket_versioning", "VersioningConfiguration", {"Status": "Enabled"}),
    "encryption": (
        "put_bucket_encryption",
        "ServerSideEncryptionConfiguration",
        {"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]},
    ),
    "lock": ("put_object_lock_configuration", "ObjectLockConfiguration", {"ObjectLockEnabled": "Enabled"}),
}


def _nobody(account: EmulatedAccount, bucket: str) -> dict[str, Any]:
    """A statement for a policy of which nothing is kept."""
    root = {"AWS": account.arn("iam", "root", "")}
    arn = f"arn:{account.partition}:s3:::{bucket}"
    return {**_OPEN, "Principal": root, "Action": "s3:GetBucketPolicy", "Resource": arn}


def _receivers(account: EmulatedAccount, bucket: AdoptedBucket) -> None:
    """Queues and topics that let S3 send to them."""
    queues, topics = account.client("sqs"), account.client("sns")
    for kind, action, create, key in (
        ("Queue", "sqs:SendMessage", queues.create_queue, "QueueName"),
        ("Topic", "sns:Publish", topics.create_topic, "Name"),
    ):
        for entry in bucket.notification.get(f"{kind}Configurations") or ():
            arn = entry[f"{kind}Arn"]
            may = {**_OPEN, "Principal": _service("s3"), "Action": action, "Resource": arn}
            create(**{key: arn.rpartition(":")[2]}, Attributes={"Policy": _policy(may)})


def _trail(account: EmulatedAccount, trail: AdoptedTrail, bucket: str, key: AdoptedKey | None) -> None:
    settings: dict[str, Any] = {"S3KeyPrefix": trail.prefix} if trail.prefix else {}
    if trail.organization:
        settings["IsOrganizationTrail"] = True
    if trail.topic:
        account.client("sns").create_topic(Name=trail.topic.rpartition(":")[2])
        settings["SnsTopicName"] = trail.topic
    if trail.log_group:
        _log_group(account.beside(Arn.of(trail.log_group).account) or account, trail)
        settings["CloudWatchLogsLogGroupArn"] = trail.log_group
        settings["CloudWatchLogsRoleArn"] = trail.log_group_role
    if key:
        settings["KmsKeyId"] = key.arn
    client = account.client("cloudtrail")
    client.create_trail(Name=trail.name, S3BucketName=bucket, TagsList=pairs(trail.tags), **settings)


def _log_group(account: EmulatedAccount, trail: AdoptedTrail) -> None:
    account.client("logs").create_log_group(logGroupName=Arn.of(trail.log_group).resource.split(":")[1])
    name = trail.log_group_role.rpartition("/")[2]
    trust = {"Effect": "Allow", "Principal": _service("cloudtrail"), "Action": "sts:AssumeRole"}
    iam = account.client("iam")
    iam.create_role(RoleName=name, AssumeRolePolicyDocument=_policy(trust))
    writes = {**_OPEN, "Action": ["logs:CreateLogStream", "logs:PutLogEvents"]}
    iam.put_role_policy(RoleName=name, PolicyName="write-events", PolicyDocument=_policy(writes))


def _service(name: str) -> dict[str, str]:
    return {"Service": f"{name}.amazonaws.com"}


def _policy(*statements: Any) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
