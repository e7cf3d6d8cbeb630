"""What is settled before the engine runs: what an earlier run or stack left, regions closed since."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping
from typing import Any

from components.command_line import wizard
from components.resource_names import short_name
from wizard.engine.session import Session
from wizard.failures import AwsFailure, Cancelled, deeds
from wizard.screen import terminal
from wizard.screen.questions import agrees
from wizard.screen.terminal import safe


def settle(session: Session) -> None:
    """Resolves what an interrupted run left, and asks about closed regions. Raises a Failure."""
    from pulumi.automation import ConcurrentUpdateError

    from wizard.engine import locks
    from wizard.engine.interrupted.resolve import resolve_pending
    from wizard.engine.run_failures import a_refusal_says
    from wizard.engine.runs import unlock

    _settle_closed(session)
    with a_refusal_says("What an earlier run left unfinished can't be settled"):
        try:
            resolve_pending(
                session.engine.stack,
                session.client_for,
                session.account.id,
                session.say,
                unlock=lambda text: unlock(session, text),
            )
        except ConcurrentUpdateError as error:
            raise AwsFailure(
                f"{deeds.claim('Nothing was changed.')} {locks.explained(session.stack, str(error))}"
            ) from None


def mention_pending(session: Session) -> None:
    """For a preview, which changes nothing, the state neither."""
    from wizard.engine.interrupted.state import pending

    count = len(pending(session.engine.exported()))
    if count:
        session.say(
            f"An earlier run was interrupted with {count} unfinished; `deploy` looks for them first.",
            "warning",
        )


def look_for_closed(session: Session) -> AwsFailure | None:
    """What to say of resources in regions that were closed since, or None."""
    found = _closed(session)
    if not found:
        return None
    lines = [*explained(found), "By hand:", *commands(found, session.stack)]
    lines.append(f"Or `{wizard()} {session.options.command} --forget-closed-regions`.")
    return AwsFailure("\n".join(lines))


def _settle_closed(session: Session) -> None:
    found = _closed(session)
    if not found:
        return
    if not session.options.forget_closed_regions:
        if session.asker is None:
            failure = look_for_closed(session)
            assert failure is not None
            raise failure
        for line in explained(found):
            terminal.say(line, "warning")
        question, yes = "Take them out of the stack?", "take them out of the stack; AWS isn't asked"
        if not agrees(session.asker, question, yes, f"stop here{deeds.claim('; nothing was changed')}"):
            raise Cancelled(f"Stopped{deeds.claim('; nothing was changed')}.")
    _forget(session, found)


def _forget(session: Session, found: Mapping[str, tuple[str, ...]]) -> None:
    from wizard.engine.run_failures import a_refusal_says

    for region, urns in found.items():
        for urn in urns:
            # One that depended on another has gone with it.
            if urn in {resource["urn"] for resource in session.engine.resources()}:
                with a_refusal_says(f"{safe(urn)} can't be taken out of the state"):
                    session.engine.forget(urn)
                    deeds.note("resources of closed regions are taken out of the stack")
        session.say(f"{len(urns)} in {region} taken out of the stack.")


def _closed(session: Session) -> dict[str, tuple[str, ...]]:
    """Nothing where AWS doesn't tell which regions are enabled: then the engine will."""
    from wizard.account.probes import enabled_regions

    resources = session.engine.resources()
    if not in_closed_regions(resources, [session.settings.home_region]):
        return {}
    enabled = enabled_regions(session.client_for, session.settings.home_region)
    if enabled.value is None:
        session.note(f"Whether a region was closed since isn't known: {enabled.why.rstrip('.')}.")
        return {}
    return in_closed_regions(resources, enabled.value)


# What is in a region that was disabled stays there, can't be reached, and is billed on:
# https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html


def in_closed_regions(
    resources: Iterable[Mapping[str, Any]], enabled: Iterable[str]
) -> dict[str, tuple[str, ...]]:
    """Region -> URNs of the state's resources there, for each region that isn't enabled (any more)."""
    usable = set(enabled)
    found: dict[str, list[str]] = {}
    for resource in resources:
        region = _region(resource)
        if region and region not in usable:
            found.setdefault(region, []).append(str(resource["urn"]))
    return {region: tuple(urns) for region, urns in sorted(found.items())}


def _region(resource: Mapping[str, Any]) -> str:
    if not resource.get("custom") or not str(resource.get("type", "")).startswith("aws:"):
        return ""
    known: dict[str, Any] = {**(resource.get("outputs") or {}), **(resource.get("inputs") or {})}
    region = known.get("region")
    return region if isinstance(region, str) else ""


def explained(closed: Mapping[str, tuple[str, ...]]) -> list[str]:
    """What is wrong, what it would cause, and both ways out."""
    count = sum(map(len, closed.values()))
    where = ", ".join(closed)
    noun, them = ("resource", "it") if count == 1 else ("resources", "them")
    names = ", ".join(safe(short_name(urn)) for urns in closed.values() for urn in urns)
    return [
        f"{count} {noun} of this stack {'is' if count == 1 else 'are'} in a region that isn't enabled any "
        f"more ({where}): {names}.",
        f"AWS keeps {them} there, but refuses every call, so neither a deploy nor a destroy can change or "
        f"delete {them}, and would fail half-way.",
        f"Either enable {where} again, or take {them} out of the stack: whoever enables that region later "
        f"finds {them} still there, and the next deploy uses {them} again.",
    ]


def commands(closed: Mapping[str, tuple[str, ...]], stack: str) -> list[str]:
    """The commands that do the latter by hand."""
    return [
        f"pulumi state delete {shlex.quote(urn)} --target-dependents --yes --stack {shlex.quote(stack)}"
        for urns in closed.values()
        for urn in urns
    ]
