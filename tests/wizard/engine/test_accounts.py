"""From where a stack is deployed, and the way into its log archive, before the engine runs."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from components.organization import Organization
from tests.components.cases import settings
from tests.wizard.sky import (
    ACCOUNT,
    ADA,
    ARCHIVE,
    ARCHIVE_ROLE,
    MANAGEMENT,
    ORGANIZATION,
    Sky,
    organization,
    overhead,
)
from wizard.account import assumed_role
from wizard.account.connect import Clients
from wizard.account.origin import Origin
from wizard.engine.account import Account
from wizard.engine.accounts import origin_of, with_archive
from wizard.failures import AwsFailure

HOME = "eu-west-1"
ME = Account(ACCOUNT, ADA, is_certain=True)
NOTHING_SECRET: Any = SimpleNamespace(answers=SimpleNamespace(secrets=frozenset[str]()))


def origin(sky: Sky, **fields: Any) -> Origin:
    with overhead(sky):
        return origin_of(settings(HOME, **{"scope": "organization", **fields}), ME, sky.client_for)


def clients(sky: Sky, monkeypatch: pytest.MonkeyPatch, **fields: Any) -> Clients:
    monkeypatch.setattr(assumed_role, "clients_with", lambda *_: _there)
    wanted = settings(HOME, **{"scope": "organization", "log_archive_role_arn": ARCHIVE_ROLE, **fields})
    with overhead(sky):
        return with_archive(NOTHING_SECRET, wanted, ME, sky.client_for, {})


def _there(service: str, region: str) -> Any:
    return "a client there"


def test_a_stack_of_one_account_asks_for_no_organization() -> None:
    sky = organization()
    assert origin(sky, scope="account") == Origin(ACCOUNT)
    assert sky.asked == []


@pytest.mark.parametrize(("role", "owner"), [("management", ACCOUNT), ("delegated", MANAGEMENT)])
def test_the_organization_and_the_trails_owner_are_known(role: str, owner: str) -> None:
    found = origin(organization(role=role))
    assert found == Origin(ACCOUNT, Organization(ORGANIZATION, owner))
    wanted = settings(HOME, scope="organization")
    assert found.names(wanted).trail_arn == f"arn:aws:cloudtrail:eu-west-1:{owner}:trail/everyregion"


def test_a_plain_member_ends_before_the_engine_runs() -> None:
    with pytest.raises(AwsFailure, match="is a plain member of organization") as failed:
        origin(organization(role="member"))
    assert failed.value.message.endswith("Nothing was changed.")


def test_an_organization_that_cannot_be_seen_ends_it_too() -> None:
    sky = organization()
    sky.refusals["DescribeOrganization"] = "throttled"
    with pytest.raises(AwsFailure, match="AWS throttled organizations:DescribeOrganization"):
        origin(sky)


def test_what_could_not_be_seen_is_told_and_stops_nothing() -> None:
    sky, told = organization(), list[str]()
    sky.refusals["ListAccounts"] = "throttled"
    sky.refusals["GetRole"] = "refused"
    wanted = settings(HOME, scope="organization", log_archive_role_arn=ARCHIVE_ROLE)
    with overhead(sky):
        origin_of(wanted, ME, sky.client_for, told.append)
    assert told == [
        "Whether the management account has CloudTrail's service-linked role isn't known: not allowed: "
        "iam:GetRole in eu-west-1 (AccessDenied).",
        "Whether 444455556666 is in the organization, and active, isn't known: AWS throttled "
        "organizations:ListAccounts in eu-west-1 (ThrottlingException).",
    ]


def test_what_lies_beside_the_bucket_is_asked_for_in_the_log_archive(monkeypatch: pytest.MonkeyPatch) -> None:
    found = clients(organization(), monkeypatch)
    assert found.beside_bucket is _there
    assert found.of(ARCHIVE) is _there
    assert found.of(ACCOUNT) is found.own
    assert found.all == (found.own, _there)


def test_without_a_log_archive_everything_is_in_one_account(monkeypatch: pytest.MonkeyPatch) -> None:
    found = clients(organization(), monkeypatch, log_archive_role_arn="")
    assert (found.archive, found.all) == (None, (found.own,))
    assert found.beside_bucket is found.own


def test_a_role_that_cannot_be_taken_on_ends_it_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sky = organization()
    sky.refusals["AssumeRole"] = "refused"
    with pytest.raises(AwsFailure, match="can't be taken on") as failed:
        clients(sky, monkeypatch, log_archive_external_id="CANARY-external")
    assert failed.value.message.endswith("Nothing was changed.")
    assert "CANARY" not in failed.value.message
