"""What hardens a bucket: each of S3's bucket settings as a resource of its own, as pulumi-aws has them."""

from __future__ import annotations

from typing import Any, ClassVar

from wizard.rehearsal.makers.base import Place, Setting, State
from wizard.rehearsal.makers.shapes import from_api, given, same_text, to_api

_NAMES = {
    "sseAlgorithm": "SSEAlgorithm",
    "kmsMasterKeyId": "KMSMasterKeyID",
    "id": "ID",
    "blockPublicAcls": "BlockPublicAcls",
    "mfaDelete": "MFADelete",
}


class BucketSetting(Setting):
    """A setting of one bucket, whose id is the bucket's name. Subclasses name the API calls and convert.

    `api`: get_bucket_<api>, put_..., delete_...; `key`: under which the answer has it.
    """

    replaces = frozenset({"bucket", "region", "expectedBucketOwner"})
    api: ClassVar[str]
    key: ClassVar[str]

    def identity(self, inputs: State) -> str:
        owner = inputs.get("expectedBucketOwner")
        return f"{inputs['bucket']},{owner}" if owner else inputs["bucket"]

    def parameters(self, inputs: State) -> dict[str, Any]:
        """For the put call, besides the bucket."""
        raise NotImplementedError

    def outputs(self, answer: dict[str, Any], known: State) -> dict[str, Any] | None:
        """From the get call's answer; None when there is no such setting after all."""
        raise NotImplementedError

    def _call(self, at: Place, verb: str, bucket: str, **parameters: Any) -> Any:
        return getattr(at.client("s3"), f"{verb}_{self.api}")(Bucket=bucket, **parameters)

    def put(self, at: Place, inputs: State) -> None:
        self._call(at, "put", inputs["bucket"], **self.parameters(inputs))

    def live(self, at: Place, id: str, known: State) -> dict[str, Any] | None:
        from botocore.exceptions import ClientError

        bucket = id.split(",")[0]
        try:
            found = self.outputs(self._call(at, "get", bucket), known)
        except ClientError as refusal:
            if refusal.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
                return None
            raise
        return None if found is None else {"id": id, "bucket": bucket, **found}

    def unmake(self, at: Place, id: str, known: State) -> None:
        self._call(at, "delete", id.split(",")[0])


class OwnershipControls(BucketSetting):
    type = "aws:s3/bucketOwnershipControls:BucketOwnershipControls"
    api, key = "bucket_ownership_controls", "OwnershipControls"

    def parameters(self, inputs: State) -> dict[str, Any]:
        return {self.key: {"Rules": [to_api(inputs["rule"])]}}

    def outputs(self, answer: dict[str, Any], known: State) -> dict[str, Any]:
        return {"rule": from_api(answer[self.key]["Rules"][0])}


class PublicAccessBlock(BucketSetting):
    type = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
    api, key = "public_access_block", "PublicAccessBlockConfiguration"
    _FLAGS = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")

    def parameters(self, inputs: State) -> dict[str, Any]:
        return {self.key: to_api({flag: bool(inputs.get(flag)) for flag in self._FLAGS})}

    def outputs(self, answer: dict[str, Any], known: State) -> dict[str, Any]:
        return from_api(answer[self.key])

    def unmake(self, at: Place, id: str, known: State) -> None:
        if not known.get("skipDestroy"):
            super().unmake(at, id, known)


class Versioning(BucketSetting):
    type = "aws:s3/bucketVersioning:BucketVersioning"
    api, key = "bucket_versioning", "VersioningConfiguration"

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
        """Versioning can't be taken off a bucket: pulumi-aws suspends it."""
        if self._call(at, "get", id.split(",")[0]).get("Status"):
            self._call(at, "put", id.split(",")[0], **{self.key: {"Status": "Suspended"}})


class Encryption(BucketSetting):
    type = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
    api, key = "bucket_encryption", "ServerSideEncryptionConfiguration"

    def parameters(self, inputs: State) -> dict[str, Any]:
        return {self.key: {"Rules": to_api(inputs["rules"], _NAMES)}}

    def outputs(self, answer: dict[str, Any], known: State) -> dict[str, Any]:
        rules = from_api(answer[self.key]["Rules"], _NAMES)
        for rule, asked in zip(rules, known.get("rules") or rules):
            if "bucketKeyEnabled" not in asked and not rule.get("bucketKeyEnabled"):
                rule.pop("bucketKeyEnabled", None)
        return {"rules": rules}


class Lifecycle(BucketSetting):
    type = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"
    api, key = "bucket_lifecycle_configuration", "LifecycleConfiguration"

    def parameters(self, inputs: State) -> dict[str, Any]:
        smallest = inputs.get("transitionDefaultMinimumObjectSize")
        return {
            self.key: {"Rules": [_lifecycle_rule(rule) for rule in inputs["rules"]]},
            **given(TransitionDefaultMinimumObjectSize=smallest),
        }

    def _call(self, at: Place, verb: str, bucket: str, **parameters: Any) -> Any:
        name = "delete_bucket_lifecycle" if verb == "delete" else f"{verb}_{self.api}"
        return getattr(at.client("s3"), name)(Bucket=bucket, **parameters)

    def outputs(self, answer: dict[str, Any], known: State) -> dict[str, Any]:
        asked = {rule.get("id"): rule for rule in known.get("rules") or ()}
        rules = [_lifecycle_outputs(rule, asked.get(rule.get("ID"), {})) for rule in answer["Rules"]]
        smallest = answer.get("TransitionDefaultMinimumObjectSize") or "all_storage_classes_128K"
        return {"rules": rules, "transitionDefaultMinimumObjectSize": smallest}


