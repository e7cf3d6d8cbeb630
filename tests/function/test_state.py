"""What is remembered of the groups: which are due, and in which order people hear of them."""

from __future__ import annotations

from typing import Any

import pytest

from components.region_alert.function.digest import state as states
from components.region_alert.function.digest.grouping import FOLD, Event, Key, Tally
from components.region_alert.function.digest.news import addresses_of, news
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
            key("told an hour ago"): group(1, told=10_000 - HOUR),
        }
    )
    assert names(state, 10_000) == ["new", "told an hour ago"]


def test_an_unchanged_group_is_told_by_itself_when_nothing_else_was_for_as_long_as_it_waits() -> None:
    late = {key("x"): group(1, told=10_000), key("y"): group(0, told=10_000 + HOUR - 60)}
    assert names(State(groups=late), 10_000 + HOUR) == []
    assert names(State(groups=late), 10_000 + 2 * HOUR - 60) == ["x"]


def test_an_unchanged_group_is_told_after_a_day_whatever_else_was() -> None:
    late = {key("x"): group(1, told=10_000, repeats=9), key("y"): group(0, told=10_000 + DAY - 60)}
    assert names(State(groups=late), 10_000 + DAY - 1) == []
    assert names(State(groups=late), 10_000 + DAY) == ["x"]


def test_what_is_repeated_within_the_next_half_of_its_wait_goes_along_after_what_is_due() -> None:
    state = State(
        groups={
            key("told 31 minutes ago"): group(1, told=10_000 - 31 * 60),
            key("told 29 minutes ago"): group(1, told=10_000 - 29 * 60),
            key("refused and new"): Group(pending=waiting(1, Rank.REST)),
        }
    )
    assert names(state, 10_000) == ["refused and new", "told 31 minutes ago"]


def test_what_a_message_had_no_room_for_is_due_in_the_next() -> None:
    state = State(groups={key("shown"): group(1, told=1), key("owed"): group(1, told=9_990)})
    states.mark_told(state, [key("shown")], 10_000, owed=[key("owed")])
    assert names(state, 10_060) == ["owed"]
    states.mark_told(state, [key("owed")], 10_060)
    assert state.groups[key("owed")].owed == 0


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


def test_a_region_a_minute_is_told_after_ever_longer_waits_of_at_most_ten_minutes() -> None:
    subject, heard = Group(), []
    for minute in range(48):
        if told(subject, 10_000 + minute * 60, regions={f"region-{minute}": 1}):
            heard.append(minute)
    assert heard == [0, 1, 3, 7, 15, 25, 35, 45]


def lately_told(**more: Any) -> Group:
    """A write that people know of, told a minute after another message."""
    return Group(told=10_000, wait=600, rank=Rank.WROTE, regions=["ap-south-1"], **more)


def test_the_first_new_region_in_half_an_hour_is_in_the_next_digest_and_others_go_along_or_wait() -> None:
    subject, heard = lately_told(), []
    for minute in range(1, 50):
        if told(subject, 10_000 + minute * 60, regions={f"region-{minute}": 1}):
            heard.append(minute)
    assert heard == [1, 11, 21, 31, 41]
    quiet = lately_told(region_told=10_000 - 1800)
    assert told(quiet, 10_060, regions={"sa-east-1": 1})
    known = lately_told(region_told=10_000 - 1700)
    assert not told(known, 10_060, regions={"sa-east-1": 1})
    assert told(known, 10_100, regions={"sa-east-1": 1})


def test_a_new_address_neither_uses_up_a_new_region_s_turn_nor_the_other_way_round() -> None:
    subject = lately_told(addresses=["203.0.113.1"])
    assert told(subject, 10_060, addresses={"203.0.113.2": 1})
    assert told(subject, 10_180, regions={"sa-east-1": 1})
    assert not told(subject, 10_300, regions={"us-west-1": 1})


@pytest.mark.parametrize("rank", [Rank.TRIED, Rank.CREDENTIALS, Rank.REST])
def test_a_new_region_of_what_was_refused_or_only_read_waits_for_company(rank: Rank) -> None:
    subject = lately_told()
    subject.rank = rank
    assert not told(subject, 10_060, rank=rank, regions={"sa-east-1": 1})
    assert told(subject, 10_600, rank=rank)


def test_the_changes_of_one_principal_s_calls_are_told_together_every_two_minutes() -> None:
    state = State(groups={key(name): lately_told() for name in "abcdef"})
    heard = []
    for minute, name in enumerate("abcdef", start=1):
        state.groups[key(name)].pending.merge(waiting(1, regions={"sa-east-1": 1}))
        keys = states.due(state, 10_000 + minute * 60, HOUR)
        states.mark_told(state, keys, 10_000 + minute * 60)
        heard.append([found.event for found in keys])
    assert heard == [["a"], [], ["b", "c"], [], ["d", "e"], []]


def test_another_principal_s_change_does_not_wait_for_them() -> None:
    state = State(groups={key(name, name): lately_told() for name in "ab"})
    for minute, name in enumerate("ab", start=1):
        state.groups[key(name, name)].pending.merge(waiting(1, regions={"sa-east-1": 1}))
        assert names(state, 10_000 + minute * 60) == [name]
        states.mark_told(state, [key(name, name)], 10_000 + minute * 60)


def test_after_half_an_hour_without_a_message_a_new_region_is_told_at_once() -> None:
    subject = Group()
    for minute in range(20):
        told(subject, 10_000 + minute * 60, regions={f"region-{minute}": 1})
    assert told(subject, 10_000 + 50 * 60, regions={"sa-east-1": 1})
    assert told(subject, 10_000 + 51 * 60, regions={"sa-east-2": 1})


def test_neither_the_first_success_nor_a_change_to_the_trail_ever_waits() -> None:
    for before, after in ((Rank.REST, Rank.WROTE), (Rank.CHANGED, Rank.CHANGED)):
        subject = Group(told=10_000, wait=600, rank=before, regions=["ap-south-1"])
        assert told(subject, 10_060, rank=after, regions={"sa-east-1": 1})


def test_an_address_is_new_to_a_principal_and_not_to_each_of_its_calls() -> None:
    heard = Group(told=10_000, rank=Rank.WROTE, addresses=["203.0.113.1"])
    quiet = Group(told=10_000, rank=Rank.WROTE, pending=waiting(1, addresses={"203.0.113.1": 1}))
    state = State(groups={key("x"): heard, key("y"): quiet})
    assert names(state, 10_600) == []
    assert names(State(groups={key("x", "eve"): heard, key("y"): quiet}), 10_600) == ["y"]


def test_an_address_that_was_heard_of_with_refused_calls_is_new_where_it_succeeds() -> None:
    refused = Group(told=10_000, rank=Rank.REST, addresses=["203.0.113.1"])
    quiet = Group(told=10_000, rank=Rank.WROTE, pending=waiting(1, addresses={"203.0.113.1": 1}))
    assert names(State(groups={key("probe"): refused, key("y"): quiet}), 10_600) == ["y"]


def test_a_new_address_is_told_three_times_a_day_and_then_only_counted() -> None:
    subject, heard = Group(), []
    for minute in range(0, 12 * 60, 10):
        if told(subject, 10 * DAY + minute * 60, addresses={f"2001:db8::{minute}": 1}):
            heard.append(minute)
    # At 10 and 70 as news; after that as any group that goes on: the third went along with a repeat.
    assert heard == [0, 10, 70, 130, 250, 490]
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
    assert news(key("x"), subject, addresses_of({key("x"): subject}), 10_000) == [
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
