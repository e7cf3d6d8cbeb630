"""An organization's accounts, as they come and go; who looks at them from where; and what isn't told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from tests.wizard.verify.mutation import STRANGER
from tests.wizard.verify.organization_scene import (
    MEMBER,
    OTHER,
    OrganizationScene,
    organization_deployed,
)
from tests.wizard.verify.scene import AWAY, FEW, HOME, refusing
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.account.organizations import store
from wizard.rehearsal.drill import EmulatedClock
from wizard.screen.one_line_progress import Progress
from wizard.verify.gather import Means
from wizard.verify.report import document
from wizard.verify.result import Result
from wizard.verify.run import Verified, Waiting, verify
from wizard.verify.target import Target

pytestmark = pytest.mark.long
OPTIONAL = "me-south-1"


def looked(account: EmulatedAccount, target: Target) -> Verified:
    means = Means(account.client, account.clock.now, Progress(quiet=True))
    return verify(target, means, Waiting(0, EmulatedClock(account)))


def amiss(done: Verified) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in done.results:
        if one.state != "passed" and found.get(one.id) != "failed":
            found[one.id] = one.state
    return found


def accounts(done: Verified) -> dict[str, Any]:
    (trail,) = document(done, 0, "")["trails"]  # pyright: ignore[reportArgumentType]
    return {one["account"]: one for one in trail["accounts"]}


@pytest.fixture(scope="module")
def scene() -> Iterator[OrganizationScene]:
    with organization_deployed() as made:
        yield made


def test_the_document_has_every_account_with_every_region_and_its_name(scene: OrganizationScene) -> None:
    found = accounts(scene.verified())
    assert set(found) == {*scene.organization.names}
    payments = found[MEMBER]
    assert (payments["name"], payments["status"], payments["state"]) == ("payments", "ACTIVE", "passed")
    assert [one["region"] for one in payments["regions"]] == sorted(FEW)
    assert all(one["digest"] for one in payments["regions"])


def test_one_stale_region_is_named(scene: OrganizationScene) -> None:
    undo = scene.lose(scene.digests(OTHER, AWAY))
    try:
        one = scene.about("coverage.account", OTHER)
    finally:
        undo()
    assert one.state == "failed"
    assert one.evidence == (
        f"{AWAY}: No digest file for two hours: there is none. From 3 other regions files arrive."
    )


def _state(scene: OrganizationScene, id: str, state: str) -> None:
    for one in store(scene.organization.management).accounts:
        if one.id == id:
            one.status = one.state = state


def test_a_closed_account_that_nothing_comes_from_is_no_failure(scene: OrganizationScene) -> None:
    undo = scene.lose(scene.digests(OTHER))
    _state(scene, OTHER, "SUSPENDED")
    try:
        done = scene.verified()
    finally:
        undo()
        _state(scene, OTHER, "ACTIVE")
    assert amiss(done) == {}
    found = accounts(done)[OTHER]
    assert (found["status"], found["state"]) == ("SUSPENDED", "none")
    assert {one["why"] for one in found["regions"]} == {"The account is SUSPENDED."}


def test_an_account_that_has_just_joined_is_too_young_to_be_told(scene: OrganizationScene) -> None:
    organizations = scene.organization.management.client("organizations")
    made = organizations.create_account(AccountName="new", Email="new@example.com")
    id = made["CreateAccountStatus"]["AccountId"]
    backend = store(scene.organization.management)
    try:
        for one in backend.accounts:
            if one.id == id:
                one.create_time = datetime.utcfromtimestamp(scene.account.clock.now())
        done = scene.verified()
    finally:
        backend.accounts[:] = [one for one in backend.accounts if one.id != id]
    assert amiss(done) == {"coverage.account": "unknown"}
    (one,) = (one for one in done.results if one.account == id)
    assert (one.cause, one.waits) == ("young", True)
    assert "The account joined" in one.evidence


def test_a_log_archive_that_nobody_gets_into_is_unknown_and_nothing_in_it_passes(
    scene: OrganizationScene,
) -> None:
    iam, name = scene.organization.archive.client("iam"), "deployer"
    before = iam.get_role(RoleName=name)["Role"]["AssumeRolePolicyDocument"]
    elsewhere = {"Effect": "Allow", "Principal": {"AWS": STRANGER}, "Action": "sts:AssumeRole"}
    nobody = {"Version": "2012-10-17", "Statement": [elsewhere]}
    iam.update_assume_role_policy(RoleName=name, PolicyDocument=json.dumps(nobody))
    try:
        results = scene.results()
    finally:
        iam.update_assume_role_policy(RoleName=name, PolicyDocument=json.dumps(before))
    assert {one.state for one in results} == {"passed", "unknown"}
    lying = [one for one in results if one.account == scene.names.account and one.id != "coverage.account"]
    assert {one.state for one in lying} == {"unknown"}
    unknown = {one.id for one in results if one.state == "unknown"}
    assert {"organization.archive", "bucket.owner", "key.state", "coverage.region"} <= unknown


#: A refused call -> the checks that can't be told then; all others pass.
REFUSED = {
    ("organizations", "list_aws_service_access_for_organization"): ["organization.trusted-access"],
    ("organizations", "list_accounts"): ["coverage.accounts"],
    ("organizations", "list_delegated_administrators"): ["alert.function-code"],
    ("iam", "get_role"): ["alert.forward-role", "organization.linked-role"],
    ("events", "describe_rule"): ["drift.rule-patterns", "tamper.rule"],
}


@pytest.mark.parametrize(("service", "call"), REFUSED)
def test_what_a_refused_call_would_tell_is_unknown_and_the_rest_passes(
    scene: OrganizationScene, service: str, call: str
) -> None:
    found = scene.amiss(refusing(scene, service, call))
    assert found == dict.fromkeys(REFUSED[service, call], "unknown")


def test_without_the_organization_itself_nothing_is_called_good(scene: OrganizationScene) -> None:
    found = scene.results(refusing(scene, "organizations", "describe_organization"))
    states = {one.id: one.state for one in found}
    assert states == {"coverage.regions": "passed", "organization.known": "unknown"}


def of_trail(scene: OrganizationScene, account: EmulatedAccount) -> list[Result]:
    return list(looked(account, Target(HOME, trails=(scene.names.trail_arn,))).results)


def test_anybody_s_trail_is_looked_at_from_the_management_account(scene: OrganizationScene) -> None:
    """Its bucket is the archive's, which nobody from there gets into."""
    found = of_trail(scene, scene.organization.management)
    states = {one.id: one.state for one in found if one.id.startswith(("organization.", "bucket.owner"))}
    assert states == {
        "organization.known": "passed",
        "organization.trusted-access": "passed",
        "organization.linked-role": "passed",
        "bucket.owner": "unknown",
    }


def test_from_the_account_with_the_bucket_every_account_with_files_is_looked_at(
    scene: OrganizationScene,
) -> None:
    found = of_trail(scene, scene.organization.archive)
    by_account = {one.account: one.state for one in found if one.id == "coverage.account"}
    others = {*scene.organization.names} - {scene.organization.archive.id}
    assert by_account == dict.fromkeys(others, "passed")
    (known,) = (one for one in found if one.id == "coverage.accounts")
    assert known.state == "unknown"
    assert "files of 5 other accounts are in the bucket" in known.evidence


def test_a_plain_member_proves_nothing_and_fails_nothing(scene: OrganizationScene) -> None:
    found = of_trail(scene, scene.member(MEMBER))
    assert {one.state for one in found if one.id.startswith(("coverage.region", "bucket."))} >= {"unknown"}
    assert {one.id for one in found if one.state == "failed"} == set()
    assert not [one for one in found if one.id == "organization.trusted-access"]
