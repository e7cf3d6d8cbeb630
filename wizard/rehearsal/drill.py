"""The rehearsal's drill: `drill` as it is, in the emulated account, where time passes at once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from components.adopted import Adopted
from components.arns import Arn
from components.names import Names
from components.settings import Settings
from wizard.drill.outcome import Means, Outcome, Silent
from wizard.drill.report import document
from wizard.drill.run import drill
from wizard.failures import UsageFailure

if TYPE_CHECKING:
    from wizard.rehearsal.account.emulated_account import EmulatedAccount

_READER = "the alert's reader: one is subscribed for the drill, since the settings name nobody"


@dataclass(frozen=True)
class Drilled:
    """One drill. outcome: None where the settings leave nothing to drill, and `why` says so; mail: the alert
    as an email subscriber gets it; undelivered: what didn't get through the emulated account, and why."""

    outcome: Outcome | None
    why: str = ""
    mail: tuple[str, ...] = ()
    undelivered: tuple[str, ...] = ()

    @property
    def failed(self) -> bool:
        return self.outcome is not None and self.outcome.alert is None

    def as_dict(self) -> dict[str, Any]:
        if self.outcome is None:
            return {"alerted": False, "why": self.why}
        return {**document(self.outcome), "undelivered": list(self.undelivered)}


class EmulatedClock:
    """The emulated account's time: a sleep is over at once, and starts what was due meanwhile.

    It takes longer than asked for, as sleeps may: looking once a second would be most of a drill's work.
    """

    _LEAST = 10.0

    def __init__(self, account: EmulatedAccount) -> None:
        self._account = account

    def now(self) -> float:
        return self._account.clock.now()

    def sleep(self, seconds: float) -> None:
        from wizard.rehearsal.stand_ins.schedules import tick

        tick(self._account, max(seconds, self._LEAST))


def drills(account: EmulatedAccount, settings: Settings, adopted: Adopted | None = None) -> list[Drilled]:
    """One drill for each source that the settings have; one that says why where there is none."""
    return [_drilled(account, settings, adopted, source) for source in settings.region_alert or ("",)]


def _drilled(account: EmulatedAccount, settings: Settings, adopted: Adopted | None, source: str) -> Drilled:
    from wizard.rehearsal.stand_ins.calls import calls_are_logged

    before = len(account.undelivered)
    try:
        with a_reader(account, settings), calls_are_logged(account):
            means = Means(account.client, EmulatedClock(account), Silent())
            outcome = drill(settings, means, source=source, adopted=adopted)
    except UsageFailure as failure:
        return Drilled(None, failure.message)
    mail = _mail(account, outcome) if outcome.alert else ()
    return Drilled(outcome, "", mail, tuple(account.undelivered[before:]))


@contextmanager
def a_reader(account: EmulatedAccount, settings: Settings) -> Iterator[None]:
    """Inside, somebody is subscribed to the topic: without one a drill refuses at once, and rightly."""
    from wizard.rehearsal.account import contents

    arn = Names.of(settings, account.id).alert_topic_arn
    if settings.alert_emails or contents.topic(account, arn) is None:
        yield
        return
    sns = (contents.owner_of(account, arn) or account).client("sns", Arn.of(arn).region)
    if sns.list_subscriptions_by_topic(TopicArn=arn)["Subscriptions"]:
        yield
        return
    account.stand_in(_READER)
    reader = sns.subscribe(
        TopicArn=arn, Protocol="email", Endpoint="reader@example.com", ReturnSubscriptionArn=True
    )["SubscriptionArn"]
    try:
        yield
    finally:
        sns.unsubscribe(SubscriptionArn=reader)


def _mail(account: EmulatedAccount, outcome: Outcome) -> tuple[str, ...]:
    """The alert's words; the drill's own queue gets it as JSON.

    https://docs.aws.amazon.com/sns/latest/dg/sns-send-custom-platform-specific-payloads-mobile-devices.html
    """
    from wizard.rehearsal.account import contents

    for sent in reversed(contents.topic(account, outcome.plan.topic_arn).sent_notifications):
        try:
            text = json.loads(sent[1])["email"]
        except (ValueError, KeyError, TypeError):
            continue
        if outcome.plan.nonce in text:
            return tuple(text.splitlines())
    return ()
