"""The guided set-up with somebody there: asks, shows the review, changes answers, writes."""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import TYPE_CHECKING

from components.settings import REGION_KEY, Settings, SettingsError, check_one
from wizard import screen
from wizard.account.look import Look
from wizard.failures import Cancelled, ExitCode
from wizard.interview.interview import Interview
from wizard.interview.write_plan import (
    LONGEST_LOOK,
    Plan,
    plan_for,
    refuse_other_account,
    refuse_unseen_trails,
    show_next_steps,
    show_review,
    write,
)
from wizard.review import own_key_and_topic
from wizard.screen import terminal
from wizard.screen.questions import BACK, Ask, Option
from wizard.stack.answers import Answers, gather
from wizard.stack.asked_settings import QUESTIONS
from wizard.stack.atomic_write import ChangedMeanwhile, NotWritten
from wizard.stack.context import Context, checked, refuse_hopeless, without_questions
from wizard.stack.stack_file import StackFile

if TYPE_CHECKING:
    from wizard.account.facts import Trail
    from wizard.trails.choose import Decision


def guided(context: Context, options: argparse.Namespace, region: str, look: Look) -> ExitCode:
    """From the first question to the next steps. region: what the profile says, as the first proposal."""
    asker = screen.new_asker(options)
    if not options.defaults:
        refuse_hopeless(context)
    why = "" if context.why_stack == "--stack" else f" ({context.why_stack})"
    stack = f"Stack {context.shown_stack}{why}"
    state = "is read first" if context.file.document.content is not None else "will be new"
    terminal.say(
        f"{stack}: {terminal.safe(context.file.path.name)} {state}. Nothing is written before you have seen "
        "it."
    )
    interview = Interview(asker, context.answers, look, region, context.described_trail)
    if options.cost_explorer:
        interview.costs.agree()
    if options.defaults:
        interview.values = dict(without_questions(context, region, use_defaults=True).values)
    else:
        interview.run()
    if not look.trails.is_over:
        terminal.say("Looking at the account's trails ...")
    look.wait_for_trails(LONGEST_LOOK)
    interview.first_look.tell_about_credentials()
    refuse_other_account(context, look)
    interview.settle_scope()
    if options.cost_explorer and look.samples.can_ask_usage and not look.samples.usage.is_over:
        interview.costs.ask_usage()
    return _review_and_write(context, options, interview, look)


def _review_and_write(
    context: Context, options: argparse.Namespace, interview: Interview, look: Look
) -> ExitCode:
    from wizard.trails.fix_option import fix_trail_asking
    from wizard.trails.in_setup import decide, named_as_ours, refuse_namesake, take_over

    decided, agreed_for, adoption = options.allow_second_trail, None, None
    chosen: Trail | None = None
    while True:
        settings = until_settled(interview, context)
        if options.fix_trail:
            return fix_trail_asking(interview.asker, options.fix_trail, settings, look, options.profile)
        if not decided:
            decision = decide(interview.asker, look, settings, context, options.profile)
            if decision.choice == "leave":
                return _left(decision)
            if decision.choice == "back":
                _change(interview, context, "Which answer?")
                continue
            decided, chosen = True, decision.trail if decision.choice == "adopt" else None
        if chosen is None and (taken := named_as_ours(look, settings, context)):
            if options.yes:
                refuse_namesake(look, settings, context)
            # Back at this question is back at the one that led here.
            decided = _rename(interview, taken, can_go_back=not options.allow_second_trail)
            continue
        if settings != agreed_for:
            # Which statements are ours hangs on the settings: other settings, another agreement.
            adoption = take_over(look, settings, context, interview.asker, chosen)
            interview.take(adoption.values if adoption else {})
            agreed_for = until_settled(interview, context)
        asked = frozenset(interview.asked | context.answers.given)
        plan = plan_for(context, answers_of(interview, context), asked, look, adoption)
        if options.yes:
            if not (options.allow_second_trail or plan.settings.adopt_trail):
                refuse_unseen_trails(look)
            own_key_and_topic.refuse(plan.found, plan.settings)
        show_review(context, plan)
        if options.yes or not _wants_change(interview, context, plan):
            try:
                written = write(context, plan)
            except ChangedMeanwhile:
                context = _read_again(context, interview)
                continue
            except NotWritten as failure:
                if options.yes:
                    raise
                # The answers stay: room or a permission can be made meanwhile.
                terminal.say(f"! {failure.message}", "warning")
                continue
            show_next_steps(context, written)
            return ExitCode.GOOD


