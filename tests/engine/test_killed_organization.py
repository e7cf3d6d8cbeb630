"""An organization's deployment that is killed, in either of its two accounts, and then simply run again."""

from __future__ import annotations

from typing import Any

import pytest

from tests.engine import leftovers
from tests.engine.desk import Desk, desk
from tests.engine.killing import Killed, Killing, killed_one_by_one
from tests.engine.test_organization import ARCHIVE, EXTERNAL_ID, MANAGEMENT, ROLE, WITH_ARCHIVE
from wizard.rehearsal.organization import Wanted

pytestmark = pytest.mark.engine

IN_MANAGEMENT = ("delegated-administrator", "trail", "trail-account-forward-role", "trusted-access")
IN_ARCHIVE = ("alert-bus", "alert-bus-policy", "alert-queue", "digest-table", "log-bucket", "log-key")
VICTIMS = (*IN_MANAGEMENT, *IN_ARCHIVE)
#: AWS takes the same call again, so that these are made again without harm.
AGAIN = {"alert-bus-policy", "trusted-access"}


def inventory(at: Desk) -> dict[str, Any]:
    """What both accounts hold: whatever was made twice or orphaned shows here."""
    found: dict[str, Any] = {}
    for id in (MANAGEMENT, ARCHIVE):
        account = at.account.beside(id)
        assert account
        found[id] = {
            **{kind: sorted(names) for kind, names in leftovers.others(account).items()},
            "buckets": [entry["Name"] for entry in account.client("s3").list_buckets()["Buckets"]],
            "keys": leftovers.key_states(account),
        }
    return found


WANTED = Wanted(archive_role=ROLE, external_id=EXTERNAL_ID)


@pytest.fixture(scope="module")
def undisturbed(cli: None, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the accounts hold after a deployment that nobody killed."""
    with desk(tmp_path_factory.mktemp("undisturbed") / "at", WITH_ARCHIVE, organization=WANTED) as at:
        ran = at.run("deploy", "--yes")
        assert ran.code == 0, ran.said
        return inventory(at)


@pytest.fixture(scope="module")
def killed(undisturbed: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Killed:
    folder = tmp_path_factory.mktemp("killed") / "at"
    with desk(folder, WITH_ARCHIVE, Killing, WANTED) as at:
        return killed_one_by_one(at, VICTIMS, inventory)


def test_each_of_them_was_made_without_anybody_hearing_of_it(killed: Killed) -> None:
    assert sorted(killed.victims) == sorted(VICTIMS)
    assert [run.code for run in killed.runs] == [3] * len(VICTIMS)


def test_the_deploy_after_them_converges(killed: Killed) -> None:
    assert killed.last.code == 0, killed.last.said
    assert killed.pending is None
    assert killed.preview.code == 0, killed.preview.out


def test_what_was_made_in_either_account_is_imported_rather_than_made_twice(killed: Killed) -> None:
    twice = {name for name in killed.made if killed.made.count(name) > 1}
    assert twice & {*VICTIMS} <= AGAIN


def test_both_accounts_hold_what_they_hold_without_any_interruption(
    killed: Killed, undisturbed: dict[str, Any]
) -> None:
    assert killed.inventory == undisturbed
    assert (killed.inventory[MANAGEMENT]["keys"], killed.inventory[ARCHIVE]["keys"]) == ([], ["Enabled"] * 2)


def test_everything_of_both_accounts_is_in_the_state_once(killed: Killed) -> None:
    assert len(killed.names) == len({*killed.names})


def test_the_external_id_is_never_said(killed: Killed) -> None:
    said = "".join(run.said for run in (*killed.runs, killed.last, killed.preview))
    assert EXTERNAL_ID not in said
