"""Offers an event to a rule, and delivers it to the rule's targets as EventBridge would, permissions
included.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-targets.html
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from typing import Any

from wizard.rehearsal import stand_ins
from wizard.rehearsal.account import contents
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.account.permissions import refused_in_role, service_may
from wizard.rehearsal.refusals.event_rules import EVENTS
from wizard.rehearsal.stand_ins.event_input import input_of

_BY_CLOUDTRAIL = "AWS API Call via CloudTrail"
_READS = ("Get", "List", "Describe")
Event = Mapping[str, Any]


class Undelivered(Exception):
    """An event didn't reach a target; the text says why."""


def publish(
    account: EmulatedAccount, region: str, event: Event, bus: str = "default", forwarded: bool = False
) -> None:
    """Puts a whole event on a bus: every rule there sees it."""
    from moto.events.models import events_backends

    buses = events_backends[account.id][region].event_buses
    if bus not in buses:
        raise Undelivered(f"there is no event bus {bus} in {region}")
    event, matched = _seen(account, event)
    for rule in list(buses[bus].rules.values()):
        _offer(account, rule, event, matched, forwarded)


def offer(account: EmulatedAccount, rule: Any, event: Event) -> None:
    """Shows the event to one of the emulator's rules."""
    _offer(account, rule, *_seen(account, event))


def _seen(account: EmulatedAccount, event: Event) -> tuple[Event, Event]:
    """The event, and as the emulator's matcher needs it."""
    whole = _in_full(account, event)
    return whole, spread(whole)


def _offer(
    account: EmulatedAccount, rule: Any, event: Event, matched: Event, forwarded: bool = False
) -> None:
    """What can't be delivered goes to the target's dead-letter queue, and is noted in the account."""
    account.stand_in(stand_ins.DELIVERY)
    if not seen_by(rule.state, event) or not rule.event_pattern.matches_event(matched):
        return
    on_bus = {} if rule.event_bus_name == "default" else {"EventBusName": rule.event_bus_name}
    account.measure(rule.region_name, "AWS/Events", "MatchedEvents", {**on_bus, "RuleName": rule.name}, 1)
    for target in list(rule.targets):
        try:
            _deliver(account, rule, target, event, forwarded)
        except Undelivered as problem:
            account.undelivered.append(f"rule {rule.arn} -> {target['Arn']}: {problem}")
            _to_dead_letters(account, rule, target, event)


def seen_by(state: str, event: Event) -> bool:
    """Whether a rule in this state looks at the event at all. ENABLED leaves out the management events that
    only read.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
    """
    if state == "DISABLED":
        return False
    if state == "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS" or event["detail-type"] != _BY_CLOUDTRAIL:
        return True
    detail = event["detail"]
    return detail.get("managementEvent") is False or not str(detail.get("eventName", "")).startswith(_READS)


def _in_full(account: EmulatedAccount, event: Event) -> dict[str, Any]:
    """The emulator's own events carry an epoch as time, and a field that AWS doesn't send."""
    found = {name: value for name, value in event.items() if name != "ingestion-time"}
    if not isinstance(found.get("time"), str):
        when = datetime.fromtimestamp(float(found.get("time") or account.clock.now()), timezone.utc)
        found["time"] = when.strftime("%Y-%m-%dT%H:%M:%SZ")
    return found


def _deliver(
    account: EmulatedAccount, rule: Any, target: dict[str, Any], event: Event, forwarded: bool
) -> None:
    parts = target["Arn"].split(":", 5)
    service, region = parts[2], parts[3]
    if service != "events" and region != rule.region_name:
        raise Undelivered("only an event bus can be a target in another region")
    if service == "events" and forwarded:
        raise Undelivered("a forwarded event isn't forwarded again")
    if service not in _TARGETS:
        raise Undelivered(f"{service} as a target isn't part of the rehearsal")
    _TARGETS[service](account, rule, target, event)


def _require(account: EmulatedAccount, rule: Any, action: str, resource: str, policy: str | None) -> None:
    context = {"aws:SourceArn": rule.arn, "aws:SourceAccount": account.id}
    decision = service_may(EVENTS, action, resource, policy, context, account.id)
    if not decision.allowed:
        raise Undelivered(decision.reason)


def _to_queue(account: EmulatedAccount, rule: Any, target: dict[str, Any], event: Event) -> None:
    _send(account, rule, target["Arn"], input_of(target, event, rule), target.get("SqsParameters") or {})


