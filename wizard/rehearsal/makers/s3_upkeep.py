"""What a bucket does by itself: lifecycle, access logs, notifications."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from wizard.program import resource_types as types
from wizard.rehearsal.account.contents import bucket, queues, topic
from wizard.rehearsal.account.permissions import service_may
from wizard.rehearsal.makers.base import Place, State
from wizard.rehearsal.makers.s3_setting import NAMES, BucketSetting
from wizard.rehearsal.makers.shapes import from_api, given, to_api
from wizard.rehearsal.makers.tags import pairs, unpaired
from wizard.rehearsal.refusals.bucket_settings import (
    check_access_logs,
    check_notifications,
    check_overlaps,
)
from wizard.rehearsal.refusals.lifecycles import check_lifecycle


class Lifecycle(BucketSetting):
    type = types.BUCKET_LIFECYCLE
    api, key = "bucket_lifecycle_configuration", "LifecycleConfiguration"

    def check(self, at: Place, inputs: State) -> None:
        check_lifecycle(inputs["rules"])

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
    tags = _tags(rule)
    converted = to_api(dict(rule), NAMES)
    if tags:
        converted["Filter"]["And"]["Tags"] = pairs(tags)
    for plural in ("Transitions", "NoncurrentVersionTransitions"):
        if not converted.get(plural):
            converted.pop(plural, None)
    if not rule.get("prefix"):
        converted.setdefault("Filter", {"Prefix": ""})
        converted["Filter"] = converted["Filter"] or {"Prefix": ""}
    return converted


def _lifecycle_outputs(rule: dict[str, Any], asked: State) -> dict[str, Any]:
    found = _dated(from_api(rule, NAMES))
    if _tags(found):
        found["filter"]["and"]["tags"] = unpaired(rule["Filter"]["And"]["Tags"])
    if not asked.get("filter") and found.get("filter") in ({}, {"prefix": ""}):
        found.pop("filter") if "filter" not in asked else found.update(filter=asked["filter"])
    return found


def _tags(rule: State) -> Any:
    """Of a filter with several conditions; a map here, and a list of pairs in the API."""
    return ((rule.get("filter") or {}).get("and") or {}).get("tags")


def _dated(value: Any) -> Any:
    """With dates as pulumi-aws writes them."""
    if isinstance(value, dict):
        return {key: _dated(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_dated(inner) for inner in value]
    return value.strftime("%Y-%m-%dT%H:%M:%SZ") if isinstance(value, datetime) else value


class Logging(BucketSetting):
    type = types.BUCKET_LOGGING
    api, key = "bucket_logging", "BucketLoggingStatus"

    def check(self, at: Place, inputs: State) -> None:
        target = bucket(at.account, inputs["targetBucket"])
        retention = target is not None and target.retention
        check_access_logs(inputs["targetBucket"], target.region if target else None, at.region, retention)

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

    type = types.BUCKET_NOTIFICATION
    api, key = "bucket_notification_configuration", "NotificationConfiguration"
    _LISTS: ClassVar = {
        "queues": ("QueueConfigurations", "QueueArn", "queueArn"),
        "topics": ("TopicConfigurations", "TopicArn", "topicArn"),
        "lambdaFunctions": ("LambdaFunctionConfigurations", "LambdaFunctionArn", "lambdaFunctionArn"),
    }

    def check(self, at: Place, inputs: State) -> None:
        source = {
            "aws:SourceArn": f"arn:{at.account.partition}:s3:::{inputs['bucket']}",
            "aws:SourceAccount": at.account.id,
        }
        refused = {}
        for kind, action in (("queues", "sqs:SendMessage"), ("topics", "sns:Publish")):
            for entry in inputs.get(kind) or ():
                arn = entry[self._LISTS[kind][2]]
                there = queues(at.account, at.region).get(arn) if kind == "queues" else topic(at.account, arn)
                policy = there.policy if there else None
                decision = service_may("s3.amazonaws.com", action, arn, policy or None, source, at.account.id)
                if not decision.allowed:
                    refused[arn] = decision.reason if there else "it doesn't exist"
        check_notifications(refused)
        check_overlaps([entry for kind in self._LISTS for entry in inputs.get(kind) or ()])

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


MAKERS = (Lifecycle(), Logging(), Notification())
