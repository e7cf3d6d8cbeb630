"""The alert changed by hand, and the checks that fail then."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from tests.wizard.verify.mutation import STRANGER, Mutation, P, Undo, changed_alarm, policy_text
from tests.wizard.verify.mutations_of_function import OF_FUNCTION
from tests.wizard.verify.scene import AWAY, EMAIL, HOME, Scene


def rule(name: str, region: str = HOME, bus: str = "") -> Mutation:
    """The rule is off."""

    def change(scene: Scene) -> Undo:
        events, on = scene.client("events", region), {"EventBusName": bus} if bus else {}
        before = events.describe_rule(Name=name, **on)
        kept = {"Name": name, "EventPattern": before["EventPattern"], **on}
        events.disable_rule(Name=name, **on)
        # EnableRule would leave it in a state in which it sees less.
        return lambda: events.put_rule(**kept, State=before["State"])

    return change


def pattern(name: str, region: str = HOME, bus: str = "") -> Mutation:
    """The rule is on, and matches nothing."""

    def change(scene: Scene) -> Undo:
        events, on = scene.client("events", region), {"EventBusName": bus} if bus else {}
        before = events.describe_rule(Name=name, **on)
        kept = {"Name": name, "State": before["State"], **on}
        events.put_rule(**kept, EventPattern=json.dumps({"source": ["nobody"]}))
        return lambda: events.put_rule(**kept, EventPattern=before["EventPattern"])

    return change


def target(name: str, region: str = HOME, role: str = "") -> Mutation:
    """The rule's target is gone, or has another role."""

    def change(scene: Scene) -> Undo:
        events = scene.client("events", region)
        (before,) = events.list_targets_by_rule(Rule=name)["Targets"]
        if role:
            events.put_targets(Rule=name, Targets=[{**before, "RoleArn": role}])
        else:
            events.remove_targets(Rule=name, Ids=[before["Id"]])
        return lambda: events.put_targets(Rule=name, Targets=[before])

    return change


def _bus_policy(scene: Scene) -> Undo:
    events = scene.client("events")
    events.put_permission(
        EventBusName=f"{P}-alerts", Action="events:PutEvents", Principal=STRANGER, StatementId="partner"
    )
    return lambda: events.remove_permission(EventBusName=f"{P}-alerts", StatementId="partner")


def queue(name: str, attribute: str, edit: Callable[[Any], Any]) -> Mutation:
    def change(scene: Scene) -> Undo:
        sqs = scene.client("sqs")
        url = sqs.get_queue_url(QueueName=name)["QueueUrl"]
        found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
        # Whatever is set, the emulator forgets a policy that isn't set with it.
        before = {name: found[name] for name in (attribute, "Policy")}
        after = edit(json.loads(before[attribute]))
        changed = {**before, attribute: json.dumps(after) if after else ""}
        sqs.set_queue_attributes(QueueUrl=url, Attributes=changed)
        return lambda: sqs.set_queue_attributes(QueueUrl=url, Attributes=before)

    return change


def minus(sid: str) -> Callable[[Any], Any]:
    return lambda document: {
        **document,
        "Statement": [one for one in document["Statement"] if one.get("Sid") != sid],
    }


def _plus(principal: Any, action: str, condition: Any = None) -> Callable[[Any], Any]:
    """With a statement that allows it."""
    more = {"Effect": "Allow", "Principal": principal, "Action": action, "Resource": "*"}
    if condition is not None:
        more["Condition"] = condition
    return lambda document: {**document, "Statement": [*document["Statement"], more]}


