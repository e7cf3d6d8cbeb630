"""What is about to be written: settings, the stack file's new text, what was learned of the account."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from components import event_selectors, prices
from components.settings import REGION_KEY, Settings, validate, warnings
from wizard.account import time_limits
from wizard.account.facts import Finding, Trail
from wizard.account.home_region import not_enabled, wrong_partition
from wizard.account.look import Look
from wizard.account.organization import may_be_archive
from wizard.account.second_copy import Own, second_trail
from wizard.account.selector_faults import recorded_twice
from wizard.adoption.adopted_file import AdoptedFile
from wizard.failures import NotKnown, UsageFailure, deeds
from wizard.interview.costs import known_of
from wizard.review import own_key_and_topic, plain_words
from wizard.review.costs.estimate import Estimate, estimate
from wizard.review.costs.known import volumes_of
from wizard.review.costs.lines import Kept
from wizard.screen import terminal
from wizard.stack.answers import Answers
from wizard.stack.atomic_write import replace
from wizard.stack.context import Context, checked
from wizard.stack.pulumi_command import advice
from wizard.stack.secret_setting import with_external_id
from wizard.stack.stack_file import ACCOUNTS_KEY, refuse_wrong_account, writable

if TYPE_CHECKING:
    from wizard.adoption.offer import Adoption

# Until credentials are loaded, a program's among them, and then everything is looked at.
LONGEST_LOOK = time_limits.CREDENTIALS_WITHIN + 2 * time_limits.PATIENCE


@dataclass(frozen=True)
class Plan:
    """settings; account: its id, "" when nobody looked; enabled: its regions, None likewise; notes: what
    was found against the settings, or couldn't be found out; text: the stack file as it would be;
    found: what there is to say about the key and the topic that the settings name; adoption: what is taken
    over, None for nothing; accounts: of the organization, 0 where that isn't known."""

    settings: Settings
    account: str
    enabled: tuple[str, ...] | None
    notes: tuple[str, ...]
    text: str
    found: tuple[Finding, ...] = ()
    adoption: Adoption | None = None
    accounts: int = 0
    cost: Estimate | None = None


def plan_for(
    context: Context, answers: Answers, asked: frozenset[str], look: Look, adoption: Adoption | None = None
) -> Plan:
    """The plan for these answers. asked: keys that go into the file even with their default; adoption: what
    is taken over now."""
    settings = checked(answers)
    identity = look.identity.value
    values: dict[str, Any] = {REGION_KEY: settings.home_region}
    if identity and not context.file.accounts:
        values[ACCOUNTS_KEY] = [identity.account]
    plainly = validate({"approvedRegions": [settings.home_region]}, settings.home_region).as_keys()
    values.update(writable(settings.as_keys(), context.file, asked | {"approvedRegions"}, plainly))
    account = identity.account if identity else ""
    text = context.file.changed(values)
    full, unread = with_external_id(context, settings)
    adopted = adoption.adopted if adoption else AdoptedFile.read(context.project, context.stack).adopted
    found = look.existing(full, unread, adopted)
    notes = (*_notes(settings, look, context), *_about_organization(settings, look))
    accounts = len(look.surroundings.accounts.value or ())
    cost = _cost(settings, look, context, Kept.of(adopted.trail if adopted else None))
    return Plan(settings, account, look.regions.value, notes, text, found, adoption, accounts, cost)


def _cost(settings: Settings, look: Look, context: Context, kept: Kept) -> Estimate | None:
    """From what was found out of how much goes on, and the trails that record the same; None where nobody
    looked. kept: what a trail that is taken over goes on recording."""
    if look.identity.value is None:
        return None
    other = other_trail(look, settings, context)
    copies = int(other is not None and other.arn != settings.adopt_trail)
    return estimate(settings, volumes_of(settings, known_of(look)), copies=copies, kept=kept)


def misfit(home: str, look: Look) -> str:
    """Why this home region can't be used in the account that was looked at, or an empty text."""
    identity, enabled = look.identity.value, look.regions.value
    fault = wrong_partition(home, identity) if identity else ""
    return fault or (not_enabled(home, enabled) if enabled is not None else "")


def refuse_misfit(settings: Settings, look: Look) -> None:
    """Raises UsageFailure when the home region can't be used in this account."""
    fault = misfit(settings.home_region, look)
    if fault:
        raise UsageFailure(f"{REGION_KEY}: {fault} {deeds.claim('Nothing was written.')}")


def _notes(settings: Settings, look: Look, context: Context) -> tuple[str, ...]:
    """What the look found against these settings, or couldn't find out. Without an identity: nothing."""
    if look.identity.state != "good":
        return ()
    probes = (
        (look.regions, "so the regions that are enabled aren't known."),
        (look.trails, "so a trail that makes this one a second, paid copy may exist."),
    )
    unknown = [f"Couldn't be looked at: {probe.why}, {so}" for probe, so in probes if probe.state != "good"]
    fault = misfit(settings.home_region, look)
    return (*([fault] if fault else []), *unknown, *_recorded_twice(settings, look, context))


