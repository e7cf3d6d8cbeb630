"""What every bucket of this project gets: owner-enforced, not public, versioned, encrypted, TLS only."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from components import merging
from components.adopted import AdoptedBucket
from components.deployment import Component
from components.retention import OLD_VERSION_DAYS

_UNFINISHED_UPLOAD_DAYS = 7

Rule = aws.s3.BucketLifecycleConfigurationRuleArgsDict


@dataclass(frozen=True)
class Wanted:
    """A bucket as it is to be. key_arn: the KMS key of the default encryption; None is SSE-S3."""

    name: str
    policy: dict[str, Any]
    lifecycle: list[Rule]
    key_arn: pulumi.Input[str] | None = None


@dataclass(frozen=True)
class Hardened:
    """A bucket and the parts of its hardening that others wait for."""

    bucket: aws.s3.Bucket
    # None where it is left as it was.
    versioning: aws.s3.BucketVersioning | None
    # Whoever is to write into the bucket waits for these.
    ready: list[pulumi.Resource]


def bucket(component: Component, short: str, wanted: Wanted, was: AdoptedBucket) -> Hardened:
    """Registers a bucket and each resource that hardens it, all with the component's options.

    was: the bucket that was there already: it is taken over with the parts that it has, and what others put
    into them stays. One without a name where it is new.
    """
    name, opts = component.child(short), component.mine
    made = aws.s3.Bucket(
        name,
        bucket=wanted.name,
        # Files that aren't to outlive the stack are meant to go with it.
        force_destroy=not opts.retain_on_delete,
        tags={**component.tags, **was.tags},
        opts=importing(opts, was.name),
    )
    if "ownership" not in was.left:
        aws.s3.BucketOwnershipControls(
            f"{name}-ownership",
            bucket=made.bucket,
            rule={"object_ownership": "BucketOwnerEnforced"},
            opts=part(opts, was, "ownership"),
        )
    not_public = aws.s3.BucketPublicAccessBlock(
        f"{name}-public-access",
        bucket=made.bucket,
        block_public_acls=True,
        block_public_policy=True,
        ignore_public_acls=True,
        restrict_public_buckets=True,
        opts=part(opts, was, "publicAccess"),
    )
    versioning = None
    if "versioning" not in was.left:
        versioning = aws.s3.BucketVersioning(
            f"{name}-versioning",
            bucket=made.bucket,
            versioning_configuration={"status": "Enabled"},
            opts=part(opts, was, "versioning"),
        )
    ready: list[pulumi.Resource] = [not_public]
    if "encryption" not in was.left:
        encryption = aws.s3.BucketServerSideEncryptionConfiguration(
            f"{name}-encryption",
            bucket=made.bucket,
            rules=[{"apply_server_side_encryption_by_default": _encryption(wanted.key_arn)}],
            opts=part(opts, was, "encryption"),
        )
        ready.append(encryption)
    if "lifecycle" not in was.left:
        aws.s3.BucketLifecycleConfiguration(
            f"{name}-lifecycle",
            bucket=made.bucket,
            rules=merging.lifecycle(wanted.lifecycle, was.lifecycle),
            transition_default_minimum_object_size=was.smallest or None,
            opts=after(part(opts, was, "lifecycle"), versioning),
        )
    attached = aws.s3.BucketPolicy(
        f"{name}-policy",
        bucket=made.bucket,
        policy=json.dumps(merging.policy(wanted.policy, was.statements)),
        # S3 refuses two changes of who has access at the same moment (OperationAborted).
        opts=after(part(opts, was, "policy"), not_public),
    )
    return Hardened(made, versioning, [attached, *ready])


def importing(opts: pulumi.ResourceOptions, id: str) -> pulumi.ResourceOptions:
    """The same options, for what is there already under this id; "" for what isn't.

    The engine reads what it imports and then updates it to what the program says, never makes it anew.
    https://www.pulumi.com/docs/iac/guides/migration/import/
    """
    return pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(import_=id)) if id else opts


def part(opts: pulumi.ResourceOptions, adopted: AdoptedBucket, name: str) -> pulumi.ResourceOptions:
    """The same options for one part of a bucket. pulumi-aws knows each part by the bucket's name."""
    return importing(opts, adopted.name if name in adopted.has else "")


def after(opts: pulumi.ResourceOptions, *resources: pulumi.Resource | None) -> pulumi.ResourceOptions:
    """The same options, made after these resources."""
    waits = [resource for resource in resources if resource is not None]
    return pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(depends_on=waits))


def _encryption(
    key_arn: pulumi.Input[str] | None,
) -> aws.s3.BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultArgsDict:
    if key_arn is None:
        return {"sse_algorithm": "AES256"}
    return {"sse_algorithm": "aws:kms", "kms_master_key_id": key_arn}


def lifecycle_rules(
    rule_id: str,
    expire_after_days: int,
    archive_class: str = "STANDARD",
    archive_after_days: int = 0,
    prefix: str = "",
    old_version_days: int = OLD_VERSION_DAYS,
) -> list[Rule]:
    """Archive and expire files; clean up old versions, delete markers and unfinished uploads.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html
    archive_class STANDARD is no archive step; expire_after_days 0 is never. prefix: of the keys that this
    is for, "" for the whole bucket. old_version_days: how long a file stays after it was replaced, deleted
    or has expired.
    """
    files: Rule = {
        "id": rule_id,
        "status": "Enabled",
        "filter": {"prefix": prefix},
        "noncurrent_version_expiration": {"noncurrent_days": old_version_days},
        "abort_incomplete_multipart_upload": {"days_after_initiation": _UNFINISHED_UPLOAD_DAYS},
    }
    if archive_class != "STANDARD":
        files["transitions"] = [{"days": archive_after_days, "storage_class": archive_class}]
    if not expire_after_days:
        return [files]
    files["expiration"] = {"days": expire_after_days}
    # S3 doesn't take days and delete markers in one rule.
    markers: Rule = {
        "id": "delete-markers",
        "status": "Enabled",
        "filter": {"prefix": prefix},
        "expiration": {"expired_object_delete_marker": True},
    }
    return [files, markers]
