"""Which addresses of alertEmails hear nothing, told by their marks, and which tamper rules are gone."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from components.region_alert.function.digest import subscribers, tamper_check
from components.region_alert.function.digest.aws import Subscription
from components.region_alert.function.digest.self_check import Found, differences
from components.region_alert.function.digest.self_look import look
from components.region_alert.function.digest.subscribers import mark
from components.region_alert.function.digest.table import Table as DigestTable
from components.region_alert.function.digest.tamper_check import Rule, TamperRule
from components.region_alert.function.digest.upkeep import upkeep
from tests.function.cases import SETTINGS
from tests.function.scene import World
from tests.function.test_self_check import AS_DEPLOYED, EXPECTED, Account

TOPIC = SETTINGS.topic_arn
ANN, BOB = (mark(TOPIC, f"{name}@example.com") for name in ("ann", "bob"))
KNOWN_AS = partial(mark, TOPIC)
BOTH = replace(EXPECTED, emails=(ANN, BOB))
AGAIN = "The next `deploy` subscribes it again, and AWS sends a new mail with a link."
DROPPED = (
    "Address 2 of the 2 in alertEmails is not subscribed: AWS drops what nobody confirms within 48 hours. "
)


def mail(address: str, arn: str = f"{TOPIC}:1") -> Subscription:
    return {"Protocol": "email", "Endpoint": address, "SubscriptionArn": arn}


def found(*people: Subscription) -> Found:
    return replace(AS_DEPLOYED, people=subscribers.states(people, KNOWN_AS))


def test_a_mark_says_nothing_of_the_address_and_differs_by_topic() -> None:
    assert len(ANN) == 10
    assert mark(TOPIC, " Ann@Example.COM") == ANN
    assert mark(f"{TOPIC}2", "ann@example.com") != ANN


@pytest.mark.parametrize(
    ("bob", "heard", "gap"),
    [
        ([mail("bob@example.com")], (), ""),
        ([mail("BOB@example.com")], (), ""),
        ([], (), DROPPED + AGAIN),
        ([mail("bob@example.com", "Deleted")], (), DROPPED + AGAIN),
        ([{**mail("bob@example.com"), "Protocol": "email-json"}], (), DROPPED + AGAIN),
        (
            [mail("bob@example.com", "PendingConfirmation")],
            (),
            "Address 2 of the 2 in alertEmails never clicked the link in AWS's mail: it hears nothing. AWS "
            "drops it in 48 hours.",
        ),
        (
            [],
            (BOB,),
            "Address 2 of the 2 in alertEmails has unsubscribed, or SNS dropped it: it hears nothing. "
            + AGAIN,
        ),
    ],
    ids=["heard", "capitals", "dropped", "deleted", "another protocol", "pending", "unsubscribed"],
)
def test_each_address_that_hears_nothing_is_one_sentence(
    bob: list[Subscription], heard: tuple[str, ...], gap: str
) -> None:
    said = differences(BOTH, found(mail("ann@example.com"), *bob), heard)
    assert said == ([gap] if gap else [])


def test_a_pending_address_of_ours_is_not_counted_among_the_others_again() -> None:
    pending = found(mail("ann@example.com"), mail("bob@example.com", "PendingConfirmation"))
    assert len(differences(BOTH, replace(pending, pending=1))) == 1
    others = differences(BOTH, replace(pending, pending=3))
    assert others[1] == "2 subscribed and never clicked the link in AWS's mail: they hear nothing."


@pytest.mark.parametrize(
    ("attributes", "takes"),
    [
        ({}, True),
        ({"FilterPolicy": ""}, True),
        ({"FilterPolicy": "{}"}, True),
        ({"FilterPolicy": " { } ", "FilterPolicyScope": "MessageBody"}, True),
        ({"RawMessageDelivery": "true", "RedrivePolicy": "{}", "DeliveryPolicy": "{}"}, True),
        ({"FilterPolicy": '{"kind":["x"]}'}, False),
        ({"FilterPolicy": '{"kind":[{"exists":true}]}', "FilterPolicyScope": "MessageAttributes"}, False),
        ({"FilterPolicy": "{"}, False),
        ({"FilterPolicy": "[" * 100_000}, False),
    ],
)
def test_only_a_subscription_without_a_filter_gets_every_message(
    attributes: dict[str, str], takes: bool
) -> None:
    assert subscribers.takes_everything(attributes) is takes


FILTER = '{"kind":["nothing"]}'
HELD_BACK = (
    "Address 2 of the 2 in alertEmails has a filter policy that holds alerts back; `verify` says how to "
    "remove it."
)


def gaps(account: Account) -> list[str]:
    return differences(BOTH, look(BOTH, "eu-west-1", account.client))


def both(**filters: str) -> Account:
    people = [mail("ann@example.com", f"{TOPIC}:a"), mail("bob@example.com", f"{TOPIC}:b")]
    return Account(people=people, filters={f"{TOPIC}:{name}": policy for name, policy in filters.items()})


def test_an_address_that_a_filter_keeps_alerts_from_is_told() -> None:
    assert gaps(both()) == []
    assert gaps(both(b=FILTER)) == [HELD_BACK]


def test_an_address_that_has_a_second_subscription_without_a_filter_hears() -> None:
    account = both(b=FILTER)
    account.people.append(mail("bob@example.com", f"{TOPIC}:c"))
    assert gaps(account) == []


def test_where_filters_may_not_be_looked_at_that_is_told() -> None:
    assert gaps(both(b="refused")) == [
        "Whether a filter holds alerts back could not be looked at (GetSubscriptionAttributes: "
        "AuthorizationError)."
    ]


def test_a_subscription_that_went_meanwhile_is_not_there() -> None:
    assert gaps(both(b="gone")) == [DROPPED + AGAIN]


def test_a_filter_on_somebodys_own_subscription_is_theirs_as_long_as_anybody_hears_everything() -> None:
    assert gaps(both(**{"1": FILTER})) == []


def test_without_addresses_it_is_told_where_every_subscription_has_a_filter() -> None:
    account = Account(filters={f"{TOPIC}:1": FILTER})
    assert differences(EXPECTED, look(EXPECTED, "eu-west-1", account.client)) == [
        "Each confirmed subscription has a filter policy: nobody gets every alert."
    ]


def test_of_thousands_of_others_a_few_are_looked_at_and_of_our_own_each() -> None:
    others = [
        {"Protocol": "sqs", "Endpoint": f"q{number}", "SubscriptionArn": f"{TOPIC}:{number}"}
        for number in range(5000)
    ]
    ours = [mail(f"a{number}@example.com", f"{TOPIC}:ours-{number}") for number in range(60)]
    asked = subscribers.to_look_at([*others, *ours], lambda address: address.endswith("@example.com"))
    assert asked == [
        *(f"{TOPIC}:ours-{number}" for number in range(60)),
        *(f"{TOPIC}:{n}" for n in range(50)),
    ]


def test_who_was_confirmed_once_is_remembered_so_that_leaving_is_told_from_never_clicking(
    world: World,
) -> None:
    def check(*people: Subscription) -> list[str] | None:
        table = DigestTable(world.table, "digest", lambda _: None)
        account = Account(people=[*people])
        return upkeep(world.settings, BOTH, table, world.topic, account.client, world.clock())

    assert check(mail("ann@example.com"), mail("bob@example.com")) == []
    world.minutes_pass(60)
    for _ in range(2):
        gaps = check(mail("ann@example.com"))
        assert gaps is not None
        assert "has unsubscribed" in gaps[0]
        world.minutes_pass(60)


QUEUE = "arn:aws:sqs:eu-west-1:111122223333:everyregion-alerts"
BUS = "arn:aws:events:eu-west-1:111122223333:event-bus/everyregion-alerts"
TRAIL = TamperRule("eu-west-1", "everyregion-tamper-trail", "", QUEUE)
AWAY = TamperRule("us-east-1", "everyregion-tamper-roles", "", BUS)
HOME = TamperRule("eu-west-1", "everyregion-tamper-roles", "everyregion-alerts", QUEUE)
WATCHED = replace(EXPECTED, tamper=(TRAIL, AWAY, HOME))
WHOLE = {
    TRAIL: Rule("ENABLED", {QUEUE: ""}),
    AWAY: Rule("ENABLED", {BUS: "r"}),
    HOME: Rule("ENABLED", {QUEUE: ""}),
}


def test_the_environment_names_the_tamper_rules() -> None:
    environment = {
        "PARTITION": "aws",
        "HOME_REGION": "eu-west-1",
        "ACCOUNT_ID": "111122223333",
        "QUEUE_URL": "https://sqs.eu-west-1.amazonaws.com/111122223333/everyregion-alerts",
        "TAMPER_PREFIX": "everyregion-tamper-",
        "TAMPER_RULES": "trail,us-east-1:roles,/roles",
    }
    assert tamper_check.expected(environment) == (TRAIL, AWAY, HOME)
    assert tamper_check.expected({**environment, "TAMPER_RULES": ""}) == ()


@pytest.mark.parametrize(
    ("rule", "now", "gap"),
    [
        (TRAIL, WHOLE[TRAIL], ""),
        (TRAIL, Rule(), "eu-west-1: the rule everyregion-tamper-trail is gone: changes to the trail or the"),
        (AWAY, Rule("DISABLED", {BUS: "r"}), "us-east-1: the rule everyregion-tamper-roles is DISABLED, not"),
        (
            HOME,
            Rule("ENABLED", {}),
            "eu-west-1: the rule everyregion-tamper-roles no longer sends to everyregion",
        ),
        (
            TRAIL,
            Rule(unknown="DescribeRule: AccessDenied"),
            "could not be looked at (DescribeRule: AccessDenied).",
        ),
    ],
)
def test_a_tamper_rule_that_is_not_as_deployed_is_one_sentence(rule: TamperRule, now: Rule, gap: str) -> None:
    said = differences(WATCHED, replace(AS_DEPLOYED, tamper={**WHOLE, rule: now}))
    assert len(said) == (1 if gap else 0)
    assert gap in "".join(said)


def test_a_look_finds_rules_on_both_buses_and_in_the_other_region() -> None:
    rules: dict[tuple[str, str, str], Any] = {
        (one.region, one.bus, one.name): Rule("ENABLED", {one.target: role})
        for one, role in ((TRAIL, ""), (AWAY, "r"), (HOME, ""))
    }
    assert look(WATCHED, "eu-west-1", Account(tamper=rules).client).tamper == WHOLE
