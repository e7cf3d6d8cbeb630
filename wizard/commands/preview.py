"""`preview`: what a deploy would change, and nothing else."""

from __future__ import annotations

import argparse
import json

from wizard.commands.deploy import show_plan
from wizard.engine.session import opened
from wizard.engine.show.plan_words import drift
from wizard.failures import CHANGES


def run(options: argparse.Namespace) -> int:
    """`python -m wizard preview`."""
    it = opened(options, makes=True, changes=False)
    assert it is not None
    from wizard.engine import leftovers
    from wizard.engine.before_a_run import look_for_closed, mention_pending
    from wizard.engine.json_document import document
    from wizard.engine.runs import planned, show_warnings

    closed = look_for_closed(it)
    mention_pending(it)
    leftovers.mention(it)
    if options.refresh and closed:
        raise closed
    plan = planned(it, lambda see: it.engine.preview(see, refresh=options.refresh), "preview")
    if closed:
        it.say(f"! {closed.message}", "warning")
    changes = bool(plan.run.changes)
    code = CHANGES if changes and options.expect_no_changes else 0
    if it.quiet:
        said = document(it, "preview", plan, plan.run.changes, made=False)
        print(json.dumps({**said, "exitCode": code}, indent=2, default=str))
        return code
    for line in drift(plan.run.drifted.values()):
        it.say(f"! {line}", "warning")
    show_plan(it, plan.run)
    show_warnings(it, plan)
    return code
