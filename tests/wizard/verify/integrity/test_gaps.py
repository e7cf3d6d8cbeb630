"""Times that no digest is about: logging or validation was off, the trail began later, or ended early."""

from __future__ import annotations

import json
from datetime import datetime, timezone

from tests.rehearsal import world
from tests.served_account import served
from tests.wizard.verify.integrity.aws_cli import validate_logs
from tests.wizard.verify.integrity.scene import (
    AWAY,
    BUCKET,
    HOME,
    Bucketful,
    bucketful,
    signed,
    something_happens,
    unpacked,
)
from wizard.rehearsal.stand_ins.schedules import tick
from wizard.verify.integrity.report import as_dict, sentence

CHAIN = "integrity.chain"


def hours(there: Bucketful, number: int) -> None:
    for _ in range(number):
        something_happens(there.account)
        tick(there.account, 3700)


def test_a_trail_that_was_stopped_for_a_while() -> None:
    with bucketful(3) as there:
        cloudtrail = there.account.client("cloudtrail")
        cloudtrail.stop_logging(Name=world.TRAIL)
        hours(there, 2)
        cloudtrail.start_logging(Name=world.TRAIL)
        hours(there, 2)
        assert there.states() == {CHAIN: "failed"}
        (trouble,) = there.chain().troubles
        assert trouble.kind == "gap"
        assert 2 * 3600 < trouble.end - trouble.start < 2.2 * 3700
        said = there.said(CHAIN)
        assert said.startswith("The chain begins anew: logging or validation was off, or digest files were ")
        assert "nothing proves 20" in said


def test_validation_that_was_off_for_a_while_leaves_its_files_unproven_but_not_forged() -> None:
    with bucketful(3) as there:
        cloudtrail = there.account.client("cloudtrail")
        cloudtrail.update_trail(Name=world.TRAIL, EnableLogFileValidation=False)
        hours(there, 2)
        cloudtrail.update_trail(Name=world.TRAIL, EnableLogFileValidation=True)
        hours(there, 2)
        assert there.states() == {CHAIN: "failed"}
        assert there.chain().files == 4


def test_validation_that_is_off_now() -> None:
    with bucketful(3) as there:
        there.account.client("cloudtrail").update_trail(Name=world.TRAIL, EnableLogFileValidation=False)
        hours(there, 3)
        assert there.states()[CHAIN] == "failed"
        assert "no newer digest file: log file validation is off; nothing proves" in there.said(CHAIN)


def test_a_trail_that_is_stopped_now() -> None:
    with bucketful(3) as there:
        there.account.client("cloudtrail").stop_logging(Name=world.TRAIL)
        hours(there, 3)
        assert there.states()[CHAIN] == "failed"
        assert "There is no newer digest file: the trail was stopped at 20" in there.said(CHAIN)
        found = there.looked()
        assert sentence(found).endswith("; 2 things amiss.")
        assert [one["amiss"] for one in as_dict(found)["chains"]] == [{"ends early": 1}, {"ends early": 1}]
        assert [one["findings"][0]["kind"] for one in as_dict(found)["chains"]] == ["ends early"] * 2


def test_a_trail_that_is_minutes_old_is_too_young() -> None:
    with bucketful(0) as there:
        tick(there.account, 600)
        found = [one for one in there.results(since=there.now - 86400) if one.region == AWAY]
        assert {one.state for one in found} == {"unknown"}
        assert {one.cause for one in found} == {"young"}
        assert " amiss" not in sentence(there.looked(since=there.now - 86400))


def _stamp(when: float, form: str = "%Y-%m-%dT%H:%M:%SZ") -> str:
    return datetime.fromtimestamp(when, timezone.utc).strftime(form)


def backfill(there: Bucketful, **metadata: str) -> tuple[str, bytes, dict[str, str]]:
    """A signed digest of an earlier hour that names one more file."""
    words = unpacked(there.get(there.digest)[0])
    key = there.digest.replace(".json.gz", "_backfill.json.gz")
    words |= {
        "digestS3Object": key,
        "logFiles": words["logFiles"][:1],
        **{name: None for name in words if name.startswith("previousDigest")},
    }
    made = {"backfill-generation-timestamp": _stamp(there.now - 60), **metadata}
    return key, *signed(AWAY, words, there.now, **made)


def test_a_backfilled_digest_is_a_chain_of_its_own_as_the_aws_cli_says() -> None:
    with bucketful() as there, served(there.account) as url:
        key, body, metadata = backfill(there)
        there.put(key, body, metadata)
        chain = there.chain()
        assert (chain.backfills, chain.digests, chain.files, chain.troubles) == (1, 4, 5, [])
        theirs = validate_logs(url, world.TRAIL_ARN, AWAY, there.start, there.now)
        assert (theirs.code, theirs.verdicts[key], theirs.invalid) == (0, "valid", {})
        # It says when it was made: without that its key isn't known.
        del metadata["backfill-generation-timestamp"]
        there.put(key, body, metadata)
        assert [one.kind for one in there.chain().troubles] == ["digest invalid format"]
        theirs = validate_logs(url, world.TRAIL_ARN, AWAY, there.start, there.now)
        assert theirs.invalid == {key: "INVALID: invalid format"}


def test_a_trail_that_got_another_bucket_is_followed_into_the_old_one() -> None:
    with bucketful() as there:
        s3 = there.account.client("s3")
        policy = s3.get_bucket_policy(Bucket=BUCKET)["Policy"].replace(BUCKET, "second-logs")
        place = {"LocationConstraint": HOME}
        s3.create_bucket(Bucket="second-logs", CreateBucketConfiguration=place)
        s3.put_bucket_policy(Bucket="second-logs", Policy=json.dumps(json.loads(policy)))
        there.account.client("cloudtrail").update_trail(Name=world.TRAIL, S3BucketName="second-logs")
        hours(there, 2)
        chain = there.chain()
        assert (chain.digests, chain.troubles) == (6, [])
        there.delete(there.digest)
        (trouble,) = there.chain().troubles
        assert (trouble.kind, trouble.bucket, trouble.key) == ("digest missing", BUCKET, there.digest)


def test_another_trail_in_the_same_folders() -> None:
    with bucketful(1) as there:
        policy = json.loads(there.s3.get_bucket_policy(Bucket=BUCKET)["Policy"])
        for statement in policy["Statement"]:
            if statement["Effect"] == "Allow":
                statement.pop("Condition", None)
        there.s3.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps(policy))
        cloudtrail = there.account.client("cloudtrail")
        cloudtrail.create_trail(
            Name="second", S3BucketName=BUCKET, IsMultiRegionTrail=True, EnableLogFileValidation=True
        )
        cloudtrail.start_logging(Name="second")
        hours(there, 4)
        assert there.states() == {}
        # Where it isn't validated, nothing tells its files from forged ones.
        cloudtrail.update_trail(Name="second", EnableLogFileValidation=False)
        hours(there, 3)
        assert there.states() == {"integrity.added": "unknown"}
        assert "another trail's, which isn't validated" in there.said("integrity.added")
