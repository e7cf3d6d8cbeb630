"""The alert path's month in USD."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from components import prices
from components.prices import Price
from components.settings import validate
from tests.project.sources import ROOT, modules
from wizard.review.costs import page
from wizard.review.costs.alert_path import (
    DEFAULT_REGIONS,
    Line,
    Organization,
    Traffic,
    idle_traffic,
    month,
    total,
)
from wizard.review.costs.parts import Parts

ACCOUNT = Parts(
    keys=1,
    alarms=3,
    metrics=1,
    memory_mb=512,
    every_minutes=1,
    watched=16,
    told_of_objects=True,
    reads_files=True,
    decrypts=True,
)
QUIET = Traffic(objects=0, files=0, opened=0)


def units(lines: list[Line]) -> dict[Price, float]:
    return {line.price: line.units for line in lines}


def test_each_line_is_its_units_at_their_price() -> None:
    assert Line("alarms", 3, prices.ALARM).usd == pytest.approx(0.30)
    assert Line("files", 2_500_000, prices.OBJECT_EVENT).usd == pytest.approx(2.50)


def test_a_digest_every_minute_starts_43_800_times_a_month() -> None:
    found = units(month(ACCOUNT, QUIET))
    assert found[prices.SCHEDULED] == found[prices.FUNCTION_START] == 43_800
    # A second at the empty queue and five calls each, at half a GB; a self-check an hour.
    assert found[prices.FUNCTION_SECOND] == pytest.approx(43_800 * 1.1 / 2, rel=0.06)
    # The lease is taken and given back each time; a self-check an hour is remembered.
    assert found[prices.TABLE_WRITE] == 2 * 43_800 + 730
    assert found[prices.TABLE_READ] == 2 * 43_800
    assert found[prices.QUEUE_REQUEST] == 43_800


def test_rare_digests_cost_less() -> None:
    hourly = units(month(replace(ACCOUNT, every_minutes=60), QUIET))
    assert hourly[prices.SCHEDULED] == 730
    assert hourly[prices.KEY] == 1


def test_a_log_file_is_told_queued_taken_and_deleted() -> None:
    added = Traffic(objects=876_000, files=438_000, opened=43_800)
    found, before = units(month(ACCOUNT, added)), units(month(ACCOUNT, QUIET))
    assert found[prices.OBJECT_EVENT] == 876_000
    # Ten at a time: one request to take them and one to delete them, in each run.
    assert found[prices.QUEUE_REQUEST] - before[prices.QUEUE_REQUEST] == 438_000 + 2 * 43_800
    assert found[prices.OBJECT_READ] == found[prices.KEY_REQUEST] == 43_800


def test_a_busy_region_s_file_takes_the_function_half_a_second() -> None:
    quiet, busy = Traffic(0, 43_800, 43_800), Traffic(0, 43_800, 43_800, watched=43_800)
    added = units(month(ACCOUNT, busy))[prices.FUNCTION_SECOND]
    assert added - units(month(ACCOUNT, quiet))[prices.FUNCTION_SECOND] == pytest.approx(43_800 * 0.45 / 2)


def test_files_under_s3_s_own_keys_ask_kms_for_nothing() -> None:
    found = units(month(replace(ACCOUNT, decrypts=False), Traffic(1000, 500, 100)))
    assert prices.KEY_REQUEST not in found
    assert found[prices.OBJECT_READ] == 100


def test_without_delivered_logs_the_tamper_alert_is_still_told_of_objects() -> None:
    rules_only = units(month(replace(ACCOUNT, reads_files=False), Traffic(1000, 500, 100)))
    assert rules_only[prices.OBJECT_EVENT] == 1000
    assert prices.OBJECT_READ not in rules_only
    neither = units(
        month(replace(ACCOUNT, reads_files=False, told_of_objects=False), Traffic(1000, 500, 100))
    )
    assert prices.OBJECT_EVENT not in neither


def test_insights_on_error_rates_analyse_what_the_path_does_itself() -> None:
    # 16 rules and their targets, regions, role and subscribers each hour, and a role taken on each minute.
    assert units(month(ACCOUNT, QUIET))[prices.INSIGHT] == 730 * (2 * 16 + 3) + 43_800
    assert prices.INSIGHT not in units(month(ACCOUNT, QUIET, "call-rate"))
    assert prices.INSIGHT in units(month(ACCOUNT, QUIET, "error-rate"))


def test_nothing_is_paid_for_what_is_not_there() -> None:
    assert month(Parts(0, 0, 0, 0, 0, 0, False, False, False), QUIET) == []


def test_an_idle_account_has_digests_and_the_files_about_the_path_itself() -> None:
    assert idle_traffic(ACCOUNT, 17) == Traffic(
        objects=730 * (17 + 16 + 12), files=730 * (16 + 12), opened=730 * 16
    )


def test_an_organization_s_files() -> None:
    small = Organization(accounts=10, regions=17, busy_regions=2).traffic
    quiet, own = 10 * 15 * 730, 3 * 2 * 12 * 730
    assert (small.opened, small.watched) == (quiet + own, own)
    assert small.files == 10 * 2 * 12 * 730 + quiet
    assert small.objects == small.files + 10 * 17 * 730


def test_an_idle_account_pays_between_two_and_three_dollars() -> None:
    assert 2 < total(month(ACCOUNT, idle_traffic(ACCOUNT, 17))) < 3


def test_a_price_in_words() -> None:
    assert prices.EVENT_COPY.words == "2.00 USD per 100,000 events"
    assert prices.FUNCTION_SECOND.words == "0.0000166667 USD per GB-second"
    assert prices.TABLE_READ.words == "0.125 USD per 1,000,000 read request units"


def test_every_price_names_aws_s_page() -> None:
    found = [one for one in vars(prices).values() if isinstance(one, Price)]
    assert len(found) == 36
    assert [
        one for one in found if not re.fullmatch(r"https://aws\.amazon\.com/[a-z0-9/-]+/pricing/.*", one.page)
    ] == []


def test_no_other_module_writes_a_price_of_its_own() -> None:
    others = [path for path in modules("components", "wizard") if path.name != "prices.py"]
    text = {path: (ROOT / path).read_text(encoding="utf-8") for path in others}
    assert [
        str(path) for path, words in text.items() if re.search(r"\d USD (per|a month|for|or more)", words)
    ] == []


def test_the_page_is_current() -> None:
    text = (ROOT / "docs/costs.md").read_text(encoding="utf-8")
    assert page.updated(text) == text


def test_the_page_s_tables_end_in_their_sums() -> None:
    text = (ROOT / "docs/costs.md").read_text(encoding="utf-8")
    for lines in (page.idle(), page.organization(Organization())):
        assert f"| **together** | | | **{sum(line.usd for line in lines):.2f}** |" in text


def test_making_the_page_anew_keeps_what_stands_around_the_tables() -> None:
    updated = page.updated("before\n<!-- prices -->\nold\n<!-- /prices -->\nafter\n")
    assert updated.startswith(
        "before\n<!-- prices -->\n- https://aws.amazon.com/cloudtrail/pricing/: 0.35 USD"
    )
    assert updated.endswith("<!-- /prices -->\nafter\n")
    assert "old" not in updated


def test_a_file_that_is_opened_takes_its_own_time_and_no_call_s() -> None:
    opened, unopened = Traffic(0, 43_800, 43_800), Traffic(0, 43_800, 0)
    seconds = [units(month(ACCOUNT, one))[prices.FUNCTION_SECOND] * 2 for one in (opened, unopened)]
    assert seconds[0] - seconds[1] == pytest.approx(43_800 * 0.05)


@pytest.mark.parametrize("home", ["us-east-1", "eu-west-1"])
def test_an_idle_account_pays_at_most_three_dollars_a_month_wherever_its_home_is(home: str) -> None:
    parts = Parts.of(validate({"approvedRegions": [home]}, home), DEFAULT_REGIONS)
    assert total(month(parts, idle_traffic(parts, DEFAULT_REGIONS))) <= 3.00
