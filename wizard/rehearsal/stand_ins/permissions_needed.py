"""Which permissions an API call needs, on which resource.

https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wizard.account.action_names import action_of
from wizard.rehearsal.account.organizations import organization_of
from wizard.rehearsal.makers.base import Place

Parameters = Mapping[str, Any]


@dataclass(frozen=True)
class Need:
    """One permission. An empty `resource`: which one isn't known here, so it can't be judged."""

    action: str
    resource: str


def needs(service: str, operation: str, parameters: Parameters, place: Place) -> list[Need]:
    """`service` and `operation` as boto3 has them; `parameters` as they are given to it."""
    action = action_of(service, operation)
    if action == "s3:GetObject" and parameters.get("VersionId"):
        action = "s3:GetObjectVersion"
    if operation in ("TransactWriteItems", "TransactGetItems"):
        return [_in_transaction(item, place) for item in parameters.get("TransactItems") or ()]
    if operation in ("ExecuteStatement", "BatchExecuteStatement", "ExecuteTransaction"):
        return [_in_partiql(one, place) for one in _statements(parameters)]
    found = _RESOURCES[service](parameters, place) if service in _RESOURCES else ("",)
    return [Need(action, resource) for resource in found]


def _queue(given: Parameters, place: Place) -> Sequence[str]:
    name = given.get("QueueName") or str(given.get("QueueUrl", "")).rsplit("/", 1)[-1]
    return (place.arn("sqs", name) if name else "",)


def _topic(given: Parameters, place: Place) -> Sequence[str]:
    return (given.get("TopicArn") or given.get("TargetArn") or "",)


def _table(given: Parameters, place: Place) -> Sequence[str]:
    names = given.get("RequestItems") or ([given["TableName"]] if given.get("TableName") else [])
    return [place.arn("dynamodb", f"table/{name}") for name in names] or ("",)


def _in_transaction(item: Parameters, place: Place) -> Need:
    """Each item by its own kind: Put, Update, Delete, Get, ConditionCheck.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html
    """
    kind, given = next(iter(item.items()))
    action = "ConditionCheckItem" if kind == "ConditionCheck" else f"{kind}Item"
    return Need(f"dynamodb:{action}", place.arn("dynamodb", f"table/{given['TableName']}"))


# The verb, and the table that stands behind it, quoted or not, an index behind a full stop.
_PARTIQL = re.compile(
    r"""\s*(?:(?P<verb>INSERT|DELETE|UPDATE)\b(?:\s+(?:INTO|FROM))?|(?P<select>SELECT)\b.*?\bFROM)
    \s+"?(?P<table>[A-Za-z0-9_.-]{3,255}?)"?(?:\."?[A-Za-z0-9_.-]+"?)?(?:\s|$)""",
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)


def _statements(given: Parameters) -> list[str]:
    several = given.get("Statements") or given.get("TransactStatements") or [given]
    return [str(one.get("Statement", "")) for one in several]


def _in_partiql(statement: str, place: Place) -> Need:
    """https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-iam.html"""
    found = _PARTIQL.match(statement)
    verb = (found["verb"] or found["select"]).capitalize() if found else "Select"
    return Need(f"dynamodb:PartiQL{verb}", place.arn("dynamodb", f"table/{found['table']}") if found else "")


def _object(given: Parameters, place: Place) -> Sequence[str]:
    bucket, key = given.get("Bucket"), given.get("Key")
    arn = f"arn:{place.account.partition}:s3:::{bucket}" if bucket else ""
    return (f"{arn}/{key}" if key else arn,)


def _rule(given: Parameters, place: Place) -> Sequence[str]:
    bus = str(given.get("EventBusName") or "default").rsplit("/", 1)[-1]
    name = given.get("Name") or given.get("Rule")
    return (
        place.arn("events", f"rule/{name}" if bus == "default" else f"rule/{bus}/{name}") if name else "",
    )


def _role(given: Parameters, place: Place) -> Sequence[str]:
    name = given.get("RoleName")
    return (place.account.arn("iam", f"role/{name}", "") if name else "",)


def _function(given: Parameters, place: Place) -> Sequence[str]:
    name = str(given.get("FunctionName", ""))
    return (name if name.startswith("arn:") or not name else place.arn("lambda", f"function:{name}"),)


def _member(given: Parameters, place: Place) -> Sequence[str]:
    """An account of the organization, whose ARN is the management account's."""
    found, id = organization_of(place.account), given.get("AccountId")
    if not found or not id:
        return ("",)
    partition, owner = place.account.partition, found.management_account
    return (f"arn:{partition}:organizations::{owner}:account/{found.id}/{id}",)


_RESOURCES: dict[str, Callable[[Parameters, Place], Sequence[str]]] = {
    "account": lambda given, place: (place.account.arn("account", "account", ""),),
    "dynamodb": _table,
    "events": _rule,
    "iam": _role,
    "lambda": _function,
    "organizations": _member,
    "s3": _object,
    "sns": _topic,
    "sqs": _queue,
}
