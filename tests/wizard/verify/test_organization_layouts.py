"""Organizations that are deployed otherwise: without a log archive, from a delegated administrator, and with
regions that not every account has enabled."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.rehearsal.world import put_activity
from tests.wizard.verify.organization_scene import (
    MEMBER,
    OTHER,
    OrganizationScene,
    organization_deployed,
)
from tests.wizard.verify.scene import AWAY, HOME
from tests.wizard.verify.test_organization import accounts, amiss
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.account.organizations import ACCOUNT_MANAGEMENT
from wizard.rehearsal.drill import EmulatedClock
from wizard.rehearsal.organization import MANAGEMENT

pytestmark = pytest.mark.long
OPTIONAL = "me-south-1"


def test_where_reading_isnt_refused_the_newest_event_is_told() -> None:
    with organization_deployed(archive=False) as made:
        put_activity(made.member(MEMBER), HOME, {"eventName": "CreateKeyPair"})
        EmulatedClock(made.account).sleep(3700)
        found = accounts(made.verified())[MEMBER]
        events = {one["region"]: one["newestEvent"] for one in found["regions"]}
        assert events[HOME]
        assert events[AWAY] == ""
        one = made.about("coverage.account", MEMBER)
        assert one.evidence == (
            f"Digest files of 4 regions came within two hours; newest event {events[HOME]}."
        )


def _enable(account: EmulatedAccount) -> None:
    account.region_statuses = {**account.region_statuses, OPTIONAL: "opted-in"}
    account.regions[:] = sorted({*account.regions, OPTIONAL})


def _disable(account: EmulatedAccount) -> None:
    account.region_statuses = {**account.region_statuses, OPTIONAL: "not-opted-in"}
    account.regions[:] = [one for one in account.regions if one != OPTIONAL]


def test_a_region_that_a_member_hasnt_enabled_is_nothing_to_cover() -> None:
    with organization_deployed() as made:
        every = made.organization.management.emulation.accounts.values()
        for one in every:
            _disable(one)
        enabling = [made.account, made.member(OTHER)]
        for one in enabling:
            _enable(one)
        EmulatedClock(made.account).sleep(3700)
        # Nobody lets the management account ask which regions its members have enabled.
        asked = made.verified()
        assert amiss(asked) == {"coverage.account": "unknown"}
        (why,) = {one.cause for one in asked.results if one.state == "unknown"}
        assert why == "refused"
        organizations = made.organization.management.client("organizations")
        organizations.enable_aws_service_access(ServicePrincipal=ACCOUNT_MANAGEMENT)
        done = made.verified()
        assert amiss(done) == {}
        states = {
            id: {one["region"]: one["state"] for one in found["regions"]}[OPTIONAL]
            for id, found in accounts(done).items()
        }
        assert states[OTHER] == states[MANAGEMENT] == "passed"
        assert states[MEMBER] == "none"
        # One that has, and that nothing comes from, is a failure.
        undo = made.lose(made.digests(OTHER, OPTIONAL))
        try:
            assert amiss(made.verified()) == {"coverage.account": "failed"}
        finally:
            undo()


@pytest.fixture
def delegated() -> Iterator[OrganizationScene]:
    """The delegated administrator deployed it."""
    with organization_deployed(delegated=True) as made:
        yield made


def test_a_delegated_administrator_s_stack_passes_everything(delegated: OrganizationScene) -> None:
    assert delegated.amiss() == {}
    ids = {one.id for one in delegated.results()}
    # Only the management account sees it.
    assert "organization.linked-role" not in ids
    assert "organization.administrator" in ids


def test_an_administrator_that_is_one_no_more_is_told_so(delegated: OrganizationScene) -> None:
    management = delegated.organization.management.client("cloudtrail")
    own = delegated.account.id
    management.deregister_organization_delegated_admin(DelegatedAdminAccountId=own)
    try:
        found = delegated.amiss()
    finally:
        management.register_organization_delegated_admin(MemberAccountId=own)
    # Nor is it told which accounts there are; those with files are looked at all the same.
    assert found == {
        "organization.administrator": "failed",
        "coverage.accounts": "unknown",
        # The delegated administrators stand in its package.
        "alert.function-code": "unknown",
    }
