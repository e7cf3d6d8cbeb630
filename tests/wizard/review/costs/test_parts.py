"""What is paid for by the month: reckoned from the settings, and counted in what the program registers."""

from __future__ import annotations

from typing import Any

import pytest

from tests.components import cases
from wizard.review.costs.parts import METRICS, NoPrice, Parts

ENABLED = ("ap-south-1", "eu-west-1", "us-east-1", "us-west-2")


def counted(**fields: Any) -> Parts:
    run = cases.deployed(cases.HOME, ENABLED, **fields)
    resources = (
        (one.parent, one.type, one.name, one.inputs)
        for one in run.resources
        if not one.type.startswith("everyregion:")
    )
    return Parts.counted(resources, METRICS)


def test_an_account_with_the_defaults() -> None:
    assert counted() == Parts(
        keys=1,
        # Three on one metric each, and one on three.
        alarms=6,
        metrics=1,
        memory_mb=512,
        every_minutes=1,
        watched=3,
        told_of_objects=True,
        reads_files=True,
        decrypts=True,
        tamper_rules=4,
    )


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"encryption": "sse-s3", "alert_every_minutes": 5, "log_readers": ("444455556666",)},
        {"region_alert": ("delivered-logs",), "alert_topic_arn": "arn:aws:sns:eu-west-1:111122223333:t"},
        {"region_alert": ("rules",), "tamper_alert": False, "alert_skip_regions": ("us-west-2",)},
        {"region_alert": (), "alert_emails": ("ops@example.com",)},
        {"region_alert": (), "tamper_alert": False},
    ],
)
def test_the_settings_say_what_the_program_registers(fields: dict[str, Any]) -> None:
    assert Parts.of(cases.settings(**fields), len(ENABLED)) == counted(**fields)


def test_what_is_there_without_the_alert_path_too_is_not_counted() -> None:
    trail_s = ("log-key", "aws:kms/key:Key", "log-key", {})
    assert Parts.counted([trail_s], METRICS).keys == 0


def test_a_new_kind_of_resource_needs_a_price() -> None:
    with pytest.raises(
        NoPrice, match=r"aws:glue/job:Job \(nightly\): say in wizard\.review\.costs\.parts what it costs"
    ):
        Parts.counted([("digest", "aws:glue/job:Job", "nightly", {})], METRICS)
