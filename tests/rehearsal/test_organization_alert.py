"""The alert in an emulated organization: changes to its trail from the management account's own log files."""

from __future__ import annotations

import json
from typing import Any

import pytest

from components.settings import validate
from tests.rehearsal import world
from tests.rehearsal.test_organization import MANAGEMENT
from tests.rehearsal.test_organization_deployment import (
    ARCHIVED,
    AWAY,
    FROM_DELEGATED,
    HOME,
    PLAIN,
    WITH_ARCHIVE,
    deployed,
)
from wizard.drill.outcome import Means, Silent
from wizard.drill.run import drill
from wizard.rehearsal.account import contents
from wizard.rehearsal.drill import EmulatedClock
from wizard.rehearsal.organization import EmulatedOrganization, Wanted, open_organization
from wizard.rehearsal.stand_ins.calls import calls_are_logged
from wizard.rehearsal.stand_ins.schedules import tick

STOPPED = {
    "eventSource": "cloudtrail.amazonaws.com",
    "eventName": "StopLogging",
    "readOnly": False,
    "requestParameters": {"name": "everyregion"},
}


def groups(organization: EmulatedOrganization, topic: str) -> list[dict[str, Any]]:
    """Runs the digest; what it told."""
    before = len(contents.topic(organization.deploying, topic).sent_notifications)
    started = tick(organization.deploying)
    assert [one.error for one in started] == [""]
    sent = contents.topic(organization.deploying, topic).sent_notifications[before:]
    return [group for one in sent for group in json.loads(json.loads(one[1])["default"]).get("groups", ())]


def test_a_change_to_the_trail_in_the_management_account_is_told_by_the_archive_s_function() -> None:
    with open_organization(HOME, ARCHIVED) as organization:
        done = deployed(organization, WITH_ARCHIVE)
        topic = done.exports["alertTopicArn"]
        groups(organization, topic)
        world.put_activities(organization.management, HOME, [STOPPED, {"eventName": "RunInstances"}])
        world.put_activity(organization.members[0], HOME, STOPPED)
        told = groups(organization, topic)
        world.put_activity(organization.members[0], AWAY, {"eventName": "RunInstances"})
        told += groups(organization, topic)
    assert [(group["account"], group["eventName"], group["rank"]) for group in told] == [
        (MANAGEMENT, "StopLogging", "audit-trail-or-alert-changed"),
        (organization.members[0].id, "RunInstances", "write"),
    ]
    # Organizations answers no plain member.
    assert [group.get("accountName") for group in told] == [None, None]


@pytest.mark.parametrize("wanted", [Wanted(), FROM_DELEGATED], ids=["management", "delegated"])
def test_accounts_are_named_where_the_function_s_account_may_ask(wanted: Wanted) -> None:
    with open_organization(HOME, wanted) as organization:
        topic = deployed(organization, PLAIN).exports["alertTopicArn"]
        world.put_activity(organization.members[0], AWAY, {"eventName": "RunInstances"})
        told = groups(organization, topic)
        client = organization.management.client("organizations")
        member = client.describe_account(AccountId=organization.members[0].id)["Account"]
    assert [group["accountName"] for group in told if group["eventName"] == "RunInstances"] == [
        member["Name"]
    ]


def test_a_drill_s_mail_says_so_although_the_archive_s_role_subscribes_its_queue() -> None:
    with open_organization(HOME, ARCHIVED) as organization:
        account = organization.deploying
        deployed(organization, WITH_ARCHIVE)
        approved = [region for region in account.regions if region != AWAY]
        chosen = validate({"approvedRegions": approved, **WITH_ARCHIVE}, HOME)
        with calls_are_logged(account):
            outcome = drill(chosen, Means(account.client, EmulatedClock(account), Silent()))
    assert outcome.alert is not None
    assert outcome.alert.subject == (
        f"Everyregion DRILL: CreateKeyPair in {AWAY} by user/rehearsal, and its own subscription"
    )
