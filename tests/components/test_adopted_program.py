"""What the program registers where it takes something over."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from components.adopted import Adopted, AdoptedBucket, AdoptedKey, AdoptedTrail
from components.audit_trail import AuditTrail
from tests.components.cases import HOME, LOGS_ALONE, settings
from tests.components.recording import ACCOUNT, Run, record

ARN = f"arn:aws:cloudtrail:{HOME}:{ACCOUNT}:trail/acme"
SIEM = {"QueueConfigurations": [{"Id": "siem-of-old", "QueueArn": "arn:q", "Events": ["s3:ObjectCreated:*"]}]}
TAKEN = Adopted(
    ACCOUNT,
    HOME,
    AdoptedTrail(ARN, "corp", "topic"),
    AdoptedBucket("acme-logs", has=("policy",), notification=SIEM),
    key=AdoptedKey(f"arn:aws:kms:{HOME}:{ACCOUNT}:key/1234"),
)
FIELDS: dict[str, Any] = {
    **LOGS_ALONE,
    "trail_name": "acme",
    "log_bucket_name": "acme-logs",
    "adopt_trail": ARN,
    "retain_logs": False,
}
# Of the types that hold log files or are needed to read them.
KEPT = ("aws:s3/", "aws:kms/key:Key", "aws:kms/alias:Alias", "aws:cloudtrail/")


def deployed(adopted: Adopted, **fields: Any) -> Run:
    chosen = settings(**{**FIELDS, **fields})
    return record(lambda: AuditTrail("everyregion", chosen, adopted=adopted), config={"aws:region": HOME})


def test_nothing_that_was_somebody_s_goes_with_the_stack_even_without_retain_logs() -> None:
    run = deployed(TAKEN, cloud_watch_logs=True)
    mine = [r for r in run.resources if r.type.startswith(KEPT) and "alert" not in r.name]
    assert len(mine) > 15
    assert [r.name for r in mine if not r.retain_on_delete] == []
    delivery = [r for r in run.resources if r.name.startswith("log-delivery-")]
    assert len(delivery) == 3
    assert [r.name for r in delivery if not r.retain_on_delete] == []


def test_a_bucket_that_is_only_taken_over_from_an_earlier_stack_goes_as_the_settings_say() -> None:
    run = deployed(replace(TAKEN, trail=None), adopt_trail="")
    assert not run.one("aws:s3/bucket:Bucket", "log-bucket").retain_on_delete
    assert not run.one("aws:cloudtrail/trail:Trail").retain_on_delete


def test_what_the_trail_had_besides_stays() -> None:
    trail = deployed(TAKEN).one("aws:cloudtrail/trail:Trail").inputs
    assert (trail["s3KeyPrefix"], trail["snsTopicName"]) == ("corp", "topic")


def test_policies_name_the_folder_that_the_log_files_have() -> None:
    run = deployed(TAKEN, region_alert=("delivered-logs",))
    policy = run.document("aws:s3/bucketPolicy:BucketPolicy", "log-bucket-policy")
    writes = next(one for one in policy["Statement"] if one["Sid"] == "CloudTrailWrites")
    assert writes["Resource"] == f"arn:aws:s3:::acme-logs/corp/AWSLogs/{ACCOUNT}/*"
    digest = run.document("aws:iam/rolePolicy:RolePolicy", "digest-role-policy")
    reads = next(one for one in digest["Statement"] if one["Sid"] == "ReadLogs")
    assert reads["Resource"] == "arn:aws:s3:::acme-logs/corp/AWSLogs/*"


def test_ours_archives_and_expires_cloudtrail_s_files_alone() -> None:
    kind = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"
    rules = deployed(TAKEN).one(kind, "log-bucket-lifecycle").inputs["rules"]
    assert {rule["filter"]["prefix"] for rule in rules} == {f"corp/AWSLogs/{ACCOUNT}/CloudTrail"}


def test_a_notification_of_others_is_held_even_where_ours_needs_none() -> None:
    run = deployed(TAKEN)
    found = run.one("aws:s3/bucketNotification:BucketNotification").inputs
    assert found["eventbridge"] is False
    assert [one["queueArn"] for one in found["queues"]] == ["arn:q"]


def test_readers_get_no_queue_that_s3_would_refuse_and_it_says_so() -> None:
    run = deployed(TAKEN, log_readers=("444455556666",))
    assert [r.name for r in run.resources if r.name.startswith("siem")] == []
    assert any("No queue is made for logReaders: S3 tells arn:q" in line for line in run.warnings)


def test_readers_get_their_queue_where_it_is_about_other_files() -> None:
    exports = {"Filter": {"Key": {"FilterRules": [{"Name": "Prefix", "Value": "exports/"}]}}}
    there = {"QueueConfigurations": [{**SIEM["QueueConfigurations"][0], **exports}]}
    bucket = replace(TAKEN.log_bucket or AdoptedBucket(""), notification=there)
    run = deployed(replace(TAKEN, log_bucket=bucket), log_readers=("444455556666",))
    found = run.one("aws:s3/bucketNotification:BucketNotification").inputs["queues"]
    assert [one["id"] for one in found] == ["siem-of-old", "siem"]
    assert found[1]["filterPrefix"] == f"corp/AWSLogs/{ACCOUNT}/CloudTrail/"


def test_parts_that_are_left_aren_t_registered() -> None:
    left = ("encryption", "ownership", "logging", "versioning", "lifecycle")
    bucket = replace(TAKEN.log_bucket or AdoptedBucket(""), left=left, logs_to="others")
    run = deployed(replace(TAKEN, log_bucket=bucket))
    names = {r.name for r in run.resources if r.type.startswith("aws:s3/")}
    assert names == {
        "log-bucket",
        "log-bucket-policy",
        "log-bucket-public-access",
        "log-feed-notification",
    }


@pytest.mark.parametrize("adopt", [ARN, ""])
def test_a_file_that_doesn_t_fit_stops_the_program_before_anything_is_registered(adopt: str) -> None:
    other = replace(TAKEN, trail=AdoptedTrail(ARN.replace("acme", "other")))
    with pytest.raises(Exception, match="is about") as caught:
        deployed(other, adopt_trail=adopt)
    assert type(caught.value).__name__ == "RunError"


def test_the_key_keeps_its_words() -> None:
    mine = {"Sid": "App", "Effect": "Allow", "Principal": {"AWS": "444455556666"}, "Action": "kms:Decrypt"}
    key = replace(
        TAKEN.key or AdoptedKey(""),
        description="bank",
        rotation_days=90,
        statements=(mine,),
        multi_region=True,
    )
    found = deployed(replace(TAKEN, key=key)).one("aws:kms/key:Key", "log-key").inputs
    assert (found["description"], found["rotationPeriodInDays"], found["multiRegion"]) == ("bank", 90, True)
    assert json.loads(found["policy"])["Statement"][0] == mine


def test_files_of_others_in_the_same_bucket_raise_no_alert() -> None:
    run = deployed(TAKEN, region_alert=("delivered-logs",), tamper_alert=True)
    rule = "aws:cloudwatch/eventRule:EventRule"
    delivered = json.loads(run.one(rule, "delivered-logs").inputs["eventPattern"])
    mine = f"corp/AWSLogs/{ACCOUNT}/CloudTrail"
    assert delivered["detail"]["object"] == {"key": [{"wildcard": f"{mine}/*.json.gz"}]}
    rules = [json.loads(one.inputs["eventPattern"]) for one in run.of_type(rule)]
    alternatives = [one for pattern in rules for one in pattern["detail"].get("$or", ())]
    (deleted,) = (one for one in alternatives if "reason" in one)
    assert deleted["object"] == {"key": [{"prefix": mine}]}
