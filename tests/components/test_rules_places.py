"""Approved and skipped regions: real ones, of one partition, the home region approved."""

from __future__ import annotations

from typing import Any

import pytest

from components.settings.rules.places import roles_go_unwatched
from tests.components.cases import objections, settings


def test_regions_of_the_home_s_partition_are_accepted() -> None:
    assert objections(approved_regions=("eu-west-1", "us-east-1"), alert_skip_regions=("ap-south-1",)) == []


def test_no_approved_region_is_refused() -> None:
    assert objections(approved_regions=()) == [
        "approvedRegions: no region is approved. Every region, the trail's own too, would raise the alert. "
        "List the regions you work in, eu-west-1 among them."
    ]


def test_an_approved_list_without_the_home_region_is_refused() -> None:
    assert objections(approved_regions=("us-east-1",)) == [
        "approvedRegions: the home region eu-west-1 isn't on the list. Trail, log bucket and alert live "
        "there, and would raise the alert themselves. Add eu-west-1."
    ]


def test_a_mistyped_region_is_refused_with_the_nearest_one() -> None:
    assert objections(approved_regions=("eu-west-1", "us-eats-1")) == [
        'approvedRegions: "us-eats-1" isn\'t an AWS region. Nothing could be made or watched there. '
        "Did you mean us-east-1? If AWS opened it lately, update boto3."
    ]


def test_the_nearest_region_is_one_of_the_home_s_partition() -> None:
    assert objections("us-gov-west-1", approved_regions=("us-gov-west-1", "us-gov-est-1")) == [
        'approvedRegions: "us-gov-est-1" isn\'t an AWS region. Nothing could be made or watched there. '
        "Did you mean us-gov-west-1? If AWS opened it lately, update boto3."
    ]


def test_what_is_near_no_region_is_refused_without_a_guess() -> None:
    assert objections(approved_regions=("eu-west-1", "Frankfurt")) == [
        'approvedRegions: "Frankfurt" isn\'t an AWS region. Nothing could be made or watched there. '
        "If AWS opened it lately, update boto3."
    ]


def test_another_partition_s_region_is_refused() -> None:
    assert objections(approved_regions=("eu-west-1", "cn-north-1")) == [
        "approvedRegions: cn-north-1 belongs to the partition aws-cn, but the home region eu-west-1 to aws. "
        "An account lives in one partition and can't see the other's regions. Remove cn-north-1."
    ]


def test_every_bad_region_is_named() -> None:
    listed = ("eu-west-1", "nowhere", "us-gov-west-1", "elsewhere")
    assert [message.split(" ")[1] for message in objections(approved_regions=listed)] == [
        '"nowhere"',
        "us-gov-west-1",
        '"elsewhere"',
    ]


def test_a_skipped_region_has_to_be_real_too() -> None:
    assert objections(alert_skip_regions=("us-eats-1",)) == [
        'alertSkipRegions: "us-eats-1" isn\'t an AWS region. Nothing could be made or watched there. '
        "Did you mean us-east-1? If AWS opened it lately, update boto3."
    ]


def test_a_region_is_either_approved_or_skipped() -> None:
    assert objections(approved_regions=("eu-west-1", "us-west-2"), alert_skip_regions=("us-west-2",)) == [
        "alertSkipRegions: us-west-2 is approved, so no rule is made there in any case. "
        "Remove us-west-2 from one of the two lists."
    ]


def test_where_iam_logs_a_rule_is_made_even_if_approved_and_can_be_left_out() -> None:
    chosen = {"approved_regions": ("eu-west-1", "us-east-1"), "alert_skip_regions": ("us-east-1",)}
    assert objections(**chosen) == []
    assert len(objections(**chosen, tamper_alert=False)) == 1


@pytest.mark.parametrize(
    ("fields", "is_said"),
    [({}, True), ({"tamper_alert": False}, False), ({"alert_skip_regions": ("us-west-2",)}, False)],
)
def test_skipping_the_region_where_iam_logs_says_what_it_costs(fields: dict[str, Any], is_said: bool) -> None:
    chosen = settings(**{"alert_skip_regions": ("us-east-1",), **fields})
    found = [str(problem) for problem in roles_go_unwatched(chosen)]
    told = (
        "alertSkipRegions: us-east-1 is skipped, and the tamper alert's rule there with it. Nobody is told "
        "when somebody changes the alert's roles, or enables or disables a region. If EventBridge can be "
        "used in us-east-1, remove it from the list."
    )
    assert found == [told] * is_said
