"""What a destroyed stack kept is taken over by the next one, instead of "BucketAlreadyOwnedByYou"."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.engine.adopting import take_over
from tests.engine.base import BASE
from tests.engine.scene import Scene, scene
from tests.engine.stack import Outcome
from tests.engine.story import BUCKET, Account

pytestmark = pytest.mark.engine

ALIAS = "alias/everyregion-logs"
SETTINGS = {**BASE, "regionAlert": [], "accessLogs": True, "objectLock": "governance"}
LATER = {**SETTINGS, "logReaders": ["210987654321"]}


@dataclass(repr=False)
class Story:
    """A stack that was destroyed, and the next of the same name, with other readers."""

    first: Account
    refused: Outcome
    up: Outcome
    second: Account
    statements: list[str]
    second_up: Outcome
    destroyed: Account


@pytest.fixture(scope="module")
def story(cli: None, tmp_path_factory: pytest.TempPathFactory) -> Story:
    with scene(tmp_path_factory.mktemp("kept") / "stack", SETTINGS) as it:
        it.stack.up()
        first = Account.of(it)
        it.stack.destroy()
        refused = it.stack.up(fails=True)
        # What the failed deploy made before it was refused belongs to the stack: it goes again.
        it.stack.destroy()
        it.stack.configure(LATER)
        take_over(it, LATER, BUCKET, ALIAS)
        up = it.stack.up()
        second = Account.of(it)
        return Story(
            first=first,
            refused=refused,
            up=up,
            second=second,
            statements=[one["Sid"] for one in second.bucket["GetBucketPolicy"]["Statement"]],
            second_up=it.stack.up(),
            destroyed=_destroyed(it),
        )


def _destroyed(it: Scene) -> Account:
    it.stack.destroy()
    return Account.of(it)


def test_without_taking_it_over_the_name_is_taken(story: Story) -> None:
    assert "log-bucket: BucketAlreadyOwnedByYou" in story.refused.text


def test_everything_that_was_kept_is_imported_and_only_the_rest_is_made(story: Story) -> None:
    imported = {step.name for step in story.up.steps if step.op == "import"}
    parts = ("", "-ownership", "-public-access", "-versioning", "-encryption", "-lifecycle", "-policy")
    assert imported == {
        *(f"log-bucket{part}" for part in parts),
        *(f"access-log-bucket{part}" for part in parts),
        "log-bucket-lock",
        "log-bucket-logging",
        "log-key",
        "log-key-alias",
    }


def test_bucket_and_key_are_the_same_as_before(story: Story) -> None:
    assert story.second.log_key["Arn"] == story.first.log_key["Arn"]
    assert story.second.log_key["KeyState"] == "Enabled"
    kept = ("GetPublicAccessBlock", "GetBucketVersioning", "GetBucketLifecycleConfiguration")
    assert {call: story.second.bucket[call] for call in kept} == {
        call: story.first.bucket[call] for call in kept
    }


def test_our_own_statements_are_written_anew_rather_than_kept_beside_the_new_ones(story: Story) -> None:
    assert story.statements == [
        "CloudTrailReadsAcl",
        "CloudTrailWrites",
        "ReadersList",
        "ReadersRead",
        "OnlyServicesWriteLogs",
        "DenyInsecureTransport",
    ]


def test_the_next_deploy_finds_nothing_to_do(story: Story) -> None:
    assert story.second_up.changes == {}


def test_destroyed_again_it_is_all_kept_again(story: Story) -> None:
    assert {*story.destroyed.bucket} == {*story.second.bucket}
    assert story.destroyed.log_key["KeyState"] == "Enabled"
