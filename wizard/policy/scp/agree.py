"""Shows what attaching would do, and asks for a yes; for the root, for its id."""

from __future__ import annotations

import argparse
import sys

from wizard import screen
from wizard.failures import Cancelled, UsageFailure, deeds
from wizard.policy.scp.organization import Target
from wizard.policy.scp.plan import Plan
from wizard.screen import terminal
from wizard.screen.questions import Ask, agrees


def show(planned: Plan, heading: str, notes: list[str]) -> None:
    """The steps, what changes in the text, and what to know, on stderr."""
    nothing = f"Nothing to do: {planned.target} has this very policy ({planned.policy_id})."
    terminal.section(heading, planned.steps or [nothing], sys.stderr)
    terminal.show_diff(list(planned.diff), sys.stderr)
    for note in notes:
        terminal.say(f"! {note}", "warning", sys.stderr)


def agree(planned: Plan, options: argparse.Namespace, *, is_interactive: bool) -> None:
    """Raises Cancelled for a no, UsageFailure where nobody is there to say yes.

    is_interactive: somebody is there. The root wants its id typed, whatever the options say.
    """
    root = planned.root
    if not is_interactive:
        if root:
            raise UsageFailure(
                f"The policy is attached to {root} too, so this changes what holds in the whole "
                "organization: somebody has to type the root's id, at a terminal and without --json. "
                f"{deeds.claim('Nothing was changed.')}"
            )
        if not options.yes:
            raise UsageFailure(
                f"There is no terminal to confirm in{deeds.claim(', so nothing was changed')}. To do this, "
                "add --yes."
            )
    elif root:
        _type_the_root(options, root)
    elif not options.yes:
        asker = screen.new_asker(options)
        if not agrees(
            asker,
            "Do this?",
            f"{planned.target} is bound",
            f"stop here{deeds.claim('; nothing was changed')}",
            proposed=False,
        ):
            raise Cancelled(f"Stopped{deeds.claim('; nothing was changed')}.")


def _type_the_root(options: argparse.Namespace, root: Target) -> None:
    """A confirmation that nobody gives by habit, --yes or not."""

    def fault(text: str) -> str:
        return "" if text.strip() in ("", root.id) else f"That isn't {root.id}."

    question = f"This holds in every account of the organization. To do it, type the root's id: {root.id}"
    answer = screen.new_asker(options).type(Ask(question, hint="Empty stops here.", check=fault))
    if answer.strip() != root.id:
        raise Cancelled(f"Stopped{deeds.claim('; nothing was changed')}.")
