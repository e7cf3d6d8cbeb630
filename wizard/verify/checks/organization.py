"""What an organization's trail rests on: the organization itself, trusted access, who may manage the trail,
and the way into the log archive. Pure.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/creating-an-organizational-trail-prepare.html
"""

from __future__ import annotations

from collections.abc import Iterator

from components.organization import SERVICE
from wizard.account.facts import Organization, Probe, Surroundings
from wizard.account.organization_verdict import MAKE_LINKED_ROLE
from wizard.screen.terminal import counted
from wizard.verify.facts import Facts, TrailFacts
from wizard.verify.result import Result, failed, passed, unknown

_ACCESS = f"`aws organizations enable-aws-service-access --service-principal {SERVICE}`"
_AGAIN = (
    "AWS deleted the members' copies of the trail: `aws cloudtrail update-trail --name {} "
    "--is-organization-trail` makes them again."
)
_REGISTER = "`aws cloudtrail register-organization-delegated-admin --member-account-id {}`"
_THERE = "In the management account"


def organization(facts: Facts) -> Iterator[Result]:
    """Nothing where no trail of an organization is looked at."""
    seen = facts.surroundings
    if seen is None:
        return
    found = seen.organization
    if found.value is None:
        yield unknown("organization.known", found)
        return
    if not found.value.id:
        text = f"Account {facts.identity.account} is in no organization any more."
        fix = "Look with the account that the stack was deployed from (--profile); or destroy the stack."
        yield failed("organization.known", text, fix)
        return
    text = f"Organization {found.value.id}, management account {found.value.management_account}."
    yield passed("organization.known", text)
    for it in facts.trails:
        yield from _trail(it)
    yield from _administrator(facts, seen, found.value)
    if seen.role in ("management", "delegated"):
        yield _trusted_access(facts, seen)
    if seen.role == "management":
        yield _linked_role(seen)
    yield from _accounts(facts, seen)
    yield from _archive(facts)


def _trail(it: TrailFacts) -> Iterator[Result]:
    """Of a stack's: one of others is only here because it is the organization's."""
    if not it.is_own or it.trail is None:
        return
    if not it.trail.bucket:
        yield unknown("organization.trail", Probe("unknown", why=it.trail.unknown, cause="other"))
    elif it.trail.is_organization:
        yield passed("organization.trail", "It is the organization's: every account has a copy of it.")
    else:
        text = "It has become a trail of the management account alone."
        command = f"`aws cloudtrail update-trail --name {it.trail.arn} --is-organization-trail`"
        yield failed("organization.trail", text, f"{_THERE}: {command}; trusted access has to be on.")


def _trusted_access(facts: Facts, seen: Surroundings) -> Result:
    id, probe = "organization.trusted-access", seen.trusted_access
    if probe.value is None:
        return unknown(id, probe)
    if probe.value:
        return passed(id, "It is on.")
    arn = next((it.names.trail_arn for it in facts.trails), "ARN")
    fix = f"{_THERE}: {_ACCESS}. {_AGAIN.format(arn)} And find out who turned it off."
    return failed(id, "CloudTrail has no trusted access to the organization.", fix)


def _linked_role(seen: Surroundings) -> Result:
    """Only the management account sees it."""
    id, probe = "organization.linked-role", seen.linked_role
    if probe.value is None:
        return unknown(id, probe)
    if probe.value:
        return passed(id, "It is there.")
    return failed(id, "The management account lacks it.", f"{MAKE_LINKED_ROLE}.")


def _administrator(facts: Facts, seen: Surroundings, there: Organization) -> Iterator[Result]:
    """The one of the settings, and whoever looks with a stack of its own from outside the management
    account."""
    id, settings = "organization.administrator", facts.settings
    if settings is None:
        return
    own = facts.identity.account
    wanted = {settings.delegated_admin_account_id} - {""}
    if seen.role == "member":
        text = f"Account {own} is no delegated administrator of CloudTrail any more."
        yield failed(id, text, f"{_THERE} {there.management_account}: {_REGISTER.format(own)}.")
        return
    if seen.role == "delegated":
        wanted.add(own)
    if not wanted:
        return
    if seen.organization.state != "good" or seen.administrators.value is None:
        gap = seen.organization if seen.organization.state != "good" else seen.administrators
        yield unknown(id, gap)
        return
    gone = sorted(wanted - {*seen.administrators.value})
    if gone:
        fix = f"{_THERE}: {' and '.join(_REGISTER.format(one) for one in gone)}."
        yield failed(id, f"{', '.join(gone)} isn't registered any more.", fix)
    else:
        yield passed(id, f"Registered: {', '.join(seen.administrators.value)}.")


def _accounts(facts: Facts, seen: Surroundings) -> Iterator[Result]:
    id, probe = "coverage.accounts", seen.accounts
    if probe.value is not None:
        active = sum(one.is_active for one in probe.value)
        more = f", {len(probe.value) - active} of them not active" if active < len(probe.value) else ""
        yield passed(id, f"{counted(len(probe.value), 'account')}{more}.")
    elif seen.role in ("management", "delegated"):
        yield unknown(id, probe)
    else:
        others = sum(len(it.accounts) for it in facts.trails)
        why = (
            "AWS lists an organization's accounts only to its management account and delegated administrators"
        )
        if others:
            why += f"; files of {counted(others, 'other account')} are in the bucket"
        yield unknown(id, Probe("unknown", why=why, cause="other"))


def _archive(facts: Facts) -> Iterator[Result]:
    """Nothing without one."""
    if facts.archive.state == "pending":
        return
    if facts.archive.value is None:
        yield unknown("organization.archive", facts.archive)
    else:
        yield passed("organization.archive", f"Looked into as {facts.archive.value}.")