def _rename(interview: Interview, why: str, can_go_back: bool) -> bool:
    """Asks for another name of the trail: the one of the settings is taken, and no question is about it.
    False where somebody went back instead."""
    terminal.say(f"! {why}", "warning")
    taken = interview.known()["trailName"]

    def fault(name: str) -> str:
        if name.strip() == taken:
            return "That is the name that is taken."
        others = {key: value for key, value in interview.values.items() if key != REGION_KEY}
        found = check_one("trailName", name, others, interview.values[REGION_KEY])
        return " ".join(str(problem).partition(": ")[2] for problem in found[:1])

    help = "What is the new trail to be called?"
    hint = "Ctrl-C leaves, and nothing is written"
    answer = interview.asker.type(Ask(help, hint=hint, check=fault, can_go_back=can_go_back))
    if answer is BACK:
        return False
    interview.take({"trailName": answer.strip()})
    return True


def _read_again(context: Context, interview: Interview) -> Context:
    """The file was written by someone else: what was asked here stays, everything else is theirs."""
    name = terminal.safe(context.file.path.name)
    terminal.say(
        f"{name} was changed by someone else meanwhile. Here is the review again, against it as it is now.",
        "warning",
    )
    file = StackFile.read(context.file.path, context.project.name)
    kept = interview.asked | context.answers.given
    theirs = gather([], "", "", file)
    interview.values = {
        **theirs.values,
        **{key: interview.values[key] for key in kept if key in interview.values},
    }
    return replace(context, file=file, answers=replace(context.answers, secrets=theirs.secrets))


def _wants_change(interview: Interview, context: Context, plan: Plan) -> bool:
    """True after an answer was changed, so that the review has to be shown again; False to write."""
    names = context.file.path.name + (f" and {plan.adoption.file.path.name}" if plan.adoption else "")
    is_same = plan.text == context.file.document.text and not plan.adoption
    options = [
        Option("write", "leave the file as it is" if is_same else f"write {names}"),
        Option("change", "change an answer"),
        Option("cancel", "cancel; nothing is written"),
    ]
    if own_key_and_topic.bad(plan.found):
        # Somebody may mend a policy meanwhile, or after this; writing is the last thing proposed.
        options = [options[1], Option("again", "look again"), options[2], options[0]]
    choice = interview.asker.pick(Ask("What now?", options=options, can_go_back=True))
    if choice == "cancel":
        raise Cancelled
    if choice in ("write", "again"):
        return choice == "again"
    _change(interview, context, "Which answer?")
    return True


def _change(interview: Interview, context: Context, title: str) -> None:
    """Lets a person pick an answer and give it anew; Esc leaves all as it is."""
    questions = [
        q for q in QUESTIONS if q.key not in context.answers.secrets and interview.is_worth_asking(q)
    ]
    listed = [Option(q, q.label, interview.said(q)) for q in questions]
    question = interview.asker.pick(Ask(title, options=listed, can_go_back=True, searchable=True))
    if question is not BACK:
        interview.change(question)


def until_settled(interview: Interview, context: Context) -> Settings:
    """The settings from the answers; those that don't fit together are asked again until they do."""
    while True:
        try:
            return checked(answers_of(interview, context))
        except SettingsError as error:
            _mend(interview, context, error)


def answers_of(interview: Interview, context: Context) -> Answers:
    """What the interview has so far, as the rest of the wizard takes it."""
    return Answers(interview.settled(), {}, context.answers.given, context.answers.secrets)


def _mend(interview: Interview, context: Context, error: SettingsError) -> None:
    """Asks again what doesn't fit. Where no question is about the key, a person chooses what to change."""
    for problem in error.problems:
        terminal.say(f"! {problem}", "warning")
    keys = {problem.key for problem in error.problems}
    concerned = [q for q in QUESTIONS if q.key in keys and q.when(interview.known())]
    for question in concerned:
        interview.ask(question, can_go_back=False)
    if not concerned:
        _change(
            interview, context, "Which answer do you want to change? Ctrl-C leaves, and nothing is written."
        )


def _left(decision: Decision) -> ExitCode:
    """The end of a set-up whose trail stays: good where nothing is missing, or something was put right."""
    name = terminal.safe(decision.trail.name if decision.trail else "")
    rest = f" {decision.missing} of what your settings ask for it lacks." if decision.missing else ""
    said = f"The trail {name} stays as it is now; no stack file was written.{rest}"
    if decision.missing and not decision.changed:
        raise Cancelled(said)
    terminal.say(said)
    return ExitCode.GOOD
