"""Takes over a trail, or what an earlier stack left: shows what stays and what changes, asks before it drops
anything, and hands on the answers that follow."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from components import adopted as adoption
from components.adopted import Adopted
from components.settings import Settings
from wizard.account.connect import Clients
from wizard.account.facts import Trail
from wizard.account.origin import Origin
from wizard.adoption.adopted_file import AdoptedFile
from wizard.adoption.make_plan import plan_trail
from wizard.adoption.organizations import CONSENT
from wizard.adoption.plan import Plan, Removal, without
from wizard.adoption.read import read_log_role, read_trail
from wizard.adoption.snapshot import Reach, Snapshot
from wizard.failures import Cancelled, UsageFailure, deeds
from wizard.screen import terminal
from wizard.screen.questions import Ask, Asker, Option, agrees
from wizard.stack.context import Context


@dataclass(frozen=True)
class Adoption:
    """What was agreed on. values: answers that follow from it, by key; the file is written with `write`,
    together with the stack file and not before; untold: the plan, where nobody was there to be told of it,
    and what it is about."""

    values: Mapping[str, Any]
    adopted: Adopted
    file: AdoptedFile
    untold: tuple[Plan, str] | None = None

    def show(self) -> None:
        """The file's diff on stdout, and before it what nobody was there to be told."""
        if self.untold is not None:
            plan, what = self.untold
            show(plan, what, becomes=bool(plan.becomes))
            terminal.say()
        diff = self.file.diff(self.adopted)
        name = terminal.safe(self.file.path.name)
        terminal.say(f"{name}: {'changes' if diff else 'nothing changes'}", "bold")
        # It holds in JSON what the plan above says in words, and must not push that off the screen.
        terminal.show_diff(diff, most=12)

    def as_dict(self) -> dict[str, Any]:
        """For --json: where it is written, and what."""
        return {"file": str(self.file.path), **json.loads(adoption.as_text(self.adopted))}

    def write(self) -> bool:
        """Writes the file unless nothing changes. Raises ChangedMeanwhile when somebody else did."""
        return self.file.write(self.adopted)


@dataclass(frozen=True)
class Source:
    """Where a trail that exists is read. clients: of each account; origin: where the stack is deployed from;
    reach: how far an organization's trail reaches, as far as it is known."""

    clients: Clients
    origin: Origin
    reach: Reach = field(default_factory=Reach)

    def read(self, arn: str) -> Snapshot:
        """The trail with its bucket and key. Raises AwsFailure where something can't be read."""
        found = read_trail(self.clients.own, arn, self.clients.archive)
        role = read_log_role(self.clients.own, found) if self.origin.organization else None
        return replace(found, deployed_from=self.origin, reach=self.reach, log_role=role)


def begin(source: Source, trail: Trail, settings: Settings, context: Context, asker: Asker) -> Adoption:
    """Reads everything about the trail, shows the plan and asks about each thing that speaks against being
    kept. Raises AwsFailure where something can't be read, UsageFailure where it can't be taken over."""
    terminal.say(f"Reading the trail {terminal.safe(trail.name)}, its bucket and its key ...")
    found = source.read(trail.arn)
    answered: dict[str, Any] = {}
    if found.key is None and settings.encryption != "sse-s3":
        answered = {"encryption": _encryption(asker, settings)}
        settings = replace(settings, encryption=answered["encryption"])
        if settings.encryption == "sse-s3":
            answered["kmsKeyArn"] = ""
    before = AdoptedFile.read(context.project, context.stack).adopted
    plan = plan_trail(found, settings, ("encryption",), before)
    plan = replace(plan, values={**plan.values, **answered})
    return settle(plan, context, asker, f"The trail {trail.name}")


