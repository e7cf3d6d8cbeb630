"""The error codes of S3, KMS, IAM and the services of the alerts, in this program's terms. Pure.

https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html, and each service's API reference.
"""

from __future__ import annotations

from collections.abc import Mapping

from wizard.explain.any_service import AGAIN, ANOTHER_NAME, GONE, PRINCIPAL, ROLE_TOO_NEW, TAKEN, Words

S3: Mapping[str, Words] = {
    "BucketAlreadyOwnedByYou": (
        "This account has a bucket of that name which isn't part of this stack: a destroyed stack keeps its "
        "bucket (retainLogs), or it is somebody's own.",
        "Take its trail over (adoptTrail), choose another logBucketName, or delete the bucket if it is empty "
        "and nobody needs it.",
    ),
    "BucketAlreadyExists": (
        "Bucket names are shared by all AWS accounts, and another account has this one.",
        "Choose another logBucketName.",
    ),
    "OperationAborted": (
        "S3 is still at work on this bucket; a name that was just deleted stays taken for an hour or so.",
        "Wait a few minutes, then run the same command again.",
    ),
    "TooManyBuckets": (
        "The account has as many buckets as its quota allows.",
        "Raise the quota (Service Quotas, Amazon S3, General purpose buckets), or delete a bucket.",
    ),
    "BucketNotEmpty": (
        "The bucket still holds log files, and S3 deletes only empty ones.",
        "Nothing is lost. To delete them for good, empty it in the S3 console, versions too, and run the "
        "command again.",
    ),
    "s3:MalformedPolicy": PRINCIPAL,
    "NoSuchBucket": (
        "The bucket doesn't exist (any more).",
        GONE,
    ),
    "InvalidBucketState": (
        "The bucket's versioning or lock doesn't allow this: a lock needs versions, and can't be taken off.",
        "Set objectLock back to what the bucket has.",
    ),
    "IllegalLocationConstraint": (
        "The bucket would have to be in another region than the one it is asked for in.",
        "aws:region has to be the home region, and enabled in this account.",
    ),
}

OTHERS: Mapping[str, Words] = {
    "kms:AlreadyExists": (
        "An alias of this name points at another key: a destroyed stack keeps its key with its alias.",
        "If its log files are needed, set encryption to existing-key and kmsKeyArn to that key. Otherwise "
        "delete the alias (`aws kms delete-alias`), or choose another trailName.",
    ),
    "kms:LimitExceeded": (
        "The account has as many keys as its quota allows, or the key policy is too long (32 KB).",
        "Raise the quota (Service Quotas, AWS KMS), or shorten logReaders.",
    ),
    "MalformedPolicyDocument": PRINCIPAL,
    "KMSInvalidState": (
        "The key is disabled, or on its way to be deleted.",
        "Enable it, or cancel its deletion, in the KMS console; then run the same command again.",
    ),
    "kms:NotFound": (
        "There is no such KMS key (any more).",
        f"With kmsKeyArn, name a key that exists in the home region. {GONE}",
    ),
    "EntityAlreadyExists": TAKEN,
    "iam:LimitExceeded": (
        "The account has as many roles, or a role as long a policy, as IAM allows.",
        "Raise the quota (Service Quotas, IAM, Roles per account), or shorten what the policy lists.",
    ),
    "DeleteConflict": (
        "Somebody attached something to it that this stack doesn't know of.",
        "Detach it in the IAM console, then run the same command again.",
    ),
    "events:LimitExceeded": (
        "EventBridge's quota is used up in {region}: 300 rules a bus, or 30 of them with wildcards.",
        "Raise the quota there (Service Quotas, EventBridge), delete rules that nobody needs, or add the "
        "region to alertSkipRegions.",
    ),
    "InvalidEventPattern": (
        "EventBridge doesn't take this rule's pattern: too long (2,048 characters) or too complex.",
        "Shorten what it is made from: alertIgnorePrincipals, and the names that trailName begins.",
    ),
    "ManagedRule": (
        "AWS itself manages the rule of this name.",
        f"Leave that rule alone: {ANOTHER_NAME}.",
    ),
    "ResourceAlreadyExists": TAKEN,
    "QueueDeletedRecently": (
        "A queue of this name was just deleted, and SQS keeps the name for 60 seconds.",
        "Wait a minute, then run the same command again.",
    ),
    "QueueNameExists": TAKEN,
    "SubscriptionLimitExceeded": (
        "The account has as many subscriptions, or filter policies, as SNS allows.",
        "Delete some that nobody needs, or raise the quota (Service Quotas, Amazon SNS).",
    ),
    "lambda:CodeStorageExceeded": (
        "Lambda's code storage (75 GB) is full in this region.",
        "Delete functions or versions that nobody needs.",
    ),
    "logs:LimitExceeded": (
        "The account has as many log groups as its quota allows.",
        "Delete some that nobody needs, or raise the quota (Service Quotas, CloudWatch Logs).",
    ),
    "DependencyViolation": (
        "Something that this stack doesn't know of still uses it.",
        "Remove that first, then run the same command again.",
    ),
}

#: Codes that say little: (code, part of AWS's sentence, words).
PHRASES: tuple[tuple[str, str, Words], ...] = (
    ("ResourceConflict", "already exist", TAKEN),
    ("ResourceInUse", "already exist", TAKEN),
    ("Conflict", "already exist", TAKEN),
    ("InvalidParameter", "already exists with different", TAKEN),
    ("InvalidParameterValue", "cannot be assumed", ROLE_TOO_NEW),
    ("Validation", "to assume the role", ROLE_TOO_NEW),
    ("InvalidAttributeValue", "policy", PRINCIPAL),
    (
        "InvalidParameter",
        "email",
        ("SNS doesn't take this address.", "Correct alertEmails, then run the same command again."),
    ),
    (
        "InvalidParameter",
        "kms key",
        (
            "CloudWatch Logs may not use the key.",
            "With kmsKeyArn, add to that key's policy what docs/existing-key.md shows; otherwise run it "
            "again.",
        ),
    ),
    (
        "InvalidArgument",
        "destination configurations",
        ("S3 may not write to the queue yet: its policy is too new.", AGAIN),
    ),
)
