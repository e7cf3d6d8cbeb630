"""Runs calls at the same time, and gives up on those that don't return: one slow region holds up nobody."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import Any, Generic, TypeVar

from wizard.account.facts import Probe

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")

AT_ONCE = 32


def side_by_side(
    calls: Mapping[K, Callable[[], T]],
    until: float,
    *,
    at_once: int = AT_ONCE,
    on_answer: Callable[[K, T], object] = lambda key, value: None,
) -> dict[K, T]:
    """What each call returned, for those that returned before `until` (of time.monotonic()).

    on_answer is called in this thread as each comes in. What a call raises is raised here. A call that is
    still under way at the end goes on unheeded in a daemon thread, and one that hasn't begun never does.
    """
    waiting: queue.SimpleQueue[tuple[K, Callable[[], T]]] = queue.SimpleQueue()
    said: queue.SimpleQueue[_Telling[K, T]] = queue.SimpleQueue()
    for item in calls.items():
        waiting.put(item)

    def work() -> None:
        while time.monotonic() < until:
            try:
                key, call = waiting.get_nowait()
            except queue.Empty:
                return
            with _Telling(key, said) as telling:
                telling.value = call()

    for _ in range(min(at_once, len(calls))):
        threading.Thread(target=work, name="account-look", daemon=True).start()
    answers: dict[K, T] = {}
    while len(answers) < len(calls):
        try:
            told = said.get(timeout=max(0.0, until - time.monotonic()))
        except queue.Empty:
            break
        if told.error is not None:
            raise told.error
        answers[told.key] = told.value
        on_answer(told.key, told.value)
    return answers


def as_they_come(
    calls: Iterable[tuple[K, Callable[[], T]]], patience: float, *, at_once: int = AT_ONCE
) -> Iterator[tuple[K, T]]:
    """Each call's key with what it returned, as they come in; at most `at_once` are under way, and a call is
    taken out of `calls` only when its turn comes, so that thousands take no room.

    Ends when all have returned, or when for `patience` seconds none did: what is large takes its time, what
    hangs doesn't. What a call raises is raised here.
    """
    source, lock = iter(calls), threading.Lock()
    said: queue.SimpleQueue[_Telling[K, T] | None] = queue.SimpleQueue()
    ended = threading.Event()

    def work() -> None:
        while not ended.is_set():
            with lock:
                item = next(source, None)
            if item is None:
                break
            key, call = item
            with _Telling(key, said) as telling:
                telling.value = call()
        said.put(None)

    for _ in range(at_once):
        threading.Thread(target=work, name="account-look", daemon=True).start()
    working = at_once
    try:
        while working:
            try:
                told = said.get(timeout=patience)
            except queue.Empty:
                return
            if told is None:
                working -= 1
                continue
            if told.error is not None:
                raise told.error
            yield told.key, told.value
    finally:
        ended.set()


class _Telling(Generic[K, T]):
    """A call's end, whichever it is, put where it is waited for."""

    value: T

    def __init__(self, key: K, said: queue.SimpleQueue[Any]) -> None:
        self.key, self._said = key, said
        self.error: BaseException | None = None

    def __enter__(self) -> _Telling[K, T]:
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        self.error = error
        self._said.put(self)
        return True


def late(action: str, region: str = "") -> Probe[Any]:
    """The probe that hadn't ended when the time was up."""
    where = f" in {region}" if region else ""
    return Probe("unknown", why=f"no answer in time: {action}{where}", action=action, cause="late")
