"""Whose events an adopted trail records changes by nobody's mistake: the program refuses, whoever runs it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from components.adopted import Adopted, AdoptedTrail
from components.misfits import misfits
from components.settings import Settings
from tests.components.cases import HOME, settings

MANAGEMENT, DELEGATED, ARCHIVE = "111122223333", "222233334444", "444455556666"
ARN = f"arn:aws:cloudtrail:{HOME}:{MANAGEMENT}:trail/company"
ROLE = f"arn:aws:iam::{ARCHIVE}:role/everyregion"
FILE = "Pulumi.dev.adopted.json"


def wanted(scope: str = "organization", **more: Any) -> Settings:
    return settings(scope=scope, adopt_trail=ARN, trail_name="company", **more)


def said(
    trail: AdoptedTrail, chosen: Settings, account: str = MANAGEMENT, owner: str = MANAGEMENT
) -> list[str]:
    adopted = Adopted(chosen.log_archive_account or account, HOME, trail)
    return [str(one) for one in misfits(adopted, chosen, account, "dev", owner)]


@pytest.mark.parametrize("kind", ["organization", "to_organization"])
@pytest.mark.parametrize("account", [MANAGEMENT, DELEGATED])
def test_an_organization_s_trail_and_one_that_may_become_it_fit_the_organization(
    kind: str, account: str
) -> None:
    trail = replace(AdoptedTrail(ARN), **{kind: True})
    assert said(trail, wanted(), account) == []
    assert said(trail, wanted(log_archive_role_arn=ROLE), account) == []


def test_one_account_s_trail_does_not_become_the_organization_s_unasked() -> None:
    assert said(AdoptedTrail(ARN), wanted()) == [
        f"scope: \"{ARN}\" is one account's trail, and {FILE} doesn't say that it may become the "
        "organization's. Every member's events would go into its bucket, without anybody having agreed to "
        f"that. Set scope to account; or run `python -m wizard --set adoptTrail={ARN}`, which says what that "
        "means."
    ]


def test_an_organization_s_trail_is_never_narrowed_to_one_account() -> None:
    (message,) = said(AdoptedTrail(ARN, organization=True), wanted("account"))
    assert message == (
        f'scope: "{ARN}" is an organization\'s trail, by {FILE}. Every other account of the organization '
        "would be recorded no more. Set scope to organization."
    )


def test_a_yes_to_the_organization_isn_t_forgotten_by_a_change_of_scope() -> None:
    (message,) = said(AdoptedTrail(ARN, to_organization=True), wanted("account"))
    assert message.startswith(f'scope: {FILE} says that "{ARN}" becomes an organization\'s trail.')


def test_a_trail_of_another_account_than_the_organization_s_isnt_imported() -> None:
    (message,) = said(AdoptedTrail(ARN, organization=True), wanted(), DELEGATED, owner="999988887777")
    assert (
        f"{FILE} is about a trail of account {MANAGEMENT}, but this deployment's belongs to account"
        in message
    )


def test_nor_is_one_of_another_account_for_an_account_alone() -> None:
    (message,) = said(AdoptedTrail(ARN), wanted("account"), DELEGATED, owner=DELEGATED)
    assert f"belongs to account {DELEGATED}" in message
