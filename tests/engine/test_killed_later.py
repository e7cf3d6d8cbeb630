"""The engine is killed after it changed or deleted something, and before the answer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine import leftovers
from tests.engine.base import BASE
from tests.engine.desk import Desk, desk
from tests.engine.killing import Killing
from tests.engine.story import BUCKET

pytestmark = pytest.mark.engine

SMALL = {**BASE, "regionAlert": [], "alertEmails": []}


@pytest.fixture
def at(cli: None, tmp_path: Path) -> Iterator[Desk]:
    with desk(tmp_path / "at", SMALL, Killing) as opened:
        yield opened


def killed_at(at: Desk, name: str, *words: str) -> None:
    """Runs the command, and kills the engine once this resource was done and before its answer."""
    assert isinstance(at.provider, Killing)
    at.provider.victims = {name}
    assert at.run(*words).code == 3
    assert at.provider.killed[-1] == name


def days(at: Desk) -> int:
    rules = leftovers.bucket_answers(at.account, BUCKET)["GetBucketLifecycleConfiguration"]
    return next(rule["Expiration"]["Days"] for rule in rules if rule["ID"] == "logs")


def test_a_change_that_nobody_heard_of_is_seen_even_if_it_is_no_longer_wanted(at: Desk) -> None:
    assert at.run("deploy", "--yes").code == 0
    at.configure({**SMALL, "expireAfterDays": 3650})
    killed_at(at, "log-bucket-lifecycle", "deploy", "--yes")
    assert days(at) == 3650

    at.configure(SMALL)
    finished = at.run("deploy", "--yes")
    assert finished.code == 0, finished.err
    assert "log-bucket-lifecycle (bucket lifecycle configuration) is read from AWS again." in " ".join(
        finished.out.split()
    )
    assert days(at) == 2555


def test_a_destroy_that_was_killed_is_finished_by_the_next(at: Desk) -> None:
    assert at.run("deploy", "--yes").code == 0
    killed_at(at, "trail", "destroy", "--yes")
    finished = at.run("destroy", "--yes")
    assert finished.code == 0, finished.err
    assert at.names() == []
    assert leftovers.others(at.account)["trails"] == []
