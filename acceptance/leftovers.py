"""What is still in the account after the stack is destroyed, kind by kind, in every region. Read-only.

By name, since all names begin with the trail's; keys by the tag of the run, since they have no names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from acceptance.means import TAG, TRAIL
from wizard.account.connect import ClientFor
from wizard.account.facts import Probe
from wizard.account.one_call import ask, ask_every_page


@dataclass(frozen=True)
class Left:
    """should: it is meant to stay, or goes by itself, as `note` says; fix: what removes it."""

    kind: str
    id: str
    region: str
    should: bool = False
    note: str = ""
    fix: str = ""


@dataclass(frozen=True)
class Leftovers:
    """unseen: what couldn't be looked at, and why."""

    found: Sequence[Left] = ()
    unseen: Sequence[str] = ()


@dataclass(frozen=True)
class _Kind:
    """One list of AWS's. call, listed, name: boto3's; parameters: of the call; fix: with {} for the id."""

    kind: str
    service: str
    call: str
    listed: str
    name: str
    fix: str
    parameters: Mapping[str, Any] = field(default_factory=dict[str, Any])
    everywhere: bool = False
    pages: bool = True


_KINDS = (
    _Kind("trail", "cloudtrail", "list_trails", "Trails", "Name", "aws cloudtrail delete-trail --name {}"),
    _Kind("bucket", "s3", "list_buckets", "Buckets", "Name", "aws s3 rb --force s3://{}", pages=False),
    _Kind(
        "event rule", "events", "list_rules", "Rules", "Name",
        "aws events remove-targets and delete-rule, --name {}", {"NamePrefix": TRAIL}, everywhere=True,
    ),
    _Kind(
        "event bus", "events", "list_event_buses", "EventBuses", "Name",
        "aws events delete-event-bus --name {}", {"NamePrefix": TRAIL}, pages=False,
    ),
    _Kind(
        "queue", "sqs", "list_queues", "QueueUrls", "", "aws sqs delete-queue --queue-url {}",
        {"QueueNamePrefix": TRAIL},
    ),
    _Kind("topic", "sns", "list_topics", "Topics", "TopicArn", "aws sns delete-topic --topic-arn {}"),
    _Kind(
        "function", "lambda", "list_functions", "Functions", "FunctionName",
        "aws lambda delete-function --function-name {}",
    ),
    _Kind(
        "table", "dynamodb", "list_tables", "TableNames", "", "aws dynamodb delete-table --table-name {}"
    ),
    _Kind(
        "schedule", "scheduler", "list_schedules", "Schedules", "Name",
        "aws scheduler delete-schedule --name {}", {"NamePrefix": TRAIL},
    ),
    _Kind(
        "alarm", "cloudwatch", "describe_alarms", "MetricAlarms", "AlarmName",
        "aws cloudwatch delete-alarms --alarm-names {}", {"AlarmNamePrefix": TRAIL},
    ),
    _Kind(
        "log group", "logs", "describe_log_groups", "logGroups", "logGroupName",
        "aws logs delete-log-group --log-group-name {}",
    ),
    _Kind("role", "iam", "list_roles", "Roles", "RoleName", "aws iam delete-role --role-name {}"),
    _Kind(
        "key alias", "kms", "list_aliases", "Aliases", "AliasName", "aws kms delete-alias --alias-name {}"
    ),
)  # fmt: skip


def look(client_for: ClientFor, home: str, enabled: Sequence[str], run: str) -> Leftovers:
    """Everything of this run's that is still there. enabled: the regions that have rules; run: its id."""
    found: list[Left] = []
    unseen: list[str] = []
    for kind in _KINDS:
        for region in enabled if kind.everywhere else (home,):
            answer = _asked(client_for, kind, region)
            if answer.value is None:
                unseen.append(f"{kind.kind}s in {region}: {answer.why}")
            else:
                found += _of(kind, region, answer.value.get(kind.listed) or ())
    keys = _keys(client_for, home, run)
    return Leftovers([*found, *(keys.value or ())], [*unseen, *([f"keys: {keys.why}"] if keys.why else [])])


def _asked(client_for: ClientFor, kind: _Kind, region: str) -> Probe[Any]:
    asked: Callable[..., Probe[Any]] = ask_every_page if kind.pages else ask
    return asked(client_for, kind.service, region, kind.call, **kind.parameters)


def _of(kind: _Kind, region: str, entries: Sequence[Any]) -> Iterator[Left]:
    for one in entries:
        id = str(one[kind.name] if kind.name else one)
        # A queue's URL, a topic's ARN and a log group's path end with the name.
        if id.replace(":", "/").rpartition("/")[2].startswith(TRAIL):
            yield Left(kind.kind, id, region, fix=kind.fix.format(id))


def _keys(client_for: ClientFor, home: str, run: str) -> Probe[list[Left]]:
    """Keys can only be told to go, and wait a while: they cost nothing meanwhile.

    https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html
    """
    listed = ask_every_page(client_for, "kms", home, "list_keys")
    if listed.value is None:
        return Probe("unknown", why=listed.why)
    found: list[Left] = []
    refused = ""
    for entry in listed.value["Keys"]:
        tags = ask(client_for, "kms", home, "list_resource_tags", KeyId=entry["KeyId"])
        if tags.value is None:
            # Somebody else's key may be closed to us; ours isn't.
            refused = refused if tags.cause == "refused" else tags.why
            continue
        if {"TagKey": TAG, "TagValue": run} not in tags.value.get("Tags", ()):
            continue
        state = ask(client_for, "kms", home, "describe_key", KeyId=entry["KeyId"])
        if state.value is None:
            refused = state.why
            continue
        found.append(_key(entry["KeyArn"], home, state.value["KeyMetadata"]))
    return Probe("good", found, why=refused)


def _key(arn: str, home: str, key: Mapping[str, Any]) -> Left:
    if key["KeyState"] == "PendingDeletion":
        when = key.get("DeletionDate")
        note = f"is deleted on {when:%Y-%m-%d}, and free until then" if when else "waits for its deletion"
        return Left("key", arn, home, should=True, note=note)
    fix = f"aws kms schedule-key-deletion --key-id {arn} --pending-window-in-days 7"
    return Left("key", arn, home, note=f"is {key['KeyState']}", fix=fix)
