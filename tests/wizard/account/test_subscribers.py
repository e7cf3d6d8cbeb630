"""Who of alertEmails hears the alerts, and what a deploy subscribes again."""

from __future__ import annotations

from typing import Any

import pytest

from wizard.account.subscribers import in_words, silent, take_filter_off
from wizard.engine.dropped_subscribers import dropped

TOPIC = "arn:aws:sns:eu-west-1:111122223333:everyregion-alerts"


def mail(address: str, arn: str = f"{TOPIC}:1") -> dict[str, str]:
    return {"Protocol": "email", "Endpoint": address, "SubscriptionArn": arn}


@pytest.mark.parametrize(
    ("listed", "found"),
    [
        ([mail("a@example.com")], {}),
        ([mail("A@example.com")], {}),
        ([mail("a@example.com", "PendingConfirmation")], {"a@example.com": "pending"}),
        ([mail("a@example.com", "PendingConfirmation"), mail("a@example.com")], {}),
        ([mail("a@example.com", "Deleted")], {"a@example.com": ""}),
        ([mail("b@example.com")], {"a@example.com": ""}),
        ([], {"a@example.com": ""}),
    ],
)
def test_an_address_hears_only_once_it_has_confirmed(
    listed: list[dict[str, str]], found: dict[str, str]
) -> None:
    assert silent(["a@example.com"], listed) == found


def test_an_address_behind_a_filter_does_not_hear_everything() -> None:
    arns = [f"{TOPIC}:1", f"{TOPIC}:2"]
    twice = [mail("a@example.com", arn) for arn in arns]
    assert silent(["a@example.com"], twice, arns) == {"a@example.com": "filtered"}
    assert silent(["a@example.com"], twice, arns[:1]) == {}


def test_the_command_that_removes_a_filter_names_region_and_subscription() -> None:
    assert take_filter_off(f"{TOPIC}:1") == (
        f"aws sns set-subscription-attributes --region eu-west-1 --subscription-arn {TOPIC}:1 "
        "--attribute-name FilterPolicy --attribute-value '{}'"
    )


def test_each_reason_has_its_words() -> None:
    assert in_words("a@example.com", "pending") == (
        "a@example.com never clicked the link in AWS's mail; after 48 hours AWS drops it"
    )
    assert in_words("a@example.com", "filtered") == (
        "a@example.com has a filter policy, which holds alerts back from it"
    )
    assert in_words("a@example.com", "") == (
        "a@example.com isn't subscribed: nobody clicked within 48 hours, or its owner unsubscribed"
    )


def resource(address: str, **outputs: str) -> dict[str, Any]:
    made = {"topic": TOPIC, "endpoint": address, "protocol": "email", **outputs}
    return {"type": "aws:sns/topicSubscription:TopicSubscription", "urn": f"urn:{address}", "outputs": made}


def test_what_the_state_has_and_the_topic_does_not_list_was_dropped() -> None:
    state = [resource("A@example.com"), resource("b@example.com"), resource("c@example.com")]
    live = {TOPIC: {"a@example.com": "confirmed", "b@example.com": "pending"}}
    assert dropped(state, live) == {"urn:c@example.com": "c@example.com"}


def test_a_topic_that_could_not_be_looked_at_says_nothing_of_its_addresses() -> None:
    assert dropped([resource("a@example.com")], {}) == {}


def test_other_protocols_and_other_resources_are_left_alone() -> None:
    queue = resource("arn:aws:sqs:x", protocol="sqs")
    other = {**resource("a@example.com"), "type": "aws:sns/topic:Topic"}
    assert dropped([queue, other, {"type": "pulumi:pulumi:Stack", "urn": "u"}], {TOPIC: {}}) == {}
