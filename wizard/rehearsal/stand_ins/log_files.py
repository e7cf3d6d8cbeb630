"""Delivers CloudTrail's log files: only where the bucket's policy and the key's policy let CloudTrail write.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-examples.html
"""

from __future__ import annotations

import gzip
import json
import secrets
import string
from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from typing import Any

from components.arns import Arn
from wizard.rehearsal import stand_ins
from wizard.rehearsal.account import contents
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.account.organizations import organization_of
from wizard.rehearsal.account.permissions import refused_to_service, service_may
from wizard.rehearsal.refusals.trail_delivery import CLOUDTRAIL, writes
from wizard.rehearsal.stand_ins import log_group
from wizard.rehearsal.stand_ins.deliveries import note

_LETTERS = string.ascii_letters + string.digits


def deliver(
    account: EmulatedAccount, trail: Any, region: str, records: Sequence[Any], kind: str = "CloudTrail"
) -> str:
    """Writes one log file with these records for this trail and region; returns its key, or "" when
    CloudTrail may not write, which is then in the account's `undelivered`. `kind`: CloudTrail, or
    CloudTrail-Insight."""
    account.stand_in(stand_ins.LOG_FILES)
    key = log_file_key(folder_of(account, trail), account.id, kind, region, account.clock.now())
    done = put(account, trail, key, gzip.compress(json.dumps({"Records": list(records)}).encode(), 1))
    if kind == "CloudTrail":
        note(account, trail, region, done, records)
        log_group.deliver(account, trail, region, records)
    return done


def folder_of(account: EmulatedAccount, trail: Any) -> str:
    """Where the account's files lie in this trail's bucket, without a slash at its end: an organization's
    trail has a folder for the organization, and in it one for each account.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html
    """
    organization = organization_of(account) if trail.is_org_trail else None
    whose = [organization.id, account.id] if organization else [account.id]
    return "/".join([*filter(None, [trail.s3_key_prefix]), "AWSLogs", *whose])


def log_file_key(folder: str, account: str, kind: str, region: str, now: float) -> str:
    """Where a log file made now lies in its bucket. folder: the account's own."""
    when = datetime.fromtimestamp(now, timezone.utc)
    unique = "".join(secrets.choice(_LETTERS) for _ in range(16))
    name = f"{account}_{kind}_{region}_{when:%Y%m%dT%H%MZ}_{unique}.json.gz"
    return f"{folder}/{kind}/{region}/{when:%Y/%m/%d}/{name}"


def put(
    account: EmulatedAccount, trail: Any, key: str, content: bytes, metadata: Mapping[str, str] | None = None
) -> str:
    """Puts an object into the trail's bucket as CloudTrail would; also for digest files. Past the S3 API,
    since the emulator's would judge the bucket's policy wrongly. Returns the key, "" if not allowed."""
    problem = _refused(account, trail, key)
    if problem:
        account.undelivered.append(f"trail {trail.arn} -> {trail.bucket_name}/{key}: {problem}")
        return ""
    bucket = contents.bucket(account, trail.bucket_name)
    owner = (bucket and account.beside(bucket.owner)) or account
    backend = contents.stores(owner, "s3")[owner.partition]
    encryption = {"encryption": "aws:kms", "kms_key_id": trail.kms_key_id} if trail.kms_key_id else {}
    with account.lock:
        made = backend.put_object(trail.bucket_name, key, content, **encryption)
        made.set_metadata({f"x-amz-meta-{name}": value for name, value in (metadata or {}).items()})
    return key


def _refused(account: EmulatedAccount, trail: Any, key: str) -> str:
    bucket = contents.bucket(account, trail.bucket_name)
    if bucket is None:
        return "the bucket doesn't exist"
    arn = f"arn:{account.partition}:s3:::{bucket.name}"
    source = {"aws:SourceArn": trail.arn, "aws:SourceAccount": trail.account_id}
    asked = writes(arn, [f"{arn}/{key}"], source)
    _, why = refused_to_service(CLOUDTRAIL, asked, bucket.policy, bucket.owner)
    return why or (_key_refused(account, trail, source) if trail.kms_key_id else "")


def _key_refused(account: EmulatedAccount, trail: Any, source: dict[str, str]) -> str:
    key = contents.key(account, trail.region_name, trail.kms_key_id)
    if key is None or key.state != "Enabled":
        return f"the key {trail.kms_key_id} {'is ' + key.state if key else 'does not exist'}"
    context = {**source, "kms:EncryptionContext:aws:cloudtrail:arn": trail.arn}
    owner = Arn.of(key.arn).account
    decision = service_may(CLOUDTRAIL, "kms:GenerateDataKey", key.arn, key.policy, context, owner)
    return "" if decision.allowed else decision.reason
