"""Each thing that somebody may do to the files is told as what it is, and fails no other check."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.wizard.verify.integrity.scene import AWAY, HOME, Bucketful, bucketful
from tests.wizard.verify.integrity.tampering import KNOWN, UNKNOWN, add_log, delete_digest, delete_two_digests

EVERYTHING = {**KNOWN, **UNKNOWN}


@pytest.fixture(scope="module")
def there() -> Iterator[Bucketful]:
    with bucketful() as made:
        yield made


def test_files_that_nobody_touched_pass_every_check(there: Bucketful) -> None:
    assert [(one.id, one.state) for one in there.results() if one.region == AWAY] == [
        ("integrity.digests", "passed"),
        ("integrity.chain", "passed"),
        ("integrity.files", "passed"),
        ("integrity.added", "passed"),
    ]
    assert there.said("integrity.digests") == "4 digest files, signed by AWS and as delivered."
    assert there.said("integrity.files") == "4 log files as delivered."


@pytest.mark.parametrize("name", EVERYTHING)
def test_what_somebody_did_changes_these_checks_and_no_others(there: Bucketful, name: str) -> None:
    tampering = EVERYTHING[name]
    undo = tampering.deed(there)
    try:
        states, elsewhere = there.states(), there.states(region=HOME)
        kinds = [one.kind for one in there.chain().troubles]
    finally:
        undo()
    assert states == tampering.checks
    assert elsewhere == {}
    assert sorted(kinds) == sorted(tampering.kinds)


def test_what_was_done_is_undone(there: Bucketful) -> None:
    assert there.states() == {}


def test_a_deleted_digest_is_named_with_the_time_that_nothing_proves(there: Bucketful) -> None:
    undo = delete_two_digests(there)
    try:
        said = there.said("integrity.digests")
        (trouble,) = there.chain().troubles
    finally:
        undo()
    assert said.startswith(
        f"A digest file that the next one names isn't there: {there.digest} (nothing proves 20"
    )
    assert trouble.end - trouble.start == pytest.approx(2 * 3700, abs=2)


def test_a_missing_digest_has_a_command_that_looks_for_its_versions(there: Bucketful) -> None:
    undo = delete_digest(there)
    try:
        fix = next(one.fix for one in there.results() if one.state == "failed")
    finally:
        undo()
    assert f"`aws s3api list-object-versions --bucket audit-logs --prefix {there.digest}`" in fix


def test_a_file_that_nobody_delivered_is_named(there: Bucketful) -> None:
    undo = add_log(there)
    try:
        said = there.said("integrity.added")
    finally:
        undo()
    assert said == f"CloudTrail didn't deliver a file: {there.log.replace('.json.gz', 'x.json.gz')}."


def test_the_same_content_put_there_again_is_as_delivered(there: Bucketful) -> None:
    undo = there.put(there.log, *there.get(there.log))
    try:
        states = there.states()
    finally:
        undo()
    assert states == {}
