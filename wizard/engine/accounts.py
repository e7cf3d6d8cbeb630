"""A deployment for an organization: where it is made from, and the way into the log archive."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from components.settings import Settings
from wizard.account.assumed_role import refusal
from wizard.account.connect import ClientFor, Clients
from wizard.account.facts import Finding, Identity, Surroundings
from wizard.account.findings import archive_of
from wizard.account.one_look import deadline
from wizard.account.organization import look_at_organization
from wizard.account.organization_verdict import Scene, judge_organization, role_template_advice
from wizard.account.origin import Origin
from wizard.account.origin import origin_of as known_origin
from wizard.engine.account import Account
from wizard.failures import AwsFailure, deeds
from wizard.stack.context import Context
from wizard.stack.secret_setting import with_external_id


def origin_of(
    settings: Settings,
    account: Account,
    client_for: ClientFor,
    unknown: Callable[[str], object] = lambda _: None,
) -> Origin:
    """Where it is deployed from. unknown: told of what couldn't be seen there, and stops nothing. Raises
    AwsFailure where an organization's trail can't be made from there: before the engine is asked for
    anything. With other credentials in the stack file nobody can look."""
    if not settings.is_organization or not account.is_certain:
        return Origin(account.id)
    with deadline() as until:
        seen = look_at_organization(client_for, settings.home_region, account.id, until)
    identity = Identity(account.id, account.arn)
    for one in refuse_hopeless(settings, identity, seen):
        unknown(one.text)
    return known_origin(settings, account.id, seen)


def refuse_hopeless(settings: Settings, identity: Identity, seen: Surroundings) -> list[Finding]:
    """What isn't known. Raises AwsFailure with everything that speaks against a deployment; the role is tried
    later."""
    found = judge_organization(Scene(settings, identity, seen))
    reasons = [one.text for one in found if one.state == "bad"]
    if reasons:
        raise AwsFailure("\n".join([*reasons, deeds.claim("Nothing was changed.")]))
    if seen.organization.value is None:
        raise AwsFailure(f"{found[0].text} {deeds.claim('Nothing was changed.')}")
    return [one for one in found if one.state == "unknown"]


def with_archive(
    context: Context,
    settings: Settings,
    account: Account,
    client_for: ClientFor,
    environment: Mapping[str, str],
) -> Clients:
    """The clients of each account. client_for: of the one that is deployed from; environment: for the CLI,
    the passphrase among it. Raises AwsFailure where the log archive's role can't be taken on: the deployment
    would end there, half made."""
    settings, unread = with_external_id(context, settings, environment)
    if unread:
        raise AwsFailure(f"{unread}. {deeds.claim('Nothing was changed.')}")
    found = archive_of(client_for, settings, account.id)
    if found is None:
        return Clients(client_for)
    if found.value is None:
        why = refusal(settings, found, account.arn) if found.state == "bad" else f"{found.why}."
        advice = f" {role_template_advice()}" if found.state == "bad" else ""
        raise AwsFailure(f"{why}{advice} {deeds.claim('Nothing was changed.')}")
    return Clients(client_for, found.value.client_for, settings.log_archive_account)
