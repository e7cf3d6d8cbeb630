"""Data events in a real terminal: two of forty buckets, picked without typing an ARN, in three widths."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.wizard.aws_stub import Aws
from tests.wizard.command import ProjectFolder
from tests.wizard.screen.spawned import DOWN, ENTER, Spawn, asking_only, ended, reach

pytestmark = [pytest.mark.terminal, pytest.mark.long]

DATA_EVENTS = 4
BUCKETS = {f"team-{n:02}-data": "eu-west-1" if n % 2 else "us-east-1" for n in range(38)} | {
    "a-bucket-whose-name-is-as-long-as-a-name-may-be-63-characters-x": "eu-central-1",
    "payments-ledger": "eu-west-1",
}
TAGS = {"payments-ledger": {"team": "payments", "env": "prod"}, "team-07-data": {"team": "seven"}}


def _finish(child: Any) -> None:
    """Takes what is proposed to its end."""
    child.expect_exact("Record reads")
    child.send(ENTER)
    child.expect_exact("What now?")
    child.send(ENTER)
    code, text = ended(child)
    assert code == 0, text


@pytest.mark.parametrize(("rows", "columns"), [(24, 80), (24, 60), (40, 120)])
def test_two_of_forty_buckets_writes_only_without_typing_an_arn(
    aws: Aws, project: ProjectFolder, spawn: Spawn, rows: int, columns: int
) -> None:
    aws.buckets, aws.tags = BUCKETS, TAGS
    child = spawn(*asking_only(project, DATA_EVENTS), rows=rows, columns=columns)
    reach(child, DATA_EVENTS)
    child.send(" " + ENTER)  # S3 is the first
    child.expect_exact("S3: of which buckets?")
    child.send(ENTER)  # some is proposed
    child.expect_exact("Which buckets to record?")
    child.expect_exact("There are 40.")
    # What is drawn anew is only what differs: that the ticks are right, the file says.
    child.send("ledger" + " " + "\x7f" * 6 + "team-07" + " " + ENTER)
    child.expect_exact("Record reads")
    child.send(ENTER)  # writes only
    child.expect_exact("What now?")
    child.send(ENTER)
    code, text = ended(child)
    assert code == 0, text
    written = project.stack_file.read_text()
    assert "AWS::S3::Object=arn:aws:s3:::payments-ledger/" in written
    assert "AWS::S3::Object=arn:aws:s3:::team-07-data/" in written
    assert written.count("AWS::S3::Object=") == 2
    assert "dataEventsReads: true" not in written


def test_all_but_one_bucket_is_picked_with_the_arrow_keys(
    aws: Aws, project: ProjectFolder, spawn: Spawn
) -> None:
    aws.buckets = BUCKETS
    child = spawn(*asking_only(project, DATA_EVENTS))
    reach(child, DATA_EVENTS)
    child.send(" " + ENTER)
    child.expect_exact("S3: of which buckets?")
    child.send(DOWN + ENTER)
    child.expect_exact("Which buckets to leave out?")
    child.send(" " + ENTER)
    _finish(child)
    written = project.stack_file.read_text()
    assert "- AWS::S3::Object\n" in written
    assert "!AWS::S3::Object=arn:aws:s3:::a-bucket-whose-name" in written.replace("'", "").replace('"', "")


def test_buckets_that_may_not_be_listed_are_told_and_named_by_hand(
    aws: Aws, project: ProjectFolder, spawn: Spawn
) -> None:
    aws.refused["ListBuckets"] = "AccessDenied"
    child = spawn(*asking_only(project, DATA_EVENTS))
    reach(child, DATA_EVENTS)
    child.send(" " + ENTER)
    child.expect_exact("S3: of which buckets?")
    child.send(ENTER)
    child.expect("s3:ListAllMyBuckets")
    child.expect_exact("S3: of which buckets?")
    # The cursor is on what the message advises.
    child.send(ENTER)
    child.expect_exact("how do the ARNs begin?")
    child.send("arn:aws:s3:::payments/" + ENTER)
    _finish(child)
    assert "AWS::S3::Object=arn:aws:s3:::payments/" in Path(project.stack_file).read_text()
