"""A trail made by hand is taken over by one deploy: made right, in its own bucket, with nothing lost."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from components.resource_names import short_name
from tests.engine import handmade
from tests.engine.adopting import adopt
from tests.engine.base import BASE
from tests.engine.handmade import ACCOUNT, BUCKET, TRAIL, Found
from tests.engine.scene import HOME, Scene, scene
from tests.engine.stack import Outcome

pytestmark = pytest.mark.engine

SETTINGS = {
    **BASE,
    "trailName": "acme",
    "logBucketName": BUCKET,
    "adoptTrail": TRAIL,
    # A person asked for a key: without a word it would stay with S3's own.
    "encryption": "new-key",
    "accessLogs": True,
    "regionAlert": ["rules", "delivered-logs"],
}


@dataclass(repr=False)
class Story:
    """Each run of the engine, in this order, and the account between them."""

    before: Found
    preview: Outcome
    up: Outcome
    deployed: Found
    ids: dict[str, str]
    second_file: str
    first_file: str
    heard: list[str]
    second_up: Outcome
    refresh: Outcome
    later_preview: Outcome
    destroy: Outcome
    destroyed: Found
    file_after: str
    heard_after: list[str]


@pytest.fixture(scope="module")
def story(cli: None, tmp_path_factory: pytest.TempPathFactory) -> Story:
    with scene(tmp_path_factory.mktemp("adopted") / "stack", SETTINGS) as it:
        handmade.make(it.account)
        adopt(it, TRAIL, SETTINGS)
        return tell(it)


def tell(it: Scene) -> Story:
    return Story(
        before=handmade.found(it.account),
        preview=it.stack.preview(),
        up=it.stack.up(),
        deployed=handmade.found(it.account),
        ids={short_name(r["urn"]): r["id"] for r in it.stack.resources() if "id" in r},
        second_file=handmade.deliver(it.account, "acme-second"),
        first_file=handmade.deliver(it.account, "acme"),
        heard=handmade.told(it.account),
        second_up=it.stack.up(),
        refresh=it.stack.refresh(),
        later_preview=it.stack.preview(),
        destroy=it.stack.destroy(),
        destroyed=handmade.found(it.account),
        file_after=handmade.deliver(it.account, "acme"),
        heard_after=handmade.told(it.account),
    )


def ops(outcome: Outcome) -> set[str]:
    return {step.op for step in outcome.steps}


def test_the_plan_says_import_for_what_is_there_and_never_delete_or_replace(story: Story) -> None:
    imported = {step.name for step in story.preview.steps if step.op == "import"}
    assert imported == {
        "trail",
        "log-bucket",
        "log-bucket-policy",
        "log-bucket-lifecycle",
        "log-feed-notification",
    }
    assert ops(story.preview) <= {"create", "import", "update", "read", "same"}


def test_nothing_was_deleted_or_replaced(story: Story) -> None:
    assert ops(story.up) <= {"create", "import", "update", "read", "same"}
    assert story.deployed.trails == story.before.trails == ["acme", "acme-second"]
    assert {*story.before.buckets} <= {*story.deployed.buckets}


def test_the_deploy_changes_no_more_than_it_said(story: Story) -> None:
    assert story.up.detailed_changes["log-bucket"] == "update tags"
    assert story.up.detailed_changes["log-bucket-policy"] == "update policy"
    assert story.up.detailed_changes["log-bucket-lifecycle"] == "update rules"
    assert story.up.detailed_changes["log-feed-notification"] == "update eventbridge"
    assert story.up.detailed_changes["trail"] == (
        "update advancedEventSelectors enableLogFileValidation enableLogging eventSelectors insightSelectors "
        "isMultiRegionTrail kmsKeyId tags"
    )


def test_the_trail_was_single_region_unvalidated_and_stopped_and_is_made_right(story: Story) -> None:
    before, after = story.before.trail, story.deployed.trail
    assert (before["IsMultiRegionTrail"], before["LogFileValidationEnabled"], story.before.is_logging) == (
        False,
        False,
        False,
    )
    assert (after["IsMultiRegionTrail"], after["LogFileValidationEnabled"], story.deployed.is_logging) == (
        True,
        True,
        True,
    )
    assert after["KmsKeyId"].endswith(story.ids["log-key"])


def test_it_stays_the_same_trail_in_the_same_bucket_under_the_same_prefix(story: Story) -> None:
    kept = ("TrailARN", "S3BucketName", "S3KeyPrefix", "SnsTopicName")
    assert {name: story.deployed.trail[name] for name in kept} == {
        "TrailARN": TRAIL,
        "S3BucketName": BUCKET,
        "S3KeyPrefix": "corp",
        "SnsTopicName": "acme-logs",
    }


def test_pulumi_knows_each_part_by_the_id_that_pulumi_aws_imports_it_by(story: Story) -> None:
    assert {name: story.ids[name] for name in ("trail", "log-bucket", "log-bucket-policy")} == {
        "trail": TRAIL,
        "log-bucket": BUCKET,
        "log-bucket-policy": BUCKET,
    }
    assert (story.ids["log-bucket-lifecycle"], story.ids["log-feed-notification"]) == (BUCKET, BUCKET)


def test_every_statement_that_was_in_the_bucket_policy_still_is(story: Story) -> None:
    assert story.deployed.statements[:3] == handmade.STATEMENTS
    assert [one["Sid"] for one in story.deployed.statements[3:]] == [
        "CloudTrailReadsAcl",
        "CloudTrailWrites",
        "OnlyServicesWriteLogs",
        "DenyInsecureTransport",
    ]


def test_the_lifecycle_rule_that_was_there_stays_and_ours_is_for_cloudtrail_s_files_alone(
    story: Story,
) -> None:
    assert story.deployed.rules[0] == {**handmade.RULE, "ID": "logs-kept"}
    ours = {rule["ID"]: rule["Filter"] for rule in story.deployed.rules[1:]}
    mine = {"Prefix": f"corp/AWSLogs/{ACCOUNT}/CloudTrail"}
    assert ours == {"logs": mine, "delete-markers": mine}


def test_tags_that_were_there_stay_and_win(story: Story) -> None:
    assert story.deployed.bucket_tags == {"CostCenter": "4711", "Project": "acme", "ManagedBy": "pulumi"}
    assert story.deployed.trail_tags == {
        "Owner": "platform",
        "ManagedBy": "pulumi",
        "Project": "everyregion",
    }


def test_the_data_events_that_were_recorded_still_are(story: Story) -> None:
    assert [one["Name"] for one in story.deployed.data_selectors] == [
        "Data events selector: AWS::S3::Object",
        "Data events: AWS::S3::Object",
    ]


def test_the_siem_queue_hears_of_the_adopted_trail_s_files(story: Story) -> None:
    assert story.deployed.notification == {**handmade.TOLD, "EventBridgeConfiguration": {}}
    assert story.first_file.startswith(f"corp/AWSLogs/{ACCOUNT}/CloudTrail/{HOME}/")
    assert story.heard == [story.first_file]


def test_the_second_trail_still_writes_into_the_bucket(story: Story) -> None:
    assert story.second_file.startswith(f"AWSLogs/{ACCOUNT}/CloudTrail/{HOME}/")


def test_a_second_deploy_and_a_refresh_find_nothing_to_do(story: Story) -> None:
    assert (story.second_up.changes, story.refresh.changes, story.later_preview.changes) == ({}, {}, {})


def test_destroying_the_stack_gives_the_trail_back_as_it_is(story: Story) -> None:
    assert story.destroyed.trail == story.deployed.trail
    assert story.destroyed.is_logging
    assert story.destroyed.statements == story.deployed.statements
    assert story.destroyed.notification == story.deployed.notification
    assert story.file_after in story.heard_after
