"""The call, and the wait for its alert: looks at the topic all the time, and now and then along the way."""

from __future__ import annotations

from collections.abc import Callable

from components.settings import DELIVERED_LOGS, RULES
from wizard.account.connect import ClientFor
from wizard.account.errors import AWS_ERRORS, trouble
from wizard.drill import call
from wizard.drill.clock import Clock
from wizard.drill.evidence import LOG_FILE, Sign, signs
from wizard.drill.listener import Alert, Listener, listening
from wizard.drill.outcome import Outcome, Stage, Tell
from wizard.failures import AwsFailure

_LOOK_EVERY = 10.0
# Alerts by rules come sooner than this; the log files' may come then.
_SLOW_SECONDS = 300


def listen(outcome: Outcome, client_for: ClientFor, clock: Clock, tell: Tell) -> None:
    """Makes the call and fills in the outcome: what was seen on the way, and the alert if it came in time."""
    drilled = outcome.plan

    def left(what: str) -> None:
        outcome.left.append(what)
        tell.left(what)

    with listening(drilled, client_for, clock.now(), left) as listener:
        made = call.make(drilled, client_for, clock)
        outcome.answer = made.answer
        reach = _reach(outcome, clock, tell, made.at)
        reach("call", f"{drilled.call.name} in {drilled.region}: {made.words}")
        outcome.alert = _wait(
            outcome, listener, signs(drilled, client_for, made.at), clock, tell, reach, made.at
        )
    outcome.seconds = clock.now() - made.at
    if outcome.alert and len(drilled.settings.region_alert) > 1:
        outcome.notes += _doubts(outcome)


def _doubts(outcome: Outcome) -> list[str]:
    """Whether the alert may have come by the other source: its message doesn't say."""
    if outcome.plan.source == RULES and outcome.seconds > _SLOW_SECONDS:
        return ["It took as long as log files take: the alert may have come by delivered-logs."]
    seen = {stage.name for stage in outcome.stages}
    if outcome.plan.source == DELIVERED_LOGS and LOG_FILE not in seen:
        return ["No log file with the call was seen: the alert may have come by rules."]
    return []


def _reach(outcome: Outcome, clock: Clock, tell: Tell, start: float) -> Callable[[str, str], None]:
    def reach(name: str, what: str) -> None:
        stage = Stage(name, clock.now() - start, what)
        outcome.stages.append(stage)
        tell.reached(stage.seconds, what)

    return reach


def _wait(
    outcome: Outcome,
    listener: Listener,
    expected: list[Sign],
    clock: Clock,
    tell: Tell,
    reach: Callable[[str, str], None],
    start: float,
) -> Alert | None:
    looked = start
    while True:
        found = _received(outcome, listener)
        now = clock.now()
        if found:
            _look(outcome, [sign for sign in expected if sign.stage == LOG_FILE], reach)
            reach("alert", f'the alert came out of the topic: "{found.subject}"')
            return found
        is_over = now - start >= outcome.plan.seconds
        if is_over or now - looked >= _LOOK_EVERY:
            looked = now
            _look(outcome, expected, reach)
        if is_over:
            return None
        tell.waiting(now - start, outcome.plan.seconds)
        clock.sleep(1 if now - start < 60 else 3)


def _look(outcome: Outcome, expected: list[Sign], reach: Callable[[str, str], None]) -> None:
    """Tells of what is seen for the first time; it, and what can't be seen, isn't looked for again."""
    for sign in list(expected):
        what = sign.seen()
        if what:
            reach(sign.stage, what)
        if sign.given_up:
            outcome.notes.append(f"The {sign.stage} couldn't be watched: {sign.given_up}.")
        if what or sign.given_up:
            expected.remove(sign)


def _received(outcome: Outcome, listener: Listener) -> Alert | None:
    """A poll that fails is tried again, but for credentials that have expired."""
    try:
        return listener.receive()
    except AWS_ERRORS as error:
        found = trouble(error, "sqs:ReceiveMessage", outcome.plan.names.home)
        if found.kind == "credentials":
            raise AwsFailure(f"The drill was cut short: {found.text}") from None
        note = f"The temporary queue couldn't always be read: {found.text}."
        if note not in outcome.notes:
            outcome.notes.append(note)
        return None