def _send(account: EmulatedAccount, rule: Any, arn: str, body: str, parameters: Mapping[str, str]) -> None:
    from moto.sqs.models import Message, sqs_backends

    backend = sqs_backends[account.id][rule.region_name]
    name = arn.rsplit(":", 1)[-1]
    if name not in backend.queues:
        raise Undelivered(f"there is no queue {name} in {rule.region_name}")
    _require(account, rule, "sqs:SendMessage", arn, backend.queues[name].policy or None)
    queue: Any = backend.queues[name]
    if queue.fifo_queue:
        backend.send_message(queue_name=name, message_body=body, group_id=parameters.get("MessageGroupId"))
        return
    message: Any = Message(
        str(uuid.uuid4()), body
    )  # what the emulator's send_message does, without counting the queue
    message.mark_sent(delay_seconds=int(queue.delay_seconds or 0))
    queue.add_message(message)


def _to_topic(account: EmulatedAccount, rule: Any, target: dict[str, Any], event: Event) -> None:
    from moto.sns.models import sns_backends

    backend = sns_backends[account.id][rule.region_name]
    topic = backend.topics.get(target["Arn"])
    if topic is None:
        raise Undelivered(f"there is no topic {target['Arn']}")
    _require(account, rule, "sns:Publish", target["Arn"], topic.policy)
    if topic.kms_master_key_id:
        key = contents.key(account, rule.region_name, topic.kms_master_key_id)
        if key is None or key.state != "Enabled":
            raise Undelivered(f"the topic's key {topic.kms_master_key_id} isn't there or isn't enabled")
        for action in ("kms:GenerateDataKey", "kms:Decrypt"):
            _require(account, rule, action, key.arn, key.policy)
    backend.publish(message=input_of(target, event, rule), arn=target["Arn"])


def _to_function(account: EmulatedAccount, rule: Any, target: dict[str, Any], event: Event) -> None:
    from wizard.rehearsal.stand_ins.functions import FunctionFailed, policy_of, run_function

    arn = target["Arn"]
    _require(account, rule, "lambda:InvokeFunction", arn, policy_of(account, arn))
    try:
        run_function(account, arn, json.loads(input_of(target, event, rule)))
    except FunctionFailed as failure:
        raise Undelivered(str(failure)) from failure


def _to_bus(account: EmulatedAccount, rule: Any, target: dict[str, Any], event: Event) -> None:
    arn = target["Arn"]
    parts = arn.split(":", 5)
    role = contents.role(account, target.get("RoleArn") or "")
    if role is None:
        raise Undelivered(
            f"the role {target['RoleArn']} doesn't exist" if target.get("RoleArn") else "it has no role"
        )
    context = {"aws:SourceArn": rule.arn, "aws:SourceAccount": account.id}
    why = refused_in_role(EVENTS, role, "events:PutEvents", arn, context)
    if why:
        raise Undelivered(why)
    # The envelope's region may be the bus's after forwarding, so it always is here: only detail.awsRegion is
    # the truth.
    publish(account, parts[3], {**event, "region": parts[3]}, parts[5].split("/", 1)[1], forwarded=True)


def _to_log_group(account: EmulatedAccount, rule: Any, target: dict[str, Any], event: Event) -> None:
    client = account.client("logs", rule.region_name)
    group = target["Arn"].split(":log-group:", 1)[1].removesuffix(":*")
    stream = str(uuid.uuid4())
    client.create_log_stream(logGroupName=group, logStreamName=stream)
    line = {"timestamp": int(account.clock.now() * 1000), "message": input_of(target, event, rule)}
    client.put_log_events(logGroupName=group, logStreamName=stream, logEvents=[line])


def _to_dead_letters(account: EmulatedAccount, rule: Any, target: dict[str, Any], event: Event) -> None:
    arn = (target.get("DeadLetterConfig") or {}).get("Arn")
    if arn:
        try:
            _send(account, rule, arn, json.dumps(event), {})
        except Undelivered as problem:
            account.undelivered.append(f"rule {rule.arn} -> dead letters {arn}: {problem}")


_TARGETS: dict[str, Callable[[EmulatedAccount, Any, dict[str, Any], Event], None]] = {
    "sqs": _to_queue,
    "sns": _to_topic,
    "lambda": _to_function,
    "events": _to_bus,
    "logs": _to_log_group,
}


def spread(value: Any) -> Any:
    """The event with each list of objects turned into one object, whose fields have all their values.

    That two values are of the same object is lost, so a pattern that asks for two may match too much.
    """
    if isinstance(value, dict):
        return {name: spread(one) for name, one in value.items()}
    if not isinstance(value, list) or not any(isinstance(one, dict) for one in value):
        return value
    found: dict[str, list[Any]] = {}
    for one in value:
        for name, inner in (spread(one) if isinstance(one, dict) else {}).items():
            found.setdefault(name, []).extend(inner if isinstance(inner, list) else [inner])
    return {name: spread(values) for name, values in found.items()}
