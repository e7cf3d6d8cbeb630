"""What a trail writes to and encrypts with: whose bucket a name is, what state a key is in. Read-only."""

from __future__ import annotations

from wizard.account.connect import ClientFor
from wizard.account.errors import AWS_ERRORS, code_of, unanswered
from wizard.account.facts import Owner, Probe


def bucket_owner(client_for: ClientFor, name: str, account: str, region: str) -> Probe[Owner]:
    """Whose bucket this is; names are unique in a partition, and a bucket may be in any of its regions.

    403 is said of others' buckets and of our own that we may not look into: our list tells them apart.
    https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html (needs s3:ListBucket)
    https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html (needs s3:ListAllMyBuckets)
    """
    client = client_for("s3", region)
    try:
        client.head_bucket(Bucket=name, ExpectedBucketOwner=account)
        return Probe("good", "us")
    except AWS_ERRORS as error:
        if code_of(error) in ("404", "NoSuchBucket"):
            return Probe("good", "nobody")
        found = unanswered(error, "s3:ListBucket", region)
        # A HEAD's answer has no words: of expired credentials it says 400, and the list says which it is.
        if found.cause not in ("refused", "closed") and code_of(error) != "400":
            return found
    try:
        listed = client.list_buckets(Prefix=name).get("Buckets") or ()
    except AWS_ERRORS as error:
        return unanswered(error, "s3:ListAllMyBuckets", region)
    return Probe("good", "us" if any(one["Name"] == name for one in listed) else "others")


def key_state(client_for: ClientFor, arn: str) -> Probe[str]:
    """Enabled, Disabled, PendingDeletion ...; gone for a key that isn't there.

    https://docs.aws.amazon.com/kms/latest/APIReference/API_DescribeKey.html
    """
    region = arn.split(":")[3]
    try:
        found = client_for("kms", region).describe_key(KeyId=arn)
    except AWS_ERRORS as error:
        if code_of(error) == "NotFoundException":
            return Probe("good", "gone")
        return unanswered(error, "kms:DescribeKey", region)
    return Probe("good", found["KeyMetadata"]["KeyState"])
