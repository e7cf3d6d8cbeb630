"""Trails that others made, with whatever: no settings, no names of ours."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.engine import handmade
from tests.rehearsal.world import put_activity
from tests.wizard.verify.scene import HOME, Scene, deployed, refusing, settle
from wizard.account.asked_once import AskedOnce
from wizard.failures import UsageFailure
from wizard.rehearsal.opening import open_account
from wizard.verify.result import Result
from wizard.verify.target import Target, as_if

pytestmark = pytest.mark.long
AT = handmade.HOME


@pytest.fixture
def scene() -> Iterator[Scene]:
    """Two trails of one region in one bucket, one of them stopped; nothing is hardened."""
    with open_account(AT) as account:
        handmade.make(account)
        settle(account)
        yield Scene(account, None)  # type: ignore[arg-type]


def of(scene: Scene, arn: str, **how: Any) -> dict[str, Result]:
    found = scene.verified(Target(AT, trails=(arn,)), **how).results
    worst: dict[str, Result] = {}
    for one in found:
        if one.id not in worst or one.state != "passed":
            worst[one.id] = one
    return worst


def test_a_trail_of_one_region_that_is_stopped_fails_what_it_should(scene: Scene) -> None:
    failed = {id for id, one in of(scene, handmade.TRAIL).items() if one.state == "failed"}
    assert failed == {
        "trail.multi-region", "trail.logging", "trail.delivery", "trail.validation",
        "trail.management-events", "trail.insights", "trail.encryption",
        "bucket.public-access-block", "bucket.tls-only",
        "bucket.only-this-trail", "bucket.versioning", "bucket.access-logs", "coverage.region",
    }  # fmt: skip


def test_nothing_is_asked_of_an_alert_and_no_setting_is_compared(scene: Scene) -> None:
    groups = {id.partition(".")[0] for id in of(scene, handmade.TRAIL)}
    assert groups == {"trail", "bucket", "coverage"}


def test_the_fix_for_a_trail_of_others_is_a_command(scene: Scene) -> None:
    found = of(scene, handmade.TRAIL)
    assert found["trail.multi-region"].fix == (
        f"`aws cloudtrail update-trail --name {handmade.TRAIL} --is-multi-region-trail "
        f"--include-global-service-events --region {AT}`"
    )
    assert "pulumi" not in " ".join(one.fix for one in found.values())


def test_every_trail_is_looked_at_where_none_is_named(scene: Scene) -> None:
    done = scene.verified(Target(AT))
    assert {it.trail.name for it in done.facts.trails if it.trail} == {"acme", "acme-second"}
    assert {one.trail for one in done.results if one.id == "trail.logging"} == {
        it.trail.arn for it in done.facts.trails if it.trail
    }


def test_what_two_trails_share_is_asked_once(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    real = AskedOnce._ask  # pyright: ignore[reportPrivateUsage]

    def noting(self: AskedOnce, found: Any, service: str, region: str, call: str, parameters: Any) -> None:
        asked.append(call)
        real(self, found, service, region, call, parameters)

    monkeypatch.setattr(AskedOnce, "_ask", noting)
    scene.verified(Target(AT))
    assert asked.count("get_bucket_policy") == 1


def test_a_trail_that_is_not_there_ends_it_with_those_that_are(scene: Scene) -> None:
    with pytest.raises(UsageFailure, match="There is no trail arn:aws:cloudtrail:x"):
        scene.verified(Target(AT, trails=("arn:aws:cloudtrail:x",)))


def test_where_trails_may_not_be_listed_nothing_is_called_good(scene: Scene) -> None:
    no = refusing(scene, "cloudtrail", "*")
    states = {one.id: one.state for one in scene.verified(Target(AT), no).results}
    assert states == {"coverage.regions": "passed", "trail.exists": "unknown"}


def test_without_digests_what_happened_and_never_arrived_fails_its_region(scene: Scene) -> None:
    second = handmade.TRAIL.replace("trail/acme", "trail/acme-second")
    assert of(scene, second)["coverage.region"].state != "passed"
    put_activity(scene.account, AT, {"eventName": "CreateKeyPair"})
    home = {
        one.region: one
        for one in scene.verified(Target(AT, trails=(second,))).results
        if one.id == "coverage.region"
    }
    assert home[AT].state == "passed"
    assert home[AT].evidence.startswith("Log files arrived ")
    # Something happens, and half an hour later no file is there.
    scene.account.clock.skip(60)
    record = {"eventName": "CreateKeyPair", "eventTime": scene.account.clock.stamp()}
    from wizard.rehearsal.stand_ins.activity import put_activities

    put_activities(scene.account, AT, [record], files=False)
    scene.account.clock.skip(3600)
    home = {
        one.region: one
        for one in scene.verified(Target(AT, trails=(second,))).results
        if one.id == "coverage.region"
    }
    assert home[AT].state == "failed"
    assert (
        home[AT].evidence == f"Something happened in {AT} 1 hour ago, and the last log file came 1 hour ago."
    )


def test_our_own_trail_passes_as_anybody_s() -> None:
    with deployed() as made:
        found = made.verified(Target(HOME, trails=(made.names.trail_arn,))).results
    assert {one.id for one in found if one.state != "passed"} == set()


def test_a_trail_of_others_is_measured_by_the_defaults_without_an_alert() -> None:
    with open_account(AT) as account:
        handmade.make(account)
        (trail, *_) = Scene(account, None).verified(Target(AT)).facts.trails  # type: ignore[arg-type]
    assert trail.trail is not None
    measure = as_if(trail.trail)
    assert (measure.insights, measure.encryption, measure.region_alert, measure.tamper_alert) == (
        "both", "new-key", (), False,
    )  # fmt: skip
