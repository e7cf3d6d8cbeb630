"""The call, and the wait for its alert: looks at the topic all the time, and now and then along the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wizard.account.one_look import apart
from wizard.drill import call
from wizard.drill.clients import Clients
from wizard.drill.evidence import LOG_FILE, Evidence, evidence_of
from wizard.drill.listener import HIDDEN_SECONDS, Alert, Listener, listening
from wizard.drill.outcome import Means, Outcome, Stage
from wizard.failures import AwsFailure

_LOOK_EVERY = 10.0


def listen(outcome: Outcome, means: Means, clients: Clients) -> None:
    """Makes the call and fills in the outcome: what was seen on the way, and the alert if it came in time."""
    plan, clock = outcome.plan, means.clock

    def left(what: str) -> None:
        outcome.left.append(what)
        means.tell.left(what)

    with listening(plan, clients.alert, clock.now(), left) as listener:
        made = call.make(plan, clients.trail, clock)
        outcome.answer = made.answer
        watch = _Watch(outcome, means, listener, made.at, evidence_of(plan, clients.alert, made.at))
        watch.reach("call", f"{plan.call.name} in {plan.region}: {made.words}")
        with apart():
            outcome.alert = watch.wait()
    outcome.seconds = clock.now() - made.at


@dataclass
class _Watch:
    """start: when the call was made; expected: what wasn't seen yet, and can be; failed: when the queue last
    couldn't be read."""

    outcome: Outcome
    means: Means
    listener: Listener
    start: float
    expected: list[Evidence]
    failed: float = 0.0

    def reach(self, name: str, what: str) -> None:
        """Notes and tells of a stage."""
        stage = Stage(name, self.means.clock.now() - self.start, what)
        self.outcome.stages.append(stage)
        self.means.tell.reached(stage.seconds, what)

    def wait(self) -> Alert | None:
        """The alert, None where none came in time."""
        clock, most, looked = self.means.clock, self.outcome.plan.seconds, self.start
        while True:
            found = self._received()
            now = clock.now()
            if found:
                self._look([one for one in self.expected if one.stage == LOG_FILE])
                self.reach("alert", f'the alert came out of the topic: "{found.subject}"')
                return found
            is_over = now - self.start >= most
            if is_over or now - looked >= _LOOK_EVERY:
                looked = now
                self._look(list(self.expected))
            if is_over:
                return None
            self.means.tell.waiting(now - self.start, most)
            clock.sleep(1 if now - self.start < 60 else 3)

    def _look(self, some: Sequence[Evidence]) -> None:
        """Tells of what is seen for the first time; it, and what can't be seen, isn't looked for again."""
        for one in some:
            what = one.seen()
            if what:
                self.reach(one.stage, what)
            if one.given_up:
                self.outcome.notes.append(f"The {one.stage} couldn't be watched: {one.given_up}.")
            if what or one.given_up:
                self.expected.remove(one)

    def _received(self) -> Alert | None:
        """A poll that fails is tried again, but for credentials that have expired.

        The alert may have been in an answer that was lost: until SQS shows it again, nobody knows.
        """
        found, now, outcome = self.listener.receive(), self.means.clock.now(), self.outcome
        if found.state == "good":
            if now - self.failed > HIDDEN_SECONDS:
                outcome.unread = ""
            return found.value
        if found.cause == "credentials":
            raise AwsFailure(f"The drill was cut short: {found.why}")
        self.failed, outcome.unread = now, found.why.rstrip(".")
        note = f"The temporary queue couldn't always be read: {outcome.unread}."
        if note not in outcome.notes:
            outcome.notes.append(note)
        return None
