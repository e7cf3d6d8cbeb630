"""The hourly self-check: what counts as a gap, what is looked at, and when people are told."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from components.region_alert.function.digest.self_check import Expected, Found, differences
from components.region_alert.function.digest.self_look import look
from components.region_alert.function.digest.table import Table as DigestTable
from components.region_alert.function.digest.tamper_check import Rule
from components.region_alert.function.digest.upkeep import upkeep
from tests.function.cases import SETTINGS
from tests.function.scene import World, refusal

BUS = "arn:aws:events:eu-west-1:111122223333:event-bus/everyregion-alerts"
ROLE = "arn:aws:iam::111122223333:role/everyregion-eu-west-1-alert-forward"
EXPECTED = Expected(
    rule="everyregion-region-alert",
    bus_arn=BUS,
    role_arn=ROLE,
    topic_arn=SETTINGS.topic_arn,
    rule_state="ENABLED",
    watched=frozenset({"ap-south-1", "us-east-1"}),
    left_out=frozenset({"eu-west-1", "eu-central-1"}),
)
WHOLE = Rule("ENABLED", {BUS: ROLE})
AS_DEPLOYED = Found(
    rules={"ap-south-1": WHOLE, "us-east-1": WHOLE},
    enabled=frozenset({"ap-south-1", "us-east-1", "eu-west-1", "eu-central-1"}),
    confirmed=1,
)


def with_rule(rule: Rule) -> Found:
    return replace(AS_DEPLOYED, rules={"ap-south-1": rule, "us-east-1": WHOLE})


def test_what_is_as_deployed_has_no_gap() -> None:
    assert differences(EXPECTED, AS_DEPLOYED) == []


@pytest.mark.parametrize(
    ("found", "gap"),
    [
        (with_rule(Rule()), "ap-south-1: the rule everyregion-region-alert is gone"),
        (with_rule(Rule("DISABLED", {BUS: ROLE})), "everyregion-region-alert is DISABLED, not ENABLED."),
        (with_rule(Rule("ENABLED", {})), "ap-south-1: the rule everyregion-region-alert no longer forwards"),
        (with_rule(Rule("ENABLED", {BUS + "x": ROLE})), "no longer forwards to the alert bus."),
        (with_rule(Rule("ENABLED", {BUS: "arn:aws:iam::111122223333:role/x"})), "has another role"),
        (
            with_rule(Rule(unknown="DescribeRule: AccessDenied")),
            "not be looked at (DescribeRule: AccessDenied)",
        ),
        (replace(AS_DEPLOYED, role_exists=False), "The role that rules forward with is gone"),
        (replace(AS_DEPLOYED, role_unknown="GetRole: AccessDenied"), "could not be looked at (GetRole:"),
        (replace(AS_DEPLOYED, enabled=AS_DEPLOYED.enabled | {"me-south-1"}), "me-south-1 was enabled since"),
        (replace(AS_DEPLOYED, enabled_unknown="ListRegions: x"), "Which regions are enabled could not be"),
        (replace(AS_DEPLOYED, confirmed=0), "Nobody has confirmed a subscription"),
        (replace(AS_DEPLOYED, pending=2), "2 subscribed and never clicked"),
        (replace(AS_DEPLOYED, subscriptions_unknown="x"), "Who is subscribed could not be looked at (x)."),
    ],
)
def test_each_gap_is_one_sentence(found: Found, gap: str) -> None:
    said = differences(EXPECTED, found)
    assert len(said) == 1
    assert gap in said[0]


def test_without_rules_no_region_and_no_role_is_missed() -> None:
    delivered_only = replace(EXPECTED, bus_arn="", watched=frozenset())
    assert differences(delivered_only, Found(confirmed=1, role_exists=False, enabled=frozenset({"x"}))) == []


def test_the_environment_says_what_was_deployed() -> None:
    environment = {
        "REGION_RULE": "everyregion-region-alert",
        "REGION_RULE_STATE": "ENABLED",
        "ALERT_BUS_ARN": BUS,
        "FORWARD_ROLE_ARN": ROLE,
        "TOPIC_ARN": SETTINGS.topic_arn,
        "WATCHED_REGIONS": "ap-south-1,us-east-1",
        "APPROVED_REGIONS": "eu-west-1",
        "SKIP_REGIONS": "eu-central-1",
    }
    assert Expected.from_environment(environment) == EXPECTED


@dataclass
class Account:
    """An account whose answers are set by hand; a service in `refused` answers AccessDenied."""

    rules: dict[str, Rule] = field(default_factory=lambda: {"ap-south-1": WHOLE, "us-east-1": WHOLE})
    subscriptions: list[str] = field(default_factory=lambda: [f"{SETTINGS.topic_arn}:1"])
    refused: set[str] = field(default_factory=set)
    people: Any = field(default_factory=list)
    filters: dict[str, str] = field(default_factory=dict)
    tamper: dict[tuple[str, str, str], Rule] = field(default_factory=dict)

    def client(self, service: str, region: str) -> Any:
        return _Client(self, service, region)


@dataclass
class _Client:
    account: Account
    service: str
    region: str

    def _answer(self, operation: str) -> None:
        if self.service in self.account.refused:
            raise refusal("AccessDenied", operation)

    def describe_rule(self, Name: str, EventBusName: str = "") -> Any:
        self._answer("DescribeRule")
        if (self.region, EventBusName, Name) in self.account.tamper:
            return {"State": self.account.tamper[self.region, EventBusName, Name].state}
        if Name != EXPECTED.rule or self.region not in self.account.rules:
            raise refusal("ResourceNotFoundException", "DescribeRule")
        return {"State": self.account.rules[self.region].state}

    def list_targets_by_rule(self, Rule: str, EventBusName: str = "") -> Any:
        known = self.account.tamper.get((self.region, EventBusName, Rule)) or self.account.rules[self.region]
        targets = known.targets
        return {"Targets": [{"Arn": arn, "RoleArn": role} for arn, role in targets.items()]}

    def get_role(self, RoleName: str) -> Any:
        self._answer("GetRole")
        if RoleName != "everyregion-eu-west-1-alert-forward":
            raise refusal("NoSuchEntity", "GetRole")
        return {}

    def get_subscription_attributes(self, SubscriptionArn: str) -> Any:
        self._answer("GetSubscriptionAttributes")
        policy = self.account.filters.get(SubscriptionArn, "")
        if policy == "gone":
            raise refusal("NotFound", "GetSubscriptionAttributes")
        if policy == "refused":
            raise refusal("AuthorizationError", "GetSubscriptionAttributes")
        return {"Attributes": {"SubscriptionArn": SubscriptionArn, "FilterPolicy": policy}}

    def get_paginator(self, operation: str) -> Any:
        self._answer("".join(word.title() for word in operation.split("_")))
        pages = {
            "list_regions": [{"Regions": [{"RegionName": name} for name in sorted(AS_DEPLOYED.enabled)]}],
            "list_subscriptions_by_topic": [
                {"Subscriptions": [{"SubscriptionArn": arn} for arn in self.account.subscriptions]},
                {"Subscriptions": self.account.people},
            ],
        }[operation]
        return type("Pages", (), {"paginate": lambda self, **_: pages})()


def test_a_look_finds_what_is_there() -> None:
    assert look(EXPECTED, "eu-west-1", Account().client) == AS_DEPLOYED


def test_a_rule_that_is_gone_is_no_unknown() -> None:
    account = Account(rules={"us-east-1": WHOLE})
    assert look(EXPECTED, "eu-west-1", account.client).rules["ap-south-1"] == Rule()


@pytest.mark.parametrize(
    ("service", "gap"),
    [
        ("events", "(DescribeRule: AccessDenied)"),
        ("iam", "(GetRole: AccessDenied)"),
        ("account", "(ListRegions: AccessDenied)"),
        ("sns", "(ListSubscriptionsByTopic: AccessDenied)"),
    ],
)
def test_what_may_not_be_looked_at_is_told_with_the_refused_call(service: str, gap: str) -> None:
    found = look(EXPECTED, "eu-west-1", Account(refused={service}).client)
    assert any(gap in said for said in differences(EXPECTED, found))


def test_a_pending_address_counts_as_unconfirmed() -> None:
    account = Account(subscriptions=["PendingConfirmation", "Deleted"])
    found = look(EXPECTED, "eu-west-1", account.client)
    assert (found.confirmed, found.pending) == (0, 1)


def check(world: World, account: Account, **changes: Any) -> list[str] | None:
    settings = replace(world.settings, **changes)
    table = DigestTable(world.table, "digest", lambda _: None)
    return upkeep(settings, EXPECTED, table, world.topic, account.client, world.clock())


GONE = {"us-east-1": WHOLE}


def test_the_check_comes_once_an_hour(world: World) -> None:
    assert check(world, Account()) == []
    world.minutes_pass(59)
    assert check(world, Account()) is None
    world.minutes_pass(1)
    assert check(world, Account()) == []


def test_no_gap_sends_no_message(world: World) -> None:
    check(world, Account())
    assert world.topic.published == []


def test_a_gap_is_told_with_what_to_do(world: World) -> None:
    check(world, Account(rules=GONE))
    assert world.topic.published[0]["Subject"] == "Everyregion: the alert has gaps (1)"
    assert "- ap-south-1: the rule everyregion-region-alert is gone" in world.topic.texts()[0]
    assert "run `pulumi up`" in world.topic.texts()[0]
    assert world.topic.messages()[0]["schema"] == "everyregion/self-check/1"


def test_a_gap_that_lasts_is_told_once_a_day(world: World) -> None:
    for _ in range(25):
        check(world, Account(rules=GONE))
        world.minutes_pass(60)
    assert len(world.topic.published) == 2


def test_another_gap_is_told_at_once(world: World) -> None:
    check(world, Account(rules=GONE))
    world.minutes_pass(60)
    check(world, Account(rules={}))
    assert [len(message["gaps"]) for message in world.topic.messages()] == [1, 2]


def test_a_gap_that_comes_back_is_told_again(world: World) -> None:
    for rules in (GONE, {"ap-south-1": WHOLE, **GONE}, GONE):
        check(world, Account(rules=rules))
        world.minutes_pass(60)
    assert len(world.topic.published) == 2


def test_a_message_that_could_not_go_out_is_tried_again_at_the_next_run(world: World) -> None:
    world.topic.refuses = ["Throttling"]
    with pytest.raises(Exception, match="Throttling"):
        check(world, Account(rules=GONE))
    world.minutes_pass(1)
    check(world, Account(rules=GONE))
    assert len(world.topic.published) == 1


def test_for_chats_the_gaps_come_in_their_schema(world: World) -> None:
    check(world, Account(rules=GONE), chat=True)
    sent = json.loads(json.loads(world.topic.published[0]["Message"])["https"])
    assert sent["version"] == "1.0"
    assert sent["source"] == "custom"
    assert "everyregion-region-alert is gone" in sent["content"]["description"]
