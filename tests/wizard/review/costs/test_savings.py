"""What drives an estimate, what would halve it, and that its sums are the sums of its lines."""

from __future__ import annotations

from typing import Any

import pytest

from components import prices
from components.adopted import AdoptedTrail
from components.settings.rules import problems
from tests.components.cases import settings
from tests.wizard.review.costs.test_estimate import SEEN, found, usd
from wizard.review.costs.estimate import Estimate, estimate
from wizard.review.costs.lines import Case, Kept
from wizard.review.costs.savings import changes
from wizard.review.costs.volumes import assumed, assumed_of_organization
from wizard.review.costs.words import in_words

S3 = ("AWS::S3::Object",)
VARIANTS: dict[str, dict[str, Any]] = {
    "a tiny account": {
        "insights": "none",
        "encryption": "sse-s3",
        "region_alert": (),
        "tamper_alert": False,
        "access_logs": False,
    },
    "the defaults": {},
    "data events, reads too": {"data_events": S3, "data_events_reads": True},
    "seven years under a lock": {
        "object_lock": "compliance",
        "object_lock_days": 2555,
        "archive_class": "DEEP_ARCHIVE",
        "expire_after_days": 2740,
    },
    "CIS alarms": {"cloud_watch_logs": True, "cis_alarms": True},
    "queries": {"queries": True},
    "for ever": {"archive_class": "INTELLIGENT_TIERING", "expire_after_days": 0},
    "archived late": {
        "archive_class": "DEEP_ARCHIVE",
        "archive_after_days": 600,
        "expire_after_days": 2555,
    },
    "tamper alert alone": {"region_alert": ()},
    "an organization": {"scope": "organization"},
    "GovCloud": {"home_region": "us-gov-west-1", "approved_regions": ("us-gov-west-1",)},
    "China": {"home_region": "cn-north-1", "approved_regions": ("cn-north-1",)},
}


def of(variant: str) -> Estimate:
    wanted = settings(**VARIANTS[variant])
    return estimate(wanted, assumed_of_organization(1000) if wanted.is_organization else assumed())


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_sum_is_that_of_the_lines_as_they_are_shown(variant: str) -> None:
    seen = of(variant)
    items = seen.as_dict()["items"]
    sums = [round(sum(one["usdPerMonth"][place] for one in items), 2) for place in (0, 1)]
    assert seen.as_dict()["usdPerMonth"] == sums
    assert 0 < sums[0] <= sums[1]


@pytest.mark.parametrize("variant", VARIANTS)
def test_no_line_is_nothing_or_the_wrong_way_round(variant: str) -> None:
    for one in of(variant).items:
        assert 0 <= one.least <= one.most
        assert one.most >= 0.01, one


@pytest.mark.parametrize("variant", VARIANTS)
def test_no_saving_is_one_that_the_settings_forbid(variant: str) -> None:
    case = Case(settings(**VARIANTS[variant]), 1)
    before = {problem.key for problem in problems(case.settings)}
    for change in changes(case):
        assert {problem.key for problem in problems(change.made(case).settings)} <= before, change.words


def changed(**fields: Any) -> list[str]:
    return [one.words for one in changes(Case(settings(**fields)))]


def test_a_lock_or_an_archive_that_takes_longer_forbids_a_shorter_life() -> None:
    assert "expireAfterDays: 730" in changed()
    assert "expireAfterDays: 730" in changed(object_lock="compliance", object_lock_days=365)
    assert "expireAfterDays: 730" in changed(expire_after_days=0)
    assert "expireAfterDays: 730" not in changed(**VARIANTS["seven years under a lock"])
    assert "expireAfterDays: 730" not in changed(**VARIANTS["archived late"])


def test_reads_go_with_the_data_events() -> None:
    assert "dataEvents: fewer, or none" in changed(**VARIANTS["data events, reads too"])


def test_it_says_what_drives_it_and_what_would_halve_it() -> None:
    seen = found(data_events=S3, cloud_watch_logs=True)
    assert [one.what for one in seen.drivers][:2] == ["data events", "events taken in by CloudWatch Logs"]
    assert seen.halves
    assert [one.usd for one in seen.savings] == sorted((one.usd for one in seen.savings), reverse=True)


