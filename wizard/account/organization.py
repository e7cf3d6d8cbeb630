"""Looks at what an organization's trail depends on: trusted access, roles, administrators, accounts.

Read-only. Only the management account and delegated administrators are told, so nobody else asks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from components.organization import LINKED_ROLE, SERVICE
from wizard.account.connect import ClientFor
from wizard.account.error_codes import NOT_THERE
from wizard.account.facts import MemberAccount, Probe, Surroundings
from wizard.account.in_parallel import AT_ONCE, late, side_by_side
from wizard.account.one_call import ask, ask_every_page
from wizard.account.probes import administrators, organization

_ARCHIVE = re.compile(
    r"log[-_ ]?(archive|store|storage)|^logs?$|^(central[-_ ]?)?logging$|audit[-_ ]?logs?$", re.I
)


def look_at_organization(
    client_for: ClientFor,
    region: str,
    account: str,
    until: float,
    at_once: int = AT_ONCE,
    *,
    proposing: bool = True,
) -> Surroundings:
    """Everything that this account may be told. until: of time.monotonic(); proposing: with what only helps
    to propose an account for the logs."""
    found = Surroundings(organization(client_for, region, account))
    role = found.role
    if role not in ("management", "delegated"):
        return found
    calls: dict[str, Callable[[], Probe[Any]]] = {
        "trusted_access": partial(trusted_access, client_for, region),
        "administrators": partial(administrators, client_for, region),
        "accounts": partial(accounts, client_for, region),
        "control_tower_archive": partial(control_tower_archive, client_for, region),
    }
    actions = {
        "trusted_access": "organizations:ListAWSServiceAccessForOrganization",
        "administrators": "organizations:ListDelegatedAdministrators",
        "accounts": "organizations:ListAccounts",
        "control_tower_archive": "controltower:ListLandingZones",
    }
    if not proposing:
        del calls["control_tower_archive"]
    if role == "management":
        calls["linked_role"] = partial(linked_role, client_for, region)
        actions["linked_role"] = "iam:GetRole"
    answers = side_by_side(calls, until, at_once=at_once)
    return replace(found, **{name: answers.get(name) or late(actions[name], region) for name in calls})


def trusted_access(client_for: ClientFor, region: str) -> Probe[bool]:
    """Whether CloudTrail may work in the organization's accounts.

    https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAWSServiceAccessForOrganization.html
    """
    answer = ask_every_page(client_for, "organizations", region, "list_aws_service_access_for_organization")
    return answer.then(
        lambda found: (
            SERVICE in [one["ServicePrincipal"] for one in found.get("EnabledServicePrincipals") or ()]
        )
    )


def linked_role(client_for: ClientFor, region: str) -> Probe[bool]:
    """Whether this account has CloudTrail's service-linked role.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html
    """
    answer = ask(client_for, "iam", region, "get_role", absent=NOT_THERE, RoleName=LINKED_ROLE)
    return Probe("good", False) if answer.state == "bad" else answer.then(lambda _: True)


def accounts(client_for: ClientFor, region: str) -> Probe[tuple[MemberAccount, ...]]:
    """Every account, in the order of their names. A page may be empty and another one follow.

    Status is on its way out and State takes its place; an older AWS, and an emulator, has the former alone.
    https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccounts.html
    """
    answer = ask_every_page(client_for, "organizations", region, "list_accounts")
    return answer.then(_by_name)


def _by_name(answer: Mapping[str, Any]) -> tuple[MemberAccount, ...]:
    found = [
        MemberAccount(
            one["Id"],
            one.get("Name") or "",
            one.get("State") or one.get("Status") or "",
            one["JoinedTimestamp"].timestamp() if isinstance(one.get("JoinedTimestamp"), datetime) else 0.0,
        )
        for one in answer.get("Accounts") or ()
    ]
    return tuple(sorted(found, key=lambda one: (one.name.casefold(), one.id)))


def control_tower_archive(client_for: ClientFor, region: str) -> Probe[str]:
    """The account that AWS Control Tower keeps logs in, where its landing zone's home is this region.

    https://docs.aws.amazon.com/controltower/latest/APIReference/API_GetLandingZone.html
    """
    listed = ask_every_page(client_for, "controltower", region, "list_landing_zones")
    arns = [one["arn"] for one in (listed.value or {}).get("landingZones") or ()]
    if not arns:
        return listed.then(lambda _: "")
    zone = ask(client_for, "controltower", region, "get_landing_zone", landingZoneIdentifier=arns[0])
    return zone.then(lambda found: str(_logging(found["landingZone"].get("manifest")).get("accountId") or ""))


def _logging(manifest: Any) -> Mapping[str, Any]:
    found = manifest.get("centralizedLogging") if isinstance(manifest, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def may_be_archive(account: MemberAccount, seen: Surroundings) -> bool:
    """Whether logs are kept there already, by Control Tower's word or by its name."""
    return account.id == seen.control_tower_archive.value or bool(_ARCHIVE.search(account.name))
