"""What the alert's roles may do, and what not even administrators may, judged by what policies mean. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from components import policies
from components.arns import Arn
from components.names import Names
from components.settings import DELIVERED_LOGS, Settings
from wizard.account.facts import Probe
from wizard.drill.stage_check import PUT_BACK
from wizard.iam.witnesses import witnesses
from wizard.verify import meaning
from wizard.verify.facts import Alert, Facts, Role
from wizard.verify.meaning import Asked, Call
from wizard.verify.result import Result, about, failed, passed, unknown
from wizard.verify.target import tampering

_TAKES_OUT = ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:PurgeQueue")
_ON_TABLE = (
    "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:BatchWriteItem",
    "dynamodb:GetItem", "dynamodb:Query", "dynamodb:Scan",
)  # fmt: skip

_OF_TOPIC = [
    Call(f"sns:{name}")
    for name in ("Subscribe", "SetTopicAttributes", "DeleteTopic", "AddPermission", "RemovePermission")
]


@dataclass(frozen=True)
class _Needed:
    """What a role is for: who takes it on, under which conditions, and the document of all that it does."""

    service: str
    context: Mapping[str, Any]
    document: Mapping[str, Any]


def roles(facts: Facts, it: Alert, settings: Settings, names: Names) -> Iterator[Result]:
    """Whether each role can be taken on by its service, and may do what it is for."""
    topic = it.topic.value
    key = topic.key.value.arn if topic and topic.key and topic.key.value else ""
    group = names.arn("scheduler", "schedule-group/default")
    account = {"aws:SourceAccount": names.account}
    digest = policies.digest_function(
        names,
        tamper_rules=tampering(settings, names),
        topic_key_arn=key,
        reads_logs=DELIVERED_LOGS in settings.region_alert,
    )
    needed = {
        "alert.function-role": _Needed("lambda.amazonaws.com", account, digest),
        "alert.schedule-role": _Needed(
            "scheduler.amazonaws.com", {**account, "aws:SourceArn": group}, policies.schedule(names)
        ),
    }
    for (id, whose), role in it.roles.items():
        wanted = needed.get(id) or _forwarding(names, whose)
        yield from about([_role(id, role, wanted, names, whose, _resources(facts, it, names))], account=whose)


def _resources(facts: Facts, it: Alert, names: Names) -> dict[str, str]:
    """The policies of what the roles use, by ARN, as far as they are known: any may deny."""
    bucket = facts.trails[0].bucket.policy.value if facts.trails else None
    found = {
        names.alert_queue_arn: (it.queue.value or {}).get("Policy"),
        names.digest_table_arn: it.table_policy.value,
        names.alert_topic_arn: it.topic.value.policy if it.topic.value else None,
        names.log_bucket_arn: bucket,
    }
    return {arn: text for arn, text in found.items() if text}


def _forwarding(names: Names, account: str) -> _Needed:
    """Of the rules in this account."""
    rule = names.arn("events", f"rule/{names.region_rule}", account=account)
    context = {"aws:SourceAccount": account, "aws:SourceArn": rule}
    return _Needed("events.amazonaws.com", context, policies.forward(names))


def _role(
    id: str,
    role: Role,
    needed: _Needed,
    names: Names,
    account: str,
    resources: Mapping[str, str] | None = None,
) -> Result:
    if role.trust.state == "bad":
        return failed(id, f"The role {role.name} is gone.", PUT_BACK)
    for probe in (role.trust, role.policies, role.attached):
        if probe.value is None:
            return unknown(id, probe)
    arn = names.arn("iam", f"role/{role.name}", "", account)
    trust = meaning.trusts(role.trust.value or {}, arn, needed.service, needed.context)
    if not trust.allowed:
        return failed(id, f"{needed.service} can't take on {role.name}: {trust.reason}.", PUT_BACK)
    if role.boundary.value is None:
        return unknown(id, role.boundary)
    has = [*(role.policies.value or ()), *(role.attached.value or ())]
    lacks = meaning.lacking(
        needed.document, meaning.Has(has, role.boundary.value or None, resources or {}), arn, names.home
    )
    if lacks:
        more = f", nor {len(lacks) - 1} more" if len(lacks) > 1 else ""
        show = f"`aws iam list-attached-role-policies --role-name {role.name}` shows"
        detach = f"{show} what the stack didn't give it: detach that. {PUT_BACK}"
        fix = detach if role.attached.value else PUT_BACK
        return failed(id, f"{role.name} may not {lacks[0]}{more}.", fix)
    return passed(id, f"{role.name} may do all that it is for.")


def locks(it: Alert, names: Names) -> Iterator[Result]:
    """The explicit denies: what not even an administrator may do."""
    admins = meaning.administrators(names)
    queue, dead = names.alert_queue_arn, names.dead_letter_queue_arn
    yield from _lock("alert.queue-lock", it.queue, queue, (*_TAKES_OUT, "sqs:SendMessage"), admins)
    taken = ("sqs:DeleteMessage", "sqs:PurgeQueue")
    yield from _lock("alert.dead-letter-lock", it.dead_letters, dead, taken, admins)
    if not names.existing_topic:
        policy = it.topic.then(lambda topic: {"Policy": topic.policy})
        found = [*_lock("alert.topic-lock", policy, names.alert_topic_arn, ("sns:Publish",), admins)]
        yield from _topic_of_others(it, names) if [one.state for one in found] == ["passed"] else found
    if it.table.state == "bad":
        yield failed("alert.table", f"The table {names.digest} is gone.", PUT_BACK)
        return
    if it.table.value is None:
        yield unknown("alert.table", it.table)
    else:
        table = it.table.value.get("Table") or {}
        status = str(table.get("TableStatus", ""))
        # Absent where it never was anything else: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BillingModeSummary.html
        limited = (table.get("BillingModeSummary") or {}).get("BillingMode", "PROVISIONED") == "PROVISIONED"
        if status not in ("ACTIVE", "UPDATING"):
            yield failed("alert.table", f"The table {names.digest} is {status}.", PUT_BACK)
        elif limited:
            text = f"The table {names.digest} takes so many reads and writes a second, not as many as come."
            yield failed("alert.table", text, PUT_BACK)
        else:
            yield passed("alert.table", f"The table {names.digest} is {status}.")
    policy = it.table_policy.then(lambda text: {"Policy": text})
    yield from _lock("alert.table-lock", policy, names.digest_table_arn, _ON_TABLE, admins)


def _topic_of_others(it: Alert, names: Names) -> Iterator[Result]:
    """Whether whoever belongs to another account may listen to the topic, or change or delete it.

    https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-language-api-permissions-reference.html
    """
    policy = it.topic.value.policy if it.topic.value else ""
    found = witnesses(policy or "{}", meaning.stranger(names), names.partition)
    ours = {names.account, names.trail_account, names.trail_owner}
    others = [one for one in found if one.principal.kind != "service" and one.principal.account not in ours]
    asked = Asked(names.alert_topic_arn, policy, names.account)
    wrong = [*meaning.let_in(others, _OF_TOPIC, asked)]
    if wrong:
        yield failed("alert.topic-lock", f"{wrong[0]}.", PUT_BACK)
    else:
        yield passed("alert.topic-lock", "Its policy denies publishing to everybody else.")


def _lock(
    id: str, probe: Probe[Mapping[str, str]], arn: str, actions: tuple[str, ...], admins: Any
) -> Iterator[Result]:
    """Nothing for what isn't there: that is another check's."""
    if probe.state == "bad":
        return
    if probe.value is None:
        yield unknown(id, probe)
        return
    asked = Asked(arn, probe.value.get("Policy") or "", Arn.of(arn).account)
    wrong = [text for action in actions for text in meaning.allowed(admins, [action], asked)]
    if wrong:
        yield failed(id, f"{wrong[0]}.", PUT_BACK)
    else:
        yield passed(id, "Its policy denies it to everybody else.")
