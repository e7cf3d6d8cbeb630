"""Asks a person what is to become of the trails that exist: keep one, put it right, adopt it, add another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from wizard.account.connect import Clients
from wizard.account.facts import Trail
from wizard.screen import terminal
from wizard.screen.questions import BACK, Ask, Asker, Option
from wizard.trails.assessment import Assessment, find_out, show, state, title
from wizard.trails.fix_asking import mend
from wizard.trails.offers import MOST_TRAILS, Situation


@dataclass(frozen=True)
class Decision:
    """choice: what to do; "back" to the questions. trail: which it is about; missing: how much of what the
    settings ask for it lacks; changed: whether a trail was changed on the way."""

    choice: Literal["adopt", "leave", "second", "back"]
    trail: Trail | None = None
    missing: int = 0
    changed: bool = False


def choose(
    asker: Asker, clients: Clients, trails: Sequence[Trail], situation: Situation, profile: str = ""
) -> Decision:
    """Goes on until a person has decided. trails: those that record management events, not our own."""
    known, changed = list(trails), False
    while known:
        picked = known[0] if len(known) == 1 else _pick(asker, known)
        if picked is BACK or picked == "second":
            return Decision("back" if picked is BACK else "second", changed=changed)
        others = [one for one in known if one.arn != picked.arn]
        found = _one(asker, clients, picked, replace(situation, others=others), profile)
        changed = changed or found.changed
        known = [found.trail if one is picked else one for one in known]
        known = [one for one in known if one is not None]
        if found.choice != "back" or (len(known) == 1 and not others):
            return replace(found, changed=changed)
    # The last of them was deleted meanwhile: a new one is no second one.
    return Decision("second", changed=changed)


def _one(asker: Asker, clients: Clients, trail: Trail, situation: Situation, profile: str) -> Decision:
    """The decision about one trail, which may be put right first; "back" without a trail if it is gone."""
    now: Trail | None = trail
    changed = False
    while now is not None:
        assessment = find_out(clients.own, now, situation, clients.archive)
        show(assessment)
        answer = _what(asker, assessment)
        if answer != "fix":
            choice = "back" if answer is BACK else answer
            return Decision(choice, now, len(assessment.differences), changed)
        mended = mend(asker, clients.own, assessment, situation.settings, profile)
        now, changed = mended.trail, changed or mended.changed
    return Decision("back", None, changed=changed)


def _pick(asker: Asker, trails: list[Trail]) -> Any:
    options = [Option(one, one.name, f"{title(one)}: {state(one)}") for one in trails]
    if len(trails) < MOST_TRAILS:
        options.append(Option("second", "none of them", "go on with another trail beside them"))
    help = "These trails record management events here. Which one is it about?"
    return asker.pick(Ask(help, options=options, can_go_back=True))


def _what(asker: Asker, assessment: Assessment) -> Any:
    terminal.say()
    options = [
        Option(
            one.choice,
            one.label,
            f"{one.cost.words}{', recommended' if one.is_best else ''}",
        )
        for one in assessment.offers
    ]
    help = f"What about the trail {assessment.trail.name}?"
    more = "Costs are what is added to today's bill in a year. Reads aren't counted: expect more."
    return asker.pick(Ask(help, more=more, options=options, preset=options[0].value, can_go_back=True))
