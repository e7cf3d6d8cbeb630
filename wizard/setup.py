"""The guided set-up: look, ask, review, write the stack file, say what comes next."""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from typing import Any

from components.settings import REGION_KEY, Settings, SettingsError, warnings
from wizard import review, terminal
from wizard.account.existing_trails import second_copy_cost, second_trail
from wizard.account.facts import Trail
from wizard.account.look import Look
from wizard.answers import Answers
from wizard.asking import BACK, Ask, Asker, Option
from wizard.atomic import replace
from wizard.failures import AwsFailure, Cancelled, UsageFailure
from wizard.interview import Interview
from wizard.preparation import (
    Preparation,
    checked,
    prepare,
    refuse_hopeless,
    region_of_profile,
    without_questions,
)
from wizard.questions import KEYS, QUESTIONS
from wizard.stack_file import ACCOUNTS_KEY, writable

_LONGEST_LOOK = 60.0


@dataclass(frozen=True)
class Plan:
    """What is about to be written: the settings, the file's new text, and what was learned of the account."""

    settings: Settings
    account: str
    enabled: tuple[str, ...] | None
    unknown: tuple[str, ...]
    text: str


def run(options: argparse.Namespace) -> int:
    """`python -m wizard`."""
    ready = prepare(options)
    region = region_of_profile(options.profile)
    if ready.is_interactive:
        return _guided(ready, options, region)
    return _unattended(ready, options, region)


def new_look(options: argparse.Namespace, region: str, with_activity: bool) -> Look:
    """A look at the account of the chosen profile, not yet begun."""
    from wizard.account.connect import connector

    return Look(connector(options.profile), region or "us-east-1", with_activity)


def _unattended(ready: Preparation, options: argparse.Namespace, region: str) -> int:
    answers = without_questions(ready, options.defaults, region, needs_yes=not options.yes)
    settings = checked(answers)
    look = new_look(options, settings.home_region, with_activity=False)
    look.wait_for_trails(_LONGEST_LOOK)
    if look.identity.state != "good":
        raise AwsFailure(f"{look.identity.why or 'AWS did not answer.'} Nothing was written.")
    _refuse_wrong_account(ready, look)
    double = _second_trail(look, settings)
    if double and not options.allow_second_trail:
        raise UsageFailure(
            "\n".join([*second_copy_cost(double, []), "To go on all the same, add --allow-second-trail."])
        )
    plan = _plan(ready, answers, frozenset(answers.values), look)
    if not options.json:
        show_review(ready, plan)
    if not options.yes and plan.text != ready.file.document.text:
        raise UsageFailure(
            f"Nothing was written: there is no terminal to confirm in. To write {ready.file.path.name}, "
            "add --yes."
        )
    changed = write(ready, plan)
    if options.json:
        print(json.dumps(_document(ready, plan, changed), indent=2))
    else:
        _next_steps(ready, changed)
    return 0


def _guided(ready: Preparation, options: argparse.Namespace, region: str) -> int:
    asker = new_asker()
    look = new_look(options, ready.answers.home_region or region, with_activity=True)
    refuse_hopeless(ready, will_ask=not options.defaults)
    stack = f"Stack {ready.stack}" + ("" if ready.why_stack == "--stack" else f" ({ready.why_stack})")
    state = "is read first" if ready.file.document.content is not None else "will be new"
    terminal.say(
        f"{stack}: {terminal.safe(ready.file.path.name)} {state}. Nothing is written before you have seen it."
    )
    interview = Interview(asker, ready.answers, look, region)
    if options.defaults:
        interview.values = dict(without_questions(ready, True, region, needs_yes=False).values)
    else:
        interview.run()
    look.wait_for_trails(_LONGEST_LOOK)
    interview.tell_about_credentials()
    _refuse_wrong_account(ready, look)
    return _review_and_write(ready, options, interview, look)


def _review_and_write(
    ready: Preparation, options: argparse.Namespace, interview: Interview, look: Look
) -> int:
    allowed = options.allow_second_trail
    while True:
        answers = Answers(interview.values, {}, ready.answers.given, ready.answers.secrets)
        try:
            settings = checked(answers)
        except SettingsError as error:
            _mend(interview, error)
            continue
        double = _second_trail(look, settings)
        if double and not allowed:
            _confirm_second_trail(interview.asker, double, look)
            allowed = True
        plan = _plan(ready, answers, frozenset(interview.asked | ready.answers.given), look)
        show_review(ready, plan)
        if options.yes or not _wants_change(interview, ready, plan):
            changed = write(ready, plan)
            _next_steps(ready, changed)
            return 0


