"""Puts a trail right with somebody there: shows each call and its undo, asks, makes them, says what is so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from components.settings import Settings
from wizard.account.connect import ClientFor
from wizard.account.facts import Trail
from wizard.failures import Cancelled, deeds
from wizard.screen import terminal
from wizard.screen.questions import BACK, Ask, Asker, Option
from wizard.trails.assessment import Assessment
from wizard.trails.closer_look import is_same, look_again
from wizard.trails.difference import Difference
from wizard.trails.fixes import Call, fixes
from wizard.trails.make_calls import carry_out, show, show_done


@dataclass(frozen=True)
class Mended:
    """trail: as it is now, None if it is gone; changed: whether any call may have changed it."""

    trail: Trail | None
    changed: bool = False


def mend(
    asker: Asker, client_for: ClientFor, assessment: Assessment, settings: Settings, profile: str
) -> Mended:
    """Asks once for all calls, or for some; Esc changes nothing."""
    trail, chosen = assessment.trail, assessment.fixable
    while True:
        calls = fixes(trail, chosen, settings, assessment.closer_look)
        show(calls, profile)
        answer = _ask(asker, calls)
        if answer == "some":
            ticked = _some(asker, assessment.fixable, chosen)
            chosen = chosen if ticked is BACK else ticked
            if not chosen:
                return Mended(trail)
            continue
        if answer != "make":
            return Mended(trail)
        now = look_again(client_for, trail)
        if now.value is None or not is_same(now.value, trail):
            terminal.say()
            terminal.say(f"{deeds.claim('Nothing was changed.')} {now.why or _MEANWHILE}", "warning")
            return Mended(now.value if now.value or now.state == "bad" else trail)
        return _make(client_for, assessment, settings, calls, profile)


def _make(
    client_for: ClientFor, assessment: Assessment, settings: Settings, calls: Sequence[Call], profile: str
) -> Mended:
    def tell(call: Call) -> None:
        terminal.say(f"{call.says.rstrip('.')} ...")

    done = carry_out(client_for, assessment, settings, calls, profile, tell)
    show_done(done, assessment.trail.name, profile)
    if done.outcome.end == "cancelled":
        raise Cancelled(
            f"Cancelled after {len(done.outcome.made)} of {len(calls)} calls; what was done, and how to undo "
            "it, stands above. No stack file was written."
        )
    if done.now.state == "bad":
        return Mended(None, bool(done.outcome.undo))
    return Mended(done.now.value or assessment.trail, bool(done.outcome.undo))


_MEANWHILE = "Somebody changed the trail meanwhile; here it is as it is now."


def _ask(asker: Asker, calls: Sequence[Call]) -> Any:
    one = len(calls) == 1
    options = [
        Option("make", "make this call" if one else f"make these {len(calls)} calls", "in this order"),
        Option("some", "choose what is put right"),
        Option(BACK, "change nothing"),
    ]
    terminal.say()
    return asker.pick(Ask("Change the trail now?", options=options, preset="make", can_go_back=True))


def _some(asker: Asker, fixable: Sequence[Difference], chosen: Sequence[Difference]) -> Any:
    options = [Option(one.kind, one.kind, one.text) for one in fixable]
    preset = [one.kind for one in chosen]
    answer = asker.tick(Ask("Which of these?", options=options, preset=preset, can_go_back=True))
    return answer if answer is BACK else [one for one in fixable if one.kind in answer]
