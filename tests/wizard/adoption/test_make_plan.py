"""What taking over a trail keeps, changes, asks, and where it can't be done."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from components import policies
from components.names import Names
from tests.wizard.adoption.cases import (
    ACCOUNT,
    ARN,
    BUCKET,
    FOUND_KEY,
    HOME,
    KEY,
    READS,
    TRAIL,
    bucket,
    found,
    settings,
    trail,
    with_policy,
)
from wizard.adoption.make_plan import plan_left, plan_trail
from wizard.adoption.plan import Plan, without

PUBLIC = {**READS, "Sid": "Website", "Principal": "*"}
GONE = {**READS, "Sid": "Old", "Principal": {"AWS": "AROAIOSFODNN7EXAMPLE1"}}
HTTP = {**READS, "Sid": "Http", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}


def plan(*arguments: Any, given: tuple[str, ...] = (), **said: Any) -> Plan:
    return plan_trail(found(*arguments), settings(**said), given)


def test_the_answers_that_follow_are_the_trail_s_own() -> None:
    assert plan().values == {
        "aws:region": HOME,
        "adoptTrail": ARN,
        "trailName": "acme",
        "logBucketName": BUCKET,
        # Nobody asked for a key, which would shut out whoever reads the logs today.
        "encryption": "sse-s3",
        "kmsKeyArn": "",
    }


def test_a_trail_that_is_right_already_changes_only_what_is_ours() -> None:
    assert plan(insights="none").changes == (
        f"{BUCKET}: calls without TLS are denied, to everybody",
        f"{BUCKET}: only AWS services may put files where CloudTrail's lie, no person or role",
    )


def test_what_isn_t_right_is_named() -> None:
    wrong = replace(trail(IsMultiRegionTrail=False, LogFileValidationEnabled=None), is_logging=False)
    assert plan_trail(found(trail=wrong), settings(insights="none")).changes[:3] == (
        "the trail covers every region, not its home alone",
        "log file validation is turned on",
        "logging is started",
    )


def test_selectors_that_leave_management_events_out_are_widened() -> None:
    narrow = replace(TRAIL, basic=({"ReadWriteType": "WriteOnly", "IncludeManagementEvents": True},))
    said = "all management events are recorded, reads as well, and no source is left out"
    assert said in plan_trail(found(trail=narrow), settings()).changes
    assert said not in plan().changes


def test_data_events_of_the_old_form_stay_in_the_new_one() -> None:
    basic = {
        "ReadWriteType": "All",
        "DataResources": [{"Type": "AWS::Lambda::Function", "Values": ["arn:aws:lambda"]}],
    }
    made = plan_trail(found(trail=replace(TRAIL, basic=(basic,))), settings()).adopted.trail
    assert made
    assert [dict(one) for one in made.selectors] == [
        {
            "Name": "Data events: AWS::Lambda::Function",
            "FieldSelectors": [
                {"Field": "resources.type", "Equals": ["AWS::Lambda::Function"]},
                {"Field": "eventCategory", "Equals": ["Data"]},
            ],
        }
    ]


@pytest.mark.parametrize(
    ("described", "words"),
    [
        ({"IsOrganizationTrail": True}, "is an organization's trail"),
        ({"Name": "aws-controltower-Baseline"}, "is AWS Control Tower's"),
        ({"HomeRegion": "us-east-1"}, "is a shadow of a trail in us-east-1"),
        ({"TrailARN": ARN.replace(ACCOUNT, "444455556666")}, "belongs to account 444455556666"),
    ],
)
def test_trails_that_aren_t_ours_to_take_are_refused(described: dict[str, Any], words: str) -> None:
    blockers = plan_trail(found(trail=trail(**described)), settings()).blockers
    assert any(words in blocker for blocker in blockers)


def test_a_bucket_of_another_account_or_region_is_refused_with_what_to_do() -> None:
    (elsewhere,) = plan(bucket(region="us-east-1")).blockers
    assert elsewhere.startswith(f"The bucket {BUCKET} is in us-east-1, the trail's home is {HOME}.")
    (nobody,) = plan(None).blockers
    assert nobody.startswith(
        f"The bucket {BUCKET} isn't in account {ACCOUNT}: it is another account's, or gone"
    )
    assert "aws cloudtrail update-trail --s3-bucket-name" in nobody


def test_every_statement_is_kept_also_one_that_says_what_ours_says() -> None:
    names = Names("acme", BUCKET, ACCOUNT, ACCOUNT, HOME, "aws")
    acl = {**policies.log_bucket(names)["Statement"][0], "Sid": "x", "Resource": "arn:aws:s3:::acme-logs"}
    made = plan(with_policy({**acl, "Condition": {}}, READS)).adopted.log_bucket
    assert made
    assert [one["Sid"] for one in made.statements] == ["x", "Siem"]


def test_our_own_earlier_statements_aren_t_taken_for_somebody_else_s() -> None:
    names = Names("acme", BUCKET, ACCOUNT, ACCOUNT, HOME, "aws")
    earlier = policies.log_bucket(names, ["444455556666"])["Statement"]
    assert plan(with_policy(*earlier, READS)).adopted.log_bucket
    made = plan(with_policy(*earlier, READS)).adopted.log_bucket
    assert made
    assert list(made.statements) == [READS]


def test_what_was_kept_the_last_time_stays_kept_even_if_it_looks_like_ours() -> None:
    names = Names("acme", BUCKET, ACCOUNT, ACCOUNT, HOME, "aws")
    there = found(with_policy(*policies.log_bucket(names)["Statement"]))
    before = plan_trail(found(with_policy(policies.log_bucket(names)["Statement"][-1])), settings()).adopted
    made = plan_trail(there, settings(), before=before).adopted.log_bucket
    assert made
    assert [one["Sid"] for one in made.statements] == ["DenyInsecureTransport"]


@pytest.mark.parametrize(("statement", "is_needed"), [(PUBLIC, True), (GONE, True), (HTTP, False)])
def test_a_statement_that_can_t_stay_as_it_is_is_a_question(
    statement: dict[str, Any], is_needed: bool
) -> None:
    (question,) = plan(with_policy(READS, statement)).removals
    assert (question.of, question.index, question.is_needed) == ("logBucket", 1, is_needed)


def test_only_what_was_agreed_on_goes() -> None:
    made = plan(with_policy(PUBLIC, READS, GONE))
    left = without(made.adopted, made.removals[:1]).log_bucket
    assert left
    assert list(left.statements) == [READS, GONE]


def test_a_public_statement_with_a_condition_on_who_is_not_public() -> None:
    ours = {**PUBLIC, "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}}
    office = {**PUBLIC, "Condition": {"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}}
    assert plan(with_policy(ours, office)).removals == ()


def test_a_role_of_any_account_is_public_to_s3() -> None:
    anyones = {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/log-reader"}}
    (asked,) = plan(with_policy({**PUBLIC, "Condition": anyones})).removals
    assert asked.is_needed


@pytest.mark.parametrize(
    ("rule", "is_asked"),
    [
        ({"Filter": {"Prefix": ""}, "Expiration": {"Days": 90}}, True),
        ({"Prefix": "AWSLogs/", "Expiration": {"Days": 90}}, True),
        ({"Filter": {"Prefix": ""}, "Expiration": {"Date": "2030-01-01T00:00:00Z"}}, True),
        ({"Filter": {"Prefix": ""}, "Expiration": {"Days": 3000}}, False),
        ({"Filter": {"Prefix": "exports/"}, "Expiration": {"Days": 1}}, False),
        ({"Filter": {"Tag": {"Key": "k", "Value": "v"}}, "Expiration": {"Days": 1}}, False),
        ({"Filter": {"Prefix": ""}, "NoncurrentVersionExpiration": {"NoncurrentDays": 1}}, True),
        ({"Filter": {"Prefix": ""}, "NoncurrentVersionExpiration": {"NoncurrentDays": 90}}, False),
        ({"Prefix": "", "Transitions": [{"Days": 1, "StorageClass": "DEEP_ARCHIVE"}]}, True),
        ({"Prefix": "", "Transitions": [{"Date": "2030-01-01T00:00:00Z", "StorageClass": "GLACIER"}]}, True),
        ({"Prefix": "", "Transitions": [{"Days": 1, "StorageClass": "GLACIER_IR"}]}, False),
        ({"Filter": {"Prefix": ""}, "Expiration": {"Days": 90}, "Status": "Disabled"}, False),
    ],
)
def test_a_rule_that_works_against_the_log_files_is_a_question(rule: dict[str, Any], is_asked: bool) -> None:
    made = plan(bucket(lifecycle=({"ID": "r", "Status": "Enabled", **rule},)))
    assert [(one.of, one.index, one.is_needed) for one in made.removals] == (
        [("lifecycle", 0, False)] if is_asked else []
    )
    assert made.adopted.log_bucket
    assert len(made.adopted.log_bucket.lifecycle) == 1


def test_acls_that_let_others_in_keep_object_ownership_as_it_is() -> None:
    made = plan(bucket(ownership="", grants=({"Permission": "READ"},)))
    assert made.adopted.log_bucket
    assert made.adopted.log_bucket.left == ("ownership",)
    assert any("aws s3api put-bucket-acl --acl private --bucket acme-logs" in note for note in made.notes)


def test_mfa_delete_keeps_versioning_and_lifecycle_as_they_are() -> None:
    made = plan(bucket(versioning={"Status": "Enabled", "MFADelete": "Enabled"}))
    assert made.adopted.log_bucket
    assert made.adopted.log_bucket.left == ("versioning", "lifecycle")
    assert any("takes no lifecycle" in note for note in made.notes)


def test_what_cloudformation_owns_is_told() -> None:
    made = plan(bucket(tags={"aws:cloudformation:stack-name": "audit", "Team": "x"}))
    assert made.adopted.log_bucket
    assert made.adopted.log_bucket.tags == {"Team": "x"}
    assert any("belongs to the CloudFormation stack audit" in note for note in made.notes)


def test_a_policy_that_would_be_too_long_is_refused() -> None:
    big = {**READS, "Resource": [f"arn:aws:s3:::{BUCKET}/{n:0500}" for n in range(40)]}
    (blocker,) = plan(with_policy(big)).blockers
    assert "and S3 takes 20480: shorten it first." in blocker


def test_a_deny_that_may_stop_cloudtrail_is_told() -> None:
    deny = {"Sid": "Vpc", "Effect": "Deny", "Principal": "*", "Action": "s3:PutObject", "Resource": "*"}
    assert any("CloudTrail may not be able to write" in note for note in plan(with_policy(deny)).notes)


BACKFILL = {
    "Sid": "Backfill",
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::444455556666:role/siem"},
    "Action": ["s3:PutObject", "s3:AbortMultipartUpload"],
    "Resource": f"arn:aws:s3:::{BUCKET}/AWSLogs/{ACCOUNT}/CloudTrail/eu-west-1/*",
}


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"Action": "s3:*"},
        {"Resource": f"arn:aws:s3:::{BUCKET}/*"},
        {"Resource": f"arn:aws:s3:::{BUCKET}/AWSLogs/*/CloudTrail/*"},
        {"Principal": {"AWS": ["444455556666", "arn:aws:iam::444455556666:role/siem"]}},
    ],
)
def test_whoever_wrote_log_files_until_now_is_named(change: dict[str, Any]) -> None:
    (note,) = (n for n in plan(with_policy({**BACKFILL, **change})).notes if "only AWS services" in n)
    assert f"Backfill: allows {', '.join(_named({**BACKFILL, **change}))} s3:" in note
    assert f"below AWSLogs/{ACCOUNT}/CloudTrail, since a forged log file would be believed" in note
    assert note.endswith("role/siem can't any more. Let them write below another folder.")


def _named(statement: dict[str, Any]) -> list[str]:
    who = statement["Principal"]["AWS"]
    return who if isinstance(who, list) else [who]


@pytest.mark.parametrize(
    "change",
    [
        {"Resource": f"arn:aws:s3:::{BUCKET}/exports/*"},
        {"Resource": f"arn:aws:s3:::{BUCKET}/AWSLogs/444455556666/*"},
        {"Action": "s3:PutObjectTagging"},
        {"Action": "s3:GetObject"},
        {"Principal": {"Service": "config.amazonaws.com"}},
        {"Effect": "Deny"},
    ],
)
def test_who_writes_elsewhere_or_is_a_service_isn_t_shut_out(change: dict[str, Any]) -> None:
    notes = plan(with_policy({**BACKFILL, **change})).notes
    assert [note for note in notes if "only AWS services" in note] == []


def test_a_lock_that_is_there_is_never_made_weaker() -> None:
    lock = {"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": {"Mode": "COMPLIANCE", "Years": 2}}}
    values = plan(bucket(lock=lock)).values
    assert (values["objectLock"], values["objectLockDays"]) == ("compliance", 732)


def test_the_trail_s_key_is_taken_over_with_its_policy() -> None:
    key = replace(FOUND_KEY, policy={"Statement": READS}, tags={"Owner": "x", "aws:y": "z"}, rotation_days=90)
    made = plan_trail(found(key=key), settings())
    assert made.values["encryption"] == "new-key"
    assert made.adopted.key
    assert (made.adopted.key.arn, made.adopted.key.rotation_days) == (KEY, 90)
    assert (made.adopted.key.statements, made.adopted.key.tags) == ((READS,), {"Owner": "x"})


@pytest.mark.parametrize(
    "described",
    [
        {"AWSAccountId": "444455556666", "Arn": KEY.replace(ACCOUNT, "444455556666")},
        {"Origin": "EXTERNAL"},
        {"MultiRegionConfiguration": {"MultiRegionKeyType": "REPLICA"}},
    ],
)
def test_a_key_that_can_t_be_owned_is_used_as_an_existing_one(described: dict[str, Any]) -> None:
    key = replace(FOUND_KEY, described={**FOUND_KEY.described, **described})
    made = plan_trail(found(key=key), settings())
    assert (made.values["encryption"], made.values["kmsKeyArn"]) == ("existing-key", key.arn)
    assert made.adopted.key is None


def test_a_key_that_is_disabled_is_refused_with_what_to_do() -> None:
    key = replace(FOUND_KEY, described={**FOUND_KEY.described, "KeyState": "Disabled"})
    (blocker,) = plan_trail(found(key=key), settings()).blockers
    assert blocker.startswith(f"The key {KEY} is Disabled: nothing can be encrypted with it, nor read.")


def test_asked_for_a_key_it_says_who_reads_today() -> None:
    made = plan(with_policy(READS), given=("encryption",))
    assert "encryption" not in made.values
    assert any("arn:aws:iam::444455556666:root too" in note for note in made.notes)


def test_readers_get_no_second_queue_where_one_is_told_already() -> None:
    there = {"QueueConfigurations": [{"Id": "q", "QueueArn": "arn:q", "Events": ["s3:ObjectCreated:*"]}]}
    made = plan(bucket(notification=there), logReaders=["444455556666"])
    assert made.adopted.log_bucket
    assert made.adopted.log_bucket.notification == there
    assert any("S3 tells arn:q of new log files already" in note for note in made.notes)


def test_access_logs_that_go_elsewhere_stay_there() -> None:
    made = plan(bucket(logging={"TargetBucket": "others", "TargetPrefix": ""})).adopted.log_bucket
    assert made
    assert (made.left, made.logs_to) == (("logging",), "others")


def test_what_a_stack_left_is_ours_but_for_what_others_put_there_since() -> None:
    names = Names.of(settings(), ACCOUNT)
    ours = policies.log_bucket(names, ["444455556666"])["Statement"]
    rules = ({"ID": "logs"}, {"ID": "delete-markers"}, {"ID": "theirs"})
    there = replace(with_policy(*ours, READS), lifecycle=rules, tags={"Project": "everyregion", "Team": "x"})
    made = plan_left(replace(found(there), trail=None), settings()).adopted
    assert made.trail is None
    assert made.log_bucket
    assert list(made.log_bucket.statements) == [READS]
    assert list(made.log_bucket.lifecycle) == [{"ID": "theirs"}]
    assert (made.log_bucket.tags, made.log_bucket.left) == ({"Team": "x"}, ())


def test_what_a_stack_left_denies_what_ours_denies_already_and_that_is_no_change() -> None:
    names = Names.of(settings(), ACCOUNT)
    logs = with_policy(*policies.log_bucket(names)["Statement"])
    access = replace(with_policy(*policies.access_log_bucket(names)["Statement"]), name=f"{BUCKET}-access")
    made = plan_left(replace(found(logs), trail=None, access_bucket=access), settings())
    assert made.changes == ()


def test_only_the_log_bucket_is_where_cloudtrail_s_files_lie() -> None:
    access = replace(with_policy(), name=f"{BUCKET}-access")
    made = plan_left(replace(found(with_policy()), trail=None, access_bucket=access), settings())
    assert made.changes == (
        f"{BUCKET}: calls without TLS are denied, to everybody",
        f"{BUCKET}: only AWS services may put files where CloudTrail's lie, no person or role",
        f"{BUCKET}-access: calls without TLS are denied, to everybody",
    )
