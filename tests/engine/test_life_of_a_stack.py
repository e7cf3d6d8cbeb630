"""The life of a stack as a person leads it: preview, up, up again, refresh, destroy."""

from __future__ import annotations

import pytest

from tests.engine import urns
from tests.engine.stack import Step
from tests.engine.story import APPROVED, Story, tell

pytestmark = pytest.mark.engine

WATCHED = [
    "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-southeast-1", "ap-southeast-2",
    "ca-central-1", "eu-north-1", "eu-west-2", "eu-west-3", "sa-east-1",
    "us-east-1", "us-east-2", "us-west-1", "us-west-2",
]  # fmt: skip


@pytest.fixture(scope="module")
def story(cli: None, tmp_path_factory: pytest.TempPathFactory) -> Story:
    """Told once; the account is closed by then."""
    return tell(tmp_path_factory.mktemp("story") / "stack")


def test_a_preview_plans_exactly_what_up_makes(story: Story) -> None:
    def planned(steps: list[Step]) -> set[tuple[str, str, str, str]]:
        return {(step.op, step.type, step.name, step.parent) for step in steps}

    assert planned(story.preview.steps) == planned(story.up.steps)


def test_a_first_up_only_creates(story: Story) -> None:
    assert set(story.up.changes.values()) == {"create"}


def test_a_preview_makes_nothing(story: Story) -> None:
    assert {kind: names for kind, names in story.after_preview.items() if names} == {}


def test_a_second_up_changes_nothing(story: Story) -> None:
    assert story.second_up.changes == {}


def test_another_pythons_bytecode_beside_the_functions_code_changes_nothing(story: Story) -> None:
    assert "digest" not in story.second_up.changes


def test_a_refresh_after_a_deploy_finds_no_drift(story: Story) -> None:
    assert story.refresh.changes == {}


def test_a_preview_after_a_refresh_plans_nothing(story: Story) -> None:
    assert story.later_preview.changes == {}


def test_every_enabled_region_that_is_not_approved_gets_one_rule(story: Story) -> None:
    rules = [rule for rule in story.deployed.others["rules"] if rule.endswith(" everyregion-region-alert")]
    assert sorted(rules) == [f"{region} everyregion-region-alert" for region in WATCHED]


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
    assert story.outputs["logGroupName"] == "/aws/cloudtrail/everyregion"
    assert story.outputs["partition"] == "aws"


def test_one_provider_serves_every_region(story: Story) -> None:
    providers = [r["urn"] for r in story.resources if r["type"] == "pulumi:providers:aws"]
    assert len(providers) == 1


def test_every_resource_keeps_its_type_name_and_parent(story: Story) -> None:
    listed, deployed = {*urns.listed()}, {*urns.of(story.resources)}
    gone, new = sorted(listed - deployed), sorted(deployed - listed)
    assert not gone, (
        f"{urns.LISTED.name} lists what the program no longer makes, {gone}: an existing stack would delete "
        "it. If it has a new name, type or parent, give the resource an alias first."
    )
    assert not new, f"add to {urns.LISTED.name}: {new}"


def test_the_kept_bucket_still_blocks_all_public_access(story: Story) -> None:
    assert story.destroyed.bucket["GetPublicAccessBlock"] == {
        "BlockPublicAcls": True,
        "IgnorePublicAcls": True,
        "BlockPublicPolicy": True,
        "RestrictPublicBuckets": True,
    }


def test_the_kept_bucket_still_has_its_policy(story: Story) -> None:
    before = story.deployed.bucket["GetBucketPolicy"]
    assert [statement["Effect"] for statement in before["Statement"]].count("Deny") >= 1
    assert story.destroyed.bucket["GetBucketPolicy"] == before


def test_the_kept_bucket_is_still_versioned(story: Story) -> None:
    assert story.destroyed.bucket["GetBucketVersioning"] == "Enabled"


def test_the_kept_bucket_is_still_encrypted_with_the_log_key(story: Story) -> None:
    (rule,) = story.destroyed.bucket["GetBucketEncryption"]["Rules"]
    default = rule["ApplyServerSideEncryptionByDefault"]
    assert default == {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": story.deployed.log_key["Arn"]}


def test_the_kept_bucket_is_still_owner_enforced(story: Story) -> None:
    (rule,) = story.destroyed.bucket["GetBucketOwnershipControls"]["Rules"]
    assert rule == {"ObjectOwnership": "BucketOwnerEnforced"}


def test_the_kept_bucket_still_archives_and_expires(story: Story) -> None:
    before = story.deployed.bucket["GetBucketLifecycleConfiguration"]
    assert sorted(rule["ID"] for rule in before) == ["delete-markers", "logs"]
    assert story.destroyed.bucket["GetBucketLifecycleConfiguration"] == before


def test_whatever_else_is_asked_of_the_kept_buckets_is_answered_as_before(story: Story) -> None:
    assert story.destroyed.bucket == story.deployed.bucket
    assert story.destroyed.access_bucket == story.deployed.access_bucket
    assert story.deployed.access_bucket != {}


def test_the_log_key_stays_enabled_and_rotating_behind_its_alias(story: Story) -> None:
    kept = story.destroyed.log_key
    assert (kept["Arn"], kept["KeyState"]) == (story.deployed.log_key["Arn"], "Enabled")
    assert kept["KeyRotationEnabled"] is True


def test_the_alerts_key_is_on_its_way_out(story: Story) -> None:
    assert story.destroyed.key_states == ["Enabled", "PendingDeletion"]


@pytest.mark.parametrize(
    "kind",
    ["trails", "rules", "buses", "queues", "topics", "subscriptions",
     "functions", "tables", "roles", "schedules", "alarms", "log groups"],
)  # fmt: skip
def test_everything_else_goes(story: Story, kind: str) -> None:
    assert story.deployed.others[kind] != [], f"no {kind} to lose"
    assert story.destroyed.others[kind] == []
