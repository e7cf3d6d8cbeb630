"""`verify --integrity` says the same as the AWS CLI's `validate-logs` of the same bucket, file by file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.rehearsal import world
from tests.served_account import served
from tests.wizard.verify.integrity.aws_cli import Validated, validate_logs
from tests.wizard.verify.integrity.scene import AWAY, HOME, Bucketful, bucketful
from tests.wizard.verify.integrity.tampering import KNOWN

pytestmark = pytest.mark.long

DEEP = "INVALID: maximum recursion depth exceeded while decoding a JSON array from a unicode string"
#: How the CLI words each kind: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-cli.html
WORDS = {
    "digest missing": {"INVALID: not found"},
    "digest moved": {"INVALID: has been moved from its original location"},
    "digest without signature": {"INVALID: signature verification failed"},
    "digest signature invalid": {
        "INVALID: signature verification failed",
        "INVALID: Non-hexadecimal digit found",
    },
    "digest key not found": {
        f"INVALID: public key not found in region {HOME} for fingerprint 00000000000000000000000000000000"
    },
    "digest invalid format": {"INVALID: invalid format", DEEP},
    "file missing": {"INVALID: not found"},
    "file changed": {
        "INVALID: hash value doesn't match",
        "INVALID: invalid format",
        "INVALID: unexpected data after end of compressed stream",
    },
}


#: Hours from one deed to the next: each is told by itself.
_APART = 3


@pytest.fixture(scope="module")
def there() -> Iterator[Bucketful]:
    with bucketful(_APART * len(KNOWN) + 4) as made:
        yield made


@pytest.fixture(scope="module")
def url(there: Bucketful) -> Iterator[str]:
    with served(there.account) as found:
        yield found


def validated(there: Bucketful, url: str, region: str = AWAY) -> Validated:
    return validate_logs(url, world.TRAIL_ARN, region, there.start, there.now)


@pytest.mark.parametrize("region", [HOME, AWAY])
def test_of_a_bucket_that_nobody_touched_both_say_that_all_is_valid(
    there: Bucketful, url: str, region: str
) -> None:
    theirs, ours = validated(there, url, region), there.chain(region)
    assert (theirs.code, theirs.invalid, ours.troubles) == (0, {}, [])
    digests = [key for key in theirs.verdicts if "/CloudTrail-Digest/" in key]
    assert (len(digests), len(theirs.verdicts) - len(digests)) == (ours.digests, ours.files)
    assert ours.digests == _APART * len(KNOWN) + 3


def test_both_say_the_same_of_everything_that_somebody_did(there: Bucketful, url: str) -> None:
    undos = [
        tampering.deed(replace(there, hour=2 + _APART * place))
        for place, tampering in enumerate(KNOWN.values())
    ]
    try:
        theirs, ours = validated(there, url), there.chain()
    finally:
        for undo in undos:
            undo()
    told = {one.key: one.kind for one in ours.troubles}
    expected = sorted(kind for tampering in KNOWN.values() for kind in tampering.kinds)
    assert sorted(told.values()) == expected
    assert theirs.code == 1
    assert sorted(theirs.invalid) == sorted(told)
    assert [
        (told[key], words) for key, words in theirs.invalid.items() if words not in WORDS[told[key]]
    ] == []
    valid = [key for key, words in theirs.verdicts.items() if words == "valid"]
    assert len(valid) == ours.digests + ours.files
