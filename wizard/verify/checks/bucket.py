"""The log bucket, and the one of its access logs: what their policies and settings mean, judged. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from wizard.account.facts import Probe
from wizard.drill.stage_check import PUT_BACK
from wizard.verify import meaning
from wizard.verify.checks.bucket_policy import bucket_policy, not_public, tls_only
from wizard.verify.checks.lifecycle import lifecycle
from wizard.verify.facts import Bucket, TrailFacts
from wizard.verify.meaning import Asked
from wizard.verify.result import Result, failed, passed, unknown

_FOUR_WAYS = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
_ENFORCED = "BucketOwnerEnforced"


def bucket(it: TrailFacts) -> Iterator[Result]:
    """Everything about the log bucket; of one that isn't there, or is another account's, that alone."""
    found, names = it.bucket, it.names
    yield _owner(it)
    if found.owner.value in ("nobody", "others") or (it.trail is not None and not found.name):
        return
    arn = names.log_bucket_arn
    yield public_access("bucket.public-access-block", found, it.is_own)
    yield from bucket_policy(it, arn)
    yield _acl(found, it.is_own and "ownership" not in it.left)
    yield _setting(it, "bucket.versioning", found.versioning, "Enabled", "Versioning is {}.")
    yield from lifecycle(it)
    if it.is_own:
        yield from _as_settings(it)
    if it.settings.access_logs:
        yield _access_logs(it)
    if it.access_bucket is not None:
        yield from _access_bucket(it, it.access_bucket)


def _fix(is_own: bool, command: str, bucket: str = "") -> str:
    return PUT_BACK if is_own else f"`aws s3api {command} --bucket {bucket}`" if bucket else command


def _owner(it: TrailFacts) -> Result:
    found = it.bucket
    if found.owner.state != "good" or not found.name:
        return unknown("bucket.owner", found.owner)
    if found.owner.value == "nobody":
        fix = PUT_BACK if it.is_own else "Make it again at once: whoever takes the name gets your logs."
        return failed("bucket.owner", f"There is no bucket {found.name}.", fix)
    if found.owner.value == "others" and it.names.organization and not it.is_own:
        # An organization's is at best in an account that nobody else looks into.
        why = f"The bucket {found.name} belongs to another account: look from there, or ask who runs it"
        return unknown("bucket.owner", Probe("unknown", why=why, cause="other"))
    if found.owner.value == "others":
        text = f"The bucket {found.name} belongs to another account, and can't be looked at from here."
        return failed("bucket.owner", text, "Run this with that account's credentials, or ask its owner.")
    whose = "the log archive's" if it.is_own and it.names.has_log_archive else "this account's"
    return passed("bucket.owner", f"{found.name} is {whose}.")


def public_access(id: str, found: Bucket, is_own: bool) -> Result:
    """Whether all four of S3's blocks are on."""
    probe = found.public_access
    if probe.value is None:
        return unknown(id, probe)
    off = [flag for flag in _FOUR_WAYS if not probe.value.get(flag)]
    if off:
        command = "put-public-access-block --public-access-block-configuration " + ",".join(
            f"{flag}=true" for flag in _FOUR_WAYS
        )
        return failed(id, f"{found.name} doesn't have {', '.join(off)}.", _fix(is_own, command, found.name))
    return passed(id, "All four are on.")


def _acl(found: Bucket, is_own: bool) -> Result:
    if found.ownership.value == _ENFORCED:
        return passed("bucket.acl", "ACLs don't count: the bucket's owner owns every object.")
    if found.ownership.value is None:
        return unknown("bucket.acl", found.ownership)
    if is_own:
        text = f"Object ownership is {found.ownership.value or 'not set'}, so ACLs count."
        return failed("bucket.acl", text, PUT_BACK)
    if found.grants.value is None:
        return unknown("bucket.acl", found.grants)
    if found.grants.value:
        text = f"Its ACL grants access to {len(found.grants.value)} others."
        return failed("bucket.acl", text, _fix(False, "put-bucket-acl --acl private", found.name))
    return passed("bucket.acl", "Its ACL grants access to nobody but its owner.")


