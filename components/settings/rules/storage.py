"""Rules about encryption, archive, expiry and lock.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from components.settings.model import Settings
from components.settings.problems import Problem, shown

# Days that S3 bills at least for an object in the class, even when it is deleted earlier.
MINIMUM_STAY = {"STANDARD": 0, "INTELLIGENT_TIERING": 0, "GLACIER_IR": 90, "GLACIER": 90, "DEEP_ARCHIVE": 180}
_KEY_ARN = re.compile(r"arn:(?P<partition>[\w-]+):kms:(?P<region>[\w-]+):\d{12}:key/[\w-]+", re.ASCII)
_LOG_GROUP_DAYS = (
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
)  # fmt: skip


def key_for_encryption(settings: Settings) -> Iterator[Problem]:
    """existing-key and kmsKeyArn go together; the key lives in the home region."""
    arn, wanted = settings.kms_key_arn, settings.encryption == "existing-key"
    wrong = partial(Problem, "kmsKeyArn", arn)
    if wanted and not arn:
        yield wrong(
            "encryption is existing-key, but no key is named.",
            "",
            "Set kmsKeyArn to the key's ARN.",
        )
    if arn and not wanted:
        yield wrong(
            f"a key is named, but encryption is {settings.encryption}.",
            "The key would not be used.",
            "Set encryption to existing-key, or remove kmsKeyArn.",
        )
    match = _KEY_ARN.fullmatch(arn)
    if arn and not match:
        yield wrong(
            f"{shown(arn)} isn't the ARN of a KMS key.",
            "",
            "Use the form arn:aws:kms:<region>:<account>:key/<id>; an alias can be repointed, so it "
            "isn't taken.",
        )
    if match and settings.home_region and match["region"] != settings.home_region:
        yield wrong(
            f"the key is in {match['region']}, the log bucket in {settings.home_region}.",
            "CloudTrail takes only a key in the bucket's region.",
            f"Name a key in {settings.home_region}.",
        )
    elif match and settings.home_region and match["partition"] != settings.partition:
        yield wrong(
            f"the key is in the partition {match['partition']}, the log bucket in {settings.partition}.",
            "",
            f"Begin the ARN with arn:{settings.partition}:.",
        )


def archive_and_expiry(settings: Settings) -> Iterator[Problem]:
    """Expiry after the archive step, its minimum stay, and the lock; 0 is never."""
    expire = settings.expire_after_days
    if not expire:
        return
    wrong = partial(Problem, "expireAfterDays", expire)
    if settings.archive_class != "STANDARD":
        stay = MINIMUM_STAY[settings.archive_class]
        least = settings.archive_after_days + max(stay, 1)
        if expire < least:
            yield wrong(
                f"it is {expire}, but files move to {settings.archive_class} after "
                f"{settings.archive_after_days} days"
                + (f" and are billed there for at least {stay}." if stay else "."),
                "S3 refuses an expiry before the move, and bills the rest of the stay after it.",
                f"Raise expireAfterDays to {least} or more, lower archiveAfterDays, or set "
                "archiveClass to STANDARD.",
            )
    if settings.object_lock != "off" and expire < settings.object_lock_days:
        yield wrong(
            f"it is {expire}, but objectLockDays is {settings.object_lock_days}.",
            "S3 would keep what you asked to expire.",
            f"Raise expireAfterDays to {settings.object_lock_days} or more, or shorten the lock.",
        )


def nothing_undoes_a_compliance_lock(settings: Settings) -> Iterator[Problem]:
    """https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html"""
    if settings.object_lock == "compliance" and not settings.retain_logs:
        yield Problem(
            "retainLogs",
            False,
            "log files are to go with the stack, but objectLock is compliance: nobody, not even the root "
            f"user, can delete a log file before its {settings.object_lock_days} days are over.",
            "Destroying the stack would fail half-way, the bucket's policy gone and its files still there.",
            "Set retainLogs to true, or objectLock to governance.",
        )


def log_group_retention(settings: Settings) -> Iterator[Problem]:
    """CloudWatch Logs takes only certain numbers of days."""
    days = settings.cloud_watch_logs_days
    if days not in _LOG_GROUP_DAYS:
        nearest = min(_LOG_GROUP_DAYS, key=lambda allowed: (allowed < days, abs(allowed - days)))
        yield Problem(
            "cloudWatchLogsDays",
            days,
            f"CloudWatch Logs has no retention of {days} days.",
            "It would refuse the log group.",
            f"Use {nearest}, the next that it has.",
        )


def archive_hides_logs(settings: Settings) -> Iterator[Problem]:
    """Athena skips files in the two slow classes without a word."""
    if settings.archive_class in ("GLACIER", "DEEP_ARCHIVE"):
        yield Problem(
            "archiveClass",
            settings.archive_class,
            f"log files in {settings.archive_class} can't be read without restoring them.",
            f"Queries silently miss everything older than {settings.archive_after_days} days.",
            "GLACIER_IR costs a little more and stays readable.",
        )


def logs_are_deleted_with_the_stack(settings: Settings) -> Iterator[Problem]:
    """retainLogs off is a choice that can't be taken back."""
    if not settings.retain_logs:
        key = ", and the key" if settings.own_log_key else ""
        yield Problem(
            "retainLogs",
            False,
            f"destroying the stack deletes the log bucket with every log file{key}.",
            "Nobody can bring them back.",
            "Leave it true except for trials.",
        )
