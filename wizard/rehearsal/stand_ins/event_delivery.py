"""Offers an event to a rule, and delivers it to the rule's targets as EventBridge would, permissions
included.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-targets.html
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

from components.arns import Arn
from wizard.rehearsal import stand_ins
from wizard.rehearsal.account import contents
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.account.organizations import organization_of
from wizard.rehearsal.account.permissions import refused_in_role, role_may_in, service_may
from wizard.rehearsal.refusals.event_rules import EVENTS
from wizard.rehearsal.stand_ins.event_input import input_of

_BY_CLOUDTRAIL = "AWS API Call via CloudTrail"
_READS = ("Get", "List", "Describe")
Event = Mapping[str, Any]


def envelope(
    account: EmulatedAccount, region: str, source: str, kind: str, detail: object, *resources: str
) -> dict[str, Any]:
    """What happened now, as EventBridge carries it. kind: the detail type."""
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": kind,
        "source": source,
        "account": account.id,
        "time": account.clock.stamp(),
        "region": region,
        "resources": list(resources),
        "detail": detail,
    }


class Undelivered(Exception):
    """An event didn't reach a target; the text says why."""


def publish(
    account: EmulatedAccount, region: str, event: Event, bus: str = "default", forwarded: bool = False
) -> None:
    """Puts a whole event on a bus: every rule there sees it."""
    buses = contents.stores(account, "events")[region].event_buses
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
    if not _can_read_rules(account, rule.region_name, rule.event_bus_name):
        return
    on_bus = {} if rule.event_bus_name == "default" else {"EventBusName": rule.event_bus_name}
    account.measure(rule.region_name, "AWS/Events", "MatchedEvents", {**on_bus, "RuleName": rule.name}, 1)
    for target in list(rule.targets):
        try:
            _deliver(account, rule, target, event, forwarded)
        except Undelivered as problem:
            account.undelivered.append(f"rule {rule.arn} -> {target['Arn']}: {problem}")
            _to_dead_letters(account, rule, target, event)


def _can_read_rules(account: EmulatedAccount, region: str, name: str) -> bool:
    """Whether EventBridge can decrypt the rules of an event bus, before it matches anything.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-encryption-key-policy.html
    """
    bus: Any = contents.stores(account, "events")[region].event_buses[name]
    if not bus.kms_key_identifier:
        return True
    key = contents.key(account, region, bus.kms_key_identifier)
    if key is None or key.state != "Enabled":
        return False
    context = {
        "aws:SourceAccount": account.id,
        "aws:SourceArn": bus.arn,
        "kms:EncryptionContext:aws:events:event-bus:arn": bus.arn,
    }
    owner = Arn.of(key.arn).account
    return service_may(EVENTS, "kms:Decrypt", key.arn, key.policy, context, owner).allowed


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
    arn = Arn.of(target["Arn"])
    if arn.service != "events" and arn.region != rule.region_name:
        raise Undelivered("only an event bus can be a target in another region")
    if arn.service != "events" and arn.account != account.id:
        raise Undelivered("only an event bus can be a target in another account here")
    if arn.service == "events" and forwarded:
        raise Undelivered("a forwarded event isn't forwarded again")
    if arn.service == "sqs":
        _send(account, rule, target["Arn"], input_of(target, event, rule))
    elif arn.service == "events":
        _to_bus(account, rule, target, event)
    else:
        raise Undelivered(f"{arn.service} as a target isn't part of the rehearsal")


def _send(account: EmulatedAccount, rule: Any, arn: str, body: str) -> None:
    from moto.sqs.models import Message

    backend = contents.stores(account, "sqs")[rule.region_name]
    name = arn.rsplit(":", 1)[-1]
    if name not in backend.queues:
        raise Undelivered(f"there is no queue {name} in {rule.region_name}")
    queue: Any = backend.queues[name]
    context = {"aws:SourceArn": rule.arn, "aws:SourceAccount": account.id}
    decision = service_may(EVENTS, "sqs:SendMessage", arn, queue.policy or None, context, account.id)
    if not decision.allowed:
        raise Undelivered(decision.reason)
    message: Any = Message(
        str(uuid.uuid4()), body
    )  # what the emulator's send_message does, without counting the queue
    message.mark_sent(delay_seconds=int(queue.delay_seconds or 0))
    queue.add_message(message)


def _to_bus(account: EmulatedAccount, rule: Any, target: dict[str, Any], event: Event) -> None:
    """Into another account the bus's own policy has to let the role in as well.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-account.html
    """
    arn = target["Arn"]
    region, bus = Arn.of(arn).region, Arn.of(arn).name
    receiver = contents.owner_of(account, arn)
    if receiver is None:
        raise Undelivered("there is no such account here")
    if not target.get("RoleArn"):
        raise Undelivered("it has no role")
    role = contents.role_at(account, target["RoleArn"])
    context = {"aws:SourceArn": rule.arn, "aws:SourceAccount": account.id}
    why = refused_in_role(EVENTS, role, "events:PutEvents", arn, context)
    if why:
        raise Undelivered(why)
    if receiver is not account:
        decision = role_may_in(
            role, "events:PutEvents", arn, contents.policy(account, arn), _session_keys(account)
        )
        if not decision.allowed:
            raise Undelivered(decision.reason)
    # The envelope's region may be the bus's after forwarding, so it always is here: only detail.awsRegion is
    # the truth.
    publish(receiver, region, {**event, "region": region}, bus, forwarded=True)


def _session_keys(account: EmulatedAccount) -> dict[str, str]:
    organization = organization_of(account)
    return {"aws:PrincipalOrgID": organization.id} if organization else {}


def _to_dead_letters(account: EmulatedAccount, rule: Any, target: dict[str, Any], event: Event) -> None:
    arn = (target.get("DeadLetterConfig") or {}).get("Arn")
    if arn:
        try:
            _send(account, rule, arn, json.dumps(event))
        except Undelivered as problem:
            account.undelivered.append(f"rule {rule.arn} -> dead letters {arn}: {problem}")


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
