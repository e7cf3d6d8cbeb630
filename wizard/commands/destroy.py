"""`destroy`: says what goes and what stays, asks for the stack's name, and takes it down."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable

from components.names import Names
from wizard.account.one_look import one_look
from wizard.commands.deploy import type_the_name
from wizard.engine.automation.events import FORGET, Step, by_component
from wizard.engine.before_a_run import settle
from wizard.engine.leftovers import (
    KINDS,
    TRAIL,
    forget_our_queue,
    gives_back,
    leftovers,
    taken_over,
    ways_out,
)
from wizard.engine.live_trails import still_used
from wizard.engine.session import Session, open_session
from wizard.engine.show import plan_words as words
from wizard.engine.show.table import clock
from wizard.explain.resource_nouns import thing
from wizard.failures import ExitCode, UsageFailure
from wizard.program.resource_types import DELEGATED_ADMINISTRATOR, TRUSTED_ACCESS
from wizard.screen import terminal
from wizard.screen.terminal import safe

# What is worth naming of what stays.
_STAYS = {*KINDS, TRUSTED_ACCESS, DELEGATED_ADMINISTRATOR}


@one_look()
def run(options: argparse.Namespace) -> ExitCode:
    """`python -m wizard destroy`."""
    session = open_session(options, makes=False, changes=True)
    if session is None:
        raise UsageFailure(
            "There is no such stack, so there is nothing to destroy. `pulumi stack ls` lists those that "
            "exist; name one with --stack."
        )
    from wizard.engine.runs import carry_out, finish, plan_run, show_warnings

    settle(session)
    plan = plan_run(session, session.engine.preview_destroy, "destroy")
    steps = plan.run.changes
    if not steps:
        session.say("The stack holds nothing, so there is nothing to destroy.")
        return finish(session, "destroy", plan, ())
    adopted = taken_over(session)  # before anything goes: a file that can't be understood ends it here
    _show(session, steps)
    if not options.yes and session.asker:
        type_the_name(session, "To take this stack down, type its name")
    ended = carry_out(session, session.engine.destroy, f"Destroying {safe(session.stack)}", steps)
    left_over = forget_our_queue(session, adopted) if adopted and ended.is_good else ""
    code = finish(session, "destroy", ended, steps)
    if left_over:
        terminal.say(f"! {left_over}", "warning", sys.stderr if session.quiet else None)
    if not ended.is_good:
        return code
    show_warnings(session, ended)
    session.say(f"Destroyed in {clock(ended.seconds)}.", "bold")
    if not session.quiet:
        _show_leftovers(session, steps)
    return code


def _show(session: Session, steps: Iterable[Step]) -> None:
    if session.quiet:
        return
    steps = [step for group in by_component(steps).values() for step in group]
    stays = [step for step in steps if step.op == FORGET]
    goes = [step for step in steps if step.op != FORGET]
    terminal.section("Goes for good", words.numbers(goes))
    terminal.section(
        "Stays in AWS, out of the stack" + ("" if gives_back(leftovers(stays)) else " (retainLogs)"),
        [f"{thing(step.urn)} {safe(step.id)}" for step in stays if step.type in _STAYS] or ["nothing"],
    )
    terminal.say()
    for danger in words.dangers(goes):
        terminal.say(f"! {danger}", "warning")


def _where(session: Session) -> list[str]:
    """Whose credentials the commands above want."""
    names = session.names
    if not names.has_log_archive:
        return []
    return [f"All of it is in the log-archive account {names.account}: use credentials of that account."]


def of_organization(names: Names) -> list[str]:
    """What a destroyed stack leaves as it is, in the one account and the other."""
    lines = [
        "CloudTrail's trusted access and its service-linked role stay, and so does a delegated "
        "administrator: "
        "other trails may rest on them. Turning trusted access off deletes the members' copies of every "
        "organization trail.",
        "The members' copies of this trail go with it; their log files stay in the bucket.",
    ]
    if names.has_log_archive:
        lines.append(
            f"In account {names.account} the role that was taken on stays; whoever made it takes it down "
            "there."
        )
    return lines


def _show_leftovers(session: Session, steps: Iterable[Step]) -> None:
    left = leftovers(steps)
    if left:
        terminal.section("Left in AWS", [f"{what} {safe(id_)}" for what, id_ in left])
        home = session.settings.home_region
        things = [id_ for kind, id_ in left if kind != TRAIL]
        in_use = "" if gives_back(left) else still_used(session.clients, home, things)
        terminal.section("What can become of it", [*ways_out(left, home, in_use), *_where(session)])
    if session.settings.is_organization:
        terminal.section("What stays of the organization's", of_organization(session.names))
    terminal.say()
    stack = safe(session.stack)
    terminal.say(
        f"The stack {stack} is empty now. `pulumi stack rm {stack}` removes it too, with its history."
    )