def test_what_would_halve_it_is_reckoned_at_once() -> None:
    seen = estimate(settings(data_events=S3, cloud_watch_logs=True, cis_alarms=True), assumed())
    first, second = seen.halving
    assert (first.change, second.change) == ("dataEvents: fewer, or none", "cloudWatchLogs: false")
    without = estimate(settings(), assumed())
    assert seen.together == pytest.approx(seen.most - without.most)
    # Data events are taken in by CloudWatch Logs: leaving both out doesn't save that twice.
    assert seen.together < first.usd + second.usd


def test_where_nothing_halves_it_that_is_said() -> None:
    seen = found(insights="none", cloud_watch_logs=False, encryption="sse-s3", alert_every_minutes=5)
    assert not seen.halves
    assert seen.as_dict()["wouldHalveIt"] == []
    assert not any(one.startswith("What would halve it") for one in in_words(seen))


def test_each_saving_is_what_the_estimate_says_without_it() -> None:
    seen = found(cloud_watch_logs=True)
    (logs,) = [one for one in seen.savings if one.change == "cloudWatchLogs: false"]
    assert logs.usd == pytest.approx(seen.most - found(cloud_watch_logs=False).most)


def test_a_second_copy_is_saved_by_stopping_the_other_trail() -> None:
    assert "stop the other trail, once nobody reads its files" in [one.change for one in found(1).savings]


def test_the_words_name_the_sum_the_driver_and_the_source() -> None:
    said = list(in_words(found(1)))
    assert said[0].startswith("Together about ")
    assert any(one.startswith("Most of it: management events, a further copy") for one in said)
    assert any(one.startswith("What would halve it: stop the other trail") for one in said)
    assert "Seen." in said


def test_what_is_not_confirmed_is_named_with_how_much_dearer_it_may_be() -> None:
    seen = estimate(settings(home_region="eu-west-3", cloud_watch_logs=True), SEEN)
    (line,) = [one for one in seen.items if one.what == "events taken in by CloudWatch Logs"]
    assert not line.is_confirmed
    assert line.words == "0.50 to 1.00 USD per GB of logs taken in, not confirmed for eu-west-3"
    assert list(in_words(seen))[-1].startswith(
        "Not confirmed for eu-west-3, so taken from us-east-1, up to twice as much where prices differ by "
        "region: "
    )
    at_home = estimate(settings(home_region="us-east-1", approved_regions=("us-east-1",)), SEEN)
    assert at_home.unconfirmed == ()
    assert list(in_words(at_home))[-1] == prices.Rates.of().caveat


def test_a_cis_metric_is_paid_for_only_while_something_matches() -> None:
    seen = found(cloud_watch_logs=True, cis_alarms=True)
    (metrics,) = [one for one in seen.items if one.what == "CIS metrics while something matches"]
    assert (metrics.least, metrics.most) == (0.00, 4.50)


def test_without_an_expiry_it_is_reckoned_after_ten_years() -> None:
    said = next(in_words(found(expire_after_days=0)))
    assert said.endswith("a month, reckoned after 10 years, since no log file expires.")


def test_a_trail_that_is_taken_over_pays_for_what_it_goes_on_recording() -> None:
    data, network = (
        {"FieldSelectors": [{"Field": "eventCategory", "Equals": [category]}]}
        for category in ("Data", "NetworkActivity")
    )
    trail = AdoptedTrail("arn:aws:cloudtrail:eu-west-1:111122223333:trail/old", selectors=(data, network))
    wanted = settings(insights="none")
    kept = Kept.of(trail)
    assert usd(estimate(wanted, assumed(), kept=kept), "CloudTrail") == (0.20, 20.00)
    assert usd(estimate(wanted, assumed()), "CloudTrail") == (0, 0)
    # They are in the log files, too.
    assert estimate(wanted, assumed(), kept=kept).most > 20 + estimate(wanted, assumed()).most
    insights = Kept.of(AdoptedTrail(trail.arn, insights=("ApiErrorRateInsight",)))
    assert usd(estimate(wanted, SEEN, kept=insights), "CloudTrail") == (0.35, 3.50)
