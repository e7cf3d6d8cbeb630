"""What is left after `destroy`: with retainLogs the bucket as hard as before, and its key; else nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine import leftovers
from tests.engine.changes import BASE
from tests.engine.scene import scene
from tests.engine.story import BUCKET, Account, Story

pytestmark = pytest.mark.engine


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


def test_the_log_key_stays_enabled_and_rotating_behind_its_alias(story: Story) -> None:
    kept = story.destroyed.log_key
    assert (kept["Arn"], kept["KeyState"]) == (story.deployed.log_key["Arn"], "Enabled")
    assert kept["KeyRotationEnabled"] is True


def test_the_alerts_key_is_on_its_way_out(story: Story) -> None:
    assert story.destroyed.key_states == ["Enabled", "PendingDeletion"]


@pytest.mark.parametrize(
    "kind",
    ["trails", "rules", "buses", "queues", "topics", "subscriptions",
     "functions", "tables", "roles", "schedules", "log groups"],
)  # fmt: skip
def test_everything_else_goes(story: Story, kind: str) -> None:
    assert story.deployed.others[kind] != [], f"no {kind} to lose"
    assert story.destroyed.others[kind] == []


@pytest.fixture(scope="module")
def unretained(cli: None, tmp_path_factory: pytest.TempPathFactory) -> tuple[Account, Account]:
    """What there was, and what was left, of a stack with retainLogs false."""
    with scene(tmp_path_factory.mktemp("unretained") / "stack", {**BASE, "retainLogs": False}) as it:
        it.stack.up()
        it.account.client("s3").put_object(Bucket=BUCKET, Key="AWSLogs/a.json.gz", Body=b"")
        before = Account.of(it)
        it.stack.destroy()
        return before, Account.of(it)


def test_nothing_stays_without_retain_logs(unretained: tuple[Account, Account]) -> None:
    before, after = unretained
    assert {*before.bucket} != set(), "no bucket to lose"
    assert (after.bucket, after.log_key) == ({}, {})
    assert {kind: names for kind, names in after.others.items() if names} == {}


def test_without_retain_logs_both_keys_are_on_their_way_out(unretained: tuple[Account, Account]) -> None:
    before, after = unretained
    assert before.key_states == ["Enabled", "Enabled"]
    assert after.key_states == ["PendingDeletion", "PendingDeletion"]


def test_going_over_to_sse_s3_keeps_the_key_that_older_files_need(cli: None, tmp_path: Path) -> None:
    with scene(tmp_path / "stack", {**BASE, "regionAlert": []}) as it:
        it.stack.up()
        before = leftovers.key_behind(it.account, "alias/everyregion-logs")
        it.stack.configure({**BASE, "regionAlert": [], "encryption": "sse-s3"})
        assert it.stack.up().changes["log-key"] == "delete"
        after = leftovers.key_behind(it.account, "alias/everyregion-logs")
    assert (after["Arn"], after["KeyState"]) == (before["Arn"], "Enabled")
