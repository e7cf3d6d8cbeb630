"""What is remembered of the groups: which are due, and in which order people hear of them."""

from __future__ import annotations

from typing import Any

import pytest

from components.region_alert.function.digest import state as states
from components.region_alert.function.digest.grouping import FOLD, Event, Key, Tally
from components.region_alert.function.digest.rank import Rank
from components.region_alert.function.digest.shares import OTHERS, Group
from components.region_alert.function.digest.state import State
from tests.function.cases import tally

HOUR = 3600
DAY = 24 * HOUR


def key(name: str, principal: str = "maria", account: str = "111122223333") -> Key:
    return Key(account, principal, name, "ec2.amazonaws.com")


def waiting(count: int, rank: Rank = Rank.WROTE, **more: Any) -> Tally:
    return Tally(count=count, rank=rank, **more)


def group(pending: int, told: int = 0, **more: Any) -> Group:
    return Group(told, 0, waiting(pending), rank=Rank.WROTE if told else 6, **more)


def names(state: State, now: int) -> list[str]:
    return [found.event for found in states.due(state, now, HOUR)]


def test_a_group_never_told_is_due_at_once_and_a_told_one_an_hour_later() -> None:
    state = State(
        groups={
            key("new"): group(1),
            key("quiet"): group(0, told=1),
            key("told just now"): group(1, told=10_000),
            key("told almost an hour ago"): group(1, told=10_000 - HOUR + 1),
            key("told an hour ago"): group(1, told=10_000 - HOUR),
        }
    )
    assert names(state, 10_000) == ["new", "told an hour ago"]


def test_a_fold_of_calls_that_were_not_refused_is_due_though_told_just_now() -> None:
    fold = Key("111122223333", OTHERS, OTHERS, "", FOLD)
    known = group(1, told=10_000)
    assert states.due(State(groups={fold: known}), 10_000, HOUR) == [fold]
    known.pending.rank = known.rank = Rank.REST
    assert states.due(State(groups={fold: known}), 10_000, HOUR) == []


def test_a_group_told_in_the_future_is_due() -> None:
    assert states.due(State(groups={key("x"): group(1, told=20_000)}), 10_000, HOUR) == [key("x")]


def test_rank_comes_before_what_is_new_and_that_before_time() -> None:
    def at(second: int, rank: Rank, told: int = 0) -> Group:
        return Group(told, 0, waiting(1, rank, first=f"2024-05-01T10:00:{second:02}Z"), rank=rank)

    state = State(
        groups={
            key("refused"): at(1, Rank.REST),
            key("later write"): at(9, Rank.WROTE),
            key("known write"): at(2, Rank.WROTE, told=1),
            key("write"): at(8, Rank.WROTE),
            key("credentials"): at(3, Rank.CREDENTIALS),
            key("refused change to the trail"): at(4, Rank.TRIED),
            key("StopLogging"): at(10, Rank.CHANGED),
        }
    )
    assert names(state, 10_000) == [
        "StopLogging",
        "write",
        "later write",
        "known write",
        "refused change to the trail",
        "credentials",
        "refused",
    ]


def test_the_first_that_is_not_refused_counts_as_new() -> None:
    state = State(
        groups={
            key("known write"): Group(1, 0, waiting(1, first="2024-05-01T10:00:01Z"), rank=Rank.WROTE),
            key("refused before"): Group(1, 0, waiting(1, first="2024-05-01T10:00:02Z"), rank=Rank.REST),
            key("new write"): Group(0, 0, waiting(1, first="2024-05-01T10:00:03Z")),
        }
    )
    assert names(state, 10_000) == ["refused before", "new write", "known write"]


def test_accounts_regions_and_principals_take_turns() -> None:
    def of(account: str, region: str, principal: str, number: int) -> tuple[Key, Group]:
        when = f"2024-05-01T10:00:{number:02}Z"
        return key(f"{number}", principal, account), Group(pending=waiting(1, first=when, region=region))

    state = State(
        groups=dict(
            [
                *(of("1", "r1", "flood", number) for number in range(10)),
                of("1", "r1", "other", 20),
                of("1", "r2", "flood", 30),
                of("2", "r1", "flood", 40),
            ]
        )
    )
    assert names(state, 10_000)[:6] == ["0", "40", "30", "20", "1", "2"]


def told(group: Group, now: int, count: int = 1, **more: Any) -> bool:
    """Whether people hear of it, when this has come by then."""
    state = State(groups={key("x"): group})
    group.pending.merge(waiting(count, **more))
    keys = states.due(state, now, HOUR)
    states.mark_told(state, keys, now)
    return bool(keys)


