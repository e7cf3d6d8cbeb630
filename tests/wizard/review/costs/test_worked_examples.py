"""AWS's own worked examples, to the cent: the numbers and the sums are those of AWS's pages and calculator,
read in stored copies in November 2026; and one bill."""

from __future__ import annotations

from typing import Any

import pytest

from components import prices
from tests.components.cases import settings
from wizard.review.costs import storage
from wizard.review.costs.lines import Case, Kept, of_trail
from wizard.review.costs.volumes import Volume


def of_cloudtrail(volume: Volume, copies: int = 0, **fields: Any) -> dict[str, float]:
    """USD a month, by what it is for."""
    return {line.what: line.usd for _, _, line in of_trail(Case(settings(**fields), copies), volume)}


COPY, DATA = "management events, a further copy", "data events"


def test_cloudtrail_two_trails_and_data_events() -> None:
    """https://aws.amazon.com/cloudtrail/pricing/, as stored: 150,000 management events delivered to two
    trails and 2 million data events: 0 for the first copy, 3 for the second, 2 for the data events."""
    volume = Volume(reads=100_000, writes=50_000, data=2_000_000, busy_regions=1)
    first = of_cloudtrail(volume, 0, insights="none")
    second = of_cloudtrail(volume, 1, insights="none", data_events=("AWS::S3::Object",))
    assert first == {}
    assert (round(second[COPY], 2), round(second[DATA], 2)) == (3.00, 2.00)


# https://docs.aws.amazon.com/awscloudtrail/latest/userguide/insights-events-costs.html has these numbers of
# events, and how many of them are analysed. It has no sums.
@pytest.mark.parametrize(
    ("reads", "writes", "insights", "analysed"),
    [
        (270_000, 30_000, "both", 330_000),
        (710_000, 90_000, "call-rate", 90_000),
        (710_000, 90_000, "error-rate", 800_000),
        (380_000, 120_000, "both", 620_000),
    ],
)
def test_cloudtrail_insights_analyse_as_many_events_as_aws_says(
    reads: int, writes: int, insights: str, analysed: int
) -> None:
    lines = [line for _, _, line in of_trail(Case(settings(insights=insights)), Volume(reads, writes, 0, 1))]
    assert sum(line.units for line in lines) == analysed


@pytest.mark.parametrize(("events", "dollars"), [(1_767_487, 6.19), (15_448, 0.05), (5_280, 0.02)])
def test_cloudtrail_insights_on_a_bill(events: int, dollars: float) -> None:
    """What AWS charged in May 2025 in Singapore, N. Virginia and Ireland, at 0.0000035 per event:
    the source bill-2025 of components/prices.json."""
    assert round(prices.INSIGHT.of(events), 2) == dollars


def test_cloudtrail_in_aws_s_calculator() -> None:
    """https://calculator.aws, us-east-2, 10 million of each: 10.00 for data events, 35.00 for Insights; with
    network activity events, which cost as much as data events: cloudtrail-list of components/prices.json."""
    volume = Volume(reads=0, writes=10_000_000, data=10_000_000, busy_regions=1, network=10_000_000)
    case = Case(
        settings(insights="call-rate", data_events=("AWS::S3::Object",)),
        kept=Kept(frozenset({"NetworkActivity"})),
    )
    assert [round(line.usd, 2) for _, _, line in of_trail(case, volume)] == [10.00, 10.00, 35.00]


def test_s3_storage_over_two_tiers() -> None:
    """https://aws.amazon.com/s3/faqs/: 52,900 GB-months in STANDARD are 1,177.60 + 37.40 = 1,215.00."""
    byte_hours = 107_374_182_400 * 15 * 24 + 109_951_162_777_600 * 16 * 24
    assert byte_hours == 42_259_901_212_262_400
    gigabytes = byte_hours / storage.GB / 744
    assert gigabytes == 52_900
    tiers = [round(price.of(amount), 2) for amount, price in storage.standard(gigabytes)]
    assert (tiers, round(sum(tiers), 2)) == ([1177.60, 37.40], 1215.00)


def test_s3_requests() -> None:
    """https://aws.amazon.com/s3/faqs/: 310,000 PUT requests are 1.55, 620,000 GET requests 0.25."""
    assert round(prices.OBJECT_WRITE.of(10_000 * 31), 2) == 1.55
    assert round(prices.OBJECT_READ.of(20_000 * 31), 2) == 0.25


def test_lambda_for_a_mobile_app() -> None:
    """https://aws.amazon.com/lambda/pricing/: 3 million starts of 120 ms with 1,536 MB, less the free tier:
    2.33 + 0.40 = 2.73."""
    seconds = 3_000_000 * 0.12 * 1536 / 1024 - 400_000
    compute = round(prices.FUNCTION_SECOND.of(seconds), 2)
    starts = round(prices.FUNCTION_START.of(3_000_000 - 1_000_000), 2)
    assert (compute, starts, round(compute + starts, 2)) == (2.33, 0.40, 2.73)


def test_lambda_for_telemetry() -> None:
    """https://aws.amazon.com/lambda/pricing/: 7.44 million starts of 2 seconds with 1 GB: 1.49 + 248.00 =
    249.49."""
    starts = 10_000 * 24 * 31
    assert starts == 7_440_000
    requests, compute = (
        round(prices.FUNCTION_START.of(starts), 2),
        round(prices.FUNCTION_SECOND.of(starts * 2), 2),
    )
    assert (requests, compute, round(requests + compute, 2)) == (1.49, 248.00, 249.49)


def test_eventbridge_events_that_are_paid_for() -> None:
    """https://aws.amazon.com/eventbridge/pricing/: 5 million management events delivered to another account
    at 1.00 a million; what S3 tells costs as much."""
    assert prices.OBJECT_EVENT.of(5_000_000) == 5.00


def test_sqs_in_aws_s_calculator() -> None:
    """https://calculator.aws, us-east-2: 10 million requests to a standard queue are 4.00."""
    assert round(prices.QUEUE_REQUEST.of(10_000_000), 2) == 4.00


def test_athena_scanning_three_terabytes() -> None:
    """https://aws.amazon.com/athena/pricing/: "Price for 3 TB scanned is 3 * $5/TB = $15"."""
    assert prices.QUERY.of(3) == 15.00
