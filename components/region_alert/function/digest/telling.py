"""Tells people what is due, and remembers what they heard.

SNS delivers a message as often as it is given it: where it answers late, or the function is gone before it
heard the answer, the same goes out again. Topics that would know it have no mail. So what is sent again bears
the same id. And a message is written down before it goes out, so that the next one says it may have been.
https://docs.aws.amazon.com/sns/latest/dg/fifo-message-delivery.html
"""

from __future__ import annotations

from collections.abc import Callable

from . import state as states
from .account_names import AccountNames
from .aws import Sns
from .clients import Clients
from .lines import Line, in_order, lines_of, named
from .memory import Memory
from .message import compose, digest_id, in_plain_words
from .refusals import FAILURES, code_of, is_refusal
from .report import Report
from .settings import Settings
from .shares import fair, halve
from .state import State
from .table import Table

MOST_UNREMEMBERED = 4
"""Full messages of a run without its table, before one more that folds the rest: nothing can be left for the
next run, and people's mail must not be flooded."""
REFUSALS = ("InvalidParameter", "InvalidParameterValue", "ParameterValueInvalid", "ValidationError")
"""What SNS answers to a message that it wouldn't take the next time either."""
PUBLISH_SECONDS = 150
"""Longer than publishing takes with both attempts of `clients`, and again in plain words: until then no other
run may begin."""


def tell(
    settings: Settings,
    clients: Clients,
    clock: Callable[[], float],
    memory: Memory,
    state: State,
    report: Report,
) -> None:
    """Publishes what is due. Without a table everything is due: it could not be told later."""
    repeat = settings.repeat_minutes * 60
    now = int(clock())
    keys = states.due(state, now, 0 if memory.lost else repeat)
    if not keys:
        return
    table = Table(clients.dynamodb, settings.table_name)
    ask = None if memory.lost else clients.organizations
    names = AccountNames(ask, table, clock).of(key.account for key in keys)
    lines = named(lines_of(state, keys, settings, now), names)
    publish = _Publisher(settings, clients.sns, memory, state, report)
    for _ in range(MOST_UNREMEMBERED):
        lines = lines[publish(lines) :]
        if not memory.lost or not lines:
            told = len(keys) - len(lines)
            break
    else:
        left = State(groups={key: state.groups[key] for key in keys[-len(lines) :]})
        publish(_in_one(left, settings, now))
        told = len(keys)
    report.groups_told, report.groups_waiting = told, len(keys) - told
    states.mark_told(state, keys[:told], now, owed=keys[told:])
    states.forget(state, now, repeat)
    memory.save(state)


def _in_one(state: State, settings: Settings, now: int) -> list[Line]:
    """Its groups, folded until one message shows them all."""
    while True:
        lines = lines_of(state, fair(state.groups, state.groups), settings, now)
        if compose(lines, settings)[1] == len(lines) or not halve(state.groups):
            return lines


class _Publisher:
    """Publishes one message after the other."""

    def __init__(self, settings: Settings, sns: Sns, memory: Memory, state: State, report: Report) -> None:
        self._settings = settings
        self._sns = sns
        self._memory = memory
        self._state = state
        self._report = report

    def __call__(self, lines: list[Line]) -> int:
        """How many of the lines people heard of. Raises what SNS answers, and LeaseLost before anything is
        published. What SNS won't have as it is goes out plain."""
        unanswered = self._state.unanswered
        arguments, shown = compose(lines, self._settings, self._notes())
        self._state.unanswered = digest_id(lines[:shown])
        self._memory.save(self._state)
        self._memory.keep(force=True, seconds=PUBLISH_SECONDS)
        try:
            self._sns.publish(**arguments)
        except FAILURES as error:
            code = code_of(error)
            if code not in REFUSALS:
                if is_refusal(error):
                    self._state.unanswered = unanswered
                    self._memory.save(self._state)
                raise
            self._report.problem(f"SNS refused the full message ({code})")
            plain = in_plain_words(in_order(lines[:shown]), code)
            self._sns.publish(TopicArn=self._settings.topic_arn, Message=plain)
        self._state.unanswered = ""
        self._report.events_told += sum(told.counts.count for told in lines[:shown])
        return shown

    def _notes(self) -> list[str]:
        lost, unanswered = self._memory.lost, self._state.unanswered
        notes = [f"The alert's table could not be used ({lost}): this may be repeated."] if lost else []
        if unanswered:
            notes.append(f"SNS gave no answer to digest {unanswered}: you may have some of this already.")
        return notes
