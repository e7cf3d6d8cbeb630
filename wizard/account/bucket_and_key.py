"""What a trail writes to and encrypts with: whose bucket a name is and where, what state a key is in.
Read-only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from components.arns import Arn
from wizard.account.connect import ClientFor
from wizard.account.error_codes import NOT_THERE, is_one_of
from wizard.account.errors import AWS_ERRORS, code_of, unanswered
from wizard.account.facts import Owner, Probe
from wizard.account.one_call import ask


def bucket_owner(client_for: ClientFor, name: str, account: str, region: str) -> Probe[Owner]:
    """Whose bucket this is; names are unique in a partition, and a bucket may be in any of its regions.

    403 is said of others' buckets and of our own that we may not look into: our list tells them apart.
    https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html (needs s3:ListBucket)
    https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html (needs s3:ListAllMyBuckets)
    """
    try:
        client_for("s3", region).head_bucket(Bucket=name, ExpectedBucketOwner=account)
        return Probe("good", "us")
    except AWS_ERRORS as error:
        if is_one_of(code_of(error), NOT_THERE):
            return Probe("good", "nobody")
        found = unanswered(error, "s3:ListBucket", region)
        # A HEAD's answer has no words: of expired credentials it says 400, and the list says which it is.
        if found.cause not in ("refused", "closed") and code_of(error) != "400":
            return found
        is_bad_request = code_of(error) == "400"
    listed = ask(client_for, "s3", region, "list_buckets", Prefix=name)
    if listed.value is not None and is_bad_request and not has_bucket(listed.value, name):
        return found
    return listed.then(lambda answer: "us" if has_bucket(answer, name) else "others")


def has_bucket(listed: Mapping[str, Any], name: str) -> bool:
    """Whether ListBuckets has a bucket of exactly this name: a prefix finds longer ones too."""
    return any(one["Name"] == name for one in listed.get("Buckets") or ())


def region_of(location: Mapping[str, Any]) -> str:
    """Where GetBucketLocation says that a bucket is: us-east-1 as nothing, eu-west-1 at times as EU.

    https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html
    """
    said = location.get("LocationConstraint") or "us-east-1"
    return "eu-west-1" if said == "EU" else said


def has_bucket_key(client_for: ClientFor, name: str, region: str) -> Probe[bool]:
    """Whether the bucket's default encryption has a Bucket Key.

    https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketEncryption.html
    """
    absent = frozenset({"ServerSideEncryptionConfigurationNotFoundError"})
    found = ask(client_for, "s3", region, "get_bucket_encryption", absent=absent, Bucket=name)
    if found.state == "bad":
        return Probe("good", False)
    return found.then(lambda answer: with_bucket_key(encryption_rules(answer)))


def encryption_rules(answer: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """Of what GetBucketEncryption answers; none where the bucket has no default encryption."""
    return (answer.get("ServerSideEncryptionConfiguration") or {}).get("Rules") or ()


def with_bucket_key(rules: Iterable[Mapping[str, Any]]) -> bool:
    """Whether the rules of a bucket's default encryption use a Bucket Key. It counts for new files, and each
    rule is about these.

    https://docs.aws.amazon.com/AmazonS3/latest/API/API_ServerSideEncryptionRule.html
    """
    return any(rule.get("BucketKeyEnabled") for rule in rules)


def key_state(client_for: ClientFor, arn: str) -> Probe[str]:
    """Enabled, Disabled, PendingDeletion ...; gone for a key that isn't there.

    https://docs.aws.amazon.com/kms/latest/APIReference/API_DescribeKey.html
    """
    found = ask(client_for, "kms", Arn.of(arn).region, "describe_key", absent=NOT_THERE, KeyId=arn)
    if found.state == "bad":
        return Probe("good", "gone")
    return found.then(lambda answer: answer["KeyMetadata"]["KeyState"])