def _encryption(asker: Asker, settings: Settings) -> str:
    """Asked where the trail has no key: one would shut out whoever reads the logs today."""
    question = (
        "The trail's files are encrypted with S3's own keys. With a KMS key, whoever reads them today, such "
        "as a SIEM, can't read new ones before they may use the key."
    )
    options = [
        Option("sse-s3", "S3's own keys", "as it is; scanners want a KMS key"),
        Option(settings.encryption, "a KMS key", "name those who read in logReaders"),
    ]
    answer = asker.pick(Ask(question, options=options, preset="sse-s3"))
    if answer not in ("sse-s3", settings.encryption):
        raise Cancelled
    return answer


def begin_unattended(source: Source, arn: str, settings: Settings, context: Context) -> Adoption:
    """The same with nobody to ask: everything is kept. Raises UsageFailure where something has to go."""
    before = AdoptedFile.read(context.project, context.stack).adopted
    plan = plan_trail(source.read(arn), settings, context.answers.values.keys(), before)
    return settle(plan, context, None, f"The trail {arn}")


def settle(plan: Plan, context: Context, asker: Asker | None, what: str) -> Adoption:
    """From the plan to what is agreed on."""
    _refuse(plan.blockers, what)
    _agree_to_become(plan, context, asker, what)
    if asker is not None:
        show(plan, what, becomes=bool(plan.becomes) and context.may_convert)
        agreed = [one for one in plan.removals if _agrees(asker, one)]
    else:
        agreed = []
    stuck = [one for one in plan.removals if one.is_needed and one not in agreed]
    _refuse(
        [f"{one.what} {one.why} Remove it, or run this in a terminal to be asked." for one in stuck], what
    )
    file = AdoptedFile.read(context.project, context.stack)
    untold = (plan, what) if asker is None else None
    return Adoption(plan.values, without(plan.adopted, agreed), file, untold)


def _agree_to_become(plan: Plan, context: Context, asker: Asker | None, what: str) -> None:
    """Nobody's trail becomes the organization's before what that means was said, and agreed to. Raises
    UsageFailure with nobody there who was told, Cancelled on a no."""
    if not plan.becomes or context.may_convert:
        return
    if asker is None:
        raise UsageFailure(
            "\n".join(
                [
                    f"{what} is one account's, and would become the organization's. "
                    f"{deeds.claim('Nothing was written.')} What that means:",
                    *(f"- {line}" for line in plan.becomes),
                    f"To do it, add {CONSENT}; to leave it, set scope to account, or leave adoptTrail empty.",
                ]
            )
        )
    terminal.section(
        f"{what} is one account's, and becomes the organization's. What that means:", plan.becomes
    )
    terminal.say()
    question, yes = (
        "Make it the organization's trail?",
        "every account's events go into it from the deploy on",
    )
    no = f"stop here{deeds.claim('; nothing is written')}"
    if not agrees(
        asker, question, yes, no, proposed=False, names=("make it the organization's", "stop here")
    ):
        raise Cancelled(f"{what} stays one account's{deeds.claim('; nothing was written')}.")


def show(plan: Plan, what: str, *, becomes: bool = False) -> None:
    """What stays, what changes, and what to know, on stdout. becomes: also what nobody has been told yet of
    its becoming the organization's."""
    terminal.section(f"{what} is taken over.{' What stays:' if plan.kept else ''}", plan.kept)
    if becomes:
        terminal.section(
            "It was one account's, and becomes the organization's. What that means:", plan.becomes
        )
    if plan.changes:
        terminal.section("What the first deploy changes:", plan.changes)
    if plan.notes:
        terminal.section("What to know:", plan.notes)


def _agrees(asker: Asker, removal: Removal) -> bool:
    terminal.say()
    terminal.say(f"{removal.what} {removal.why}", "warning")
    keep = "keep it" if not removal.is_needed else "keep it; then this can't be taken over"
    question, gone = "Remove it at the first deploy?", "leave it out of what is written"
    return agrees(asker, question, gone, keep, proposed=False, names=("remove", "keep"))


def _refuse(reasons: Sequence[str], what: str) -> None:
    if reasons:
        raise UsageFailure(
            "\n".join([f"{what} can't be taken over. {deeds.claim('Nothing was written.')}", *reasons])
        )
