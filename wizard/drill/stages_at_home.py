"""The way from the alert queue to people: is every stage there?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from components.arns import Arn
from components.settings import RULES
from wizard.account.connect import ClientFor
from wizard.drill import queue_faults
from wizard.drill.plan import Plan
from wizard.drill.stage_check import Broken, Finding, ask, judged
from wizard.drill.subscribers import subscriptions
from wizard.iam import Principal, Request, evaluate


def stages(plan: Plan, client_for: ClientFor) -> Iterator[Finding]:
    """In the order in which an event passes them."""
    yield judged("queue", lambda: queue(plan, client_for))
    yield judged("dead letters", lambda: dead_letters(plan, client_for))
    yield judged("function", lambda: function(plan, client_for))
    yield judged("schedule", lambda: schedule(plan, client_for))
    yield judged("topic", lambda: topic(plan, client_for))
    yield judged("subscriptions", lambda: subscriptions(plan, client_for))


def attributes(plan: Plan, client_for: ClientFor, name: str, what: str) -> dict[str, str]:
    """A queue's attributes. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html"""
    home = plan.names.home
    gone = f"{what} {name} in {home} is gone"
    url = ask(client_for, "sqs", home, "get_queue_url", gone, QueueName=name)["QueueUrl"]
    answer = ask(client_for, "sqs", home, "get_queue_attributes", gone, QueueUrl=url, AttributeNames=["All"])
    return answer.get("Attributes", {})


def waiting(found: dict[str, str]) -> int:
    """About how many messages are in a queue, those included that somebody is reading."""
    names = ("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible")
    return sum(int(found.get(name, 0)) for name in names)


def queue(plan: Plan, client_for: ClientFor) -> str:
    """The alert queue is there, and takes the events of the source's rule."""
    names = plan.names
    found = attributes(plan, client_for, names.alerts, "the alert queue")
    rule = names.alert_bus_rule_arn if plan.source == RULES else names.delivered_rule_arn
    request = Request(
        Principal.service("events.amazonaws.com"),
        "sqs:SendMessage",
        names.alert_queue_arn,
        {"aws:SourceArn": rule, "aws:SourceAccount": names.account, "aws:SecureTransport": True},
        names.account,
    )
    decision = evaluate(request, resource_policy=found.get("Policy") or None)
    if not decision.allowed:
        raise Broken(f"the alert queue doesn't take the rule's events: {decision.reason}", blocks=False)
    faults = list(queue_faults.of_alert_queue(found))
    if faults:
        raise Broken(f"the alert queue {'; it '.join(faults)}", blocks=False)
    return f"the queue {names.alerts} is there, {waiting(found)} messages wait in it"


def dead_letters(plan: Plan, client_for: ClientFor) -> str:
    """The dead-letter queue is there, and empty."""
    name = plan.names.dead_letters
    try:
        found = attributes(plan, client_for, name, "the dead-letter queue")
    except Broken as broken:
        # Messages still pass; only those that can't be read have nowhere to go.
        raise Broken(broken.what, blocks=False) from None
    count = waiting(found)
    if count:
        raise Broken(
            f"{count} messages are in the dead-letter queue {name}: the digest couldn't deal with them",
            "Look at one, and at the digest function's log. Nobody can delete one: they go after two weeks.",
            blocks=False,
        )
    faults = list(queue_faults.of_dead_letters(found, plan.names.alert_queue_arn))
    if faults:
        raise Broken(f"the dead-letter queue {'; it '.join(faults)}", blocks=False)
    return f"the dead-letter queue {name} is empty"


