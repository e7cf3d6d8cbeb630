"""Looks at what `self_check` judges: read-only calls, each region beside the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

from . import subscribers
from .aws import Subscription
from .aws_looks import Account, Events, Iam, MakeClient, TopicLister
from .refusals import FAILURES, code_of, said_by
from .self_check import Expected, Found
from .tamper_check import Rule, TamperRule

AT_ONCE = 8
T = TypeVar("T")


def look(expected: Expected, home: str, client: MakeClient) -> Found:
    """What is there now. `client` gives one for (service, region). Raises nothing for a refused call."""
    # Made one after the other: making a client isn't safe in threads, using it is.
    watched, tamper = sorted(expected.watched), expected.tamper
    regions = sorted({*watched, *(rule.region for rule in tamper)})
    events = {region: client("events", region) for region in regions}

    def watching(region: str) -> Rule:
        return _rule(events[region], expected.rule)

    def tampering(rule: TamperRule) -> Rule:
        return _rule(events[rule.region], rule.name, rule.bus)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        states = pool.map(watching, watched)
        rules = dict(zip(watched, states, strict=True))
        tamper_rules = dict(zip(tamper, pool.map(tampering, tamper), strict=True))
    enabled, enabled_unknown = (
        _tried(lambda: _enabled(client("account", home))) if expected.bus_arn else (None, "")
    )
    role, role_unknown = (
        _tried(lambda: _role(expected, client("iam", home))) if expected.watched else (True, "")
    )
    sns = client("sns", home)
    people, people_unknown = _tried(lambda: _people(expected, sns))
    listed, known_as = people or [], partial(subscribers.mark, expected.topic_arn)
    wanted = subscribers.to_look_at(listed, lambda address: known_as(address) in expected.emails)
    filters, filters_unknown = _tried(lambda: _filters(sns, wanted))
    gone, held_back = filters or (frozenset[str](), frozenset[str]())
    listed = [one for one in listed if one.get("SubscriptionArn", "") not in gone]
    arns = [one.get("SubscriptionArn", "") for one in listed]
    return Found(
        rules=rules,
        tamper=tamper_rules,
        people=subscribers.states(listed, known_as, held_back),
        enabled=enabled or frozenset(),
        enabled_unknown=enabled_unknown,
        role_exists=bool(role),
        role_unknown=role_unknown,
        confirmed=sum(arn.startswith("arn:") for arn in arns),
        pending=arns.count("PendingConfirmation"),
        held_back=len(held_back),
        subscriptions_unknown=people_unknown,
        filters_unknown=filters_unknown,
    )


def _tried(call: Callable[[], T]) -> tuple[T | None, str]:
    try:
        return call(), ""
    except FAILURES as error:
        return None, said_by(error)


def _rule(events: Events, name: str, bus: str = "") -> Rule:
    on_bus = {"EventBusName": bus} if bus else {}
    try:
        state = events.describe_rule(Name=name, **on_bus)["State"]
        targets = events.list_targets_by_rule(Rule=name, **on_bus)["Targets"]
    except FAILURES as error:
        gone = code_of(error) == "ResourceNotFoundException"
        return Rule() if gone else Rule(unknown=said_by(error))
    return Rule(state, {target["Arn"]: target.get("RoleArn", "") for target in targets})


def _enabled(account: Account) -> frozenset[str]:
    """https://docs.aws.amazon.com/accounts/latest/reference/API_ListRegions.html"""
    pages = account.get_paginator("list_regions").paginate(
        RegionOptStatusContains=["ENABLED", "ENABLED_BY_DEFAULT"]
    )
    return frozenset(region["RegionName"] for page in pages for region in page["Regions"])


def _role(expected: Expected, iam: Iam) -> bool:
    try:
        iam.get_role(RoleName=expected.role_arn.rpartition("/")[2])
    except FAILURES as error:
        if code_of(error) == "NoSuchEntity":
            return False
        raise
    return True


def _people(expected: Expected, sns: TopicLister) -> list[Subscription]:
    """Who is subscribed; an unconfirmed one has no ARN yet."""
    pages = sns.get_paginator("list_subscriptions_by_topic").paginate(TopicArn=expected.topic_arn)
    return [subscription for page in pages for subscription in page.get("Subscriptions", ())]


def _filters(sns: TopicLister, arns: Sequence[str]) -> tuple[frozenset[str], frozenset[str]]:
    """Of these subscriptions those that are gone meanwhile, and those that don't get every message."""

    def state(arn: str) -> bool | None:
        try:
            return subscribers.takes_everything(
                sns.get_subscription_attributes(SubscriptionArn=arn)["Attributes"]
            )
        except FAILURES as error:
            if code_of(error) == "NotFound":
                return None
            raise

    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = dict(zip(arns, pool.map(state, arns), strict=True))
    gone = frozenset(arn for arn, takes in found.items() if takes is None)
    return gone, frozenset(arn for arn, takes in found.items() if takes is False)