def _letter(scene: Scene) -> Undo:
    sqs = scene.client("sqs")
    url = sqs.get_queue_url(QueueName=scene.names.dead_letters)["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody="{}")
    return lambda: sqs.purge_queue(QueueUrl=url)


def role_policy(name: str, policy: str, edit: Callable[[Any], Any] | None) -> Mutation:
    """edit: None deletes it."""

    def change(scene: Scene) -> Undo:
        iam, named = scene.client("iam"), {"RoleName": f"{P}-{HOME}-{name}", "PolicyName": policy}
        before = iam.get_role_policy(**named)["PolicyDocument"]
        if edit is None:
            iam.delete_role_policy(**named)
        else:
            iam.put_role_policy(**named, PolicyDocument=json.dumps(edit(json.loads(json.dumps(before)))))
        return lambda: iam.put_role_policy(**named, PolicyDocument=json.dumps(before))

    return change


def trusting(name: str, service: str) -> Mutation:
    def change(scene: Scene) -> Undo:
        iam, role = scene.client("iam"), f"{P}-{HOME}-{name}"
        before = iam.get_role(RoleName=role)["Role"]["AssumeRolePolicyDocument"]
        who = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
        iam.update_assume_role_policy(RoleName=role, PolicyDocument=policy_text(who))
        return lambda: iam.update_assume_role_policy(RoleName=role, PolicyDocument=json.dumps(before))

    return change


def constant(name: str, region: str = HOME, **changes: Any) -> Mutation:
    """The rule's target gets something else than the event."""

    def change(scene: Scene) -> Undo:
        events = scene.client("events", region)
        (before,) = events.list_targets_by_rule(Rule=name)["Targets"]
        events.put_targets(Rule=name, Targets=[{"Id": before["Id"], "Arn": before["Arn"], **changes}])
        return lambda: events.put_targets(Rule=name, Targets=[before])

    return change


def _forgetful(scene: Scene) -> Undo:
    sqs = scene.client("sqs")
    url = sqs.get_queue_url(QueueName=scene.names.alerts)["QueueUrl"]
    found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    before = {name: found[name] for name in ("MessageRetentionPeriod", "Policy")}
    sqs.set_queue_attributes(QueueUrl=url, Attributes={**before, "MessageRetentionPeriod": "60"})
    return lambda: sqs.set_queue_attributes(QueueUrl=url, Attributes=before)


def _muted(scene: Scene) -> Undo:
    cloudwatch = scene.client("cloudwatch")
    window = {"Schedule": {"Expression": "cron(0 0 * * *)", "Duration": "P15D"}}
    cloudwatch.put_alarm_mute_rule(
        Name="quiet", Rule=window, MuteTargets={"AlarmNames": [f"{P}-alert-heartbeat"]}
    )
    return lambda: cloudwatch.delete_alarm_mute_rule(AlarmMuteRuleName="quiet")


def alarm_on(name: str, **changes: Any) -> Mutation:
    """The alarm is there, tells the topic, and never goes off."""
    return changed_alarm(name, lambda _: changes)


def schedule(**changes: Any) -> Mutation:
    def change(scene: Scene) -> Undo:
        scheduler = scene.client("scheduler")
        found = scheduler.get_schedule(Name=scene.names.digest)
        keys = ("Name", "ScheduleExpression", "FlexibleTimeWindow", "Target", "State")
        before = {key: found[key] for key in keys}
        scheduler.update_schedule(**{**before, **changes})
        return lambda: scheduler.update_schedule(**before)

    return change


def table_policy(edit: Callable[[Any], Any] | None) -> Mutation:
    def change(scene: Scene) -> Undo:
        dynamodb, arn = scene.client("dynamodb"), scene.names.digest_table_arn
        before = dynamodb.get_resource_policy(ResourceArn=arn)["Policy"]
        if edit is None:
            dynamodb.delete_resource_policy(ResourceArn=arn)
        else:
            dynamodb.put_resource_policy(ResourceArn=arn, Policy=json.dumps(edit(json.loads(before))))
        return lambda: dynamodb.put_resource_policy(ResourceArn=arn, Policy=before)

    return change


def _only_reads(document: Any) -> Any:
    document["Statement"][0]["Action"] = "dynamodb:DeleteItem"
    return document


def topic_policy(edit: Callable[[Any], Any]) -> Mutation:
    def change(scene: Scene) -> Undo:
        sns, arn = scene.client("sns"), scene.names.alert_topic_arn
        before = sns.get_topic_attributes(TopicArn=arn)["Attributes"]["Policy"]

        def put(text: str) -> None:
            sns.set_topic_attributes(TopicArn=arn, AttributeName="Policy", AttributeValue=text)

        put(json.dumps(edit(json.loads(before))))
        return lambda: put(before)

    return change


def _topic_key(scene: Scene) -> Undo:
    kms, sns = scene.client("kms"), scene.client("sns")
    key = sns.get_topic_attributes(TopicArn=scene.names.alert_topic_arn)["Attributes"]["KmsMasterKeyId"]
    kms.disable_key(KeyId=key)
    return lambda: kms.enable_key(KeyId=key)


def _unsubscribed(scene: Scene) -> Undo:
    sns, arn = scene.client("sns"), scene.names.alert_topic_arn
    (found,) = sns.list_subscriptions_by_topic(TopicArn=arn)["Subscriptions"]
    sns.unsubscribe(SubscriptionArn=found["SubscriptionArn"])
    return lambda: sns.subscribe(TopicArn=arn, Protocol="email", Endpoint=EMAIL)


def subscribed(**attributes: str) -> Mutation:
    """The one subscription gets these attributes, one after the other."""

    def change(scene: Scene) -> Undo:
        sns, arn = scene.client("sns"), scene.names.alert_topic_arn
        (found,) = sns.list_subscriptions_by_topic(TopicArn=arn)["Subscriptions"]

        def put(name: str, value: str) -> None:
            one = {"SubscriptionArn": found["SubscriptionArn"], "AttributeName": name}
            sns.set_subscription_attributes(**one, AttributeValue=value)

        for name, value in attributes.items():
            put(name, value)
        return lambda: put("FilterPolicy", "{}")

    return change


def alarm(name: str, call: str, back: str) -> Mutation:
    def change(scene: Scene) -> Undo:
        cloudwatch = scene.client("cloudwatch")
        getattr(cloudwatch, call)(AlarmNames=[name])
        return lambda: getattr(cloudwatch, back)(AlarmNames=[name])

    return change


def alarm_state(name: str) -> Mutation:
    def change(scene: Scene) -> Undo:
        cloudwatch = scene.client("cloudwatch")

        def put(state: str) -> None:
            cloudwatch.set_alarm_state(AlarmName=name, StateValue=state, StateReason="test")

        put("ALARM")
        return lambda: put("OK")

    return change


RULE, ALERTS, BUS = f"{P}-region-alert", f"{P}-alerts", f"{P}-alerts"
#: What is changed -> how, and the checks that fail then, or can't be told: these and no others.
OF_ALERT: dict[str, tuple[Mutation, set[str]]] = {
    "a region's rule is off": (rule(RULE, AWAY), {"alert.rule"}),
    "a region's rule sends nowhere": (target(RULE, AWAY), {"alert.rule"}),
    "a region's rule has another role": (
        target(RULE, AWAY, f"arn:aws:iam::123456789012:role/{P}-{HOME}-alert-digest"),
        {"alert.rule"},
    ),
    "a region's rule matches nothing": (pattern(RULE, AWAY), {"drift.rule-patterns"}),
    "the bus's rule is off": (rule(RULE, bus=BUS), {"alert.bus-rule"}),
    "the log files' rule is off": (rule(f"{P}-delivered-logs"), {"alert.log-file-rule"}),
    "a tamper rule is off": (rule(f"{P}-tamper-trail"), {"tamper.rule"}),
    "a tamper rule matches nothing": (pattern(f"{P}-tamper-trail"), {"drift.rule-patterns"}),
    "a stranger may use the bus": (_bus_policy, {"alert.bus"}),
    "rules may not forward": (role_policy("alert-forward", "forward", None), {"alert.forward-role"}),
    "rules may not take the role on": (
        trusting("alert-forward", "lambda.amazonaws.com"),
        {"alert.forward-role"},
    ),
    "the function may not publish": (
        role_policy("alert-digest", "digest", minus("Publish")),
        {"alert.function-role"},
    ),
    "the schedule may not start it": (
        role_policy("alert-schedule", "start-digest", None),
        {"alert.schedule-role"},
    ),
    "the queue takes no events": (queue(ALERTS, "Policy", minus("OwnRulesSend")), {"alert.queue"}),
    "anybody empties the queue": (
        queue(ALERTS, "Policy", minus("OnlyDigestTakesOut")),
        {"alert.queue-lock"},
    ),
    "anybody fills the queue": (queue(ALERTS, "Policy", minus("OnlyOwnRulesSend")), {"alert.queue-lock"}),
    "dead letters may be taken": (
        queue(f"{P}-alert-dead-letters", "Policy", minus("NobodyTakesAway")),
        {"alert.dead-letter-lock"},
    ),
    "nothing goes to the dead letters": (
        queue(ALERTS, "RedrivePolicy", lambda found: None),
        {"alert.dead-letters"},
    ),
    "a dead letter": (_letter, {"alert.dead-letters"}),
    "a rule sends a constant": (constant(f"{P}-delivered-logs", Input="{}"), {"alert.log-file-rule"}),
    "a rule sends a part": (
        constant(f"{P}-tamper-trail", InputPath="$.detail.eventVersion"),
        {"tamper.rule"},
    ),
    "the queue forgets": (_forgetful, {"alert.queue"}),
    "an alarm waits for ever": (
        alarm_on(f"{P}-alert-late", Threshold=1e9),
        {"alert.alarms"},
    ),
    "an alarm looks elsewhere": (
        alarm_on(f"{P}-alert-heartbeat", MetricName="Other"),
        {"alert.alarms"},
    ),
    "the schedule is off": (schedule(State="DISABLED"), {"alert.schedule"}),
    "the schedule is slow": (schedule(ScheduleExpression="rate(1 day)"), {"drift.schedule"}),
    "anybody writes the table": (table_policy(None), {"alert.table-lock"}),
    "anybody writes the table by put": (table_policy(_only_reads), {"alert.table-lock"}),
    "alarms may not publish": (topic_policy(minus("Alarms")), {"alert.topic-policy"}),
    "anybody publishes to the topic": (
        topic_policy(minus("OnlyDigestAndAlarmsPublish")),
        {"alert.topic-lock"},
    ),
    "another account may listen to the topic": (
        topic_policy(_plus({"AWS": "555566667777"}, "sns:Subscribe")),
        {"alert.topic-lock"},
    ),
    "an organization may change the topic": (
        topic_policy(_plus("*", "sns:Set*", {"StringEquals": {"aws:PrincipalOrgID": "o-abcdefghij"}})),
        {"alert.topic-lock"},
    ),
    "anybody reads the table": (table_policy(minus("OnlyDigestReads")), {"alert.table-lock"}),
    "the topic's key is disabled": (_topic_key, {"alert.topic", "alert.topic-policy"}),
    "the subscriber is gone": (_unsubscribed, {"alert.subscribers"}),
    "a filter holds alerts back": (
        subscribed(FilterPolicy='{"kind":["nothing"]}'),
        {"alert.subscribers"},
    ),
    "a filter on the text holds alerts back": (
        subscribed(FilterPolicyScope="MessageBody", FilterPolicy='{"schema":["nothing"]}'),
        {"alert.subscribers"},
    ),
    "a rule mutes an alarm": (_muted, {"alert.alarms"}),
    "an alarm is mute": (
        alarm(f"{P}-alert-late", "disable_alarm_actions", "enable_alarm_actions"),
        {"alert.alarms"},
    ),
    "the oldest message is too old": (alarm_state(f"{P}-alert-late"), {"alert.backlog"}),
    "the heart doesn't beat": (alarm_state(f"{P}-alert-heartbeat"), {"alert.heartbeat"}),
    **OF_FUNCTION,
}
