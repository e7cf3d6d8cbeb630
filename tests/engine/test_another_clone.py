"""Two clones of the project and one account: what the other's live trail uses is no leftover.

And one clone after itself: destroyed, then `pulumi up`, which doesn't look for what was kept, then `deploy`.
"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tests.engine import leftovers
from tests.engine.base import BASE
from tests.engine.desk import Desk, desk
from tests.engine.program import copy_to
from tests.engine.stack import HOME
from tests.wizard.command import Ran

pytestmark = pytest.mark.engine

SETTINGS = {**BASE, "regionAlert": [], "accessLogs": True}
BUCKET = "everyregion-123456789012-eu-west-1"
ALIAS = "alias/everyregion-logs"


@dataclass
class Clones:
    """What the second clone's commands said, and whether anything of the first one changed."""

    preview: Ran
    deploy: Ran
    made: list[str]
    files: list[str]
    policy_before: object
    policy_after: object
    destroyed: Ran
    first_again: Ran


@pytest.fixture(scope="module")
def clones(cli: None, tmp_path_factory: pytest.TempPathFactory) -> Clones:
    folder = tmp_path_factory.mktemp("clones")
    with desk(folder / "first", SETTINGS) as first:
        assert first.run("deploy", "--yes").code == 0
        state = folder / "second-state"
        state.mkdir()
        environment = {**first.environment, "PULUMI_BACKEND_URL": state.as_uri()}
        second = replace(first, clone=copy_to(folder / "second"), environment=environment)
        second.configure(SETTINGS)
        before, made = leftovers.bucket_answers(first.account, BUCKET), len(first.provider.made)
        preview, deploy = second.run("preview", "--yes"), second.run("deploy", "--yes")
        after, policy_after = first.provider.made[made:], leftovers.bucket_answers(first.account, BUCKET)
        again = first.run("preview", "--expect-no-changes")
        # Somebody's own trail goes on with what the stack leaves.
        trails = first.account.client("cloudtrail")
        trails.create_trail(Name="acme", S3BucketName=BUCKET)
        trails.start_logging(Name="acme")
        return Clones(
            preview,
            deploy,
            after,
            sorted(path.name for path in second.clone.glob("*.adopted.json")),
            before,
            policy_after,
            first.run("destroy", "--yes"),
            again,
        )


def plain(ran: Ran) -> str:
    return " ".join(f"{ran.out} {ran.err}".split())


def test_a_live_stack_of_another_clone_stops_the_deploy_before_anything_is_made(clones: Clones) -> None:
    assert clones.deploy.code == 2
    assert (
        f"The trail arn:aws:cloudtrail:{HOME}:123456789012:trail/everyregion writes into the bucket "
        f"{BUCKET}, and isn't in this stack's state"
    ) in plain(clones.deploy)
    assert plain(clones.deploy).endswith("Nothing was changed.")
    assert (clones.made, clones.files) == ([], [])


def test_a_preview_says_so_instead_of_promising_to_take_it_over(clones: Clones) -> None:
    assert "isn't in this stack's state" in plain(clones.preview)
    assert "takes them over" not in plain(clones.preview)


def test_the_live_stack_stays_as_it_was(clones: Clones) -> None:
    assert clones.policy_after == clones.policy_before
    assert clones.first_again.code == 0, clones.first_again.out


def test_destroy_offers_no_deletion_of_what_a_trail_still_logs_with(clones: Clones) -> None:
    said = plain(clones.destroyed)
    assert clones.destroyed.code == 0, said
    assert f"arn:aws:cloudtrail:{HOME}:123456789012:trail/acme still logs with them" in said
    assert "aws s3 rb" not in said
    assert "schedule-key-deletion" not in said


@dataclass
class Again:
    """destroy, `pulumi up`, deploy."""

    up: str
    deploy: Ran
    last: Ran
    key_before: str
    key_after: str
    trail_key: str
    second_keys: list[str]


@pytest.fixture(scope="module")
def again(cli: None, tmp_path_factory: pytest.TempPathFactory) -> Again:
    with desk(tmp_path_factory.mktemp("again") / "at", {**SETTINGS, "accessLogs": False}) as at:
        assert at.run("deploy", "--yes").code == 0
        key = leftovers.key_behind(at.account, ALIAS)["KeyId"]
        assert at.run("destroy", "--yes").code == 0
        at.configure(SETTINGS)
        up = own_up(at)
        deploy = at.run("deploy", "--yes")
        last = at.run("preview", "--expect-no-changes")
        trail = at.account.client("cloudtrail").get_trail(Name="everyregion")["Trail"]
        keys = at.account.client("kms").list_keys()["Keys"]
        tagged = [
            one["KeyId"]
            for one in keys
            if {"TagKey": "Name", "TagValue": "everyregion-logs"}
            in at.account.client("kms").list_resource_tags(KeyId=one["KeyId"])["Tags"]
        ]
        return Again(
            up,
            deploy,
            last,
            key,
            leftovers.key_behind(at.account, ALIAS)["KeyId"],
            trail["KmsKeyId"].rpartition("/")[2],
            [one for one in tagged if one != key],
        )


def own_up(at: Desk) -> str:
    """What a person's `pulumi up` over the same state says."""
    words = [sys.executable, "-m", "tests.engine.own_up", str(at.clone)]
    folder, environment = Path(__file__).parents[2], at.folder.variables()
    done = subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def test_pulumi_up_alone_stops_at_the_name_of_the_kept_bucket(again: Again) -> None:
    assert "BucketAlreadyOwnedByYou" in again.up


def test_the_deploy_after_it_takes_over_what_was_kept_and_ends_well(again: Again) -> None:
    said = plain(again.deploy)
    assert again.deploy.code == 0, said
    assert "log-bucket (S3 bucket) was made by the run that failed" not in said
    assert again.key_before == again.key_after == again.trail_key
    assert again.last.code == 0, again.last.out


def test_the_key_that_the_failed_run_made_is_named_with_what_to_do(again: Again) -> None:
    (second,) = again.second_keys
    assert f"A run that failed made a second KMS key ({second})" in plain(again.deploy)
