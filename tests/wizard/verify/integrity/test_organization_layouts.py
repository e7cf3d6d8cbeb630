"""Whoever looks at an organization's log files from where finds the same, and so does the AWS CLI."""

from __future__ import annotations

from typing import Any

import pytest

from tests.served_account import served
from tests.wizard.verify.integrity.aws_cli import validate_logs
from tests.wizard.verify.integrity.organization_scene import (
    FILES,
    bucketful,
    change_log,
    delete_digest,
    delete_log,
)
from tests.wizard.verify.organization_scene import MEMBER, OTHER
from tests.wizard.verify.scene import AWAY

pytestmark = pytest.mark.long


@pytest.mark.parametrize(
    "layout",
    [
        pytest.param({}, id="from the management account, with a log archive"),
        pytest.param({"delegated": True, "archive": False}, id="from a delegated administrator, without"),
    ],
)
def test_from_elsewhere_the_same_is_found(layout: dict[str, Any]) -> None:
    with bucketful(2, **layout) as there:
        assert {place for place, one in there.chains().items() if one.files == 2} == {
            (MEMBER, AWAY),
            (OTHER, AWAY),
        }
        assert there.amiss() == {}
        undo = delete_log(there)
        assert there.amiss() == {(FILES, MEMBER, AWAY): "failed"}
        undo()


def test_the_aws_cli_says_the_same_of_a_member() -> None:
    with bucketful(archive=False) as there, served(there.scene.account) as url:
        arn, now = there.scene.names.trail_arn, there.scene.account.clock.now()

        def validated(account: str) -> dict[str, str]:
            done = validate_logs(url, arn, AWAY, there.since, now, "--account-id", account)
            assert done.verdicts, done.text
            return done.verdicts

        ours = there.chains()[MEMBER, AWAY]
        theirs = validated(MEMBER)
        digests = [key for key in theirs if "/CloudTrail-Digest/" in key]
        assert set(theirs.values()) == {"valid"}
        assert (len(digests), len(theirs) - len(digests)) == (ours.digests, ours.files) == (4, 4)
        for deed in (delete_log, change_log, delete_digest):
            undo = deed(there)
            ours = there.chains()[MEMBER, AWAY]
            invalid = [key for key, words in validated(MEMBER).items() if words != "valid"]
            assert invalid == [one.key for one in ours.troubles] != []
            assert set(validated(OTHER).values()) == {"valid"}
            undo()
