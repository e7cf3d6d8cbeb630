"""S3 buckets."""

from __future__ import annotations

from typing import Any, ClassVar

from wizard.program import resource_types as types
from wizard.rehearsal.account import contents
from wizard.rehearsal.makers.base import Maker, Place, State, missing_is_fine
from wizard.rehearsal.makers.shapes import physical_name
from wizard.rehearsal.makers.tags import Tags, unpaired
from wizard.rehearsal.refusals import Refused
from wizard.rehearsal.refusals.bucket_names import check_bucket_name

_HOSTED_ZONES = {"us-east-1": "Z3AQBSTGFYJSTF"}


class _BucketTags(Tags):
    """A bucket has them in one document, which is put whole."""

    def read(self, client: Any, name: str) -> dict[str, str]:
        with missing_is_fine("NoSuchTagSet"):
            return unpaired(client.get_bucket_tagging(Bucket=name)["TagSet"])
        return {}

    def change(self, client: Any, name: str, old: State, new: State) -> None:
        if new.get("tags"):
            client.put_bucket_tagging(Bucket=name, Tagging={"TagSet": self.of(new)})
        elif old.get("tags"):
            client.delete_bucket_tagging(Bucket=name)


class Bucket(Maker):
    type = types.BUCKET
    tags: ClassVar[Tags] = _BucketTags("s3", "Bucket", "id")

    def make(self, at: Place, name: str, inputs: State) -> str:
        bucket = physical_name(name, inputs, "bucket", "bucketPrefix")
        place = (
            {}
            if at.region == "us-east-1"
            else {"CreateBucketConfiguration": {"LocationConstraint": at.region}}
        )
        lock = {"ObjectLockEnabledForBucket": True} if inputs.get("objectLockEnabled") else {}
        check_bucket_name(bucket)
        client = at.client("s3")
        there = contents.bucket(at.account, bucket)
        if there and there.owner != at.account.id:
            raise Refused("BucketAlreadyExists", f"{bucket} already exists, and another account owns it.")
        if there:
            # S3 itself answers 200 for one's own bucket in us-east-1 and resets its ACL; pulumi-aws looks
            # first, everywhere.
            raise Refused("BucketAlreadyOwnedByYou", f"{bucket} already exists, and this account owns it.")
        client.create_bucket(Bucket=bucket, **place, **lock)
        self.tags.change(client, bucket, {}, inputs)
        return bucket

    def live(self, at: Place, id: str, known: State) -> dict[str, Any] | None:
        at.client("s3").head_bucket(Bucket=id)
        suffix = at.account.dns_suffix
        return {
            "bucket": id,
            "arn": f"arn:{at.account.partition}:s3:::{id}",
            "bucketDomainName": f"{id}.s3.{suffix}",
            "bucketRegionalDomainName": f"{id}.s3.{at.region}.{suffix}",
            "bucketRegion": at.region,
            "hostedZoneId": _HOSTED_ZONES.get(at.region, ""),
            "forceDestroy": known.get("forceDestroy") or False,
            "objectLockEnabled": known.get("objectLockEnabled") or False,
        }

    def change(self, at: Place, id: str, old: State, new: State) -> None:
        """Only its tags can."""

    def unmake(self, at: Place, id: str, known: State) -> None:
        client = at.client("s3")
        if known.get("forceDestroy"):
            # Every page first: the emulator begins the next at what was deleted meanwhile, and misses some.
            pages = [*client.get_paginator("list_object_versions").paginate(Bucket=id)]
            for page in pages:
                for entry in (*page.get("Versions", ()), *page.get("DeleteMarkers", ())):
                    # As the provider does: a governance lock yields to it, a compliance lock doesn't.
                    # https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-managing.html
                    client.delete_object(
                        Bucket=id,
                        Key=entry["Key"],
                        VersionId=entry["VersionId"],
                        BypassGovernanceRetention=True,
                    )
        client.delete_bucket(Bucket=id)


MAKERS = (Bucket(),)
