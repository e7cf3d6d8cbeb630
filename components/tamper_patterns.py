"""Event patterns of the tamper alert: changes to our own resources, whatever the call is named.

They match by resource and `readOnly: false`, never by lists of API names: AWS adds calls, and
Lambda's names carry versions. One pattern a subject, since a pattern has at most 2,048 characters.
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from components.names import Names

Pattern = dict[str, Any]
_CALL = "AWS API Call via CloudTrail"


def at_home(names: Names, topic_arn: str) -> dict[str, Pattern]:
    """Subject -> pattern, for the home region, where everything but IAM is logged."""
    trail = [names.trail, names.trail_arn]
    # A list of the tamper rules would be too long a pattern. A trail that is called like ours and -tamper is
    # told of too: a message too many.
    rules = [names.region_rule, names.delivered_rule, {"prefix": names.tamper_rule("")}]
    bus = [names.alerts, names.alert_bus_arn]
    queues = [{"suffix": f"/{names.account}/{queue}"} for queue in (names.alerts, names.dead_letters)]
    alarms = names.alarms
    function = [
        names.digest,
        {"prefix": f"{names.digest}:"},
        names.digest_function_arn,
        {"prefix": f"{names.digest_function_arn}:"},
        {"suffix": f"{names.account}:function:{names.digest}"},
    ]
    return {
        "trail": _changes("cloudtrail", name=trail, trailName=trail, resourceId=trail),
        "bucket": _changes("s3", bucketName=[names.log_bucket, names.access_log_bucket]),
        "files": deleted_files(names.log_bucket, names.own_files),
        "rules": _changes("events", name=[*rules, *bus], rule=rules, eventBusName=bus),
        "queue": _changes("sqs", queueUrl=queues),
        "schedule": _changes("scheduler", name=[names.digest]),
        "function": _changes("lambda", functionName=function),
        "table": _changes("dynamodb", tableName=[names.digest, names.digest_table_arn]),
        "log-groups": _log_groups([names.log_group, names.digest_log_group]),
        "alarms": _changes("monitoring", alarmName=alarms, alarmNames=alarms),
        "topic": _changes(
            "sns",
            topicArn=[topic_arn],
            resourceArn=[topic_arn],
            subscriptionArn=[{"prefix": f"{topic_arn}:"}],
        ),
        "regions": region_switched(),
    }


def keys(arns: Sequence[str]) -> Pattern:
    """Writes on the keys, as the record lists them: the request may name a key by id or alias."""
    return _call("kms", {**_writes("kms"), "resources": {"ARN": list(arns)}})


def where_iam_logs(names: Names) -> dict[str, Pattern]:
    """Subject -> pattern, for the region that the partition's IAM logs to."""
    roles = [names.forward_role, names.digest_role, names.schedule_role, names.log_delivery_role]
    return {"roles": _changes("iam", roleName=roles)}


def deleted_files(bucket: str, own_files: str = "") -> Pattern:
    """A log file that somebody deleted; what the lifecycle removes has another reason. own_files: what our
    keys begin with in a bucket that others use.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
    """
    detail: dict[str, Any] = {"bucket": {"name": [bucket]}, "reason": ["DeleteObject"]}
    if own_files:
        detail["object"] = {"key": [{"prefix": own_files}]}
    return {"source": ["aws.s3"], "detail-type": ["Object Deleted"], "detail": detail}


def region_switched() -> Pattern:
    """A region was enabled or disabled: an intruder's first step into one that nobody watches.

    https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html
    """
    return {"source": ["aws.account"], "detail-type": ["Region Opt-In Status Change"]}


def _changes(service: str, **parameters: list[Any]) -> Pattern:
    """Writes whose request names one of these in any of these parameters."""
    alternatives = [{"requestParameters": {name: values}} for name, values in parameters.items()]
    detail = _writes(service)
    if len(alternatives) == 1:
        return _call(service, {**detail, **alternatives[0]})
    return _call(service, {**detail, "$or": alternatives})


def _log_groups(groups: list[str]) -> Pattern:
    """CloudTrail and Lambda make a stream every now and then: that isn't a change to anything."""
    pattern = _changes("logs", logGroupName=groups)
    pattern["detail"]["eventName"] = [{"anything-but": ["CreateLogStream"]}]
    return pattern


def _writes(service: str) -> dict[str, Any]:
    """Writes that aren't data events: each alert's own Publish may be one, and would raise the next."""
    return {
        "eventSource": [f"{service}.amazonaws.com"],
        "readOnly": [False],
        "eventCategory": [{"exists": False}, {"anything-but": ["Data"]}],
    }


def _call(service: str, detail: dict[str, Any]) -> Pattern:
    return {"source": [f"aws.{service}"], "detail-type": [_CALL], "detail": detail}
