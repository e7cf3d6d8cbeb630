"""What may stand between CloudTrail, or those who read the logs, and the log files. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from components import merging
from components.adopted import AdoptedBucket
from components.arns import Arn
from components.names import Names
from components.settings import Settings
from wizard.adoption.plan import Removal
from wizard.adoption.statements import deleted_principals, readers_of, title, wants_no_tls, writers_of
from wizard.iam import Principal, Request, evaluate, is_public

_CLOUDTRAIL = Principal.service("cloudtrail.amazonaws.com")


def encryption_notes(adopted: AdoptedBucket, settings: Settings) -> Iterator[str]:
    """What is to be known where the trail has no KMS key."""
    readers = ", ".join(dict.fromkeys(name for one in adopted.statements for name in readers_of(one)))
    if settings.encryption == "sse-s3":
        yield (
            "The trail has no KMS key, and gets none: with one, whoever reads the logs today would need "
            f"kms:Decrypt as well{f' ({readers})' if readers else ''}. Scanners fail a trail without one: to "
            "have it, set encryption to new-key, and logReaders to those who read."
        )
    else:
        yield (
            "New log files are encrypted with a KMS key: whoever reads them today needs kms:Decrypt on it "
            f"from then on{f', {readers} too' if readers else ''}. Name them in logReaders, or allow it in "
            "their own policies."
        )


def doubts(
    names: Names, ours: Mapping[str, Any], adopted: AdoptedBucket, settings: Settings
) -> Iterator[str]:
    """What may stand between CloudTrail, or a SIEM, and the log files."""
    policy = merging.policy(dict(ours), adopted.statements)
    request = Request(
        _CLOUDTRAIL,
        "s3:PutObject",
        f"{names.log_bucket_arn}/{names.account_folder(names.trail_owner)}/CloudTrail/{names.home}/file.json.gz",
        {
            "aws:SecureTransport": True,
            "aws:SourceArn": names.trail_arn,
            "aws:SourceAccount": names.trail_owner,
            "s3:x-amz-acl": "bucket-owner-full-control",
            "s3:x-amz-server-side-encryption": "AES256" if settings.encryption == "sse-s3" else "aws:kms",
        },
        names.account,
    )
    decision = evaluate(request, resource_policy=policy)
    if not decision.allowed:
        yield f"CloudTrail may not be able to write into {adopted.name}: {decision.reason}."
    yield from _shut_out(names, adopted)
    if names.has_log_archive:
        yield from _read_no_more(names, adopted, settings)
    start = names.written_start
    told = merging.told_already(
        adopted.notification, start if start.endswith("/") else f"{start}/", ".json.gz"
    )
    if settings.log_readers and told:
        yield (
            f"S3 tells {told} of new log files already and takes no second queue for them, so logReaders get "
            "none. They may read and decrypt; feed them from there."
        )


def _shut_out(names: Names, adopted: AdoptedBucket) -> Iterator[str]:
    """Whom the bucket's own policy lets write where only services may from now on: a SIEM that fills a gap,
    say. An Allow of the account's IAM policies can't be seen from here."""
    files = names.own_files or f"{names.log_folder}/"
    for statement in adopted.statements:
        writers = ", ".join(dict.fromkeys(writers_of(statement, f"{names.log_bucket_arn}/{files}")))
        if writers:
            yield (
                f"In the policy of {adopted.name}, {title(statement)}. From now on only AWS services put "
                f"files below {files}, since a forged log file would be believed: {writers} can't any more. "
                "Let them write below another folder."
            )


def _read_no_more(names: Names, adopted: AdoptedBucket, settings: Settings) -> Iterator[str]:
    """A log archive's own rule, that logReaders alone read, waits in a bucket that others use."""
    if not settings.log_readers:
        yield (
            f"Whoever may read {adopted.name} today goes on reading it: the bucket was there before. With "
            "logReaders set, nobody else reads log files any more."
        )
        return
    known = {*settings.log_readers}
    for statement in adopted.statements:
        others = [one for one in dict.fromkeys(readers_of(statement)) if not _is_one_of(one, known)]
        if others:
            yield (
                f"In the policy of {adopted.name}, {title(statement)}. From now on nobody but logReaders "
                f"reads log files below {names.log_folder}/: {', '.join(others)} can't any more. Name them "
                "in logReaders too, or leave it empty."
            )


def _is_one_of(principal: str, readers: Collection[str]) -> bool:
    """An account is named by its id or by its root."""
    account = Arn.of(principal).account if principal.endswith(":root") else principal
    return bool({principal, account, Arn.of(principal).account} & {*readers})


def useless_statements(adopted: AdoptedBucket, of: Any) -> Iterator[Removal]:
    for number, statement in enumerate(adopted.statements):
        what = f"In the policy of {adopted.name}, {title(statement)}."
        if is_public(statement):
            why = "It makes the bucket public, and S3 refuses such a policy once public access is blocked."
            yield Removal(of, number, what, why, is_needed=True)
        elif gone := deleted_principals(statement):
            why = f"It names {', '.join(gone)}, which was deleted: S3 refuses any policy with it."
            yield Removal(of, number, what, why, is_needed=True)
        elif wants_no_tls(statement):
            why = "It allows calls without TLS, which are denied from now on: it would do nothing."
            yield Removal(of, number, what, why)
