"""Preview, up, up again and refresh, as a person runs them."""

from __future__ import annotations

import pytest

from tests.engine.story import APPROVED, Story

pytestmark = pytest.mark.engine

WATCHED = [
    "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-southeast-1", "ap-southeast-2",
    "ca-central-1", "eu-north-1", "eu-west-2", "eu-west-3", "sa-east-1",
    "us-east-1", "us-east-2", "us-west-1", "us-west-2",
]  # fmt: skip


def test_a_preview_plans_exactly_what_up_makes(story: Story) -> None:
    def planned(steps: object) -> set[tuple[str, str, str, str]]:
        return {(step.op, step.type, step.name, step.parent) for step in steps}  # type: ignore[attr-defined]

    assert planned(story.preview.steps) == planned(story.up.steps)


def test_a_first_up_only_creates(story: Story) -> None:
    assert set(story.up.changes.values()) == {"create"}


def test_a_preview_makes_nothing(story: Story) -> None:
    assert {kind: names for kind, names in story.after_preview.items() if names} == {}


def test_a_second_up_changes_nothing(story: Story) -> None:
    assert story.second_up.changes == {}


def test_compiled_python_beside_the_functions_code_changes_nothing(story: Story) -> None:
    assert story.bytecode != [], "the program should have been compiled into its own folder"
    assert "digest" not in story.second_up.changes


def test_a_refresh_after_a_deploy_finds_no_drift(story: Story) -> None:
    assert story.refresh.changes == {}


def test_a_preview_after_a_refresh_plans_nothing(story: Story) -> None:
    assert story.later_preview.changes == {}


def test_every_enabled_region_that_is_not_approved_gets_one_rule(story: Story) -> None:
    rules = sorted(story.deployed.others["rules"])
    assert rules == [f"{region} everyregion-region-alert" for region in WATCHED]


def test_the_outputs_name_what_was_deployed(story: Story) -> None:
    assert story.outputs["trailArn"] == "arn:aws:cloudtrail:eu-west-1:123456789012:trail/everyregion"
    assert story.outputs["trailHomeRegion"] == "eu-west-1"
    assert story.outputs["logBucket"] == "everyregion-123456789012-eu-west-1"
    assert story.outputs["logBucketArn"] == "arn:aws:s3:::everyregion-123456789012-eu-west-1"
    assert story.outputs["logBucketAccountId"] == "123456789012"
    assert story.outputs["kmsKeyArn"] == story.deployed.log_key["Arn"]
    assert story.outputs["alertTopicArn"] == "arn:aws:sns:eu-west-1:123456789012:everyregion-alerts"
    assert story.outputs["alertFunctionName"] == "everyregion-alert-digest"
    assert story.outputs["alertQueueUrl"] in story.deployed.others["queues"]
    assert story.outputs["alertDeadLetterQueueUrl"] in story.deployed.others["queues"]
    assert story.outputs["alertAccountId"] == "123456789012"
    assert story.outputs["alertRegion"] == "eu-west-1"
    assert story.outputs["watchedRegions"] == WATCHED
    assert story.outputs["approvedRegions"] == APPROVED
    assert story.outputs["organizationId"] == ""
    assert story.outputs["logGroupName"] == ""
    assert story.outputs["partition"] == "aws"


def test_one_provider_serves_every_region(story: Story) -> None:
    providers = [r["urn"] for r in story.resources if r["type"] == "pulumi:providers:aws"]
    assert len(providers) == 1
