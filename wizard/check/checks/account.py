"""What was found out about the account, its regions and the engine, judged. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from components import regions
from components.command_line import wizard
from wizard.account.facts import Activity, Organization, Probe
from wizard.account.home_region import not_enabled, wrong_partition
from wizard.check.gather import Gathered
from wizard.check.intended import Intended
from wizard.check.result import Result, unknown, unknown_in
from wizard.screen.terminal import counted
from wizard.stack.stack_file import ACCOUNTS_KEY


def who(found: Gathered, intended: Intended) -> Iterator[Result]:
    """The credentials, the account, its organization."""
    identity = found.identity
    yield Result("who", "identity", "good", f"{identity.arn}, account {identity.account}.")
    if intended.accounts and identity.account not in intended.accounts:
        text = (
            f"The stack file is for {', '.join(intended.accounts)} ({ACCOUNTS_KEY}), not for account "
            f"{identity.account}: Pulumi would refuse to deploy."
        )
        fix = "Name another profile with --profile, or another stack with --stack."
        yield Result("who", "account", "bad", text, fix, blocks=True)
    elif intended.accounts:
        yield Result("who", "account", "good", "The stack file is for this account.")
    if intended.settings:
        fault = wrong_partition(intended.settings.home_region, identity)
        if fault:
            yield Result("who", "partition", "bad", fault, blocks=True)
        else:
            yield Result("who", "partition", "good", f"Partition {identity.partition}.", quiet=True)
    yield _organization(found)


def _organization(found: Gathered) -> Result:
    probe, is_in = found.organization, _in_words(found.organization.value)
    if probe.state == "good":
        return Result("who", "organization", "good", is_in)
    so = (
        f"{is_in} Whether CloudTrail is delegated to it isn't known."
        if probe.value
        else "Whether the account is in an organization isn't known."
    )
    return unknown("who", "organization", probe, so)


def _in_words(organization: Organization | None) -> str:
    if organization is None:
        return ""
    if not organization.id:
        return "The account is in no organization."
    where = f"of the organization {organization.id}"
    if organization.role == "management":
        billing = "" if organization.all_features else " It has consolidated billing alone, not all features."
        return f"The management account {where}.{billing}"
    if organization.role == "delegated":
        return f"A delegated administrator for CloudTrail {where}."
    return f"A member {where}, whose management account is {organization.management_account}."


def engine(found: Gathered) -> Iterator[Result]:
    """The Pulumi CLI and the place of its state."""
    cli, state, chosen = found.cli, found.backend, found.chosen
    if cli.value:
        where = "" if cli.value.is_on_path else f", at {cli.value.path} and not on PATH"
        yield Result("engine", "pulumi", "good", f"pulumi {cli.value.version or 'of no version'}{where}.")
    elif cli.state == "bad":
        fix = f"`{wizard('deploy')}` offers to install it."
        yield Result("engine", "pulumi", "bad", f"{cli.why}.", fix, blocks=True)
    else:
        yield unknown("engine", "pulumi", cli, "Whether it can be used isn't known.")
    if state.state == "good":
        user = f", as {state.value}" if state.value else ""
        text = f"State in {chosen.shown} ({chosen.why}){user}."
        yield Result("engine", "backend", "good", text)
    elif state.state == "bad":
        fix = "" if chosen.url else f"Or `{wizard('deploy')}` asks for one."
        yield Result("engine", "backend", "bad", state.why, fix, blocks=True)
    else:
        yield unknown("engine", "backend", state, f"Whether {chosen.shown} can be used isn't known.")


def places(found: Gathered, intended: Intended) -> Iterator[Result]:
    """Enabled regions, and what went on in them."""
    enabled = found.regions.value
    if enabled is None:
        so = "Which regions are enabled, and so have to be watched, isn't known."
        yield unknown("regions", "enabled-regions", found.regions, so, intended.region)
        return
    yield Result("regions", "enabled-regions", "good", f"{len(enabled)} are enabled.")
    if intended.settings:
        home = intended.settings.home_region
        fault = not_enabled(home, enabled)
        if fault:
            yield Result("regions", "home-region", "bad", fault, region=home, blocks=True)
        else:
            text = f"{home}, {regions.name_of(home)}, is the home region."
            yield Result("regions", "home-region", "good", text, region=home)
    yield from _activity(found, intended)


def _activity(found: Gathered, intended: Intended) -> Iterator[Result]:
    approved = intended.settings.approved_regions if intended.settings and intended.knows_approved else None
    for region, probe in sorted(found.activity.items(), key=_busiest):
        seen = probe.value
        if seen is None:
            yield unknown_in("regions", "activity", probe, region, "What goes on there isn't known.")
            continue
        number = f"{seen.writes}{' or more' if seen.more else ''}" if seen.writes else "No"
        words = f"write event{'' if number == '1' else 's'} in the last {counted(seen.days, 'day')}"
        if seen.writes and approved is not None and region not in approved:
            text = f"{region} isn't approved, and had {number} {words}."
            fix = "Approve the region if you work there; else find out who that is."
            yield Result("regions", "activity", "bad", text, fix, region=region)
        else:
            yield Result("regions", "activity", "good", f"{number} {words}").in_region(region)


def _busiest(item: tuple[str, Probe[Activity]]) -> tuple[int, str]:
    region, probe = item
    return (-probe.value.writes if probe.value else 1, region)
