"""Looks at what `self_check` judges: read-only calls, each region beside the others."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from .self_check import Expected, Found, Rule

AT_ONCE = 8
MakeClient = Callable[[str, str], Any]


def look(expected: Expected, home: str, client: MakeClient) -> Found:
    """What is there now. `client` gives one for (service, region). Raises nothing for a refused call."""
    # Made one after the other: making a client isn't safe in threads, using it is.
    events = {region: client("events", region) for region in sorted(expected.watched)}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        states = pool.map(lambda made: _rule(expected, made), events.values())
        rules = dict(zip(events, states, strict=True))
    enabled, enabled_unknown = (
        _tried(lambda: _enabled(client("account", home))) if expected.bus_arn else (None, "")
    )
    role, role_unknown = (
        _tried(lambda: _role(expected, client("iam", home))) if expected.watched else (True, "")
    )
    people, people_unknown = _tried(lambda: _people(expected, client("sns", home)))
    confirmed, pending = people or (0, 0)
    return Found(
        rules=rules,
        enabled=enabled or frozenset(),
        enabled_unknown=enabled_unknown,
        role_exists=bool(role),
        role_unknown=role_unknown,
        confirmed=confirmed,
        pending=pending,
        subscriptions_unknown=people_unknown,
    )


def _tried(call: Callable[[], Any]) -> tuple[Any, str]:
    try:
        return call(), ""
    except (ClientError, BotoCoreError) as error:
        return None, _refusal(error)


def _code(error: ClientError | BotoCoreError) -> str:
    return error.response["Error"]["Code"] if isinstance(error, ClientError) else type(error).__name__


def _refusal(error: ClientError | BotoCoreError) -> str:
    return f"{error.operation_name}: {_code(error)}" if isinstance(error, ClientError) else _code(error)


def _rule(expected: Expected, events: Any) -> Rule:
    try:
        state = events.describe_rule(Name=expected.rule)["State"]
        targets = events.list_targets_by_rule(Rule=expected.rule)["Targets"]
    except (ClientError, BotoCoreError) as error:
        gone = (
            isinstance(error, ClientError) and error.response["Error"]["Code"] == "ResourceNotFoundException"
        )
        return Rule() if gone else Rule(unknown=_refusal(error))
    return Rule(state, {target["Arn"]: target.get("RoleArn", "") for target in targets})


def _enabled(account: Any) -> frozenset[str]:
    """https://docs.aws.amazon.com/accounts/latest/reference/API_ListRegions.html"""
    pages = account.get_paginator("list_regions").paginate(
        RegionOptStatusContains=["ENABLED", "ENABLED_BY_DEFAULT"]
    )
    return frozenset(region["RegionName"] for page in pages for region in page["Regions"])


def _role(expected: Expected, iam: Any) -> bool:
    try:
        iam.get_role(RoleName=expected.role_arn.rpartition("/")[2])
    except ClientError as error:
        if _code(error) == "NoSuchEntity":
            return False
        raise
    return True


def _people(expected: Expected, sns: Any) -> tuple[int, int]:
    """How many have confirmed and how many haven't; an unconfirmed one has no ARN yet."""
    pages = sns.get_paginator("list_subscriptions_by_topic").paginate(TopicArn=expected.topic_arn)
    arns = [subscription["SubscriptionArn"] for page in pages for subscription in page["Subscriptions"]]
    confirmed = sum(arn.startswith("arn:") for arn in arns)
    return confirmed, sum(arn == "PendingConfirmation" for arn in arns)
