"""Makes calls side by side within one deadline; what isn't answered by then is late, which is unknown."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from wizard.account.asked_once import AskedOnce
from wizard.account.facts import Probe
from wizard.account.in_parallel import AT_ONCE, late, side_by_side
from wizard.screen.one_line_progress import Progress

K = TypeVar("K", bound=Hashable)
# Seconds by which an inner wait ends before the one around it.
_GRACE = 0.3


@dataclass(frozen=True)
class Asking:
    """client_for: whose clients remember; until: a time of time.monotonic(); tell: is told of each call."""

    client_for: AskedOnce
    until: float
    tell: Progress
    at_once: int = AT_ONCE

    def within(self) -> Asking:
        """The same for what is asked inside of one of its calls."""
        return replace(self, until=self.until - _GRACE)

    def of(self, client_for: AskedOnce) -> Asking:
        """The same with another account's clients."""
        return replace(self, client_for=client_for)

    def together(self, calls: Mapping[K, Callable[[], Any]]) -> dict[K, Any]:
        """What each call returned, of those that did in time."""
        self.tell.asked(len(calls))
        return side_by_side(
            calls, self.until, at_once=self.at_once, on_answer=lambda key, value: self.tell.answered()
        )

    def probes(self, region: str, calls: Mapping[K, Callable[[], Probe[Any]]]) -> Mapping[K, Probe[Any]]:
        """The same, with a probe for each call, also for one that is late. region: where they ask."""
        answers = self.together(calls)
        return {key: answers.get(key) or late(str(key), region) for key in calls}
