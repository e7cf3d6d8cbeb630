"""The dated price file: each price with its sources, and what a region without own figures takes."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from components import prices, regions
from components.prices import Price, Rates

FILE = json.loads(Path(prices.__file__).with_suffix(".json").read_text("utf-8"))
ALL = {one.name: one for one in vars(prices).values() if isinstance(one, Price)}
REGIONS = [
    (partition, region, source, name, usd)
    for partition, known in FILE["partitions"].items()
    for region, sources in known.get("regions", {}).items()
    for source, found in sources.items()
    for name, usd in found.items()
]


def test_each_price_but_one_is_confirmed_by_a_source() -> None:
    assert [name for name, one in ALL.items() if not one.sources] == ["DATA_INSIGHT"]


def test_each_source_says_what_it_is_and_where_and_is_used() -> None:
    assert re.fullmatch(r"20\d\d-\d\d-\d\d", FILE["read"])
    for source in FILE["sources"].values():
        assert set(source) == {"what", "url"}
        assert source["what"]
        assert source["url"].startswith("https://")
    used = {source for one in ALL.values() for source in one.sources} | {
        source for _, _, source, *_ in REGIONS
    }
    assert used == set(FILE["sources"])


def test_each_region_s_price_is_one_of_ours_in_a_region_that_there_is() -> None:
    assert {name for *_, name, _ in REGIONS} <= set(ALL)
    for partition, region, *_ in REGIONS:
        assert region in regions.regions_of(partition), region


def test_no_region_s_price_is_far_from_us_east_1_s() -> None:
    """A slip of a digit would show. The dearest is a GB in DEEP_ARCHIVE in sa-east-1."""
    times = {(region, name): usd / ALL[name].usd for _, region, _, name, usd in REGIONS}
    assert min(times.values()) > 0.8
    assert {place for place, many in times.items() if many > 2.2} == {
        ("us-gov-east-1", "DEEP_ARCHIVE"),
        ("us-gov-west-1", "DEEP_ARCHIVE"),
        ("sa-east-1", "DEEP_ARCHIVE"),
    }


def test_a_region_has_its_own_price_where_one_was_found() -> None:
    ireland = Rates.of("aws", "eu-west-1")
    assert ireland.usd(prices.LOG_INTAKE) == (0.57, 0.57)
    assert ireland.is_confirmed(prices.LOG_INTAKE)
    assert ireland.words(prices.LOG_INTAKE) == "0.57 USD per GB of logs taken in"
    assert Rates.of("aws", "sa-east-1").usd(prices.STANDARD) == (0.0405, 0.0405)


def test_what_was_not_found_is_us_east_1_s_up_to_twice_as_much() -> None:
    paris = Rates.of("aws", "eu-west-3")
    assert not paris.is_confirmed(prices.LOG_INTAKE)
    assert paris.usd(prices.LOG_INTAKE) == (0.50, 1.00)
    assert paris.words(prices.LOG_INTAKE) == "0.50 to 1.00 USD per GB of logs taken in"
    assert (paris.least(prices.LOG_INTAKE, 10), paris.most(prices.LOG_INTAKE, 10)) == (5.0, 10.0)


def test_a_price_that_is_the_same_wherever_it_is_known_is_not_widened() -> None:
    paris = Rates.of("aws", "eu-west-3")
    assert paris.usd(prices.QUEUE_REQUEST) == (0.40, 0.40)
    assert not paris.is_confirmed(prices.QUEUE_REQUEST)


def test_govcloud_has_its_own_s3_and_the_rest_from_us_east_1() -> None:
    gov = Rates.of("aws-us-gov", "us-gov-west-1")
    assert gov.usd(prices.STANDARD) == (0.039, 0.039)
    # That it is the same in every commercial region says nothing of GovCloud.
    assert gov.usd(prices.INSIGHT) == (0.35, 0.70)


@pytest.mark.parametrize("partition", ["aws-cn", "aws-eusc", "aws-iso"])
def test_a_partition_without_any_takes_us_east_1_s_and_says_so(partition: str) -> None:
    rates = Rates.of(partition, "somewhere")
    assert rates.usd(prices.STANDARD) == (0.023, 0.023)
    assert not rates.is_confirmed(prices.STANDARD)
    assert rates.caveat.startswith("Prices are those of us-east-1, November 2026, in USD. ")


def test_it_says_of_which_region_the_prices_are() -> None:
    assert Rates.of().caveat == (
        "List prices of us-east-1, November 2026, in USD, without free tiers and taxes."
    )
    assert Rates.of("aws", "eu-west-1").caveat.startswith("List prices of eu-west-1, ")
    assert "aws-cn is billed in CNY" in Rates.of("aws-cn", "cn-north-1").caveat
