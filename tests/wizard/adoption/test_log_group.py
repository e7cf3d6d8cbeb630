"""The role that writes to the trail's log group, when the trail becomes the organization's."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from components.organization import Organization
from tests.wizard.adoption.cases import ACCOUNT, HOME, TRAIL, found, settings
from wizard.account.facts import Probe
from wizard.account.origin import Origin
from wizard.account.role_policies import RolePolicies
from wizard.adoption.make_plan import plan_trail
from wizard.adoption.plan import Plan

O_ID = "o-exampleorgid"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/service-role/delivers"
GROUP = f"arn:aws:logs:{HOME}:{ACCOUNT}:log-group:trail"
STREAMS = f"{GROUP}:log-stream"
OWN = f"{STREAMS}:{ACCOUNT}_CloudTrail_{HOME}*"
WITH_GROUP = replace(
    TRAIL,
    described={
        **TRAIL.described,
        "CloudWatchLogsLogGroupArn": f"{GROUP}:*",
        "CloudWatchLogsRoleArn": ROLE,
    },
)
ACTIONS = ["logs:CreateLogStream", "logs:PutLogEvents"]


def allows(resource: str, actions: Any = ACTIONS, effect: str = "Allow") -> dict[str, Any]:
    return {"Effect": effect, "Action": actions, "Resource": resource}


def plan(role: Probe[RolePolicies] | None, scope: str = "organization", described: Any = WITH_GROUP) -> Plan:
    organization = Organization(O_ID, ACCOUNT) if scope == "organization" else None
    there = replace(found(trail=described), deployed_from=Origin(ACCOUNT, organization), log_role=role)
    return plan_trail(there, settings(scope=scope, insights="none"))


def may(*statements: dict[str, Any], boundary: Any = None) -> Probe[RolePolicies]:
    document = {"Version": "2012-10-17", "Statement": list(statements)}
    return Probe("good", RolePolicies([document], boundary))


@pytest.mark.parametrize(
    "resource", ["*", f"{GROUP}:*", f"{STREAMS}:*", f"{STREAMS}:{O_ID}_*", f"{STREAMS}:o-*_CloudTrail_*"]
)
def test_a_role_that_may_write_the_members_streams_will_do(resource: str) -> None:
    made = plan(may(allows(OWN), allows(resource)))
    assert (made.blockers, [one for one in made.notes if "role" in one]) == ((), [])


def test_a_role_for_the_account_s_own_streams_is_refused_with_the_statement_that_it_lacks() -> None:
    made = plan(may(allows(OWN)))
    (said,) = made.blockers
    assert said.startswith(
        "The role delivers, with which CloudTrail writes to the log group, may not write the members' "
        "streams ("
    )
    assert said.endswith(
        "): AWS would refuse to make the trail the organization's. Add this statement to it: "
        '{"Effect": "Allow", "Action": ["logs:CreateLogStream", "logs:PutLogEvents"], "Resource": '
        f'"{STREAMS}:{O_ID}_*"}}.'
    )


@pytest.mark.parametrize(
    "statements",
    [
        [allows(f"{STREAMS}:{O_ID}_*", "logs:PutLogEvents")],
        [allows(f"{STREAMS}:{O_ID}_{ACCOUNT}_CloudTrail_{HOME}")],
        [allows(f"{STREAMS}:o-anotherone00_*")],
        [allows(f"{STREAMS}:{O_ID}_*".replace(HOME, "us-east-1"))],
        [],
    ],
)
def test_less_than_every_member_s_streams_is_not_enough(statements: list[dict[str, Any]]) -> None:
    assert len(plan(may(allows(OWN), *statements)).blockers) == 1


def test_a_deny_is_to_be_changed_and_nothing_added() -> None:
    (said,) = plan(may(allows("*"), allows(f"{STREAMS}:{O_ID}_*", effect="Deny"))).blockers
    assert said.endswith("AWS would refuse to make the trail the organization's. Change that statement.")


def test_a_permissions_boundary_counts_too() -> None:
    boundary = {"Version": "2012-10-17", "Statement": [allows(OWN)]}
    assert len(plan(may(allows("*"), boundary=boundary)).blockers) == 1


def test_a_role_that_may_not_be_read_is_unknown_and_stops_nothing() -> None:
    made = plan(Probe("unknown", why="not allowed: iam:GetRole (AccessDenied).", action="iam:GetRole"))
    assert made.blockers == ()
    assert (
        f"Whether the role delivers lets CloudTrail write the members' streams ({STREAMS}:{O_ID}_*) isn't "
        "known: not allowed: iam:GetRole (AccessDenied). AWS refuses the deploy where it doesn't, so look "
        "before."
    ) in made.notes


@pytest.mark.parametrize(
    ("scope", "described"),
    [
        ("account", WITH_GROUP),
        (
            "organization",
            replace(WITH_GROUP, described={**WITH_GROUP.described, "IsOrganizationTrail": True}),
        ),
        ("organization", TRAIL),
    ],
)
def test_where_nothing_becomes_the_organization_s_the_role_is_not_asked_about(
    scope: str, described: Any
) -> None:
    made = plan(may(), scope, described)
    assert made.blockers == ()
    assert not any("members' streams" in one for one in made.notes)
