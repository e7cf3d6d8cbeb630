"""What a drill says of somebody who is subscribed and doesn't hear everything."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.rehearsal.drilling import deployed_for_drills, drilled
from wizard.rehearsal.account.emulated_account import EmulatedAccount


@pytest.fixture(scope="module")
def deployed() -> Iterator[EmulatedAccount]:
    with deployed_for_drills() as account:
        yield account


def test_a_subscription_with_a_filter_is_said_with_the_command_that_removes_it(
    deployed: EmulatedAccount,
) -> None:
    sns = deployed.client("sns")
    (email,) = sns.list_subscriptions()["Subscriptions"]
    arn = email["SubscriptionArn"]
    policy = {"SubscriptionArn": arn, "AttributeName": "FilterPolicy"}
    sns.set_subscription_attributes(**policy, AttributeValue='{"kind":["nothing"]}')
    try:
        outcome = drilled(deployed)
    finally:
        sns.set_subscription_attributes(**policy, AttributeValue="{}")
    (found,) = (one for one in outcome.findings if one.stage == "subscriptions")
    assert outcome.alert is not None
    assert (found.state, found.blocks) == ("bad", False)
    assert found.what == (
        f"1 subscribed and confirmed, but {email['Endpoint']} has a filter policy, which holds alerts back "
        "from it"
    )
    assert found.fix == (
        f"`aws sns set-subscription-attributes --region eu-central-1 --subscription-arn {arn} "
        "--attribute-name FilterPolicy --attribute-value '{}'` takes the filter off; find out who set it."
    )
