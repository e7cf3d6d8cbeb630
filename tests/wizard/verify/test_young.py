"""A trail that was just deployed: nothing can be told yet, and `--wait` waits until it can."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from components.settings import validate
from tests.rehearsal.world import put_activity
from tests.wizard.verify.scene import HOME, VALUES, Scene
from wizard.rehearsal.deployment import deploy
from wizard.rehearsal.opening import open_account
from wizard.screen.one_line_progress import Progress
from wizard.verify.gather import Means
from wizard.verify.run import EVERY_SECONDS, Waiting, verify

pytestmark = pytest.mark.long


@pytest.fixture
def scene() -> Iterator[Scene]:
    with open_account(HOME) as account:
        config = {f"everyregion:{key}": json.dumps(value) for key, value in VALUES.items()}
        assert deploy(account, config).refusal is None
        yield Scene(account, validate(VALUES, HOME))


def test_what_is_too_new_to_be_told_is_unknown_with_its_age(scene: Scene) -> None:
    scene.account.clock.skip(180)
    found = {one.id: one for one in scene.results() if one.state != "passed"}
    assert {id: one.state for id, one in found.items()} == {
        "trail.delivery": "unknown", "trail.digests": "unknown", "coverage.region": "unknown",
    }  # fmt: skip
    assert found["trail.delivery"].evidence == "The trail is 3 minutes old."
    assert all(one.waits and one.cause == "young" for one in found.values())


def test_in_the_first_hours_a_log_file_proves_its_region(scene: Scene) -> None:
    put_activity(scene.account, "eu-west-3", {"eventName": "CreateKeyPair"})
    found = {one.region: one.state for one in scene.results() if one.id == "coverage.region"}
    assert [region for region, state in found.items() if state == "passed"] == ["eu-west-3"]


class Noting:
    """The account's clock; what is waited for."""

    def __init__(self, scene: Scene) -> None:
        from wizard.rehearsal.drill import EmulatedClock

        self._clock, self.slept, self.told = EmulatedClock(scene.account), [], []  # type: ignore[var-annotated]

    def now(self) -> float:
        return self._clock.now()

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self._clock.sleep(seconds)

    def waits(self, seconds: float, what: str) -> None:
        self.told.append(what)


def waited(scene: Scene, patience: float) -> tuple[Noting, set[str]]:
    clock = Noting(scene)
    means = Means(scene.account.client, clock.now, Progress(quiet=True))
    done = verify(scene.target, means, Waiting(patience, clock, clock.waits))
    return clock, {one.id for one in done.results if one.state != "passed"}


def test_waiting_ends_when_nothing_is_left_that_time_decides(scene: Scene) -> None:
    scene.account.clock.skip(3600 - 70)
    clock, amiss = waited(scene, 1200)
    assert amiss == set()
    assert 0 < len(clock.slept) < 6
    assert set(clock.slept) == {EVERY_SECONDS}
    assert clock.told[0].startswith("The trail is 58 minutes old")


def test_waiting_ends_when_the_time_is_over(scene: Scene) -> None:
    clock, amiss = waited(scene, 100)
    assert amiss == {"trail.delivery", "trail.digests", "coverage.region"}
    assert sum(clock.slept) <= 100


def test_after_two_hours_without_a_digest_file_it_fails(scene: Scene) -> None:
    scene.account.clock.skip(3 * 3600)
    found = {one.id: one for one in scene.results() if one.state != "passed"}
    assert {id: one.state for id, one in found.items()} == {
        "trail.delivery": "failed", "trail.digests": "failed", "coverage.region": "failed",
    }  # fmt: skip
    assert not any(one.waits for one in found.values())


def test_nobody_waits_for_what_time_does_not_change(scene: Scene) -> None:
    scene.account.clock.skip(3 * 3600)
    clock, _ = waited(scene, 1200)
    assert clock.slept == []


def test_a_trail_of_seconds_that_another_region_does_not_show_yet_may_still_come(scene: Scene) -> None:
    def client_for(service: str, region: str) -> Any:
        client = scene.account.client(service, region)
        return _Absent(client) if (service, region) == ("cloudtrail", "eu-west-3") else client

    scene.account.clock.skip(60)
    found = {one.id: one for one in scene.results(client_for) if one.region == "eu-west-3"}
    assert found["trail.logging"].state == found["coverage.region"].state == "unknown"
    assert found["trail.logging"].evidence == "The trail is new, and doesn't show in eu-west-3 yet."
    scene.account.clock.skip(600)
    found = {one.id: one for one in scene.results(client_for) if one.region == "eu-west-3"}
    assert found["trail.logging"].state == found["coverage.region"].state == "failed"


def test_a_trail_of_one_region_never_comes_to_another_however_young(scene: Scene) -> None:
    cloudtrail = scene.client("cloudtrail")
    (name,) = (one["Name"] for one in cloudtrail.describe_trails()["trailList"])
    cloudtrail.update_trail(Name=name, IsMultiRegionTrail=False)
    try:
        cloudtrail.stop_logging(Name=name)
        cloudtrail.start_logging(Name=name)
        found = {one.id: one for one in scene.results() if one.region == "eu-west-3"}
        assert found["trail.logging"].state == found["coverage.region"].state == "failed"
    finally:
        cloudtrail.update_trail(Name=name, IsMultiRegionTrail=True)


class _Absent:
    """A region that doesn't know the trail."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def get_trail_status(self, **_: Any) -> None:
        raise ClientError({"Error": {"Code": "TrailNotFoundException", "Message": "Unknown trail"}}, "Call")
