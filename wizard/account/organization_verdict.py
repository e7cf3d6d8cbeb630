"""Judges whether the organization's trail can be made from here, and the log archive used. Pure.

The one judge of these questions: the set-up, `check` and `deploy` all tell what stands here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from components.arns import Arn
from components.command_line import wizard
from components.organization import SERVICE
from components.settings import Settings
from wizard.account.assumed_role import refusal
from wizard.account.facts import Finding, Identity, LogArchive, Probe, Surroundings, Trail
from wizard.account.home_region import not_enabled
from wizard.account.organization_role import in_words, why_not

# https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-delegated-administrator.html
MOST_ADMINISTRATORS = 3
SCOPE, ROLE, ADMINISTRATOR = "scope", "logArchiveRoleArn", "delegatedAdminAccountId"
MAKE_LINKED_ROLE = f"`aws iam create-service-linked-role --aws-service-name {SERVICE}`"
UNSEEN_ROLE = (
    "Whether the management account has CloudTrail's service-linked role isn't known: a delegated "
    "administrator can't look there. Where it is missing, the deployment ends at the trail "
    f"(NoManagementAccountSLRExists); {MAKE_LINKED_ROLE} in the management account makes it."
)
_TRUST = f"`aws organizations enable-aws-service-access --service-principal {SERVICE}`"


@dataclass(frozen=True)
class Scene:
    """Everything that is judged. archive: None where no role is to be taken on; trails: those that are
    seen."""

    settings: Settings
    identity: Identity
    seen: Surroundings
    archive: Probe[LogArchive] | None = None
    trails: Sequence[Trail] = ()


def judge_organization(scene: Scene) -> list[Finding]:
    """Everything that speaks for or against it; [] for a trail of one account."""
    if not scene.settings.is_organization:
        return []
    scope = list(_scope(scene))
    if any(one.state == "bad" for one in scope):
        return scope
    return [*scope, *_administrator(scene), *_archive(scene)]


def _scope(scene: Scene) -> Iterator[Finding]:
    seen, account = scene.seen, scene.identity.account
    reason = why_not(seen, account)
    if reason:
        yield Finding(SCOPE, "bad", reason)
        return
    if seen.organization.value is None or seen.organization.state != "good":
        why = seen.organization.why.rstrip(".") or "organizations:DescribeOrganization wasn't answered"
        text = f"Whether this account may make an organization's trail isn't known: {why}."
        yield Finding(SCOPE, "unknown", text, action=seen.organization.action)
        return
    yield Finding(SCOPE, "good", in_words(seen, account))
    yield from _trusted_access(seen)
    yield from _linked_role(scene)
    yield from _administrators(seen)


def _trusted_access(seen: Surroundings) -> Iterator[Finding]:
    probe = seen.trusted_access
    if probe.value is None:
        yield _unknown(SCOPE, "Whether CloudTrail has trusted access to the organization", probe)
    elif probe.value:
        yield Finding(SCOPE, "good", "CloudTrail has trusted access to the organization.")
    elif seen.role == "management":
        yield Finding(
            SCOPE,
            "good",
            "CloudTrail has no trusted access to the organization yet; the deployment turns it on, and "
            "`destroy` never turns it off.",
        )
    else:
        yield Finding(
            SCOPE,
            "bad",
            "CloudTrail has no trusted access to the organization, and a delegated administrator can't turn "
            f"it on. In the management account: {_TRUST}.",
        )


def _linked_role(scene: Scene) -> Iterator[Finding]:
    """Only the management account sees it. From elsewhere a trail of the organization that logs is a sign of
    it; else it stays unknown, whatever these credentials may do, and nothing is stopped for it.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/using-service-linked-roles.html
    """
    probe = scene.seen.linked_role
    sign = next((one for one in scene.trails if one.is_organization and one.is_logging), None)
    if scene.seen.role != "management":
        if sign:
            text = f"CloudTrail's service-linked role is there: the organization's trail {sign.name} logs."
            yield Finding(SCOPE, "good", text)
        else:
            yield Finding(SCOPE, "unknown", UNSEEN_ROLE)
    elif probe.value is None:
        yield _unknown(SCOPE, "Whether the management account has CloudTrail's service-linked role", probe)
    elif probe.value:
        yield Finding(SCOPE, "good", "The management account has CloudTrail's service-linked role.")
    else:
        yield Finding(
            SCOPE,
            "good",
            f"The management account lacks CloudTrail's service-linked role; `{wizard('deploy')}` makes it "
            f"before anything else, after asking. By hand it is {MAKE_LINKED_ROLE}.",
        )


def _administrators(seen: Surroundings) -> Iterator[Finding]:
    probe = seen.administrators
    if probe.value is None:
        yield _unknown(SCOPE, "Who is a delegated administrator of CloudTrail", probe)
    else:
        there = ", ".join(probe.value) or "none"
        yield Finding(SCOPE, "good", f"Delegated administrators of CloudTrail: {there}.")


def _administrator(scene: Scene) -> Iterator[Finding]:
    wanted, seen = scene.settings.delegated_admin_account_id, scene.seen
    if not wanted:
        return
    registered, organization = seen.administrators, seen.organization.value
    management = organization.management_account if organization else ""
    if wanted == management:
        yield Finding(
            ADMINISTRATOR,
            "bad",
            f"{wanted} is the management account, which needs no delegation. Name a member account, or leave "
            "it empty.",
        )
    elif registered.value is None:
        yield _unknown(ADMINISTRATOR, f"Whether {wanted} is a delegated administrator already", registered)
    elif wanted in registered.value:
        yield Finding(ADMINISTRATOR, "good", f"{wanted} is a delegated administrator of CloudTrail already.")
    elif seen.role != "management":
        yield Finding(
            ADMINISTRATOR,
            "bad",
            f"{wanted} is no delegated administrator of CloudTrail, and only the management account "
            f"{management} can register one. Deploy from there once, or leave it empty.",
        )
    elif len(registered.value) >= MOST_ADMINISTRATORS:
        yield Finding(
            ADMINISTRATOR,
            "bad",
            f"{', '.join(registered.value)} are delegated administrators of CloudTrail, and there can be "
            f"{MOST_ADMINISTRATORS}: AWS would refuse {wanted}. Take one of them out, or leave it empty.",
        )
    else:
        yield from _member(ADMINISTRATOR, wanted, seen, "can be made a delegated administrator of CloudTrail")


def _member(key: str, account: str, seen: Surroundings, can: str) -> Iterator[Finding]:
    """Whether an account is an active one of the organization."""
    there = seen.account(account)
    if seen.accounts.value is None:
        yield _unknown(key, f"Whether {account} is in the organization, and active,", seen.accounts)
    elif there is None:
        yield Finding(key, "bad", f"Account {account} isn't in this organization. Name one that is.")
    elif not there.is_active:
        yield Finding(
            key,
            "bad",
            f"Account {account} ({there.name}) is {there.state}: nothing can be made in it, and AWS deletes "
            "what lies there 90 days after it was closed. Have it reopened, or name another one.",
        )
    else:
        yield Finding(key, "good", f"Account {account} ({there.name}) {can}.")


def _archive(scene: Scene) -> Iterator[Finding]:
    settings, probe = scene.settings, scene.archive
    account = settings.log_archive_account
    if not account:
        return
    if account == scene.identity.account:
        yield Finding(
            ROLE,
            "bad",
            f"The role is in account {account}, which you deploy from: that is no log archive. Leave "
            "logArchiveRoleArn empty, or name a role in another account.",
        )
        return
    member = list(_member(ROLE, account, scene.seen, "is the log archive"))
    yield from member
    if any(one.state == "bad" for one in member) or probe is None:
        return
    if probe.value is None:
        yield _not_taken_on(scene, probe)
        return
    yield Finding(ROLE, "good", f"{settings.log_archive_role_arn} can be taken on.")
    yield from _home_region(settings, probe.value)
    yield from _rights(settings, probe.value)


def _not_taken_on(scene: Scene, probe: Probe[LogArchive]) -> Finding:
    if probe.state != "bad":
        return _unknown(ROLE, "Whether the log archive's role can be taken on", probe)
    return Finding(
        ROLE, "bad", f"{refusal(scene.settings, probe, scene.identity.arn)} {role_template_advice()}"
    )


def role_template_advice() -> str:
    """How to get a role that can be taken on."""
    return f"`{wizard('policy')} --role-template FILE` writes a CloudFormation template that makes it."


def _home_region(settings: Settings, archive: LogArchive) -> Iterator[Finding]:
    enabled, home = archive.regions, settings.home_region
    if enabled.value is None:
        yield _unknown(ROLE, f"Whether {home} is enabled in the log archive", enabled)
    elif not_enabled(home, enabled.value):
        yield Finding(
            ROLE,
            "bad",
            f"{home} isn't enabled in the log-archive account {archive.account}, so no bucket can be made "
            "there. Enable it in that account, or choose another home region.",
        )


def _rights(settings: Settings, archive: LogArchive) -> Iterator[Finding]:
    probe, name = archive.refused, Arn.of(settings.log_archive_role_arn).name
    if probe.value:
        yield Finding(
            ROLE,
            "bad",
            f"The role {name} may not {', '.join(probe.value)} in account {archive.account}: the deployment "
            f"would stop there. {role_template_advice()}",
        )
    elif probe.value is None:
        yield _unknown(ROLE, f"Whether the role {name} may make what belongs there", probe)
    else:
        yield Finding(ROLE, "good", f"The role {name} may make what belongs there.")


def _unknown(key: str, what: str, probe: Probe[object]) -> Finding:
    why = probe.why.rstrip(".") or "it wasn't asked"
    return Finding(key, "unknown", f"{what} isn't known: {why}.", action=probe.action)