def _setting(it: TrailFacts, id: str, probe: Probe[Any], wanted: Any, words: str) -> Result:
    if probe.value is None:
        return unknown(id, probe)
    text = words.format(probe.value or "none")
    if probe.value == wanted:
        return passed(id, text)
    command = f"put-bucket-versioning --versioning-configuration Status={wanted}"
    return failed(id, text, _fix(it.is_own, command, it.bucket.name))


def _as_settings(it: TrailFacts) -> Iterator[Result]:
    settings, found = it.settings, it.bucket
    if settings.object_lock != "off":
        if found.lock.value is None:
            yield unknown("bucket.lock", found.lock)
        else:
            rule = (found.lock.value.get("Rule") or {}).get("DefaultRetention") or {}
            there = (
                str(rule.get("Mode", "none")).lower(),
                int(rule.get("Days", 0)) + 365 * int(rule.get("Years", 0)),
            )
            text = f"New files are locked: {there[0]}, {there[1]} days."
            wanted = (settings.object_lock, settings.object_lock_days)
            if there == wanted:
                yield passed("bucket.lock", text)
            else:
                text += f" The settings say {wanted[0]}, {wanted[1]} days."
                yield failed("bucket.lock", text, PUT_BACK)
    if "encryption" in it.left:
        return
    if found.encryption.value is None:
        yield unknown("bucket.encryption", found.encryption)
        return
    how = str(found.encryption.value.get("SSEAlgorithm", "nothing"))
    key = str(found.encryption.value.get("KMSMasterKeyID", ""))
    log_key = it.key.key.value.arn if it.key and it.key.key.value else ""
    text = f"Its default is {how}{f' with {key}' if key else ''}."
    is_right = how == "AES256" if settings.encryption == "sse-s3" else how == "aws:kms"
    if is_right and (not key or not log_key or key in (log_key, log_key.rpartition("/")[2])):
        yield passed("bucket.encryption", text)
    else:
        yield failed("bucket.encryption", text, PUT_BACK)


def _access_logs(it: TrailFacts) -> Result:
    probe, names = it.bucket.logs_to, it.names
    if probe.value is None:
        return unknown("bucket.access-logs", probe)
    wanted = names.access_log_bucket if it.is_own else ""
    if probe.value and probe.value == (wanted or probe.value):
        return passed("bucket.access-logs", f"They go to {probe.value}.")
    text = f"They go to {probe.value}, not to {wanted}." if probe.value else "Access isn't logged."
    fix = PUT_BACK if it.is_own else "`aws s3api put-bucket-logging`, to another bucket of this account."
    return failed("bucket.access-logs", text, fix)


def _access_bucket(it: TrailFacts, found: Bucket) -> Iterator[Result]:
    """The bucket that access logs go to: not public, TLS only, and S3 may write."""
    names, ids = it.names, ("public", "tls-only", "takes-files")
    if found.policy.value is None or found.owner.state != "good":
        for id in ids:
            yield unknown(f"access-bucket.{id}", found.policy if found.policy.value is None else found.owner)
        return
    block = public_access("access-bucket.public", found, is_own=True)
    yield block if block.state != "passed" else not_public("access-bucket.public", found, is_own=True)
    yield tls_only("access-bucket.tls-only", found, names, is_own=True)
    file = f"arn:{names.partition}:s3:::{found.name}/access/x"
    source = {"aws:SourceArn": names.log_bucket_arn, "aws:SourceAccount": names.account}
    s3 = meaning.Principal.service("logging.s3.amazonaws.com")
    decision = meaning.may(s3, "s3:PutObject", Asked(file, found.policy.value, names.account, source))
    if decision.allowed:
        yield passed("access-bucket.takes-files", "S3 may write the log bucket's access logs.")
    else:
        text = f"S3 can't write access logs: {decision.reason}."
        yield failed("access-bucket.takes-files", text, PUT_BACK)