def _recorded_twice(settings: Settings, look: Look, context: Context) -> Iterator[str]:
    """Data events that a trail of the account records already."""
    if not settings.data_events:
        return
    own = Own.of_stack(settings, context.described_trail)
    others = [one for one in look.trails.value or () if one not in own and one.arn != settings.adopt_trail]
    yield from map(str, recorded_twice(event_selectors.selectors(settings, ()), others))


def _about_organization(settings: Settings, look: Look) -> Iterator[str]:
    """What an organization's trail brings with it that no setting says."""
    if not settings.is_organization:
        return
    yield (
        "A member account that has a trail of its own pays for its management events a second time "
        f"({prices.EVENT_COPY.words}); from here those trails can't be seen."
    )
    if settings.log_archive_external_id:
        key = "logArchiveExternalId"
        yield f"{key} is in plain; `pulumi config set --secret {key}` asks for it and keeps it encrypted."
    if not settings.log_archive_account:
        found = [
            one for one in look.surroundings.accounts.value or () if may_be_archive(one, look.surroundings)
        ]
        if found:
            named = ", ".join(f"{one.name} ({one.id})" for one in found[:3])
            yield f"The logs stay in the account that you deploy from; logArchiveRoleArn could name {named}."


def refuse_other_account(context: Context, look: Look) -> None:
    """Raises UsageFailure when the stack file is for other accounts than the credentials are."""
    if look.identity.value:
        so = f". Pulumi would refuse to deploy{deeds.claim(', so nothing was written')}"
        account, file = look.identity.value.account, context.file
        refuse_wrong_account(account, file.accounts, file.path.name, so)


def refuse_unseen_trails(look: Look) -> None:
    """Raises NotKnown where a trail may exist that nobody saw: a look that failed, or wasn't allowed, is no
    account without one. For where nobody is there to read that and decide."""
    found = look.trails
    if found.state == "good":
        return
    allow = "Allow cloudtrail:DescribeTrails and cloudtrail:ListTrails"
    do = allow if found.is_refused else "Run it again"
    raise NotKnown(
        f"Whether a trail exists already isn't known: {found.why.rstrip('.')}. A second one would cost money "
        f"for every event{deeds.claim(', so nothing was written')}. {do}, or add --allow-second-trail to go "
        "on all the same."
    )


def other_trail(look: Look, settings: Settings, context: Context) -> Trail | None:
    """A trail that would make ours a second, paid copy."""
    return second_trail(look.trails.value or (), Own.of_stack(settings, context.described_trail))


def show_review(context: Context, plan: Plan) -> None:
    """The review on stdout: what is already there, plain words, then the file's diff."""
    own_key_and_topic.show(plan.found)
    shown = plain_words.sections(
        plan.settings, plan.account, plan.enabled, plan.notes, plan.accounts, plan.cost
    )
    for section in shown:
        terminal.section(section.heading, section.lines)
    terminal.say()
    diff = context.file.diff(plan.text)
    terminal.say(f"{context.file.path.name}: {'changes' if diff else 'nothing changes'}", "bold")
    terminal.show_diff(diff)
    if plan.adoption:
        plan.adoption.show()


def write(context: Context, plan: Plan) -> list[str]:
    """Writes what is taken over and the stack file. Returns the names of the files that changed."""
    adopted = [plan.adoption.file.path.name] if plan.adoption and plan.adoption.write() else []
    document = context.file.document
    if plan.text == document.text and document.content is not None:
        return adopted
    replace(document.path, document.content, plan.text)
    return [document.path.name, *adopted]


def show_next_steps(context: Context, written: Sequence[str]) -> None:
    """Only commands that exist. written: the files that changed."""
    steps = [
        advice(),
        f"{context.command('rehearse --defaults')} tries it in an emulated account, at no cost",
        f"{context.command('deploy')} shows what AWS would change, and makes it after you agree",
        f"{context.command('verify')} afterwards proves that every region is covered",
        f"{context.command('drill')} makes one harmless call and waits for its alert",
    ]
    names = terminal.safe(" and ".join(written or [context.file.path.name]))
    state = ("are written" if len(written) > 1 else "is written") if written else "is as it was"
    terminal.section(f"{names} {state}. What you can do now:", filter(None, steps))


def as_document(context: Context, plan: Plan, changed: bool) -> dict[str, object]:
    """The plan for --json. changed: whether the file was written."""
    return {
        "schema": "everyregion/setup/1",
        "stack": context.stack,
        "file": str(context.file.path),
        "written": changed,
        "account": plan.account,
        **plain_words.as_document(plan.settings, warnings(plan.settings)),
        "existing": [finding.as_dict() for finding in plan.found],
        "adopted": plan.adoption.as_dict() if plan.adoption else None,
        "diff": context.file.diff(plan.text),
    }
