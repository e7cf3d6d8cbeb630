"""What a bucket's policy lets whom do, judged by what it means and not by how it is spelt. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from components.arns import Arn
from components.names import Names
from wizard.account.facts import Probe
from wizard.drill.stage_check import PUT_BACK
from wizard.iam.public import public_statements
from wizard.iam.unknown_keys import KNOWN_OF_SERVICES, asked_for
from wizard.iam.witnesses import Witness, witnesses
from wizard.screen.terminal import safe
from wizard.verify import meaning
from wizard.verify.facts import Bucket, TrailFacts
from wizard.verify.meaning import CLOUDTRAIL, Asked, Call
from wizard.verify.result import Result, failed, passed, unknown

_READS = ("s3:GetObject", "s3:GetObjectVersion")
_PUTS = ("s3:PutObject", "s3:ReplicateObject")
_WRITES_BESIDE = ("s3:DeleteObject", "s3:DeleteObjectVersion")
# It deletes, too. A bucket's policy only its own account can change, whoever is allowed to:
# https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html
_OF_THE_BUCKET = ("s3:PutLifecycleConfiguration",)


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
    public = not_public("bucket.policy-not-public", found, it.is_own)
    yield _read_by_strangers(it, arn) or public if public.state == "passed" else public
    yield tls_only("bucket.tls-only", found, names, it.is_own)
    owner = names.trail_owner
    # An organization's trail may become one account's again, and CloudTrail asks for that folder, too.
    folders = [names.account_folder(owner), *([f"{names.log_folder}/{owner}"] if names.organization else [])]
    regions = dict.fromkeys((names.home, *it.regions))
    files = [f"{arn}/{folder}/CloudTrail/{region}/x.json.gz" for region in regions for folder in folders]
    file = files[0]
    yield _takes_files(it, policy, arn, files)
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
    wrong += _trails_of_others(it, policy, arn)
    fix = (
        PUT_BACK
        if it.is_own
        else "Give CloudTrail's statements the condition aws:SourceArn with the trail's ARN."
    )
    good = f"Only trails of {'the organization' if names.organization else 'this account'} may write."
    yield _nobody("bucket.only-this-trail", wrong, fix, good)
    asked = Asked(file, policy, names.account, puts)
    wrong = list(meaning.allowed(meaning.outsiders(names), _PUTS, asked))
    wrong += _written_by_others(it, policy, arn, puts)
    fix = PUT_BACK if it.is_own else "Take the statement out, or narrow it to whom it is for."
    yield _nobody(
        "bucket.only-cloudtrail-writes",
        wrong,
        fix,
        "No stranger and no other service may write or delete there.",
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


def _takes_files(it: TrailFacts, policy: str, arn: str, files: Sequence[str]) -> Result:
    names, is_own = it.names, it.is_own
    source = {"aws:SourceArn": names.trail_arn, "aws:SourceAccount": names.trail_owner}
    if names.organization:
        source["aws:SourceOrgID"] = names.organization.id
    written = {**source, "s3:x-amz-acl": "bucket-owner-full-control"}
    calls = [("s3:GetBucketAcl", arn, source), *(("s3:PutObject", file, written) for file in files)]
    unsure = ""
    for action, resource, context in calls:
        of = Asked(resource, policy, names.account, context)
        sure = meaning.surely(CLOUDTRAIL, action, of)
        if sure is False:
            decision = meaning.may(CLOUDTRAIL, action, of)
            fix = PUT_BACK if is_own else "AWS's page on the bucket policy for CloudTrail has the statements."
            return failed("bucket.takes-files", f"CloudTrail can't {action}: {decision.reason}.", fix)
        unsure = unsure or (action if sure is None else "")
    if not unsure:
        return passed("bucket.takes-files", "CloudTrail may read its ACL and write log files for this trail.")
    keys = asked_for(policy, KNOWN_OF_SERVICES | {key.lower() for key in written})
    asks = f"Whether CloudTrail may {unsure} hangs on {', '.join(map(safe, keys))}, "
    asks += "which its policy asks for and AWS doesn't document"
    if not is_own and it.files_arrive:
        return passed("bucket.takes-files", f"{asks}; the last log files were delivered.")
    return unknown("bucket.takes-files", Probe("unknown", why=asks, cause="other"))


def _ours(names: Names) -> frozenset[str]:
    return frozenset({names.account, names.trail_account, names.trail_owner})


def _named(it: TrailFacts, policy: str) -> Iterator[Witness]:
    """Callers that its statements name or leave open, but for services and our own accounts."""
    for one in witnesses(policy, meaning.stranger(it.names), it.names.partition):
        if one.principal.kind != "service" and one.principal.account not in _ours(it.names):
            yield one


def _written_by_others(it: TrailFacts, policy: str, arn: str, puts: Mapping[str, str]) -> list[str]:
    folder = f"{it.names.account_folder(it.names.trail_owner)}/CloudTrail/"
    calls = [Call(action, folder) for action in (*_PUTS, *_WRITES_BESIDE)]
    calls += [Call(action) for action in _OF_THE_BUCKET]
    return list(meaning.let_in(_named(it, policy), calls, Asked(arn, policy, it.names.account, puts)))


def _read_by_strangers(it: TrailFacts, arn: str) -> Result | None:
    """Of our own bucket, whom logReaders doesn't name. In one that was somebody's, their readers go on."""
    if not it.is_own or it.names.shares_bucket:
        return None
    policy = it.bucket.policy.value or "{}"
    readers = {Arn.of(one).account or one for one in it.settings.log_readers}
    others = [one for one in _named(it, policy) if one.principal.account not in readers]
    calls = [Call(action, f"{it.names.log_folder}/") for action in _READS]
    wrong = list(meaning.let_in(others, calls, Asked(arn, policy, it.names.account)))
    if not wrong:
        return None
    return failed("bucket.policy-not-public", f"{wrong[0]}. logReaders doesn't name them.", PUT_BACK)


def _trails_of_others(it: TrailFacts, policy: str, arn: str) -> list[str]:
    """What an account is left open by a condition, and in our own bucket who is named besides. In a bucket
    of others several accounts may be meant."""
    names, stranger = it.names, meaning.stranger(it.names)
    found: list[Witness] = []
    for one in witnesses(policy, stranger, names.partition):
        source = {Arn.of(one.context.get("aws:sourcearn", "")).account, one.context.get("aws:sourceaccount")}
        theirs = {account for account in source if account} - _ours(names)
        is_meant = not it.is_own and (theirs != {stranger} or "aws:sourceorgid" in one.context)
        if one.principal.name == CLOUDTRAIL.name and theirs and not is_meant:
            found.append(one)
    call = Call("s3:PutObject", f"{names.log_folder}/")
    acl = {"s3:x-amz-acl": "bucket-owner-full-control"}
    return list(meaning.let_in(found, [call], Asked(arn, policy, names.account, acl)))
