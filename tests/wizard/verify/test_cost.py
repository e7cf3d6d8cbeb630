"""The cost of the stack that is verified: of its settings, and of what its trail really records."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from components.settings import Settings
from tests.components.cases import settings
from tests.wizard.verify.scene import deployed
from wizard.account.facts import Probe, Trail
from wizard.review.costs.estimate import Estimate
from wizard.screen.one_line_progress import Progress
from wizard.verify.cost import cost_of
from wizard.verify.facts import Facts, TrailFacts
from wizard.verify.gather import Means, gather

UNREAD: Any = None
WANTED = settings(insights="none")
TRAIL = Trail(
    "everyregion",
    "arn:aws:cloudtrail:eu-west-1:111122223333:trail/everyregion",
    "eu-west-1",
    "bucket",
    is_multi_region=True,
    is_organization=False,
    is_logging=True,
    records_management=True,
    basic_selectors=(),
)


def estimated(*categories: str, insights: tuple[str, ...] = (), wanted: Settings = WANTED) -> Estimate:
    selectors = tuple(
        {"Name": "", "FieldSelectors": [{"Field": "eventCategory", "Equals": [category]}]}
        for category in categories
    )
    trail = Trail(**{**vars(TRAIL), "advanced_selectors": selectors, "insights": insights})
    own = TrailFacts(trail, UNREAD, wanted, True, UNREAD, None)
    enabled = Probe("good", ("eu-west-1", "us-east-1"))
    found = cost_of(Facts(0, UNREAD, enabled, Probe("good", (trail,)), (own,), settings=wanted))
    assert found
    return found


def paid(*categories: str, insights: tuple[str, ...] = ()) -> dict[str, tuple[float, float]]:
    """What CloudTrail charges, by what it is for."""
    found = estimated(*categories, insights=insights).items
    return {one.what: (one.least, one.most) for one in found if one.group == "CloudTrail"}


def test_a_trail_that_records_what_the_settings_say_costs_what_they_do() -> None:
    assert paid("Management") == {}


def test_what_a_trail_records_beyond_the_settings_is_paid_for_too() -> None:
    assert paid("Management", "Data", "NetworkActivity", insights=("ApiErrorRateInsight",)) == {
        "data events": (0.10, 10.00),
        "network activity events, which the trail recorded before": (0.10, 10.00),
        "Insights on error rates (all)": (0.19, 7.70),
    }


def test_what_the_settings_ask_for_can_be_saved() -> None:
    wanted = settings(insights="both", data_events=("AWS::S3::Object",))
    kinds = ("ApiCallRateInsight", "ApiErrorRateInsight")
    found = estimated("Management", "Data", insights=kinds, wanted=wanted)
    saved = [one.change for one in found.savings]
    assert {"dataEvents: fewer, or none", "insights: call-rate"} <= set(saved)


@pytest.mark.long
def test_yesterday_s_files_tell_how_much_goes_on_and_none_is_read() -> None:
    with deployed() as scene:
        files = scene.client("s3").list_objects_v2(
            Bucket=scene.names.log_bucket,
            Prefix=f"{scene.names.account_folder(scene.account.id)}/CloudTrail/",
        )
        year, month, day = map(int, files["Contents"][0]["Key"].split("/")[-4:-1])
        next_day = datetime(year, month, day, 12, tzinfo=timezone.utc) + timedelta(days=1)
        means = Means(scene.account.client, next_day.timestamp, Progress(quiet=True))
        found = cost_of(gather(scene.target, means))
    assert found
    assert found.volumes.source == "sample"
    assert "by their size alone (125 to 500 bytes an event)" in found.volumes.words