def function(plan: Plan, client_for: ClientFor) -> str:
    """The digest function can run, and was told what the stack file says."""
    names, home = plan.names, plan.names.home
    gone = f"the digest function {names.digest} in {home} is gone"
    found = ask(client_for, "lambda", home, "get_function_configuration", gone, FunctionName=names.digest)
    state = found.get("State", "Active")
    if state == "Failed" or found.get("LastUpdateStatus") == "Failed":
        why = found.get("StateReason") or found.get("LastUpdateStatusReason") or ""
        raise Broken(
            f"the digest function can't run ({state}: {why})", "Mend what it names, then `pulumi up`."
        )
    role = Arn.of(found.get("Role", "")).name
    lost = f"the digest function's role {role} is gone"
    ask(client_for, "iam", home, "get_role", lost, RoleName=role)
    limit = ask(client_for, "lambda", home, "get_function_concurrency", gone, FunctionName=names.digest)
    if limit.get("ReservedConcurrentExecutions") == 0:
        raise Broken(
            "the digest function may not run: its reserved concurrency is 0",
            f"`aws lambda delete-function-concurrency --region {home} --function-name {names.digest}` "
            "lets it run; find out who set that.",
        )
    _as_deployed(plan, (found.get("Environment") or {}).get("Variables") or {})
    return f"the function {names.digest} is there ({state})"


def _as_deployed(plan: Plan, variables: dict[str, str]) -> None:
    """Whether the function was told what the stack file says. Who may not read its variables sees none."""
    approved = variables.get("APPROVED_REGIONS", "").split(",")
    if plan.region in approved:
        raise Broken(
            f"the deployed function takes {plan.region} for approved: the stack file has changed since",
            "`pulumi up` deploys what the stack file says.",
        )
    topic = variables.get("TOPIC_ARN", plan.topic_arn)
    if topic != plan.topic_arn:
        raise Broken(
            f"the deployed function publishes to {topic}, not to {plan.topic_arn}",
            "`pulumi up` deploys what the stack file says.",
        )


def schedule(plan: Plan, client_for: ClientFor) -> str:
    """The schedule is on, and starts the function."""
    names, home = plan.names, plan.names.home
    gone = f"the schedule {names.digest} in {home}, which starts the digest, is gone"
    found = ask(client_for, "scheduler", home, "get_schedule", gone, Name=names.digest)
    if found.get("State") != "ENABLED":
        raise Broken(
            f"the schedule {names.digest} is {found.get('State')}", "`pulumi up --refresh` turns it on."
        )
    target = found.get("Target", {})
    if target.get("Arn") != names.digest_function_arn:
        raise Broken(f"the schedule {names.digest} no longer starts the digest function")
    role = Arn.of(target.get("RoleArn", "")).name
    ask(client_for, "iam", home, "get_role", f"the schedule's role {role} is gone", RoleName=role)
    faults = list(_faults_of_schedule(found, role, names.schedule_role))
    if faults:
        raise Broken(f"the schedule {names.digest} {'; it '.join(faults)}")
    return f"the schedule {names.digest} is on: {found.get('ScheduleExpression')}"


def _faults_of_schedule(found: Mapping[str, Any], role: str, wanted_role: str) -> Iterator[str]:
    """What makes it start late, some day only, or not at all.

    https://docs.aws.amazon.com/scheduler/latest/APIReference/API_GetSchedule.html
    """
    window = found.get("FlexibleTimeWindow") or {}
    if role != wanted_role:
        yield f"starts the function with the role {role}, not {wanted_role}"
    for key, word in {"StartDate": "begins", "EndDate": "ends"}.items():
        if found.get(key):
            yield f"{word} at {found[key]}"
    if window.get("Mode", "OFF") != "OFF":
        yield f"may start it {window.get('MaximumWindowInMinutes', 'some')} minutes late"
    if found.get("KmsKeyArn"):
        yield f"is encrypted with {found['KmsKeyArn']}, a key that may be disabled"


def topic(plan: Plan, client_for: ClientFor) -> str:
    """The topic is there, and its key can be used."""
    region = Arn.of(plan.topic_arn).region
    gone = f"the topic {plan.topic_arn} is gone"
    answer = ask(client_for, "sns", region, "get_topic_attributes", gone, TopicArn=plan.topic_arn)
    key = answer.get("Attributes", {}).get("KmsMasterKeyId")
    if key and not plan.names.existing_topic:
        lost = f"the topic's key {key} is gone"
        state = ask(client_for, "kms", region, "describe_key", lost, KeyId=key)["KeyMetadata"]["KeyState"]
        if state != "Enabled":
            raise Broken(
                f"the topic's key {key} is {state}",
                "Enable it (`aws kms cancel-key-deletion`, `aws kms enable-key`), and find out who did that.",
            )
    return f"the topic {Arn.of(plan.topic_arn).name} is there"
