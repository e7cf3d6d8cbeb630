"""Everything of the alert is there and on, and one detail of it holds alerts up: what an intruder would
change who knows the checks, and the checks that fail then."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any

from tests.wizard.verify.mutation import Mutation, P, Undo, changed_alarm, policy_text
from tests.wizard.verify.scene import AWAY, HOME, Scene

ALERTS, DEAD = f"{P}-alerts", f"{P}-alert-dead-letters"
_NOTHING = {"Effect": "Deny", "Action": "*", "Resource": "*"}


def attribute(queue: str, name: str, edit: Callable[[Any, Scene], Any]) -> Mutation:
    """One attribute of a queue; edit: of what it was, {} or "" for nothing."""

    def change(scene: Scene) -> Undo:
        sqs = scene.client("sqs")
        url = sqs.get_queue_url(QueueName=queue)["QueueUrl"]
        found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
        # Whatever is set, the emulator forgets a policy that isn't set with it.
        before = {"Policy": found["Policy"], name: found.get(name, "")}
        sqs.set_queue_attributes(QueueUrl=url, Attributes={**before, name: edit(found.get(name, ""), scene)})
        return lambda: sqs.set_queue_attributes(QueueUrl=url, Attributes=before)

    return change


def constant(value: str) -> Callable[[Any, Scene], Any]:
    return lambda was, scene: value


def denied(action: str, queue: str = ALERTS) -> Mutation:
    """The queue's policy denies this to the digest's role."""

    def edit(was: str, scene: Scene) -> str:
        document = json.loads(was)
        who = {"Effect": "Deny", "Principal": {"AWS": scene.names.digest_role_arn}, "Resource": "*"}
        return json.dumps({**document, "Statement": [*document["Statement"], {**who, "Action": action}]})

    return attribute(queue, "Policy", edit)


def _attempts(was: str, scene: Scene) -> str:
    return json.dumps({**json.loads(was), "maxReceiveCount": 1})


def _table_denies(scene: Scene) -> Undo:
    dynamodb, arn = scene.client("dynamodb"), scene.names.digest_table_arn
    before = dynamodb.get_resource_policy(ResourceArn=arn)["Policy"]
    who = {"Effect": "Deny", "Principal": {"AWS": scene.names.digest_role_arn}, "Resource": "*"}
    statements = [*json.loads(before)["Statement"], {**who, "Action": "dynamodb:PutItem"}]
    dynamodb.put_resource_policy(ResourceArn=arn, Policy=policy_text(*statements))
    return lambda: dynamodb.put_resource_policy(ResourceArn=arn, Policy=before)


def _table_is_limited(scene: Scene) -> Undo:
    dynamodb, name = scene.client("dynamodb"), scene.names.digest
    little = {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1}
    dynamodb.update_table(TableName=name, BillingMode="PROVISIONED", ProvisionedThroughput=little)
    return lambda: dynamodb.update_table(TableName=name, BillingMode="PAY_PER_REQUEST")


def _bucket_denies(scene: Scene) -> Undo:
    s3, bucket = scene.client("s3"), scene.names.log_bucket
    before = s3.get_bucket_policy(Bucket=bucket)["Policy"]
    who = {"Effect": "Deny", "Principal": {"AWS": scene.names.digest_role_arn}, "Action": "s3:GetObject"}
    statements = [*json.loads(before)["Statement"], {**who, "Resource": f"arn:aws:s3:::{bucket}/*"}]
    s3.put_bucket_policy(Bucket=bucket, Policy=policy_text(*statements))
    return lambda: s3.put_bucket_policy(Bucket=bucket, Policy=before)


def _bus_denies(scene: Scene) -> Undo:
    events, bus = scene.client("events"), scene.names.alerts
    who = {"Sid": "no", "Effect": "Deny", "Principal": "*", "Action": "events:PutEvents"}
    document = policy_text({**who, "Resource": scene.names.alert_bus_arn})
    events.put_permission(EventBusName=bus, Policy=document)
    return lambda: events.remove_permission(EventBusName=bus, RemoveAllPermissions=True)


def held_down(role: str, how: str) -> Mutation:
    """A managed policy takes all rights from a role: attached to it, or as its boundary."""

    def change(scene: Scene) -> Undo:
        iam, name = scene.client("iam"), f"{P}-{HOME}-{role}"
        arn = iam.create_policy(PolicyName="nothing", PolicyDocument=policy_text(_NOTHING))["Policy"]["Arn"]
        if how == "attached":
            iam.attach_role_policy(RoleName=name, PolicyArn=arn)
            undo = lambda: iam.detach_role_policy(RoleName=name, PolicyArn=arn)  # noqa: E731
        else:
            iam.put_role_permissions_boundary(RoleName=name, PermissionsBoundary=arn)
            undo = lambda: iam.delete_role_permissions_boundary(RoleName=name)  # noqa: E731
        return lambda: (undo(), iam.delete_policy(PolicyArn=arn))

    return change


def schedule(**changes: Any) -> Mutation:
    def change(scene: Scene) -> Undo:
        scheduler = scene.client("scheduler")
        found = scheduler.get_schedule(Name=scene.names.digest)
        keys = ("Name", "ScheduleExpression", "FlexibleTimeWindow", "Target", "State")
        before = {key: found[key] for key in keys}
        given = {key: edit(found) if callable(edit) else edit for key, edit in changes.items()}
        scheduler.update_schedule(**{**before, **given})
        return lambda: scheduler.update_schedule(**before)

    return change


def _another_role(found: Any) -> Any:
    role = f"arn:aws:iam::123456789012:role/{P}-{HOME}-alert-digest"
    return {**found["Target"], "RoleArn": role}


def tamper_alarm(edit: Callable[[list[Any]], list[Any]]) -> Mutation:
    """What the tamper alarm counts."""

    def change(scene: Scene) -> Undo:
        return changed_alarm(scene.names.tamper_alarm, lambda found: {"Metrics": edit(found["Metrics"])})(
            scene
        )

    return change


def _never(queries: list[Any]) -> list[Any]:
    total = {"Expression": "SUM(FILL(METRICS(), 0)) * 0"}
    return [{**one, **(total if "Expression" in one else {})} for one in queries]


def _fewer(queries: list[Any]) -> list[Any]:
    return [one for one in queries if one["Id"] != "m2"]


def _elsewhere(queries: list[Any]) -> list[Any]:
    def moved(one: Any) -> Any:
        metric = {**one["MetricStat"]["Metric"], "Dimensions": [{"Name": "RuleName", "Value": "nobody"}]}
        return {**one, "MetricStat": {**one["MetricStat"], "Metric": metric}}

    return [moved(one) if "MetricStat" in one else one for one in queries]


def _sees_less(scene: Scene) -> Undo:
    events, name = scene.client("events", AWAY), f"{P}-region-alert"
    before = events.describe_rule(Name=name)
    kept = {"Name": name, "EventPattern": before["EventPattern"]}
    events.put_rule(**kept, State="ENABLED")
    return lambda: events.put_rule(**kept, State=before["State"])


def _topic_key(scene: Scene) -> Undo:
    sns, topic = scene.client("sns"), {"TopicArn": scene.names.alert_topic_arn}
    before = sns.get_topic_attributes(**topic)["Attributes"]["KmsMasterKeyId"]
    named = {**topic, "AttributeName": "KmsMasterKeyId"}
    sns.set_topic_attributes(**named, AttributeValue="alias/aws/sns")
    return lambda: sns.set_topic_attributes(**named, AttributeValue=before)


def _protected(*operations: dict[str, Any]) -> Mutation:
    """The topic has a data protection policy with these operations."""
    statements = [
        {
            "DataDirection": "Inbound",
            "Principal": ["*"],
            "DataIdentifier": ["arn:aws:dataprotection::aws:data-identifier/IpAddress"],
            "Operation": operation,
        }
        for operation in operations
    ]
    policy = json.dumps({"Name": "personal", "Version": "2021-06-01", "Statement": statements})

    def change(scene: Scene) -> Undo:
        sns, topic = scene.client("sns"), {"ResourceArn": scene.names.alert_topic_arn}
        sns.put_data_protection_policy(**topic, DataProtectionPolicy=policy)
        return lambda: sns.put_data_protection_policy(**topic, DataProtectionPolicy="")

    return change


def _bus_key(region: str, who: str = "events.amazonaws.com", *, on: bool = True) -> Mutation:
    """The region's own bus is encrypted with a key that this service may decrypt with. on: it is enabled."""

    def change(scene: Scene) -> Undo:
        root = {"Effect": "Allow", "Principal": {"AWS": scene.account.id}, "Action": "kms:*", "Resource": "*"}
        service = {
            "Effect": "Allow",
            "Principal": {"Service": who},
            "Action": ["kms:Decrypt", "kms:GenerateDataKey"],
            "Resource": "*",
            "Condition": {"StringEquals": {"aws:SourceAccount": scene.account.id}},
        }
        kms, events = scene.client("kms", region), scene.client("events", region)
        key = kms.create_key(Policy=policy_text(root, service))["KeyMetadata"]["Arn"]
        if not on:
            kms.disable_key(KeyId=key)
        events.update_event_bus(Name="default", KmsKeyIdentifier=key)
        return lambda: events.update_event_bus(Name="default")

    return change