def _wants_change(interview: Interview, ready: Preparation, plan: Plan) -> bool:
    """True after an answer was changed, so that the review has to be shown again; False to write."""
    name = ready.file.path.name
    is_same = plan.text == ready.file.document.text
    options = [
        Option("write", "leave the file as it is" if is_same else f"write {name}"),
        Option("change", "change an answer"),
        Option("cancel", "cancel; nothing is written"),
    ]
    choice = interview.asker.pick(Ask("What now?", options=options, can_go_back=True))
    if choice == "cancel":
        raise Cancelled
    if choice == "write":
        return False
    questions = [q for q in QUESTIONS if q.key not in ready.answers.secrets and q.when(interview.known())]
    listed = [Option(q, q.label, interview.said(q)) for q in questions]
    question = interview.asker.pick(Ask("Which answer?", options=listed, can_go_back=True, searchable=True))
    if question is not BACK:
        interview.ask(question, can_go_back=True)
        interview.ask_what_follows(question)
    return True


def _mend(interview: Interview, error: SettingsError) -> None:
    """Answers that don't fit together: the questions concerned are asked again."""
    keys = {problem.key for problem in error.problems}
    if not keys <= KEYS:
        raise error
    for problem in error.problems:
        terminal.say(f"! {problem}", "warning")
    for question in QUESTIONS:
        if question.key in keys:
            interview.ask(question, can_go_back=False)


def _confirm_second_trail(asker: Asker, trail: Trail, look: Look) -> None:
    for line in second_copy_cost(trail, [probe.value for probe in look.activity.values() if probe.value]):
        terminal.say(line, "warning")
    options = [
        Option(False, "no", "stop here; nothing is written"),
        Option(True, "yes", "go on and pay for a second copy"),
    ]
    if asker.pick(Ask("Go on with a second trail?", options=options, preset=False)) is not True:
        raise Cancelled("Stopped because of the trail that exists; nothing was written.")


def _second_trail(look: Look, settings: Settings) -> Trail | None:
    return second_trail(look.trails.value or (), settings.trail_name, settings.home_region)


def _refuse_wrong_account(ready: Preparation, look: Look) -> None:
    identity, allowed = look.identity.value, ready.file.accounts
    if identity and allowed and identity.account not in allowed:
        raise UsageFailure(
            f"The credentials are for account {identity.account}, but {ready.file.path.name} is for "
            f"{', '.join(allowed)} "
            f"({ACCOUNTS_KEY}). Pulumi would refuse to deploy. Name another profile with --profile, or "
            "another stack "
            "with --stack. Nothing was written."
        )


def _plan(ready: Preparation, answers: Answers, asked: frozenset[str], look: Look) -> Plan:
    settings = checked(answers)
    identity = look.identity.value
    values: dict[str, Any] = {REGION_KEY: settings.home_region}
    if identity and not ready.file.accounts:
        values[ACCOUNTS_KEY] = [identity.account]
    values.update(writable(settings.as_keys(), ready.file, asked | {"approvedRegions"}))
    account = identity.account if identity else ""
    return Plan(settings, account, look.regions.value, _unknown(look), ready.file.changed(values))


def _unknown(look: Look) -> tuple[str, ...]:
    """What the look couldn't find out. Without an identity it didn't look at all, and that was said."""
    if look.identity.state != "good":
        return ()
    probes = (
        (look.regions, "so the regions that are enabled aren't known."),
        (look.trails, "so a trail that makes this one a second, paid copy may exist."),
    )
    return tuple(f"{probe.why}, {result}" for probe, result in probes if probe.state != "good")


def show_review(ready: Preparation, plan: Plan) -> None:
    """The review on stdout: plain words first, then the file's diff."""
    for section in review.sections(plan.settings, plan.account, plan.enabled, plan.unknown):
        terminal.say()
        terminal.say(section.heading, "bold")
        for line in section.lines:
            terminal.item(line)
    terminal.say()
    diff = ready.file.diff(plan.text)
    terminal.say(f"{ready.file.path.name}: {'changes' if diff else 'nothing changes'}", "bold")
    terminal.show_diff(diff)


def write(ready: Preparation, plan: Plan) -> bool:
    """Writes the stack file unless nothing changes. Returns whether it was written."""
    document = ready.file.document
    if plan.text == document.text and document.content is not None:
        return False
    replace(document.path, document.content, plan.text)
    return True


def _next_steps(ready: Preparation, changed: bool) -> None:
    terminal.say()
    terminal.say(
        f"{ready.file.path.name} {'is written' if changed else 'is as it was'}. What you can do now:", "bold"
    )
    stack = "" if ready.why_stack == "selected" else f" --stack {ready.stack}"
    terminal.item(f"pulumi up{stack}  shows what AWS would change, and deploys it after you agree")
    terminal.item(
        f"python -m wizard rehearse --defaults{stack}  deploys it into an emulated account first: no cost"
    )


def _document(ready: Preparation, plan: Plan, changed: bool) -> dict[str, object]:
    return {
        "schema": "everyregion/setup/1",
        "stack": ready.stack,
        "file": str(ready.file.path),
        "written": changed,
        "account": plan.account,
        **review.as_document(plan.settings, warnings(plan.settings)),
        "diff": ready.file.diff(plan.text),
    }


def new_asker() -> Asker:
    """Prompts for a terminal that can redraw, plain lines for one that can't."""
    from wizard.prompts import Prompts

    return Prompts()
