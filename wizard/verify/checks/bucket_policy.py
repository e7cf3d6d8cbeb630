"""What a bucket's policy lets whom do, judged by what it means and not by how it is spelt. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from components.names import Names
from wizard.drill.stage_check import PUT_BACK
from wizard.iam.public import public_statements
from wizard.verify import meaning
from wizard.verify.facts import Bucket, TrailFacts
from wizard.verify.meaning import CLOUDTRAIL, Asked
from wizard.verify.result import Result, failed, passed, unknown

_READS = ("s3:GetObject", "s3:GetObjectVersion")
_PUTS = ("s3:PutObject", "s3:ReplicateObject")


def bucket_policy(it: TrailFacts, arn: str) -> Iterator[Result]:
    """Of the log bucket. arn: the bucket's."""
    found, names = it.bucket, it.names
    ids = ["policy-not-public", "tls-only", "takes-files", "only-this-trail", "only-cloudtrail-writes"]
    ids += ["write-lock"] if it.is_own else []
    ids += ["read-lock"] if it.is_own and names.has_log_archive else []
    if found.policy.value is None:
        for id in ids:
            yield unknown(f"bucket.{id}", found.policy)
        return
    policy = found.policy.value
    yield not_public("bucket.policy-not-public", found, it.is_own)
    yield tls_only("bucket.tls-only", found, names, it.is_own)
    inside, owner = f"CloudTrail/{names.home}/x.json.gz", names.trail_owner
    file = f"{arn}/{names.account_folder(owner)}/{inside}"
    # An organization's trail may become one account's again, and CloudTrail asks for that folder, too.
    files = [file, *([f"{arn}/{names.log_folder}/{owner}/{inside}"] if names.organization else [])]
    yield _takes_files(policy, names, arn, files, it.is_own)
    stranger = meaning.stranger(names)
    theirs = f"arn:{names.partition}:cloudtrail:{names.home}:{stranger}:trail/{names.trail}"
    others = {"aws:SourceArn": theirs, "aws:SourceAccount": stranger}
    puts = {"s3:x-amz-acl": "bucket-owner-full-control"}
    elsewhere = file.replace(f"/{owner}/", f"/{stranger}/")
    wrong = [
        text
        for where in (file, elsewhere)
        for text in meaning.allowed(
            [CLOUDTRAIL], ["s3:PutObject"], Asked(where, policy, names.account, {**others, **puts})
        )
    ]
    fix = (
        PUT_BACK
        if it.is_own
        else "Give CloudTrail's statements the condition aws:SourceArn with the trail's ARN."
    )
    good = f"Only trails of {'the organization' if names.organization else 'this account'} may write."
    yield _nobody("bucket.only-this-trail", wrong, fix, good)
    asked = Asked(file, policy, names.account, puts)
    wrong = list(meaning.allowed(meaning.outsiders(names), _PUTS, asked))
    fix = PUT_BACK if it.is_own else "Take the statement out, or narrow it to whom it is for."
    yield _nobody(
        "bucket.only-cloudtrail-writes", wrong, fix, "No stranger and no other service may write there."
    )
    if it.is_own:
        wrong = list(meaning.allowed(meaning.administrators(names), _PUTS, asked))
        text = "The policy denies it to everybody but AWS's services."
        yield _nobody("bucket.write-lock", wrong, PUT_BACK, text)
    if it.is_own and names.has_log_archive:
        wrong = list(meaning.allowed(meaning.administrators(names), _READS, asked))
        yield _nobody("bucket.read-lock", wrong, PUT_BACK, "The policy denies it to everybody else.")


def _nobody(id: str, wrong: Sequence[str], fix: str, good: str) -> Result:
    return failed(id, f"{wrong[0]}.", fix) if wrong else passed(id, good)


def not_public(id: str, found: Bucket, is_own: bool) -> Result:
    """Whether S3 calls no statement public."""
    public = public_statements(found.policy.value or "{}")
    if not public:
        return passed(id, "No statement is public, as S3 means it.")
    said = str(public[0].get("Sid") or f"one that allows {public[0].get('Action')}")
    return failed(id, f"S3 takes the statement {said} for public.", PUT_BACK if is_own else "Take it out.")


def tls_only(id: str, found: Bucket, names: Names, is_own: bool) -> Result:
    """Whether nothing goes without TLS."""
    arn = f"arn:{names.partition}:s3:::{found.name}"
    wrong = list(meaning.over_plain_http(found.policy.value or "", names, arn))
    if not wrong:
        return passed(id, "Its policy denies them to everybody.")
    fix = PUT_BACK if is_own else "Add a statement that denies s3:* where aws:SecureTransport is false."
    return failed(id, f"Not refused over plain HTTP: {wrong[0]}.", fix)


def _takes_files(policy: str, names: Names, arn: str, files: Sequence[str], is_own: bool) -> Result:
    source = {"aws:SourceArn": names.trail_arn, "aws:SourceAccount": names.trail_owner}
    written = {**source, "s3:x-amz-acl": "bucket-owner-full-control"}
    calls = [("s3:GetBucketAcl", arn, source), *(("s3:PutObject", file, written) for file in files)]
    for action, resource, context in calls:
        decision = meaning.may(CLOUDTRAIL, action, Asked(resource, policy, names.account, context))
        if not decision.allowed:
            fix = PUT_BACK if is_own else "AWS's page on the bucket policy for CloudTrail has the statements."
            return failed("bucket.takes-files", f"CloudTrail can't {action}: {decision.reason}.", fix)
    return passed("bucket.takes-files", "CloudTrail may read its ACL and write log files for this trail.")
