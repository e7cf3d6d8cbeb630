"""From a look at the account to the trails that a person, or an option, chooses among."""

from __future__ import annotations

from typing import TYPE_CHECKING

from components.settings import Settings
from wizard.account.connect import ClientFor
from wizard.account.facts import Trail
from wizard.account.look import Look
from wizard.account.second_copy import Own, namesake, recording_here
from wizard.failures import AwsFailure, UsageFailure, deeds
from wizard.screen import terminal
from wizard.screen.questions import Asker
from wizard.stack.context import Context
from wizard.trails.choose import Decision, choose
from wizard.trails.namesake import words as namesake_words
from wizard.trails.offers import Situation, alternatives

if TYPE_CHECKING:
    from wizard.adoption.offer import Adoption


def clients(look: Look) -> ClientFor:
    """The clients that the look uses. Raises AwsFailure before there are any."""
    if look._client_for is None or look.identity.value is None:
        raise AwsFailure(
            f"{look.identity.why or 'AWS did not answer.'} {deeds.claim('Nothing was changed.')}"
        )
    return look._client_for


def situation(look: Look, settings: Settings) -> Situation:
    """What is known of the account so far; activity may still be coming in."""
    seen = [probe.value for probe in list(look.activity.values()) if probe.value]
    account = look.identity.value.account if look.identity.value else ""
    regions = len(look.regions.value) if look.regions.value else Situation.regions
    organization = look.surroundings.organization.value
    return Situation(
        settings,
        account,
        seen,
        regions=regions,
        role=look.surroundings.role,
        management=organization.management_account if organization else "",
    )


def decide(asker: Asker, look: Look, settings: Settings, context: Context, profile: str) -> Decision:
    """What a person wants to become of the trails that exist; where there are none, a new one it is."""
    found = recording_here(look.trails.value or (), Own.of_stack(settings, context.described_trail))
    if not found:
        return Decision("second")
    clients(look)  # raises where there are none
    if taken := named_as_ours(look, settings, context):
        both = "Take it over only once no other stack has it: what both would have can't be made twice."
        terminal.say()
        terminal.say(f"! {taken} {both}", "warning")
    return choose(asker, look.clients(settings), found, situation(look, settings), profile)


def take_over(
    look: Look, settings: Settings, context: Context, asker: Asker | None, chosen: Trail | None
) -> Adoption | None:
    """What is taken over into the stack: a trail, or what an earlier stack kept. None for nothing, and where
    nobody knows the account. chosen: a trail that somebody has just picked; asker: None with nobody there."""
    if look.identity.value is None:
        return None
    from wizard.adoption.in_setup import agree

    return agree(look.clients(settings), look, settings, context, asker, chosen)


def named_as_ours(look: Look, settings: Settings, context: Context) -> str:
    """Why a trail of this name can't be made, "" where it can."""
    there = namesake(look.trails.value or (), settings, context.described_trail)
    return namesake_words(there, context) if there else ""


def refuse_namesake(look: Look, settings: Settings, context: Context) -> None:
    """Raises UsageFailure where a trail has this stack's name and isn't this stack's."""
    there = namesake(look.trails.value or (), settings, context.described_trail)
    if there:
        raise UsageFailure(
            "\n".join(
                [
                    f"{namesake_words(there, context)} {deeds.claim('Nothing was written.')}",
                    instead(there, look, settings),
                ]
            )
        )


def instead(trail: Trail, look: Look, settings: Settings) -> str:
    """What to do instead of a second trail, in the words of options."""
    return alternatives(trail, situation(look, settings))


def named(look: Look, word: str) -> Trail:
    """The trail of this name or ARN. Raises UsageFailure when there is none, or more than one."""
    known = look.trails.value or ()
    found = [one for one in known if word in (one.arn, one.name)]
    if len(found) == 1:
        return found[0]
    if found:
        arns = ", ".join(one.arn for one in found)
        raise UsageFailure(f"--fix-trail: there are {len(found)} trails of this name. Give the ARN: {arns}.")
    if look.trails.state != "good":
        raise AwsFailure(
            f"The trails couldn't be looked at: {look.trails.why}. {deeds.claim('Nothing was changed.')}"
        )
    there = ", ".join(one.name for one in known) or "none"
    raise UsageFailure(f"--fix-trail: there is no trail {word} in this account. Those that exist: {there}.")