def test_a_group_that_goes_on_unchanged_is_told_less_and_less_often_until_once_a_day() -> None:
    subject, heard = Group(), []
    for minute in range(0, 6 * 24 * 60, 10):
        if told(subject, 1_000_000 + minute * 60):
            heard.append(minute // 60)
    assert heard == [0, 1, 3, 7, 15, 31, 55, 79, 103, 127]


def test_the_first_that_is_not_refused_is_told_at_once_and_starts_the_hours_anew() -> None:
    subject = Group()
    assert told(subject, 10_000, rank=Rank.REST)
    assert not told(subject, 10_060, rank=Rank.REST)
    assert told(subject, 10_120, rank=Rank.WROTE)
    assert not told(subject, 10_180, rank=Rank.WROTE)
    assert not told(subject, 10_240, rank=Rank.REST)
    assert (subject.repeats, subject.total) == (0, 3)


def test_a_new_region_is_told_at_once_and_a_known_one_is_not() -> None:
    subject = Group()
    assert told(subject, 10_000, regions={"ap-south-1": 1})
    assert told(subject, 10_060, regions={"sa-east-1": 1, "ap-south-1": 1})
    assert not told(subject, 10_120, regions={"ap-south-1": 1})
    assert not told(subject, 10_180, regions={"sa-east-1": 1})


def test_a_new_address_is_told_three_times_a_day_and_then_only_counted() -> None:
    subject, heard = Group(), 0
    for number in range(50):
        heard += told(subject, 10 * DAY + number * 60, addresses={f"203.0.113.{number}": 1})
    assert heard == 4
    assert len(subject.addresses) <= 16
    assert told(subject, 11 * DAY, addresses={"198.51.100.1": 1})


def test_the_first_addresses_of_a_group_are_no_news() -> None:
    subject = Group()
    assert told(subject, 10_000, addresses={"203.0.113.1": 1})
    assert (subject.fresh, subject.addresses) == (0, ["203.0.113.1"])


def test_what_changed_is_said_in_words() -> None:
    subject = Group(told=1, rank=Rank.REST, regions=["ap-south-1"], addresses=["203.0.113.1"])
    subject.pending = waiting(
        3, regions={"ap-south-1": 1, "sa-east-1": 2}, addresses={"203.0.113.1": 2, "198.51.100.7": 1}
    )
    assert states.news(key("x"), subject, 10_000) == [
        "the first that was not refused",
        "new region sa-east-1",
        "new address 198.51.100.7",
    ]


def test_a_group_that_is_quiet_for_a_day_is_forgotten() -> None:
    state = State(groups={key("quiet"): group(0, told=1000), key("pending"): group(1, told=1000)})
    states.forget(state, 1000 + DAY, HOUR)
    assert len(state.groups) == 2
    states.forget(state, 1001 + DAY, HOUR)
    assert list(state.groups) == [key("pending")]


def test_a_group_is_remembered_at_least_twice_as_long_as_it_is_kept_quiet() -> None:
    state = State(groups={key("quiet"): group(0, told=1000)})
    states.forget(state, 1000 + 70 * HOUR, 36 * HOUR)
    assert list(state.groups) == [key("quiet")]


def test_a_tally_keeps_a_few_examples_and_counts_the_rest() -> None:
    counts = Tally()
    for number in range(100):
        counts.add(Event(str(number), key("x"), "", f"203.0.113.{number}"))
    assert counts.count == 100
    assert len(counts.addresses) == 9
    assert counts.addresses[""] == 92


def test_a_tally_points_at_an_event_of_its_highest_rank() -> None:
    counts = Tally()
    for number, rank in enumerate((Rank.REST, Rank.WROTE, Rank.REST, Rank.WROTE)):
        counts.add(Event(f"event-{number}", key("x"), region=f"region-{number}", rank=rank))
    assert (counts.rank, counts.event_id, counts.region) == (Rank.WROTE, "event-1", "region-1")


@pytest.mark.parametrize("cut", [0, 1, 25, 60])
def test_tallies_put_together_count_as_one(cut: int) -> None:
    events = [
        Event(str(number), key("x"), f"2024-05-01T10:00:{number:02}Z", f"203.0.113.{number % 20}")
        for number in range(60)
    ]
    whole = tally(events)[key("x")]
    together = Tally()
    for some in (events[cut:], events[:cut]):
        for part in tally(some).values():
            together.merge(part)
    assert (together.count, together.first, together.last) == (whole.count, whole.first, whole.last)
    assert sum(together.addresses.values()) == 60