def _lifecycle_rule(rule: State) -> dict[str, Any]:
    converted = to_api(dict(rule), _NAMES)
    for plural in ("Transitions", "NoncurrentVersionTransitions"):
        if not converted.get(plural):
            converted.pop(plural, None)
    if not rule.get("prefix"):
        converted.setdefault("Filter", {"Prefix": ""})
        converted["Filter"] = converted["Filter"] or {"Prefix": ""}
    return converted


def _lifecycle_outputs(rule: dict[str, Any], asked: State) -> dict[str, Any]:
    found = from_api(rule, _NAMES)
    if not asked.get("filter") and found.get("filter") in ({}, {"prefix": ""}):
        found.pop("filter") if "filter" not in asked else found.update(filter=asked["filter"])
    return found


class Policy(BucketSetting):
    type = "aws:s3/bucketPolicy:BucketPolicy"
    api, key = "bucket_policy", "Policy"

    def parameters(self, inputs: State) -> dict[str, Any]:
        return {self.key: inputs["policy"]}

    def outputs(self, answer: dict[str, Any], known: State) -> dict[str, Any]:
        return {"policy": same_text(known.get("policy"), answer[self.key])}


class ObjectLock(BucketSetting):
    type = "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration"
    api, key = "object_lock_configuration", "ObjectLockConfiguration"

    def parameters(self, inputs: State) -> dict[str, Any]:
        rule = given(Rule=to_api(inputs.get("rule")))
        return {self.key: {"ObjectLockEnabled": inputs.get("objectLockEnabled") or "Enabled", **rule}}

    def outputs(self, answer: dict[str, Any], known: State) -> dict[str, Any]:
        return from_api(answer[self.key])

    def unmake(self, at: Place, id: str, known: State) -> None:
        """The lock itself can't be turned off: only the default retention goes."""
        self._call(at, "put", id.split(",")[0], **{self.key: {"ObjectLockEnabled": "Enabled"}})


class Logging(BucketSetting):
    type = "aws:s3/bucketLogging:BucketLogging"
    api, key = "bucket_logging", "BucketLoggingStatus"

    def parameters(self, inputs: State) -> dict[str, Any]:
        kept = ("targetBucket", "targetPrefix", "targetObjectKeyFormat")
        return {self.key: {"LoggingEnabled": to_api({name: inputs.get(name) for name in kept})}}

    def outputs(self, answer: dict[str, Any], known: State) -> dict[str, Any] | None:
        found = answer.get("LoggingEnabled")
        return from_api({k: v for k, v in found.items() if v or k != "TargetGrants"}) if found else None

    def unmake(self, at: Place, id: str, known: State) -> None:
        self._call(at, "put", id.split(",")[0], **{self.key: {}})


class Notification(BucketSetting):
    """The whole document at once, as in S3: writing it drops what another put there."""

    type = "aws:s3/bucketNotification:BucketNotification"
    api, key = "bucket_notification_configuration", "NotificationConfiguration"
    _LISTS = {
        "queues": ("QueueConfigurations", "QueueArn", "queueArn"),
        "topics": ("TopicConfigurations", "TopicArn", "topicArn"),
        "lambdaFunctions": ("LambdaFunctionConfigurations", "LambdaFunctionArn", "lambdaFunctionArn"),
    }

    def parameters(self, inputs: State) -> dict[str, Any]:
        document: dict[str, Any] = {"EventBridgeConfiguration": {}} if inputs.get("eventbridge") else {}
        for name, (plural, arn, camel) in self._LISTS.items():
            entries = [
                {
                    "Id": entry.get("id") or f"tf-s3-{number}",
                    arn: entry[camel],
                    "Events": entry["events"],
                    **_filter(entry),
                }
                for number, entry in enumerate(inputs.get(name) or ())
            ]
            document |= {plural: entries} if entries else {}
        return {self.key: document}

    def outputs(self, answer: dict[str, Any], known: State) -> dict[str, Any] | None:
        found: dict[str, Any] = {"eventbridge": "EventBridgeConfiguration" in answer}
        for name, (plural, arn, camel) in self._LISTS.items():
            entries = [
                {"id": entry["Id"], camel: entry[arn], "events": entry["Events"], **_filter_outputs(entry)}
                for entry in answer.get(plural) or ()
            ]
            found |= {name: entries} if entries or known.get(name) is not None else {}
        return found if any(found.values()) or known else None

    def unmake(self, at: Place, id: str, known: State) -> None:
        self._call(at, "put", id, **{self.key: {}})


def _filter(entry: State) -> dict[str, Any]:
    rules = [
        {"Name": kind, "Value": entry[f"filter{kind.title()}"]}
        for kind in ("prefix", "suffix")
        if entry.get(f"filter{kind.title()}")
    ]
    return {"Filter": {"Key": {"FilterRules": rules}}} if rules else {}


def _filter_outputs(entry: State) -> dict[str, Any]:
    rules = entry.get("Filter", {}).get("Key", {}).get("FilterRules", ())
    return {f"filter{rule['Name'].title()}": rule["Value"] for rule in rules}


MAKERS = (
    OwnershipControls(),
    PublicAccessBlock(),
    Versioning(),
    Encryption(),
    Lifecycle(),
    Policy(),
    ObjectLock(),
    Logging(),
    Notification(),
)
