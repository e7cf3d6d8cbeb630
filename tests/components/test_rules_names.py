"""Names that CloudTrail and S3 take, and what is said about the others."""

from __future__ import annotations

import pytest

from components.settings.rules.names import bucket_name_fault, trail_name_fault
from tests.components.cases import objections

LONGEST_TRAIL, LONGEST_BUCKET = "t" * 128, "b" * 63


@pytest.mark.parametrize(
    "name", ["abc", "Audit-Trail_1.x", "9lives9", LONGEST_TRAIL, "a-b.c_d", "1.2.3.x", "10.0.0.256"]
)
def test_cloudtrail_takes_the_trail_name(name: str) -> None:
    assert trail_name_fault(name) == ""


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("", "isn't 3 to 128 characters long"),
        ("ab", "isn't 3 to 128 characters long"),
        ("t" * 129, "isn't 3 to 128 characters long"),
        ("my trail", "holds a character other than letters, digits, periods, underscores and dashes"),
        ("trail/1", "holds a character other than letters, digits, periods, underscores and dashes"),
        ("tráil", "holds a character other than letters, digits, periods, underscores and dashes"),
        ("-trail", "doesn't begin and end with a letter or digit"),
        ("trail_", "doesn't begin and end with a letter or digit"),
        ("my--trail", "has two of . _ - side by side"),
        ("my-_trail", "has two of . _ - side by side"),
        ("192.168.5.4", "looks like an IP address"),
    ],
)
def test_cloudtrail_refuses_the_trail_name(name: str, fault: str) -> None:
    assert trail_name_fault(name) == fault


def test_a_bad_trail_name_is_refused_with_the_rule_the_consequence_and_the_fix() -> None:
    assert objections(trail_name="my trail", log_bucket_name="logs-of-mine") == [
        'trailName: "my trail" holds a character other than letters, digits, periods, underscores and '
        "dashes. CloudTrail would refuse the trail. "
        "Use 3 to 128 letters, digits, periods, underscores or dashes."
    ]


@pytest.mark.parametrize("name", ["abc", "my.logs-1", "0logs0", LONGEST_BUCKET, "a--b", "plan-a"])
def test_s3_takes_the_bucket_name(name: str) -> None:
    assert bucket_name_fault(name) == ""


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("ab", "isn't 3 to 63 characters long"),
        ("b" * 64, "isn't 3 to 63 characters long"),
        ("Logs", "holds a character other than lower-case letters, digits, periods and dashes"),
        ("my_logs", "holds a character other than lower-case letters, digits, periods and dashes"),
        ("-logs", "doesn't begin and end with a letter or digit"),
        ("logs.", "doesn't begin and end with a letter or digit"),
        ("my..logs", "has two periods side by side"),
        ("192.168.5.4", "looks like an IP address"),
        ("xn--logs", "begins or ends with something that S3 keeps for itself"),
        ("sthree-logs", "begins or ends with something that S3 keeps for itself"),
        ("amzn-s3-demo-logs", "begins or ends with something that S3 keeps for itself"),
        ("logs-s3alias", "begins or ends with something that S3 keeps for itself"),
        ("logs--ol-s3", "begins or ends with something that S3 keeps for itself"),
        ("logs.mrap", "begins or ends with something that S3 keeps for itself"),
        ("logs--x-s3", "begins or ends with something that S3 keeps for itself"),
        ("logs--table-s3", "begins or ends with something that S3 keeps for itself"),
        ("logs-111122223333-eu-west-1-an", "begins or ends with something that S3 keeps for itself"),
    ],
)
def test_s3_refuses_the_bucket_name(name: str, fault: str) -> None:
    assert bucket_name_fault(name) == fault


def test_a_bad_bucket_name_is_refused_with_the_rule_the_consequence_and_the_fix() -> None:
    assert objections(log_bucket_name="My_Logs") == [
        'logBucketName: "My_Logs" holds a character other than lower-case letters, digits, periods and '
        "dashes. S3 would refuse the bucket. Use 3 to 63 lower-case letters, digits and dashes."
    ]


def test_a_trail_name_that_makes_a_bad_bucket_name_is_refused_under_the_bucket_s_key() -> None:
    assert objections(trail_name="Audit") == [
        'logBucketName: it is empty, and the name made from trailName, "Audit-<account>-eu-west-1", holds a '
        "character other than lower-case letters, digits, periods and dashes. S3 would refuse the bucket. "
        "Set logBucketName, or a shorter trailName of lower-case letters, digits and dashes."
    ]


def test_a_bucket_name_made_from_the_trail_s_may_have_63_characters() -> None:
    # 40 for the trail, 1, 12 for the account, 1, 9 for eu-west-1.
    assert objections(trail_name="t" * 40, access_logs=False) == []
    assert len(objections(trail_name="t" * 41, access_logs=False)) == 1


def test_any_trail_name_goes_with_a_bucket_name_of_its_own() -> None:
    assert objections(trail_name="Audit_Trail", log_bucket_name="audit-logs") == []


def test_a_bucket_name_leaves_room_for_the_access_log_bucket_behind_it() -> None:
    name = "b" * 57
    assert objections(log_bucket_name=name, access_logs=True) == [
        f'logBucketName: "{name}" leaves no room for the access-log bucket, which has -access behind that '
        "name. S3 would refuse the second bucket: a name has at most 63 characters. "
        "Set a logBucketName of at most 56 characters, or set accessLogs to false."
    ]
    assert objections(log_bucket_name="b" * 56, access_logs=True) == []
    assert objections(log_bucket_name=name, access_logs=False) == []


def test_a_name_made_from_the_trail_s_that_leaves_no_room_shows_no_account_that_is_not_the_user_s() -> None:
    # 33 for the trail, 1, 12 for the account, 1, 9 for eu-west-1, 7 for -access.
    assert objections(trail_name="t" * 33, access_logs=True) == []
    (message,) = objections(trail_name="t" * 34, access_logs=True)
    assert message.startswith(
        f'logBucketName: "{"t" * 34}-<account>-eu-west-1" leaves no room for the access-log bucket, '
    )


@pytest.mark.parametrize("name", ["Management-Events", "org_trail", "t" * 100])
def test_the_bucket_of_a_trail_that_is_taken_over_is_not_named_after_it(name: str) -> None:
    arn = f"arn:aws:cloudtrail:eu-west-1:111122223333:trail/{name}"
    assert objections(trail_name=name, adopt_trail=arn, access_logs=True, queries=True) == []
