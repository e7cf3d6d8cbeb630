"""`preview`: what a deploy would change, and nothing else."""

from __future__ import annotations

import argparse

from wizard.account.one_look import one_look
from wizard.commands.deploy import show_plan
from wizard.engine.session import open_session
from wizard.engine.show.plan_words import drift
from wizard.failures import ExitCode
from wizard.screen import terminal


@one_look()
def run(options: argparse.Namespace) -> ExitCode:
    """`python -m wizard preview`."""
    session = open_session(options, makes=True, changes=False)
    assert session is not None
    from wizard.engine import leftovers
    from wizard.engine.before_a_run import look_for_closed, mention_pending
    from wizard.engine.dropped_subscribers import mention_dropped
    from wizard.engine.json_document import document
    from wizard.engine.linked_role import mention_linked_role, mention_unseen
    from wizard.engine.runs import plan_run, show_warnings

    closed = look_for_closed(session)
    mention_pending(session)
    mention_dropped(session)
    leftovers.mention(session)
    mention_linked_role(session)
    if options.refresh and closed:
        raise closed
    plan = plan_run(session, lambda see: session.engine.preview(see, refresh=options.refresh), "preview")
    if closed:
        session.say(f"! {closed.message}", "warning")
    mention_unseen(session, plan.run)
    changes = bool(plan.run.changes)
    code = ExitCode.CHANGES if changes and options.expect_no_changes else ExitCode.GOOD
    if session.quiet:
        said = document(session, "preview", plan, plan.run.changes)
        terminal.show_document({**said, "exitCode": code})
        return code
    for line in drift(plan.run.drifted.values()):
        session.say(f"! {line}", "warning")
    show_plan(session, plan.run)
    show_warnings(session, plan)
    return code
