"""The engine is killed after something was made and before its answer, ten times over: `deploy` converges."""

from __future__ import annotations

from typing import Any

import pytest

from tests.engine import leftovers
from tests.engine.base import BASE
from tests.engine.desk import Desk, desk
from tests.engine.killing import Killed, Killing, killed_one_by_one
from tests.engine.story import BUCKET

pytestmark = pytest.mark.engine

VICTIMS = (
    "log-bucket",
    "log-key",
    "trail",
    "alert-queue",
    "digest-table",
    "digest",
    "watch-us-east-1",
    "forward-role",
    "alert-topic",
    "alert-email-786906db",
)
#: AWS takes the same call again, so that these are made again without harm.
AGAIN = {"watch-us-east-1", "alert-email-786906db"}


def inventory(at: Desk) -> dict[str, Any]:
    """What the account holds: whatever was made twice or orphaned shows here."""
    rules = {
        f"{region} {name}": at.account.client("events", region).list_targets_by_rule(Rule=name)["Targets"]
        for region, names in leftovers.rules(at.account).items()
        for name in names
    }
    return {
        **{kind: sorted(names) for kind, names in leftovers.others(at.account).items()},
        "targets": {rule: [target["Id"] for target in targets] for rule, targets in rules.items()},
        "buckets": [entry["Name"] for entry in at.account.client("s3").list_buckets()["Buckets"]],
        "keys": leftovers.key_states(at.account),
        "log bucket": {
            call: answer
            for call, answer in leftovers.bucket_answers(at.account, BUCKET).items()
            if call != "GetBucketEncryption"
        },
    }


@pytest.fixture(scope="module")
def undisturbed(cli: None, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the account holds after a deployment that nobody killed."""
    with desk(tmp_path_factory.mktemp("undisturbed") / "at", BASE) as at:
        assert at.run("deploy", "--yes").code == 0
        return inventory(at)


@pytest.fixture(scope="module")
def killed(undisturbed: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Killed:
    folder = tmp_path_factory.mktemp("killed") / "at"
    with desk(folder, BASE, Killing) as at:
        return killed_one_by_one(at, VICTIMS, inventory)


def test_every_one_of_them_was_made_without_anybody_hearing_of_it(killed: Killed) -> None:
    assert sorted(killed.victims) == sorted(VICTIMS)
    assert [run.code for run in killed.runs] == [3] * len(VICTIMS)


def test_each_time_it_is_said_that_the_engine_was_killed_and_what_to_do(killed: Killed) -> None:
    for run in killed.runs:
        assert "The engine stopped: something killed it" in run.said
        assert "Run the same command again: it looks for what was being made." in run.said
        assert [word for word in ("Traceback", "UserWarning") if word in run.err] == []


def test_the_next_deploy_takes_the_dead_run_s_lock_away(killed: Killed) -> None:
    for run in (*killed.runs[1:], killed.last):
        assert "A run that no longer exists had locked the stack" in " ".join(run.out.split())


def test_deploy_converges(killed: Killed) -> None:
    assert killed.last.code == 0, killed.last.err
    assert killed.pending is None


def test_afterwards_nothing_differs(killed: Killed) -> None:
    assert killed.preview.code == 0, killed.preview.out


def test_what_was_made_is_imported_rather_than_made_twice(killed: Killed) -> None:
    twice = {name for name in killed.made if killed.made.count(name) > 1}
    assert twice & {*VICTIMS} <= AGAIN
    assert "log-key" not in twice


def test_the_account_holds_what_it_holds_without_any_interruption(
    killed: Killed, undisturbed: dict[str, Any]
) -> None:
    assert killed.inventory == undisturbed
    assert killed.inventory["keys"] == ["Enabled", "Enabled"]


def test_everything_is_in_the_state_once(killed: Killed) -> None:
    assert len(killed.names) == len({*killed.names}) == 42
