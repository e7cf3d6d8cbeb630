"""Which trails adoptTrail may name."""

from __future__ import annotations

import pytest

from tests.components.cases import HOME, objections

ARN = f"arn:aws:cloudtrail:{HOME}:111122223333:trail/acme"


def test_a_trail_in_the_home_region_under_its_own_name_is_taken() -> None:
    assert objections(adopt_trail=ARN, trail_name="acme") == []


@pytest.mark.parametrize("value", ["acme", "arn:aws:s3:::acme", ARN + "/x", ARN.replace("111122223333", "1")])
def test_anything_but_a_trail_s_arn_is_refused(value: str) -> None:
    (message,) = objections(adopt_trail=value, trail_name="acme")
    assert "isn't the ARN of a trail" in message


def test_another_name_would_make_another_trail() -> None:
    assert objections(adopt_trail=ARN) == [
        'adoptTrail: the trail is named acme, but trailName is "everyregion". CloudTrail would delete the '
        "one and make the other: events between the two would be lost. Set trailName to acme."
    ]


def test_its_home_is_the_deployment_s() -> None:
    (message,) = objections("eu-central-1", adopt_trail=ARN, trail_name="acme")
    assert message == (
        "adoptTrail: the trail's home is eu-west-1, this deployment's eu-central-1. CloudTrail changes a "
        "trail in its home region alone. Set aws:region to eu-west-1."
    )


def test_another_partition_is_another_world() -> None:
    (message,) = objections("us-gov-west-1", adopt_trail=ARN, trail_name="acme")
    assert "the trail is in the partition aws, this deployment in aws-us-gov" in message


def test_control_tower_s_trail_is_left_alone() -> None:
    name = "aws-controltower-BaselineCloudTrail"
    (message,) = objections(adopt_trail=ARN.replace("acme", name), trail_name=name, log_bucket_name="logs")
    assert message.startswith(f"adoptTrail: {name} belongs to AWS Control Tower.")
