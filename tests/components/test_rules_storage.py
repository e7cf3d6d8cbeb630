"""Key, archive, expiry, lock and retention: what S3, KMS and CloudWatch Logs take together."""

from __future__ import annotations

import pytest

from components.settings.rules.storage import log_group_retention
from tests.components.cases import objections, settings

KEY = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"


def test_an_existing_key_at_home_is_accepted() -> None:
    assert objections(encryption="existing-key", kms_key_arn=KEY) == []


def test_a_multi_region_key_is_accepted() -> None:
    key = "arn:aws:kms:eu-west-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab"
    assert objections(encryption="existing-key", kms_key_arn=key) == []


def test_existing_key_without_a_key_is_refused() -> None:
    assert objections(encryption="existing-key") == [
        "kmsKeyArn: encryption is existing-key, but no key is named. Set kmsKeyArn to the key's ARN."
    ]


def test_a_key_that_would_not_be_used_is_refused() -> None:
    assert objections(encryption="sse-s3", kms_key_arn=KEY) == [
        "kmsKeyArn: a key is named, but encryption is sse-s3. The key would not be used. "
        "Set encryption to existing-key, or remove kmsKeyArn."
    ]


@pytest.mark.parametrize(
    "arn",
    [
        "1234abcd-12ab-34cd-56ef-1234567890ab",
        "arn:aws:kms:eu-west-1:111122223333:alias/logs",
        KEY.replace("1111", "١١١١"),
    ],
)
def test_what_is_no_key_s_arn_is_refused(arn: str) -> None:
    assert objections(encryption="existing-key", kms_key_arn=arn) == [
        f'kmsKeyArn: "{arn}" isn\'t the ARN of a KMS key. Use the form '
        "arn:aws:kms:<region>:<account>:key/<id>; an alias can be repointed, so it isn't taken."
    ]


def test_a_key_in_another_region_is_refused() -> None:
    assert objections(encryption="existing-key", kms_key_arn=KEY.replace("eu-west-1", "us-east-1")) == [
        "kmsKeyArn: the key is in us-east-1, the log bucket in eu-west-1. "
        "CloudTrail takes only a key in the bucket's region. Name a key in eu-west-1."
    ]


def test_a_key_s_arn_with_another_partition_is_refused() -> None:
    key = "arn:aws:kms:us-gov-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    assert objections("us-gov-west-1", encryption="existing-key", kms_key_arn=key) == [
        "kmsKeyArn: the key is in the partition aws, the log bucket in aws-us-gov. "
        "Begin the ARN with arn:aws-us-gov:."
    ]


@pytest.mark.parametrize(
    ("archive_class", "archive_after", "expire_after"),
    [
        ("STANDARD", 90, 1),
        ("INTELLIGENT_TIERING", 90, 91),
        ("INTELLIGENT_TIERING", 1, 2),
        ("GLACIER_IR", 90, 180),
        ("GLACIER", 90, 180),
        ("DEEP_ARCHIVE", 90, 270),
        ("DEEP_ARCHIVE", 90, 0),
    ],
)
def test_an_expiry_after_the_minimum_stay_is_accepted(
    archive_class: str, archive_after: int, expire_after: int
) -> None:
    assert (
        objections(
            archive_class=archive_class, archive_after_days=archive_after, expire_after_days=expire_after
        )
        == []
    )


@pytest.mark.parametrize(
    ("archive_class", "expire_after", "billed", "least"),
    [
        ("INTELLIGENT_TIERING", 90, "", 91),
        ("GLACIER_IR", 179, " and are billed there for at least 90", 180),
        ("GLACIER", 179, " and are billed there for at least 90", 180),
        ("DEEP_ARCHIVE", 269, " and are billed there for at least 180", 270),
    ],
)
def test_an_expiry_before_the_minimum_stay_is_refused(
    archive_class: str, expire_after: int, billed: str, least: int
) -> None:
    assert objections(archive_class=archive_class, archive_after_days=90, expire_after_days=expire_after) == [
        f"expireAfterDays: it is {expire_after}, but files move to {archive_class} after 90 days{billed}. "
        "S3 refuses an expiry before the move, and bills the rest of the stay after it. "
        f"Raise expireAfterDays to {least} or more, lower archiveAfterDays, or set archiveClass to STANDARD."
    ]


def test_an_expiry_under_the_lock_is_refused() -> None:
    locked = {"object_lock": "compliance", "object_lock_days": 365, "archive_class": "STANDARD"}
    assert objections(expire_after_days=364, **locked) == [
        "expireAfterDays: it is 364, but objectLockDays is 365. S3 would keep what you asked to expire. "
        "Raise expireAfterDays to 365 or more, or shorten the lock."
    ]
    assert objections(expire_after_days=365, **locked) == []
    assert objections(expire_after_days=0, **locked) == []


def test_a_compliance_lock_and_logs_that_go_with_the_stack_exclude_each_other() -> None:
    assert objections(object_lock="compliance", retain_logs=False) == [
        "retainLogs: log files are to go with the stack, but objectLock is compliance: nobody, not even the "
        "root user, can delete a log file before its 365 days are over. Destroying the stack would fail "
        "half-way, the bucket's policy gone and its files still there. Set retainLogs to true, or objectLock "
        "to governance."
    ]
    assert objections(object_lock="governance", retain_logs=False) == []


def test_the_days_of_a_lock_that_is_off_do_not_matter() -> None:
    assert objections(expire_after_days=300, object_lock="off", object_lock_days=365) == []


def test_the_days_that_cloudwatch_logs_has_are_accepted_and_no_others() -> None:
    # https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
    taken = [
        days for days in range(1, 4000) if not list(log_group_retention(settings(cloud_watch_logs_days=days)))
    ]
    assert taken == [
        1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288,
        3653,
    ]  # fmt: skip


@pytest.mark.parametrize(("days", "next_longer"), [(100, 120), (366, 400), (2555, 2557), (5000, 3653)])
def test_days_that_cloudwatch_logs_does_not_have_are_refused_with_the_next_longer(
    days: int, next_longer: int
) -> None:
    assert objections(cloud_watch_logs_days=days) == [
        f"cloudWatchLogsDays: CloudWatch Logs has no retention of {days} days. It would refuse the log "
        f"group. Use {next_longer}, the next that it has."
    ]
