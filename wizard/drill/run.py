"""One drill from beginning to end, with whatever clients and clock it is given."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from components.names import Names
from components.settings import RULES, Settings
from wizard.account import probes
from wizard.account.errors import AWS_ERRORS, trouble
from wizard.drill import call, centre_path, plan, principal, sources_path
from wizard.drill.clock import Clock
from wizard.drill.listener import Alert, Listener, listening
from wizard.drill.looking import ClientFor, Finding
from wizard.drill.plan import Plan
from wizard.drill.signs import Sign, signs
from wizard.failures import CHECK_FAILED, GOOD, AwsFailure, UsageFailure

_LOOK_EVERY = 10.0
# Alerts by rules come sooner than this; the log files' may come then.
_SLOW_SECONDS = 300


class Tell(Protocol):
    """How a drill tells a person of itself."""

    def begin(self, plan: Plan, caller: str) -> None: ...

    def reached(self, seconds: float, what: str) -> None: ...

    def waiting(self, seconds: float, most: float) -> None: ...

    def left(self, what: str) -> None:
        """Something that the drill made couldn't be removed."""
        ...


@dataclass(frozen=True)
class Stage:
    """A stage that was reached, and when: seconds since the call."""

    name: str
    seconds: float
    what: str


@dataclass
class Outcome:
    """plan; caller: an ARN; answer: AWS's to the call, "" where none was made; stages: as they were reached;
    alert: None where none came; findings: each stage of the way, in order; notes: what else to know."""

    plan: Plan
    caller: str
    answer: str = ""
    stages: list[Stage] = field(default_factory=list)
    alert: Alert | None = None
    findings: list[Finding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def broken(self) -> Finding | None:
        """The first stage that is broken, where no alert came."""
        if self.alert:
            return None
        bad = [finding for finding in self.findings if finding.state == "bad"]
        return next((one for one in bad if one.blocks), next(iter(bad), None))

    @property
    def exit_code(self) -> int:
        return GOOD if self.alert else CHECK_FAILED


def drill(
    settings: Settings,
    client_for: ClientFor,
    clock: Clock,
    tell: Tell,
    *,
    source: str = "",
    timeout: str = "",
    allowed_accounts: tuple[str, ...] = (),
) -> Outcome:
    """Makes the call and waits for its alert. Raises UsageFailure when these settings can't alert of it,
    AwsFailure when AWS can't be asked."""
    chosen = plan.source_of(settings, source)
    seconds = plan.patience(settings, chosen, timeout)
    caller = _caller(client_for, settings, allowed_accounts)
    region = plan.region_of(settings, chosen, _enabled(client_for, settings.home_region))
    made = plan.call_of(settings, chosen, region)
    names = Names.of(settings, caller.account)
    notes = plan.notes_of(settings, chosen, made, region)
    nonce = secrets.token_hex(6)
    outcome = Outcome(Plan(settings, names, chosen, region, made, seconds, nonce, notes), caller.arn)
    pattern = principal.maybe_ignoring(settings.alert_ignore_principals, caller)
    if pattern:
        outcome.notes.append(
            f"The caller may be one of alertIgnorePrincipals ({pattern}): its role's path isn't known."
        )
    outcome.notes += notes
    tell.begin(outcome.plan, caller.arn)
    outcome.findings = path(outcome.plan, client_for)
    if not any(finding.blocks for finding in outcome.findings):
        _listen(outcome, client_for, clock, tell)
        if outcome.alert is None:
            outcome.findings = path(outcome.plan, client_for)
    return outcome


def path(drilled: Plan, client_for: ClientFor) -> list[Finding]:
    """Every stage of the way, in order."""
    return [*sources_path.stages(drilled, client_for), *centre_path.stages(drilled, client_for)]


def _caller(client_for: ClientFor, settings: Settings, allowed: tuple[str, ...]) -> principal.Caller:
    found = probes.identity(client_for, settings.home_region)
    if found.value is None:
        raise AwsFailure(found.why)
    arn = found.value.arn
    if allowed and found.value.account not in allowed:
        raise UsageFailure(
            f"The credentials are for account {found.value.account}, but the stack file is for "
            f"{', '.join(allowed)} (aws:allowedAccountIds). Name another profile with --profile, or another "
            "stack with --stack."
        )
    caller = principal.caller_of(arn)
    if caller.session and not caller.issuer and settings.alert_ignore_principals:
        caller = principal.caller_of(arn, _role_arn(client_for, settings.home_region, caller.name))
    plan.refuse_ignored(settings, caller)
    return caller


def _role_arn(client_for: ClientFor, home: str, name: str) -> str:
    try:
        return client_for("iam", home).get_role(RoleName=name)["Role"]["Arn"]
    except AWS_ERRORS:
        return ""


def _enabled(client_for: ClientFor, home: str) -> tuple[str, ...]:
    found = probes.enabled_regions(client_for, home)
    if found.value is None:
        raise AwsFailure(f"Which regions are enabled can't be found out: {found.why}")
    return found.value


def _listen(outcome: Outcome, client_for: ClientFor, clock: Clock, tell: Tell) -> None:
    drilled = outcome.plan

    def left(what: str) -> None:
        outcome.notes.append(f"This couldn't be removed and is to be deleted by hand: {what}.")
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
    both = len(drilled.settings.region_alert) > 1 and drilled.source == RULES
    if outcome.alert and both and outcome.seconds > _SLOW_SECONDS:
        outcome.notes.append("It took as long as log files take: the alert may have come by delivered-logs.")


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
