"""The guided set-up: look, ask, review, write the stack file, say what comes next."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace

from wizard.account.look import Look
from wizard.account.second_copy import second_copy_cost
from wizard.failures import AwsFailure, ExitCode, UsageFailure, deeds
from wizard.interview.guided_setup import guided
from wizard.interview.write_plan import (
    LONGEST_LOOK,
    Plan,
    as_document,
    other_trail,
    plan_for,
    refuse_misfit,
    refuse_other_account,
    refuse_unseen_trails,
    show_next_steps,
    show_review,
    write,
)
from wizard.review import own_key_and_topic
from wizard.screen import terminal
from wizard.stack.answers import Answers
from wizard.stack.context import Context, checked, prepare, region_of_profile, without_questions


def run(options: argparse.Namespace) -> ExitCode:
    """`python -m wizard`."""
    context = prepare(options)
    context = _with_what_a_trail_implies(context)
    region = region_of_profile(options.profile)
    if context.is_interactive:
        look = new_look(options, context.answers.home_region or region, with_activity=True)
        return guided(context, options, region, look)
    return _unattended(context, options, region)


def _with_what_a_trail_implies(context: Context) -> Context:
    """A trail that is to be adopted says its name and home region itself."""
    if "adoptTrail" not in context.answers.given:
        return context
    from wizard.adoption.in_setup import implied

    return replace(context, answers=implied(context.answers))


def new_look(options: argparse.Namespace, region: str, with_activity: bool) -> Look:
    """A look at the account of the chosen profile, not yet begun."""
    from wizard.account.connect import connector

    region = region or "us-east-1"
    return Look(connector(options.profile, region), region, with_activity)


def _unattended(context: Context, options: argparse.Namespace, region: str) -> ExitCode:
    answers = without_questions(context, region, use_defaults=options.defaults, needs_yes=not options.yes)
    settings = checked(answers)
    look = new_look(options, settings.home_region, with_activity=False)
    look.wait_for_trails(LONGEST_LOOK)
    if look.identity.state != "good":
        raise AwsFailure(
            f"{look.identity.why or 'AWS did not answer.'} {deeds.claim('Nothing was written.')}"
        )
    refuse_other_account(context, look)
    if options.fix_trail:
        from wizard.trails.fix_option import fix_trail

        return fix_trail(
            options.fix_trail, settings, look, options.profile, yes=options.yes, as_json=options.json
        )
    refuse_misfit(settings, look)
    from wizard.account.one_look import one_look

    with one_look():
        plan = _planned(context, options, answers, look)
    if not options.json:
        show_review(context, plan)
    if not options.yes and (plan.adoption or plan.text != context.file.document.text):
        raise UsageFailure(
            f"There is no terminal to confirm in{deeds.claim(', so nothing was written')}. To write "
            f"{context.file.path.name}, add --yes."
        )
    written = write(context, plan)
    if options.json:
        terminal.show_document(as_document(context, plan, bool(written)))
    else:
        show_next_steps(context, written)
    return ExitCode.GOOD


def _ask_usage(look: Look) -> None:
    """What CloudTrail counted, for the estimate. Without it that rests on assumptions."""
    found = look.samples.ask_usage()
    if found.value is None:
        terminal.say(f"! {terminal.safe(found.why)}", "warning", sys.stderr)


def _planned(context: Context, options: argparse.Namespace, answers: Answers, look: Look) -> Plan:
    """What would be written. Raises a Failure where that would be a second trail, or nobody knows it."""
    from wizard.adoption.in_setup import agree
    from wizard.trails.in_setup import refuse_namesake

    settings = checked(answers)
    refuse_namesake(look, settings, context)
    adoption = agree(look.clients(settings), look, settings, context, None)
    if adoption and adoption.values:
        answers = replace(answers, values={**answers.values, **adoption.values})
        settings = checked(answers)
    double = other_trail(look, settings, context)
    if double and not options.allow_second_trail:
        from wizard.trails.in_setup import instead

        raise UsageFailure("\n".join([*second_copy_cost(double, []), instead(double, look, settings)]))
    if not double and not settings.adopt_trail and not options.allow_second_trail:
        refuse_unseen_trails(look)
    if options.cost_explorer:
        _ask_usage(look)
    plan = plan_for(context, answers, frozenset(answers.values), look, adoption)
    own_key_and_topic.refuse(plan.found, settings)
    return plan
