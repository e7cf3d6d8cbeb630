"""How long the calls of one look wait for AWS, all together: hosts that hang one after the other cost no more
than one that does.

Only waiting in vain counts: a far or large account that answers, slowly, is looked at to its end.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from botocore.exceptions import EndpointConnectionError, HTTPClientError

from wizard.account import time_limits
from wizard.account.failed_call import NotWaitedFor
from wizard.account.in_parallel import side_by_side

T = TypeVar("T")
_looks = threading.local()


@contextmanager
def one_look() -> Iterator[None]:
    """Inside, in this thread, all calls together wait time_limits.PATIENCE seconds in vain at most.

    One inside another is a part of it. Calls that `side_by_side` makes have an end of their own: `deadline`.
    """
    if getattr(_looks, "patience", None) is not None:
        yield
        return
    _looks.patience = _Patience()
    try:
        yield
    finally:
        _looks.patience = None


@contextmanager
def apart() -> Iterator[None]:
    """Inside one look, what takes its own time: its calls are no part of the look, and what follows is a new
    one."""
    if getattr(_looks, "patience", None) is None:
        yield
        return
    _looks.patience = None
    try:
        yield
    finally:
        _looks.patience = _Patience()


@contextmanager
def deadline() -> Iterator[float]:
    """Until when (of time.monotonic()) calls side by side may take: what the look still has, all of which is
    gone where they take it."""
    patience: _Patience | None = getattr(_looks, "patience", None)
    left = time_limits.PATIENCE if patience is None else patience.left
    until = time.monotonic() + left
    yield until
    if patience is not None and time.monotonic() >= until:
        patience.left = 0.0


def patiently(host: str, call: Callable[[], T]) -> T:
    """What the call returns or raises; NotWaitedFor where this look has no patience left for it.

    host: whom it asks, as a URL.
    """
    patience: _Patience | None = getattr(_looks, "patience", None)
    return call() if patience is None else patience.wait_for(host, call)


class _Patience:
    def __init__(self) -> None:
        self.left = time_limits.PATIENCE
        self._hung: set[str] = set()

    def wait_for(self, host: str, call: Callable[[], T]) -> T:
        most = min(self.left, time_limits.AGAIN if host in self._hung else time_limits.ONE_CALL)
        if most <= 0:
            raise NotWaitedFor("AWS had not answered other calls in time")
        begun = time.monotonic()
        try:
            # In a thread of its own: a name that isn't resolved, or a byte now and then, knows no time limit.
            answers = side_by_side({"": call}, begun + most)
            if not answers:
                raise NotWaitedFor("no answer in time")
        except (HTTPClientError, EndpointConnectionError, NotWaitedFor):
            lost = time.monotonic() - begun
            self.left -= lost
            if lost > time_limits.AGAIN:
                self._hung.add(host)
            raise
        return answers[""]
