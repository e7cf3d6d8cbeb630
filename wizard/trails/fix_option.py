"""`python -m wizard --fix-trail NAME_OR_ARN`: puts a trail right in place, and makes no other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from components.settings import Settings
from wizard.account.look import Look
from wizard.account.second_copy import Own, recording_here
from wizard.failures import AwsFailure, Cancelled, ExitCode, Failure, NotKnown, UsageFailure, deeds
from wizard.screen import terminal
from wizard.screen.questions import Asker
from wizard.trails.assessment import Assessment, difference_lines, find_out, state, title
from wizard.trails.closer_look import is_same, look_again
from wizard.trails.fix_asking import mend
from wizard.trails.fixes import Call, command_line, fixes
from wizard.trails.in_setup import clients, named, situation
from wizard.trails.make_calls import Done, carry_out, outcome_lines, show, show_done


def fix_trail(word: str, settings: Settings, look: Look, profile: str, yes: bool, as_json: bool) -> ExitCode:
    """With nobody there: makes the calls if `yes`, else shows them and ends with exit 2. What couldn't be
    looked at, and may be wrong still, ends with 4."""
    assessment = _about(word, settings, look)
    calls = fixes(assessment.trail, assessment.fixable, settings, assessment.closer_look)
    if not as_json:
        _show(assessment)
        show(calls, profile)
    if calls and not yes:
        raise UsageFailure(
            f"There is no terminal to confirm in{deeds.claim(', so nothing was changed')}. To make the "
            "calls, add --yes."
        )
    done = _make(assessment, settings, look, calls, profile) if calls else None
    failure = _failure(assessment, done)
    if as_json:
        # One document: it has the undo commands too, so the failure can't be left to the command line.
        terminal.show_document(_document(assessment, calls, done, failure, profile))
        if failure:
            terminal.show_failure(failure.message)
        return failure.exit_code if failure else ExitCode.GOOD
    if done:
        show_done(done, assessment.trail.name, profile)
    if failure:
        raise failure
    return ExitCode.GOOD


def fix_trail_asking(asker: Asker, word: str, settings: Settings, look: Look, profile: str) -> ExitCode:
    """With somebody there, who sees the calls and decides."""
    assessment = _about(word, settings, look)
    _show(assessment)
    if assessment.fixable and not mend(asker, clients(look), assessment, settings, profile).changed:
        raise Cancelled(deeds.claim("Nothing was changed, and nothing was written."))
    return ExitCode.GOOD


def _about(word: str, settings: Settings, look: Look) -> Assessment:
    trail = named(look, word)
    recording = recording_here(look.trails.value or (), Own.of(settings))
    others = [one for one in recording if one.arn != trail.arn]
    assessment = find_out(clients(look), trail, replace(situation(look, settings), others=others))
    if assessment.hands_off:
        raise UsageFailure(f"The {title(trail)}, can't be changed from here. {assessment.hands_off}")
    return assessment


def _show(assessment: Assessment) -> None:
    lines = list(difference_lines(assessment.differences)) or ["It is as your settings ask for."]
    terminal.section(f"The {title(assessment.trail)} ({state(assessment.trail)})", lines)
    if not assessment.fixable:
        terminal.say()
        is_known = not any(one.may_be_fixable for one in assessment.differences)
        terminal.say(
            "There is nothing to put right in place."
            if is_known
            else "Nothing is known to be wrong that could be put right in place."
        )


def _make(
    assessment: Assessment, settings: Settings, look: Look, calls: Sequence[Call], profile: str
) -> Done:
    now = look_again(clients(look), assessment.trail)
    if now.value is None or not is_same(now.value, assessment.trail):
        raise AwsFailure(
            f"{deeds.claim('Nothing was changed.')} "
            f"{now.why or 'The trail was changed meanwhile; run it again.'}"
        )
    return carry_out(clients(look), assessment, settings, calls, profile, lambda call: None)


def _failure(assessment: Assessment, done: Done | None) -> Failure | None:
    if done is None or done.outcome.end == "all made":
        return _not_known(assessment, done)
    undo = "The commands that bring back what was there stand above." if done.outcome.undo else ""
    last = undo or deeds.claim("Nothing was changed.")
    text = "\n".join(["The trail isn't as it should be.", *outcome_lines(done.outcome), last])
    return Cancelled(text) if done.outcome.end == "cancelled" else AwsFailure(text)


def _not_known(assessment: Assessment, done: Done | None) -> NotKnown | None:
    left = done.left if done else assessment.differences
    unsure = [one.text.rstrip(".") for one in left or () if one.may_be_fixable]
    if done and done.left is None:
        unsure = [done.now.why.rstrip(".") or "It couldn't be looked at again"]
    if not unsure:
        return None
    return NotKnown(f"Whether the trail is as it should be isn't known. {'; '.join(unsure)}. Run it again.")


def _document(
    assessment: Assessment, calls: Sequence[Call], done: Done | None, failure: Failure | None, profile: str
) -> dict[str, Any]:
    made = done.outcome.made if done else ()
    unsure = done.outcome.unsure if done else ()
    left = done.left if done else assessment.fixable
    return {
        "schema": "everyregion/setup/1",
        "trail": {key: value for key, value in assessment.as_dict().items() if key != "offers"},
        "calls": [
            {
                "says": call.says,
                "command": command_line(call, profile),
                "undo": command_line(call.undo, profile) if call.undo else "",
                "made": None if call in unsure else call in made,
            }
            for call in calls
        ],
        "left": None if left is None else [one.as_dict() for one in left],
        "undo": [command_line(call, profile) for call in done.outcome.undo] if done else [],
        "record": str(done.record.path) if done and done.record.path else "",
        **({"error": failure.message, "exitCode": failure.exit_code} if failure else {}),
    }
