"""A chain that begins within the asked time: passed where the trail itself began then, and nobody can have
taken an older chain away; else unknown, and why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.rehearsal import world
from tests.wizard.verify.integrity.scene import AWAY, HOME, Bucketful, bucketful, keys, something_happens
from tests.wizard.verify.integrity.test_not_known import failing
from wizard.account.connect import ClientFor
from wizard.rehearsal.stand_ins.schedules import tick
from wizard.verify.result import Result

DAY = 86400.0


@pytest.fixture
def there() -> Iterator[Bucketful]:
    with bucketful(3) as made:
        yield made


def chain(there: Bucketful, age: float = DAY, client_for: ClientFor | None = None) -> Result:
    """Of AWAY, where so many seconds are asked for."""
    results = there.results(client_for, there.now - age)
    return next(one for one in results if (one.id, one.region) == ("integrity.chain", AWAY))


def deleted(there: Bucketful, name: str, **record: Any) -> None:
    about = {"eventName": "DeleteTrail", "eventSource": "cloudtrail.amazonaws.com"}
    world.put_activity(there.account, HOME, {**about, "requestParameters": {"name": name}, **record})


def hours(there: Bucketful, number: int) -> None:
    for _ in range(number):
        something_happens(there.account)
        tick(there.account, 3700)


def test_a_trail_that_is_younger_than_what_was_asked_for_is_proved_since_it_began(there: Bucketful) -> None:
    found = chain(there)
    assert found.state == "passed"
    assert found.evidence.startswith("Digest files are about all of 20")
    assert found.evidence.endswith(
        "The trail is 3 hours old: none of that name was stopped or deleted before."
    )
    assert {one.state for one in there.results(since=there.now - DAY)} == {"passed"}


def test_what_the_event_history_no_longer_has_leaves_it_unknown(there: Bucketful) -> None:
    found = chain(there, 91 * DAY)
    assert found.state == "unknown"
    assert "but the event history, which has deleted trails, goes back 90 days" in found.evidence


def test_an_event_history_that_may_not_be_read_leaves_it_unknown(there: Bucketful) -> None:
    found = chain(there, DAY, failing(there, "AccessDenied", "lookup_events", "DeleteTrail"))
    assert found.state == "unknown"
    assert "not allowed: cloudtrail:LookupEvents" in found.evidence


def test_another_trail_that_was_deleted_and_a_deletion_that_was_refused_change_nothing() -> None:
    with bucketful(2) as there:
        deleted(there, "another")
        deleted(there, world.TRAIL, errorCode="AccessDenied")
        assert chain(there).state == "passed"


@pytest.mark.parametrize("name", [world.TRAIL, world.TRAIL_ARN])
def test_a_trail_that_was_deleted_and_made_anew_is_unknown(name: str) -> None:
    with bucketful(2) as there:
        deleted(there, name)
        found = chain(there)
        assert found.state == "unknown"
        assert "a trail of that name was deleted at 20" in found.evidence


def test_a_trail_that_was_stopped_and_whose_older_digests_were_deleted_is_unknown() -> None:
    with bucketful(3) as there:
        cloudtrail = there.account.client("cloudtrail")
        cloudtrail.stop_logging(Name=world.TRAIL)
        tick(there.account, 60)
        older = {region: keys(there.account, region, "CloudTrail-Digest") for region in (HOME, AWAY)}
        cloudtrail.start_logging(Name=world.TRAIL)
        hours(there, 2)
        for some in older.values():
            there.delete(*some)
        found = chain(there)
        assert found.state == "unknown"
        assert "what was before isn't known: the trail was stopped at 20" in found.evidence


def test_the_first_digests_of_a_young_trail_are_missed_where_somebody_deleted_them() -> None:
    with bucketful(4) as there:
        there.delete(*there.digests[AWAY][:2])
        results = there.results(since=there.now - DAY)
        failed = [one for one in results if one.state == "failed"]
        assert [(one.id, one.region) for one in failed] == [("integrity.digests", AWAY)]


def test_validation_that_came_later_than_the_trail_proves_nothing_of_before() -> None:
    with bucketful(3, enableLogFileValidation=False) as there:
        there.account.client("cloudtrail").update_trail(Name=world.TRAIL, EnableLogFileValidation=True)
        hours(there, 3)
        found = chain(there)
        assert found.state == "unknown"
        assert "what was before isn't known: nothing proves 20" in found.evidence
