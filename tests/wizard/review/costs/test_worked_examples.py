"""AWS's own worked examples, to the cent: the prices and the sums are those that AWS's pages reckon with."""

from __future__ import annotations

from typing import Any

import pytest

from components import prices
from tests.components.cases import settings
from wizard.review.costs import storage
from wizard.review.costs.estimate import trail_lines
from wizard.review.costs.volumes import Volume


def usd(lines: dict[str, float], *names: str) -> float:
    return round(sum(lines[name] for name in names), 2)


def of_cloudtrail(volume: Volume, copies: int = 0, **fields: Any) -> dict[str, float]:
    """USD a month, by what it is for."""
    return {line.what: line.usd for _, _, line in trail_lines(settings(**fields), volume, copies)}


COPY, DATA = "management events, a further copy", "data events"
RATES, ERRORS = "Insights on call rates, of writes", "Insights on error rates, of all"


def test_cloudtrail_two_trails_and_data_events() -> None:
    """https://aws.amazon.com/cloudtrail/pricing/: 150,000 management events delivered to two trails and 2
    million data events: 0 for the first copy, 3 for the second, 2 for the data events."""
    volume = Volume(reads=100_000, writes=50_000, data=2_000_000, busy_regions=1)
    first = of_cloudtrail(volume, 0, insights="none")
    second = of_cloudtrail(volume, 1, insights="none", data_events=("AWS::S3::Object",))
    assert first == {}
    assert (round(second[COPY], 2), round(second[DATA], 2), usd(second, COPY, DATA)) == (3.00, 2.00, 5.00)


# https://docs.aws.amazon.com/awscloudtrail/latest/userguide/insights-events-costs.html has these numbers of
# events analysed; https://aws.amazon.com/cloudtrail/pricing/ 0.35 USD for each 100,000.
@pytest.mark.parametrize(
    ("reads", "writes", "insights", "analysed", "dollars"),
    [
        (270_000, 30_000, "both", 330_000, 1.16),
        (710_000, 90_000, "call-rate", 90_000, 0.32),
        (710_000, 90_000, "error-rate", 800_000, 2.80),
        (380_000, 120_000, "both", 620_000, 2.17),
    ],
)
def test_cloudtrail_insights(reads: int, writes: int, insights: str, analysed: int, dollars: float) -> None:
    volume = Volume(reads, writes, 0, 1)
    lines = [line for _, _, line in trail_lines(settings(insights=insights), volume)]
    assert sum(line.units for line in lines) == analysed
    # AWS rounds half a cent up.
    assert round(sum(line.usd for line in lines) + 1e-9, 2) == dollars


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
    """https://aws.amazon.com/eventbridge/pricing/: 5 million events that aren't free: 5.00."""
    assert prices.OBJECT_EVENT.of(5_000_000) == 5.00


def test_athena_scanning_three_terabytes() -> None:
    """https://aws.amazon.com/athena/pricing/: 3 TB scanned are 15.00."""
    assert prices.QUERY.of(3) == 15.00
