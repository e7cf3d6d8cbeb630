"""The look at the account beside the first questions: when it begins, what waits for it, and when it is told.

A trail that exists is shown before the first question is answered. A look takes seconds, and the first
question is to be there at once. So menus show it, with what is found below it, and hold an answer that is
faster than AWS. Line by line nothing can be told below a question, so there the look comes first. Either way
nobody waits longer than LONGEST: what AWS says later is told with the next question.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

from components.settings import REGION_KEY
from wizard.account.look import Look
from wizard.account.second_copy import Described, Own, recording_here
from wizard.interview import organization_questions
from wizard.screen import terminal
from wizard.screen.questions import Asker

#: Seconds. Trails of some 20 regions are there in two or three.
LONGEST = 5.0


class FirstLook:
    """known: every answer so far, by key; described: the trail that the stack file describes, None without
    one."""

    def __init__(
        self,
        look: Look,
        asker: Asker,
        known: Callable[[], Mapping[str, Any]],
        described: Described | None = None,
    ) -> None:
        self._look, self._asker, self._known, self._described = look, asker, known, described
        self._until = 0.0
        self._told = self._told_trails = self._told_organization = False
        asker.on_first_screen(self._begin)
        look.on_change = asker.refresh

    def _begin(self) -> None:
        self._until = time.monotonic() + LONGEST
        self._look.start()
        # What waits is drawn anew when its time is up, too.
        timer = threading.Timer(LONGEST, self._asker.refresh)
        timer.daemon = True
        timer.start()

    def come_first(self) -> None:
        """Looks, and tells what there is, before anything is asked; for who can't be told below a
        question."""
        terminal.say("Looking at the account: what there is comes before the first question ...")
        self._look.wait_for_trails(LONGEST)
        if not self._look.trails.is_over:
            terminal.say("AWS hasn't answered yet; it is told as soon as it has.")
        elif account := self._look.identity.value:
            self._look.wait_for_organization(1.0)
            self._tell_about_organization()
            if not self.note() and self._look.trails.state == "good":
                terminal.say(f"Account {account.account} has no trail that records what this one would.")
        self._tell_about_trails()

    def waits(self) -> str:
        """What an answer waits for, "" for nothing."""
        if not self._look.has_begun or self._look.trails.is_over or time.monotonic() >= self._until:
            return ""
        return "Looking for trails that exist already ..."

    def note(self) -> str:
        """The trails that record what ours would, until they were told for good."""
        return "" if self._told_trails else self._trails_there()

    def tell(self, is_first: bool) -> None:
        """Says for good, above a question, what is known by now. is_first: the question is the first one."""
        self.tell_about_credentials()
        if not is_first:
            self._tell_about_organization()
        self._tell_about_trails()

    def tell_about_credentials(self) -> None:
        """Says once that the account can't be looked at."""
        identity = self._look.identity
        if not self._told and REGION_KEY in self._known() and identity.state in ("bad", "unknown"):
            self._told = True
            terminal.say(f"Going on without looking at an account. {identity.why}", "warning")

    def _tell_about_organization(self) -> None:
        """Says once what the account is in its organization; a menu of scopes shows it by itself."""
        if self._look.surroundings.role and not self._told_organization:
            self._told_organization = True
            terminal.say(organization_questions.seen_in_words(self._look))

    def _tell_about_trails(self) -> None:
        if not self._told_trails and (there := self._trails_there()):
            self._told_trails = True
            terminal.say(there, "warning")

    def _trails_there(self) -> str:
        """Told while there is nothing but questions yet."""
        known = self._known()
        is_wide, adopted = known["scope"] == "organization", known.get("adoptTrail") or ""
        # While nobody has changed it: a stack file's trail is told from others by the file's own words.
        name, home = self._described or ("", "")
        own = Own(name, home, is_wide, adopted)
        there = recording_here(self._look.trails.value or (), own)
        if not there or self._look.identity.state != "good":
            return ""
        from wizard.trails.assessment import state, title

        named = "; ".join(f"the {title(trail)} ({state(trail)})" for trail in there)
        are, it = (
            ("is a trail", "it") if len(there) == 1 else (f"are {len(there)} trails", "the one you name")
        )
        return (
            f"There {are} already: {named}. Your answers are compared with {it}, and then you choose: leave "
            "it, put it right, take it into the stack, or pay for a second one."
        )