_LATER = datetime(2040, 1, 1, tzinfo=timezone.utc)
#: As OF_ALERT.
OF_DETAILS: dict[str, tuple[Mutation, set[str]]] = {
    "the queue hides messages for 12 hours": (
        attribute(ALERTS, "VisibilityTimeout", constant("43200")),
        {"alert.queue"},
    ),
    "the queue delays messages": (attribute(ALERTS, "DelaySeconds", constant("900")), {"alert.queue"}),
    "the queue takes small messages alone": (
        attribute(ALERTS, "MaximumMessageSize", constant("1024")),
        {"alert.queue"},
    ),
    "the queue has a key that rules may not use": (
        attribute(ALERTS, "KmsMasterKeyId", constant("alias/aws/sqs")),
        {"alert.queue"},
    ),
    "the queue gives messages up at once": (
        attribute(ALERTS, "RedrivePolicy", _attempts),
        {"alert.queue"},
    ),
    "dead letters are kept for a minute": (
        attribute(DEAD, "MessageRetentionPeriod", constant("60")),
        {"alert.dead-letters"},
    ),
    "the queue denies the digest to read": (denied("sqs:ReceiveMessage"), {"alert.function-role"}),
    "the queue denies the digest to delete": (denied("sqs:DeleteMessage"), {"alert.function-role"}),
    "the table denies the digest to write": (_table_denies, {"alert.function-role"}),
    "the table takes one write a second": (_table_is_limited, {"alert.table"}),
    "the bucket denies the digest to read": (_bucket_denies, {"alert.function-role"}),
    "the bus denies everybody": (_bus_denies, {"alert.bus"}),
    "a managed policy denies the digest everything": (
        held_down("alert-digest", "attached"),
        {"alert.function-role"},
    ),
    "a boundary leaves the digest nothing": (
        held_down("alert-digest", "boundary"),
        {"alert.function-role"},
    ),
    "a boundary leaves the schedule nothing": (
        held_down("alert-schedule", "boundary"),
        {"alert.schedule-role"},
    ),
    "a managed policy denies rules to forward": (
        held_down("alert-forward", "attached"),
        {"alert.forward-role"},
    ),
    "the schedule begins in years": (schedule(StartDate=_LATER), {"alert.schedule"}),
    "the schedule ends": (schedule(EndDate=_LATER), {"alert.schedule"}),
    "the schedule may be a day late": (
        schedule(FlexibleTimeWindow={"Mode": "FLEXIBLE", "MaximumWindowInMinutes": 1440}),
        {"alert.schedule"},
    ),
    "the schedule has a role that may not start it": (schedule(Target=_another_role), {"alert.schedule"}),
    "a region's rule sees less": (_sees_less, {"drift.rule-patterns"}),
    "the tamper alarm never goes off": (tamper_alarm(_never), {"alert.alarms"}),
    "the tamper alarm counts fewer rules": (tamper_alarm(_fewer), {"alert.alarms"}),
    "the tamper alarm counts other rules": (tamper_alarm(_elsewhere), {"alert.alarms"}),
    "nobody hears that the heart stopped": (
        changed_alarm(f"{P}-alert-heartbeat", lambda found: {"InsufficientDataActions": []}),
        {"alert.alarms"},
    ),
    "the topic denies messages with addresses": (_protected({"Deny": {}}), {"alert.topic-policy"}),
    "the topic masks addresses": (
        _protected({"Audit": {"SampleRate": "99"}}, {"Deidentify": {"RedactConfig": {}}}),
        {"alert.topic-policy"},
    ),
    "the topic counts addresses": (_protected({"Audit": {"SampleRate": "99"}}), set()),
    "a region's own bus has a key": (_bus_key(AWAY), set()),
    "a region's own bus has a key that is off": (_bus_key(AWAY, on=False), {"alert.rule"}),
    "a region's own bus has a key that EventBridge may not use": (
        _bus_key(AWAY, "sns.amazonaws.com"),
        {"alert.rule"},
    ),
    "the own bus at home has a key that is off": (
        _bus_key(HOME, on=False),
        {"alert.log-file-rule", "tamper.rule"},
    ),
    "the topic's key is one of AWS's": (
        _topic_key,
        {"alert.topic", "alert.topic-policy", "drift.rule-patterns"},
    ),
}
