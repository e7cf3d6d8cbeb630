"""What protects a bucket: owner, public access, policy, encryption, versions, lock."""

from __future__ import annotations

from typing import Any

from wizard.program import resource_types as types
from wizard.rehearsal.account.contents import bucket, principals
from wizard.rehearsal.makers.base import Place, State
from wizard.rehearsal.makers.s3_setting import NAMES, BucketSetting
from wizard.rehearsal.makers.shapes import from_api, given, same_text, to_api
from wizard.rehearsal.refusals.bucket_policies import check_bucket_policy
from wizard.rehearsal.refusals.bucket_settings import check_object_lock, check_ownership, check_versioning


class OwnershipControls(BucketSetting):
    type = types.BUCKET_OWNERSHIP
    api, key = "bucket_ownership_controls", "OwnershipControls"

    def check(self, at: Place, inputs: State) -> None:
        there = bucket(at.account, inputs["bucket"])
        check_ownership(inputs["rule"]["objectOwnership"], there.grants if there else 0)

    def parameters(self, inputs: State) -> dict[str, Any]:
        return {self.key: {"Rules": [to_api(inputs["rule"])]}}

    def outputs(self, answer: dict[str, Any], known: State) -> dict[str, Any]:
        return {"rule": from_api(answer[self.key]["Rules"][0])}


class PublicAccessBlock(BucketSetting):
    type = types.BUCKET_PUBLIC_ACCESS
    api, key = "public_access_block", "PublicAccessBlockConfiguration"
    _FLAGS = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")

    def parameters(self, inputs: State) -> dict[str, Any]:
        return {self.key: to_api({flag: bool(inputs.get(flag)) for flag in self._FLAGS})}

    def outputs(self, answer: dict[str, Any], known: State) -> dict[str, Any]:
        return from_api(answer[self.key])

    def unmake(self, at: Place, id: str, known: State) -> None:
        if not known.get("skipDestroy"):
            super().unmake(at, id, known)


class Policy(BucketSetting):
    type = types.BUCKET_POLICY
    api, key = "bucket_policy", "Policy"

    def check(self, at: Place, inputs: State) -> None:
        there = bucket(at.account, inputs["bucket"])
        blocked = there is not None and there.public_policy_blocked
        arn = f"arn:{at.account.partition}:s3:::{inputs['bucket']}"
        check_bucket_policy(inputs["policy"], arn, at.account.id, principals(at.account), blocked)

    def parameters(self, inputs: State) -> dict[str, Any]:
        return {self.key: inputs["policy"]}

    def outputs(self, answer: dict[str, Any], known: State) -> dict[str, Any]:
        return {"policy": same_text(known.get("policy"), answer[self.key])}


class Encryption(BucketSetting):
    type = types.BUCKET_ENCRYPTION
    api, key = "bucket_encryption", "ServerSideEncryptionConfiguration"

    def parameters(self, inputs: State) -> dict[str, Any]:
        return {self.key: {"Rules": to_api(inputs["rules"], NAMES)}}

    def outputs(self, answer: dict[str, Any], known: State) -> dict[str, Any]:
        rules = from_api(answer[self.key]["Rules"], NAMES)
        for rule, asked in zip(rules, known.get("rules") or rules, strict=False):
            if "bucketKeyEnabled" not in asked and not rule.get("bucketKeyEnabled"):
                rule.pop("bucketKeyEnabled", None)
        return {"rules": rules}


class Versioning(BucketSetting):
    type = types.BUCKET_VERSIONING
    api, key = "bucket_versioning", "VersioningConfiguration"

    def check(self, at: Place, inputs: State) -> None:
        there = bucket(at.account, inputs["bucket"])
        check_versioning(inputs["versioningConfiguration"]["status"], there is not None and there.locked)

    def parameters(self, inputs: State) -> dict[str, Any]:
        asked = inputs["versioningConfiguration"]
        return {self.key: given(Status=asked["status"], MFADelete=asked.get("mfaDelete"))}

    def put(self, at: Place, inputs: State) -> None:
        # "Disabled" is Terraform's word for a bucket that was never versioned; S3 has no such call.
        if inputs["versioningConfiguration"]["status"] != "Disabled":
            super().put(at, inputs)

    def outputs(self, answer: dict[str, Any], known: State) -> dict[str, Any] | None:
        status = answer.get("Status") or ("Disabled" if known else None)
        if status is None:
            return None
        asked = (known.get("versioningConfiguration") or {}).get("mfaDelete")
        mfa = (
            {"mfaDelete": answer.get("MFADelete", "Disabled")}
            if asked or answer.get("MFADelete") == "Enabled"
            else {}
        )
        return {"versioningConfiguration": {"status": status, **mfa}}

    def unmake(self, at: Place, id: str, known: State) -> None:
        """Versioning can't be taken off a bucket: pulumi-aws suspends it. Where objects may be locked S3
        refuses that, and pulumi-aws leaves it.

        https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-managing.html
        """
        name = id.split(",")[0]
        there = bucket(at.account, name)
        if self._call(at, "get", name).get("Status") and not (there and there.locked):
            self._call(at, "put", name, **{self.key: {"Status": "Suspended"}})


class ObjectLock(BucketSetting):
    type = types.BUCKET_LOCK
    api, key = "object_lock_configuration", "ObjectLockConfiguration"

    def check(self, at: Place, inputs: State) -> None:
        there = bucket(at.account, inputs["bucket"])
        if there:
            check_object_lock(inputs.get("rule"), there.versioned)

    def parameters(self, inputs: State) -> dict[str, Any]:
        rule = given(Rule=to_api(inputs.get("rule")))
        return {self.key: {"ObjectLockEnabled": inputs.get("objectLockEnabled") or "Enabled", **rule}}

    def outputs(self, answer: dict[str, Any], known: State) -> dict[str, Any]:
        found = from_api(answer[self.key])
        retention = (found.get("rule") or {}).get("defaultRetention") or {}
        for unit in ("days", "years"):
            if not retention.get(unit):
                retention.pop(unit, None)
        return found

    def unmake(self, at: Place, id: str, known: State) -> None:
        """The lock itself can't be turned off: only the default retention goes."""
        self._call(at, "put", id.split(",")[0], **{self.key: {"ObjectLockEnabled": "Enabled"}})


MAKERS = (OwnershipControls(), PublicAccessBlock(), Policy(), Encryption(), Versioning(), ObjectLock())
