"""A trail with its own key, log group, data events and access logs keeps them all when it is adopted."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest

from tests.engine import handmade_rich, leftovers
from tests.engine.adopting import adopt
from tests.engine.base import BASE
from tests.engine.handmade_rich import BUCKET, GROUP, TARGET, TRAIL
from tests.engine.scene import Scene, scene
from tests.engine.stack import Outcome
from wizard.adoption.plan import Plan

pytestmark = pytest.mark.engine

# Not even without retainLogs may anything go that was somebody's before.
SETTINGS = {**BASE, "accessLogs": True, "cloudWatchLogs": True, "retainLogs": False, "dataEvents": []}


@dataclass(repr=False)
class Account:
    """What the account answers about the trail, its bucket and its key."""

    trail: dict[str, Any]
    selectors: list[dict[str, Any]]
    bucket: dict[str, Any]
    key: dict[str, Any]
    key_statements: list[dict[str, Any]]

    @classmethod
    def of(cls, it: Scene, key: str) -> Account:
        trails, kms = it.account.client("cloudtrail"), it.account.client("kms")
        policy = json.loads(kms.get_key_policy(KeyId=key, PolicyName="default")["Policy"])
        return cls(
            trail=trails.describe_trails(trailNameList=["bank"])["trailList"][0],
            selectors=trails.get_event_selectors(TrailName="bank").get("AdvancedEventSelectors") or [],
            bucket=leftovers.bucket_answers(it.account, BUCKET),
            key=kms.describe_key(KeyId=key)["KeyMetadata"],
            key_statements=policy["Statement"],
        )


@dataclass(repr=False)
class Story:
    key: str
    plan: Plan
    before: Account
    up: Outcome
    deployed: Account
    buckets: list[str]
    second_up: Outcome
    destroyed: Account
    trails: list[str]


@pytest.fixture(scope="module")
def story(cli: None, tmp_path_factory: pytest.TempPathFactory) -> Story:
    with scene(tmp_path_factory.mktemp("rich") / "stack", SETTINGS) as it:
        key = handmade_rich.make(it.account)
        return Story(
            key=key,
            plan=adopt(it, TRAIL, SETTINGS),
            before=Account.of(it, key),
            up=it.stack.up(),
            deployed=Account.of(it, key),
            buckets=[one["Name"] for one in it.account.client("s3").list_buckets()["Buckets"]],
            second_up=it.stack.up(),
            destroyed=(it.stack.destroy(), Account.of(it, key))[1],
            trails=leftovers.others(it.account)["trails"],
        )


def test_key_and_bucket_are_imported_with_every_part_that_they_have(story: Story) -> None:
    assert {step.name for step in story.up.steps if step.op == "import"} == {
        "trail",
        "log-bucket",
        "log-bucket-ownership",
        "log-bucket-policy",
        "log-bucket-public-access",
        "log-bucket-versioning",
        "log-key",
    }
    assert not {step.op for step in story.up.steps} & {"delete", "replace", "create-replacement"}


def test_the_key_keeps_its_statements_and_gets_ours_under_sids_that_were_free(story: Story) -> None:
    assert [one["Sid"] for one in story.deployed.key_statements] == [
        "CloudTrailDescribesKept",
        "Siem",
        "AccountDecides",
        "CloudTrailEncrypts",
        "CloudTrailDescribes",
    ]
    assert story.deployed.key_statements[1] == handmade_rich.KEY_STATEMENTS[2]
    # AccountDecides says the same as "Enable IAM User Permissions", which stays in the file nevertheless.
    assert [one["Sid"] for one in (story.plan.adopted.key or pytest.fail("no key")).statements] == [
        "Enable IAM User Permissions",
        "CloudTrailDescribes",
        "Siem",
    ]
    assert story.deployed.key["Description"] == "bank's trail"
    assert story.deployed.trail["KmsKeyId"] == story.key


def test_the_log_group_and_its_role_stay_and_no_second_one_is_made(story: Story) -> None:
    assert f":log-group:{GROUP}:*" in story.deployed.trail["CloudWatchLogsLogGroupArn"]
    kept = ("CloudWatchLogsLogGroupArn", "CloudWatchLogsRoleArn")
    assert {k: story.deployed.trail[k] for k in kept} == {k: story.before.trail[k] for k in kept}
    assert "log-delivery-group" not in story.up.changes


def test_access_logs_go_where_they_went_and_the_default_encryption_stays(story: Story) -> None:
    assert story.deployed.bucket["GetBucketLogging"]["TargetBucket"] == TARGET
    assert story.deployed.bucket["GetBucketEncryption"] == story.before.bucket["GetBucketEncryption"]
    assert sorted(story.buckets) == [TARGET, BUCKET]


def test_all_management_events_are_recorded_and_every_object_but_the_log_files(story: Story) -> None:
    management, everything = story.deployed.selectors
    assert management == {
        "Name": "Management events selector",
        "FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}],
    }
    assert everything["Name"] == "every object"
    assert everything["FieldSelectors"][-1] == {
        "Field": "resources.ARN",
        "NotStartsWith": [f"arn:aws:s3:::{BUCKET}/AWSLogs/", f"arn:aws:s3:::{TARGET}/"],
    }


def test_the_plan_said_so(story: Story) -> None:
    assert story.plan.values["encryption"] == "new-key"
    assert f"access logs of {BUCKET} go to {TARGET}, as before; no second bucket for them" in story.plan.kept
    assert "recorded too: every object" in story.plan.kept
    assert f"delivery to the log group {GROUP}, with its role" in story.plan.kept


def test_a_second_deploy_finds_nothing_to_do(story: Story) -> None:
    assert story.second_up.changes == {}


def test_destroying_the_stack_leaves_trail_bucket_and_key_even_without_retain_logs(story: Story) -> None:
    assert story.trails == ["bank"]
    assert story.destroyed.key["KeyState"] == "Enabled"
    assert story.destroyed.bucket == story.deployed.bucket
    assert story.destroyed.trail == story.deployed.trail
