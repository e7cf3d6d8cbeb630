"""Calls at the same time, and what becomes of those that don't return."""

from __future__ import annotations

import threading
import time

import pytest

from wizard.account.in_parallel import late, side_by_side


def soon() -> float:
    return time.monotonic() + 0.2


def test_answers_come_back_under_their_keys() -> None:
    assert side_by_side({"one": lambda: 1, "two": lambda: 2}, soon()) == {"one": 1, "two": 2}


def test_nothing_asked_is_nothing_answered() -> None:
    assert side_by_side({}, soon()) == {}


def test_a_call_that_does_not_return_holds_up_no_other() -> None:
    released = threading.Event()
    told: list[str] = []
    calls = {"slow": lambda: released.wait(10), "quick": lambda: True}
    answers = side_by_side(calls, soon(), on_answer=lambda key, _: told.append(key))
    released.set()
    assert (answers, told) == ({"quick": True}, ["quick"])


def test_at_most_so_many_run_at_once() -> None:
    running, most = [0], [0]
    lock = threading.Lock()

    def call() -> None:
        with lock:
            running[0] += 1
            most[0] = max(most[0], running[0])
        time.sleep(0.01)
        with lock:
            running[0] -= 1

    side_by_side(dict.fromkeys(range(8), call), time.monotonic() + 5, at_once=3)
    assert most == [3]


def test_what_has_not_begun_in_time_never_begins() -> None:
    released, begun = threading.Event(), []
    calls = {"first": lambda: released.wait(10), "second": lambda: begun.append(1)}
    assert side_by_side(calls, soon(), at_once=1) == {}
    released.set()
    time.sleep(0.05)
    assert begun == []


def test_a_mistake_in_a_call_is_raised_where_the_answers_are_awaited() -> None:
    def mistaken() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        side_by_side({"mistaken": mistaken}, soon())


def test_a_late_answer_is_unknown_and_names_what_was_asked() -> None:
    found = late("events:ListRules", "ap-south-1")
    assert (found.state, found.cause, found.action) == ("unknown", "late", "events:ListRules")
    assert found.why == "no answer in time: events:ListRules in ap-south-1"
