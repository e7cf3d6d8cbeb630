"""The region alert, followed hop by hop through the account: rules, bus, queue, function, table, topic,
people."""

from __future__ import annotations

import json
from typing import Any

from components.arns import Arn
from wizard.rehearsal.account import contents
from wizard.rehearsal.account.emulated_account import EmulatedAccount

_ON = ("ENABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS")


def alert(watched_account: EmulatedAccount, account: EmulatedAccount) -> dict[str, Any] | None:
    """None when no enabled rule anywhere leads to a queue that an enabled schedule's function reads.

    watched_account: whose rules forward; account: the one that the bus and all behind it are in.
    """
    queues = _queues_behind_buses(account)
    function = _scheduled_function(account)
    variables = (function or {}).get("variables") or {}
    watched = {
        region: bus
        for region in watched_account.regions
        for bus in [_watched_by(watched_account, region)]
        if bus in queues
    }
    if not watched and not function:
        return None
    by_files = _behind_log_files(account)
    queue = next(iter({queues[bus] for bus in watched.values()}), None) or next(iter(by_files), None)
    return {
        "account": account.id,
        "watchedRegions": sorted(watched),
        "unwatchedRegions": sorted(set(watched_account.regions) - set(watched)),
        "bus": next(iter(set(watched.values())), None),
        "queue": _queue(account, queue),
        "function": function and {key: value for key, value in function.items() if key != "variables"},
        "approvedRegions": sorted(r for r in variables.get("APPROVED_REGIONS", "").split(",") if r),
        "functionReadsQueue": bool(queue) and variables.get("QUEUE_URL") == _queue_url(account, queue or ""),
        "table": variables.get("TABLE_NAME"),
        **_topic(account, variables.get("TOPIC_ARN")),
        "deliveredLogs": queue is not None and queue in by_files,
    }


def _watched_by(account: EmulatedAccount, region: str) -> str | None:
    """The ARN of another bus that an enabled rule of this region forwards CloudTrail's events to: those of
    everything, not as the tamper alert those about a few resources."""
    for rule in _rules(account, region):
        if not _is_for_everything(rule):
            continue
        for target in _targets(account, region, rule["Name"]):
            role = contents.role(account, target.get("RoleArn") or "")
            if ":event-bus/" in target["Arn"] and role:
                return target["Arn"]
    return None


def _is_for_everything(rule: dict[str, Any]) -> bool:
    pattern = json.loads(rule.get("EventPattern") or "{}")
    kinds = [kind for kind in pattern.get("detail-type", ()) if "CloudTrail" in str(kind)]
    return (
        bool(kinds)
        and {"prefix": "aws."} in pattern.get("source", ())
        and not _names_resources(pattern.get("detail") or {})
    )


def _names_resources(detail: dict[str, Any]) -> bool:
    alternatives = detail.get("$or", ())
    return bool({"requestParameters", "resources"} & {*detail}) or any(map(_names_resources, alternatives))


def _queues_behind_buses(account: EmulatedAccount) -> dict[str, str]:
    """Bus ARN -> ARN of the queue that an enabled rule on that bus leads to."""
    found = {}
    for bus in account.client("events").list_event_buses()["EventBuses"]:
        if bus["Name"] == "default":
            continue
        rules = [rule for rule in _rules(account, account.home, bus["Name"]) if _is_for_everything(rule)]
        for rule in rules:
            for target in _targets(account, account.home, rule["Name"], bus["Name"]):
                if Arn.of(target["Arn"]).service == "sqs":
                    found[bus["Arn"]] = target["Arn"]
    return found


def _behind_log_files(account: EmulatedAccount) -> list[str]:
    """ARNs of the queues that a rule sends new objects of a bucket to."""
    return [
        target["Arn"]
        for rule in _rules(account, account.home)
        if "Object Created" in (rule.get("EventPattern") or "")
        for target in _targets(account, account.home, rule["Name"])
        if Arn.of(target["Arn"]).service == "sqs"
    ]


def _rules(account: EmulatedAccount, region: str, bus: str = "default") -> list[dict[str, Any]]:
    rules = account.client("events", region).list_rules(EventBusName=bus)["Rules"]
    return [rule for rule in rules if rule["State"] in _ON]


def _targets(account: EmulatedAccount, region: str, rule: str, bus: str = "default") -> list[dict[str, Any]]:
    return account.client("events", region).list_targets_by_rule(Rule=rule, EventBusName=bus)["Targets"]


def _queue_url(account: EmulatedAccount, arn: str) -> str:
    return account.client("sqs").get_queue_url(QueueName=arn.rsplit(":", 1)[-1])["QueueUrl"]


def _queue(account: EmulatedAccount, arn: str | None) -> dict[str, Any] | None:
    if arn is None:
        return None
    url = _queue_url(account, arn)
    found = account.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    redrive = json.loads(found.get("RedrivePolicy") or "{}")
    return {
        "arn": arn,
        "url": url,
        "encrypted": found.get("SqsManagedSseEnabled") == "true" or bool(found.get("KmsMasterKeyId")),
        "deadLetters": redrive.get("deadLetterTargetArn"),
        "maxReceiveCount": redrive.get("maxReceiveCount"),
    }


def _scheduled_function(account: EmulatedAccount) -> dict[str, Any] | None:
    """The function that an enabled schedule starts."""
    from botocore.exceptions import ClientError

    scheduler = account.client("scheduler")
    for listed in scheduler.list_schedules()["Schedules"]:
        schedule = scheduler.get_schedule(GroupName=listed["GroupName"], Name=listed["Name"])
        target = schedule["Target"]["Arn"]
        if schedule["State"] == "ENABLED" and Arn.of(target).service == "lambda":
            try:
                found = account.client("lambda").get_function_configuration(FunctionName=target)
            except ClientError:
                continue
            return {
                "name": found["FunctionName"],
                "runtime": found.get("Runtime"),
                "timeout": found["Timeout"],
                "memory": found["MemorySize"],
                "schedule": schedule["ScheduleExpression"],
                "variables": found.get("Environment", {}).get("Variables") or {},
            }
    return None


def _topic(account: EmulatedAccount, arn: str | None) -> dict[str, Any]:
    if not arn:
        return {"topic": None, "subscriptions": []}
    sns = account.client("sns", Arn.of(arn).region)
    attributes = sns.get_topic_attributes(TopicArn=arn)["Attributes"]
    listed = sns.list_subscriptions_by_topic(TopicArn=arn)["Subscriptions"]
    subscriptions = [
        {
            "protocol": one["Protocol"],
            "endpoint": one["Endpoint"],
            "confirmed": one["SubscriptionArn"] != "PendingConfirmation",
        }
        for one in listed
    ]
    return {
        "topic": arn,
        "topicEncrypted": bool(attributes.get("KmsMasterKeyId")),
        "subscriptions": subscriptions,
    }
