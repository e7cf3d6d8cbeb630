"""What AWS made for a run that failed before the answer came: the next deploy takes it in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.engine import leftovers
from tests.engine.base import BASE
from tests.engine.desk import Desk, desk
from tests.wizard.command import Ran

pytestmark = pytest.mark.engine

#: Each of another kind, and how it is told.
LOST = {
    "log-key": "log-key (KMS key)",
    "log-bucket": "log-bucket (S3 bucket)",
    "alert-queue": "alert-queue (SQS queue)",
    "digest-role": "digest-role (IAM role)",
    "digest-table": "digest-table (DynamoDB table)",
    "trail": "trail",
}


@dataclass
class Lost:
    """The runs that failed, and those after them."""

    at: Desk
    failed: list[Ran]
    last: Ran
    preview: Ran

    @property
    def said(self) -> str:
        return " ".join(" ".join(ran.out for ran in [*self.failed, self.last]).split())


@pytest.fixture(scope="module")
def lost(cli: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lost]:
    with desk(tmp_path_factory.mktemp("lost") / "at", BASE) as at:
        at.provider.lost |= set(LOST)
        failed = []
        # A run that meets one of them doesn't come to all the others.
        while at.provider.lost and len(failed) < len(LOST):
            failed.append(at.run("deploy", "--yes"))
        yield Lost(at, failed, at.run("deploy", "--yes"), at.run("preview", "--expect-no-changes"))


def test_a_lost_answer_fails_its_run(lost: Lost) -> None:
    assert {ran.code for ran in lost.failed} == {3}
    assert lost.at.provider.lost == set()


def test_the_next_run_says_what_it_takes_in(lost: Lost) -> None:
    words = "was made by the run that failed; it is taken in"
    assert [name for name, told in LOST.items() if f"{told} {words}" not in lost.said] == []


def test_nothing_is_made_twice_and_everything_is_there(lost: Lost) -> None:
    assert lost.last.code == 0, lost.last.err
    assert sorted(lost.at.provider.made) == lost.at.names()
    assert len(leftovers.key_states(lost.at.account)) == 2


def test_afterwards_nothing_is_left_to_change(lost: Lost) -> None:
    assert lost.preview.code == 0, lost.preview.out
