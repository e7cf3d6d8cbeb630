"""An organization's log files: every account's folder is walked, and what was done to one account's files is
told of that account alone."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.wizard.verify.integrity.organization_scene import (
    ADDED,
    ARCHIVE,
    CHAIN,
    DIGESTS,
    FILES,
    MEMBERS,
    REGIONS,
    Bucketful,
    Deed,
    add_log,
    bucketful,
    change_log,
    delete_digest,
    delete_log,
    delete_newest,
    others_digest,
)
from tests.wizard.verify.mutation import STRANGER
from tests.wizard.verify.organization_scene import MEMBER, OTHER
from tests.wizard.verify.scene import AWAY, refusing
from wizard.rehearsal.organization import DELEGATED, MANAGEMENT

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def there() -> Iterator[Bucketful]:
    """From a delegated administrator, with a log archive: the caller owns neither trail nor bucket."""
    with bucketful(delegated=True) as made:
        yield made


def test_every_region_of_every_account_is_walked(there: Bucketful) -> None:
    chains = there.chains()
    accounts = (MANAGEMENT, DELEGATED, ARCHIVE, *MEMBERS)
    assert chains.keys() == {(account, region) for account in accounts for region in REGIONS}
    assert {one.digests for one in chains.values()} == {4}
    assert {place: one.files for place, one in chains.items() if one.files} == {
        (MEMBER, AWAY): 4,
        (OTHER, AWAY): 4,
    }
    assert there.amiss() == {}


def test_what_is_as_it_should_be_in_another_account_is_one_result_for_its_regions(there: Bucketful) -> None:
    found = [one for one in there.results() if one.account == MEMBER]
    assert [(one.id, one.region) for one in found] == [(DIGESTS, ""), (CHAIN, ""), (FILES, ""), (ADDED, "")]
    said = {one.id: one.evidence for one in found}
    assert said[DIGESTS] == "12 digest files, signed by AWS and as delivered, in 3 regions."
    assert said[FILES] == "4 log files as delivered, in 3 regions."


@pytest.mark.parametrize(
    ("deed", "check"),
    [
        pytest.param(delete_log, FILES, id="a log file is deleted"),
        pytest.param(change_log, FILES, id="a log file is changed"),
        pytest.param(delete_digest, DIGESTS, id="a digest is deleted"),
        pytest.param(delete_newest, CHAIN, id="the newest digests are deleted"),
        pytest.param(add_log, ADDED, id="a log file is added"),
        pytest.param(others_digest, DIGESTS, id="another account's digest is put there"),
    ],
)
def test_what_was_done_to_one_account_fails_that_account_and_region_alone(
    there: Bucketful, deed: Deed, check: str
) -> None:
    undo = deed(there)
    try:
        amiss = there.amiss()
    finally:
        undo()
    assert amiss == {(check, MEMBER, AWAY): "failed"}


def test_an_account_whose_folder_is_gone_is_told_by_the_check_of_its_coverage(there: Bucketful) -> None:
    folder = f"{there.scene.names.account_folder(MEMBER)}/"
    undo = there.scene.lose([key for key in there.scene._objects() if key.startswith(folder)])
    try:
        results = there.verified().results
    finally:
        undo()
    failed = {(one.id, one.account) for one in results if one.state == "failed"}
    assert failed == {("coverage.account", MEMBER)}


def test_a_role_that_nobody_takes_on_leaves_everything_unknown(there: Bucketful) -> None:
    iam = there.scene.organization.archive.client("iam")
    before = iam.get_role(RoleName="deployer")["Role"]["AssumeRolePolicyDocument"]
    elsewhere = {"Effect": "Allow", "Principal": {"AWS": STRANGER}, "Action": "sts:AssumeRole"}
    nobody = json.dumps({"Version": "2012-10-17", "Statement": [elsewhere]})
    iam.update_assume_role_policy(RoleName="deployer", PolicyDocument=nobody)
    try:
        results = there.results()
    finally:
        iam.update_assume_role_policy(RoleName="deployer", PolicyDocument=json.dumps(before))
    assert {(one.id, one.state) for one in results} == {
        (id, "unknown") for id in (DIGESTS, CHAIN, FILES, ADDED)
    }
    assert "can't be taken on" in results[0].evidence


def test_keys_that_may_not_be_listed_leave_every_account_of_that_region_unknown(there: Bucketful) -> None:
    results = there.results(refusing(there.scene, "cloudtrail", "list_public_keys", AWAY))
    unknown = {(one.account, one.region) for one in results if one.state == "unknown"}
    assert unknown == {(account, AWAY) for account in (MANAGEMENT, DELEGATED, ARCHIVE, *MEMBERS)}
    assert {one.state for one in results if one.region not in ("", AWAY)} == {"passed"}
