"""Threads that read objects: so many at a time, and as many more waiting, whatever there is to do."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

A = TypeVar("A")
T = TypeVar("T")
AT_ONCE = 16
_AHEAD = 4


class Pool:
    """stop: is set once something went wrong, or somebody wants no more."""

    def __init__(self, stop: threading.Event, at_once: int = AT_ONCE) -> None:
        self._executor = ThreadPoolExecutor(at_once, "integrity")
        self._free = threading.Semaphore(2 * at_once)
        self._stop = stop

    def submit(self, call: Callable[[], T]) -> Future[T]:
        """Waits while too much is waiting."""
        self._free.acquire()
        future = self._executor.submit(call)
        future.add_done_callback(self._done)
        return future

    def _done(self, future: Future[Any]) -> None:
        self._free.release()
        if not future.cancelled() and future.exception() is not None:
            self._stop.set()

    def ahead(self, call: Callable[[A], T], of: Iterable[A]) -> Iterator[T]:
        """What the call makes of each, in their order, a few of them beforehand."""
        waiting: deque[Future[T]] = deque()
        for one in of:
            waiting.append(self.submit(lambda one=one: call(one)))
            if len(waiting) > _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()

    def end(self) -> None:
        """What hasn't begun never does."""
        self._executor.shutdown(wait=False, cancel_futures=True)


class Batch:
    """Calls whose ends are waited for together; what one raises is raised by `wait`."""

    def __init__(self, pool: Pool) -> None:
        self._pool, self._open, self._changed = pool, 0, threading.Condition()
        self._error: BaseException | None = None

    def add(self, call: Callable[[], object]) -> None:
        with self._changed:
            self._open += 1
        self._pool.submit(call).add_done_callback(self._done)

    def _done(self, future: Future[Any]) -> None:
        with self._changed:
            self._open -= 1
            if not future.cancelled():
                self._error = self._error or future.exception()
            self._changed.notify_all()

    def wait(self) -> None:
        with self._changed:
            self._changed.wait_for(lambda: not self._open or self._error is not None)
            if self._error is not None:
                raise self._error
