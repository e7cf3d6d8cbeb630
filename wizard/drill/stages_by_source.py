"""The way from a call to the alert queue, for each source: is every stage there?

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-region.html
https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventBridge.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from components.settings import RULES
from wizard.account.connect import ClientFor
from wizard.drill.bus_key import look_at_bus_key
from wizard.drill.clients import Clients
from wizard.drill.plan import Plan
from wizard.drill.stage_check import PUT_BACK, Broken, Finding, ask, judged

_WHOLE = "<aws.events.event.json>"
_ON = ("ENABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS")


def stages(plan: Plan, clients: Clients) -> Iterator[Finding]:
    """In the order in which an event passes them."""
    names, home, region = plan.names, plan.names.home, plan.region
    here, there = clients.trail, clients.alert
    yield judged("trail", lambda: _trail(plan, here))
    if plan.source == RULES:
        wanted = {names.alert_bus_arn: names.forward_role_of(names.trail_account)}
        yield judged("rule", lambda: rule(here, region, names.region_rule, "", wanted))
        yield judged("forward role", lambda: _role(here, home, names.forward_role))
        yield judged("bus", lambda: bus(there, home, names.alerts))
        to_queue = {names.alert_queue_arn: ""}
        yield judged("bus rule", lambda: rule(there, home, names.region_rule, names.alerts, to_queue))
    else:
        yield judged("notification", lambda: notification(plan, there))
        to_queue = {names.alert_queue_arn: ""}
        yield judged("log file rule", lambda: rule(there, home, names.delivered_rule, "", to_queue))


def _trail(plan: Plan, client_for: ClientFor) -> str:
    names = plan.names
    gone = f"the trail {names.trail} doesn't exist in {names.home}"
    status = ask(client_for, "cloudtrail", names.home, "get_trail_status", gone, Name=names.trail_arn)
    if not status.get("IsLogging"):
        raise Broken(
            f"the trail {names.trail} doesn't log",
            f"`aws cloudtrail start-logging --region {names.home} --name {names.trail}` turns it on.",
        )
    problem = status.get("LatestDeliveryError")
    if problem and plan.source != RULES:
        raise Broken(
            f"the trail can't deliver its log files ({problem})",
            "Look at the log bucket's policy and the key's.",
            blocks=False,
        )
    return f"the trail {names.trail} logs"


def rule(client_for: ClientFor, region: str, name: str, bus: str, wanted: dict[str, str]) -> str:
    """A rule is on and sends on. wanted: the ARN that it has to send to, with the role, "" for none."""
    where = f"in {region}" + (f" on the bus {bus}" if bus else "")
    on = {"EventBusName": bus} if bus else {}
    gone = f"the rule {name} {where} is gone"
    rule = ask(client_for, "events", region, "describe_rule", gone, Name=name, **on)
    if rule.get("State") not in _ON:
        # EnableRule would leave a region's rule in a state in which it sees fewer events than deployed.
        raise Broken(f"the rule {name} {where} is {rule.get('State')}", "`pulumi up --refresh` turns it on.")
    answer = ask(client_for, "events", region, "list_targets_by_rule", Rule=name, **on)
    targets = {target["Arn"]: target.get("RoleArn", "") for target in answer["Targets"]}
    other = {target["Arn"] for target in answer["Targets"] if not _passes_event(target)}
    for arn, role in wanted.items():
        if arn not in targets:
            raise Broken(f"the rule {name} {where} no longer sends to {arn}")
        if role and targets[arn] != role:
            raise Broken(f"the rule {name} {where} sends with another role than {role}")
        if arn in other:
            raise Broken(f"the rule {name} {where} sends something else than the event to {arn}")
    look_at_bus_key(client_for, region, bus)
    return f"the rule {name} {where} is there and sends on"


def _passes_event(target: Mapping[str, Any]) -> bool:
    """Whether the whole event arrives: a constant or a part of it would be one that says nothing.

    https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Target.html
    """
    template = (target.get("InputTransformer") or {}).get("InputTemplate", _WHOLE)
    return _WHOLE in template and not target.get("Input") and target.get("InputPath", "$") == "$"


def _role(client_for: ClientFor, home: str, name: str) -> str:
    gone = f"the role {name}, which rules forward with, is gone"
    ask(client_for, "iam", home, "get_role", gone, RoleName=name)
    policies: Any = ask(client_for, "iam", home, "list_role_policies", RoleName=name)
    attached: Any = ask(client_for, "iam", home, "list_attached_role_policies", RoleName=name)
    if not policies["PolicyNames"] and not attached["AttachedPolicies"]:
        raise Broken(f"the role {name} may do nothing: its policy is gone")
    return f"the role {name} is there"


def bus(client_for: ClientFor, home: str, name: str) -> str:
    """The alert bus is there."""
    gone = f"the alert bus {name} in {home} is gone"
    ask(client_for, "events", home, "describe_event_bus", gone, Name=name)
    return f"the bus {name} is there"


def notification(plan: Plan, client_for: ClientFor) -> str:
    """S3 tells EventBridge of files in the log bucket."""
    bucket, home = plan.names.log_bucket, plan.names.home
    gone, call = f"the log bucket {bucket} is gone", "get_bucket_notification_configuration"
    answer = ask(client_for, "s3", home, call, gone, Bucket=bucket)
    if "EventBridgeConfiguration" not in answer:
        raise Broken(f"the log bucket {bucket} no longer tells EventBridge of new files", PUT_BACK)
    return f"the log bucket {bucket} tells EventBridge of new files"
