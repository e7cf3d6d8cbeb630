"""What is kept, and what isn't, where it is another setting that decides."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from tests.engine import leftovers
from tests.engine.base import BASE
from tests.engine.desk import desk
from tests.engine.scene import scene
from tests.engine.story import BUCKET, Account

pytestmark = pytest.mark.engine


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


def test_a_governance_lock_doesn_t_keep_what_goes_with_the_stack(cli: None, tmp_path: Path) -> None:
    """That the permission to lift it is there, tests/iam/test_deploy_policy_settings.py holds: the emulator
    asks for none."""
    locked = {**BASE, "regionAlert": [], "retainLogs": False, "objectLock": "governance"}
    with desk(tmp_path / "at", locked) as at:
        assert at.run("deploy", "--yes").code == 0
        s3 = at.account.client("s3")
        version = s3.put_object(Bucket=BUCKET, Key="AWSLogs/a.json.gz", Body=b"")["VersionId"]
        # The emulator doesn't lock by the bucket's own default.
        until = datetime.now(timezone.utc) + timedelta(days=30)
        lock = {"Mode": "GOVERNANCE", "RetainUntilDate": until}
        s3.put_object_retention(Bucket=BUCKET, Key="AWSLogs/a.json.gz", Retention=lock)
        with pytest.raises(ClientError, match="AccessDenied"):
            s3.delete_object(Bucket=BUCKET, Key="AWSLogs/a.json.gz", VersionId=version)
        ran = at.run("destroy", "--yes")
        assert ran.code == 0, ran.err
        assert leftovers.bucket_answers(at.account, BUCKET) == {}


def test_going_over_to_sse_s3_keeps_the_key_that_older_files_need(cli: None, tmp_path: Path) -> None:
    with scene(tmp_path / "stack", {**BASE, "regionAlert": []}) as it:
        it.stack.up()
        before = leftovers.key_behind(it.account, "alias/everyregion-logs")
        it.stack.configure({**BASE, "regionAlert": [], "encryption": "sse-s3"})
        assert it.stack.up().changes["log-key"] == "delete"
        after = leftovers.key_behind(it.account, "alias/everyregion-logs")
    assert (after["Arn"], after["KeyState"]) == (before["Arn"], "Enabled")
