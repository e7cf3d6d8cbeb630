"""One drill from beginning to end, with whatever clients and clock it is given."""

from __future__ import annotations

import secrets

from components.adopted import Adopted
from components.names import Names
from components.organization import Organization
from components.settings import Settings
from wizard.account import probes
from wizard.account.connect import ClientFor
from wizard.account.deployed_organization import organization_of
from wizard.account.one_call import ask
from wizard.drill import plan, principal, stages_at_home, stages_by_source
from wizard.drill.clients import Clients
from wizard.drill.outcome import Means, Outcome
from wizard.drill.plan import Plan
from wizard.drill.stage_check import Finding
from wizard.drill.wait import listen
from wizard.failures import AwsFailure
from wizard.stack.stack_file import refuse_wrong_account

# Without any of these nothing was deployed here at all.
_HEART = ("trail", "queue", "function")


def drill(
    settings: Settings,
    means: Means,
    *,
    source: str = "",
    timeout: str = "",
    allowed_accounts: tuple[str, ...] = (),
    adopted: Adopted | None = None,
) -> Outcome:
    """Makes the call and waits for its alert. Raises UsageFailure when these settings can't alert of it,
    AwsFailure when AWS can't be asked."""
    client_for = means.client_for
    chosen = plan.source_of(settings, source)
    seconds = plan.patience(settings, chosen, timeout)
    caller = _caller(client_for, settings, allowed_accounts)
    region = plan.region_of(settings, chosen, _enabled(client_for, settings.home_region))
    organization = _organization(client_for, settings, caller.account)
    names = Names.of(settings, caller.account, adopted, organization)
    clients = Clients.of(client_for, settings)
    notes = plan.notes_of(settings, chosen, region)
    nonce = secrets.token_hex(6)
    outcome = Outcome(Plan(settings, names, chosen, region, plan.WRITE, seconds, nonce, notes), caller.arn)
    pattern = principal.maybe_ignoring(settings.alert_ignore_principals, caller)
    if pattern:
        outcome.notes.append(
            f"The caller may be one of alertIgnorePrincipals ({pattern}): its role's path isn't known."
        )
    outcome.notes += notes
    means.tell.begin(outcome.plan, caller.arn)
    outcome.findings = path(outcome.plan, clients)
    if not any(finding.blocks for finding in outcome.findings):
        listen(outcome, means, clients)
        if outcome.alert is None:
            outcome.findings = path(outcome.plan, clients)
    return outcome


def path(drilled: Plan, clients: Clients) -> list[Finding]:
    """Every stage of the way, in order."""
    found = [*stages_by_source.stages(drilled, clients), *stages_at_home.stages(drilled, clients.alert)]
    names = drilled.names
    if all(finding.state == "bad" for finding in found if finding.stage in _HEART):
        what = f"nothing of it is in account {names.account}, {names.home}"
        fix = "Run `pulumi up`, or name another stack (--stack) or another profile (--profile)."
        return [Finding("deployment", "bad", what, fix, blocks=True), *found]
    return found


def _caller(client_for: ClientFor, settings: Settings, allowed: tuple[str, ...]) -> principal.Caller:
    found = probes.identity(client_for, settings.home_region)
    if found.value is None:
        raise AwsFailure(found.why)
    arn = found.value.arn
    refuse_wrong_account(found.value.account, allowed)
    caller = principal.caller_of(arn)
    if caller.session and not caller.issuer and settings.alert_ignore_principals:
        caller = principal.caller_of(arn, _role_arn(client_for, settings.home_region, caller.name))
    plan.refuse_ignored(settings, caller)
    return caller


def _organization(client_for: ClientFor, settings: Settings, account: str) -> Organization | None:
    outside = AwsFailure(
        f"Account {account} isn't in an organization, so no trail of one is here. Use the credentials of "
        "the account that the stack was deployed with (--profile)."
    )
    return organization_of(client_for, settings, account, "Whose the organization's trail is", outside)


def _role_arn(client_for: ClientFor, home: str, name: str) -> str:
    answer = ask(client_for, "iam", home, "get_role", RoleName=name).value
    return answer["Role"]["Arn"] if answer else ""


def _enabled(client_for: ClientFor, home: str) -> tuple[str, ...]:
    found = probes.enabled_regions(client_for, home)
    if found.value is None:
        raise AwsFailure(f"Which regions are enabled can't be found out: {found.why}")
    return found.value
