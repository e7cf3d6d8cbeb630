"""CloudTrail's log files: where they land, what is in them, and when they don't come."""

from __future__ import annotations

import gzip
import json
import re
from typing import Any

from tests.rehearsal import world
from tests.rehearsal.world import put_activity
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.stand_ins.activity import put_activities

AWAY = "ap-south-1"


def keys(account: EmulatedAccount) -> list[str]:
    listed = account.client("s3").list_objects_v2(Bucket=world.BUCKET).get("Contents", [])
    return [one["Key"] for one in listed]


def ready(account: EmulatedAccount, **changes: Any) -> None:
    world.log_bucket(account)
    world.trail(account, **changes)


def test_a_call_is_in_a_log_file_of_its_region(account: EmulatedAccount) -> None:
    ready(account)
    record = put_activity(account, AWAY, {"eventName": "CreateKeyPair"})
    (key,) = keys(account)
    assert re.fullmatch(
        r"AWSLogs/123456789012/CloudTrail/ap-south-1/\d{4}/\d\d/\d\d/"
        r"123456789012_CloudTrail_ap-south-1_\d{8}T\d{4}Z_[A-Za-z0-9]{16}\.json\.gz",
        key,
    )
    body = account.client("s3").get_object(Bucket=world.BUCKET, Key=key)["Body"].read()
    assert json.loads(gzip.decompress(body)) == {"Records": [record]}


def test_many_calls_of_a_region_share_a_file(account: EmulatedAccount) -> None:
    ready(account)
    put_activities(account, AWAY, [{"eventName": "A"}, {"eventName": "B"}])
    assert len(keys(account)) == 1


def test_a_trail_that_stopped_writes_nothing(account: EmulatedAccount) -> None:
    ready(account)
    account.client("cloudtrail").stop_logging(Name=world.TRAIL)
    put_activity(account, AWAY, {})
    assert keys(account) == []


def test_a_bucket_policy_taken_away_stops_the_files(account: EmulatedAccount) -> None:
    ready(account)
    account.client("s3").delete_bucket_policy(Bucket=world.BUCKET)
    put_activity(account, AWAY, {})
    assert keys(account) == []
    assert "s3:GetBucketAcl" in account.undelivered[-1]


def test_a_disabled_key_stops_the_files(account: EmulatedAccount) -> None:
    world.log_bucket(account)
    key = world.key(account)
    world.trail(account, kmsKeyId=key)
    put_activity(account, AWAY, {})
    account.client("kms").disable_key(KeyId=key)
    put_activity(account, AWAY, {})
    assert len(keys(account)) == 1
    assert "Disabled" in account.undelivered[-1]


def test_files_are_encrypted_with_the_trails_key(account: EmulatedAccount) -> None:
    world.log_bucket(account)
    key = world.key(account)
    world.trail(account, kmsKeyId=key)
    put_activity(account, AWAY, {})
    head = account.client("s3").head_object(Bucket=world.BUCKET, Key=keys(account)[0])
    assert (head["ServerSideEncryption"], head["SSEKMSKeyId"]) == ("aws:kms", key)


def test_each_trail_writes_its_own_file(account: EmulatedAccount) -> None:
    ready(account)
    second = f"{world.TRAIL_ARN}-2"
    either = {"StringEquals": {"aws:SourceArn": [world.TRAIL_ARN, second]}}
    statements = [{**statement, "Condition": either} for statement in (world.READS_ACL, world.WRITES)]
    account.client("s3").put_bucket_policy(Bucket=world.BUCKET, Policy=world.text(*statements))
    world.trail(account, name=f"{world.TRAIL}-2")
    put_activity(account, AWAY, {})
    assert len(keys(account)) == 2


def test_a_new_file_is_told_to_eventbridge_as_aws_words_it(account: EmulatedAccount) -> None:
    ready(account)
    world.make(account, "s3/bucketNotification:BucketNotification", bucket=world.BUCKET, eventbridge=True)
    pattern = {
        "source": ["aws.s3"],
        "detail-type": ["Object Created"],
        "detail": {"object": {"key": [{"wildcard": "*/CloudTrail/*.json.gz"}]}},
    }
    rule = world.make(
        account, "cloudwatch/eventRule:EventRule", name="files", eventPattern=json.dumps(pattern)
    )[1]
    url, queue = world.make(account, "sqs/queue:Queue", name="files")
    lets_in = world.allow("events", "sqs:SendMessage", "*", ArnEquals={"aws:SourceArn": rule["arn"]})
    world.make(account, "sqs/queuePolicy:QueuePolicy", queueUrl=url, policy=world.text(lets_in))
    world.make(account, "cloudwatch/eventTarget:EventTarget", rule="files", targetId="q", arn=queue["arn"])
    put_activity(account, AWAY, {})
    (message,) = account.client("sqs").receive_message(QueueUrl=url)["Messages"]
    event = json.loads(message["Body"])
    assert event["detail"]["bucket"] == {"name": world.BUCKET}
    assert event["detail"]["object"]["key"] == keys(account)[0]
    assert event["detail"]["reason"] == "PutObject"
    assert event["resources"] == [world.BUCKET_ARN]


def test_one_of_the_two_sources_can_be_left_out(account: EmulatedAccount) -> None:
    ready(account)
    put_activities(account, AWAY, [{}], files=False)
    assert keys(account) == []


STREAM = "123456789012_CloudTrail_eu-central-1"


def with_log_group(account: EmulatedAccount, may: str = STREAM) -> str:
    """The trail, with a log group and a role that may write to streams called so; the group's ARN."""
    _, group = world.make(account, "cloudwatch/logGroup:LogGroup", name="trail")
    allowed = world.may(["logs:CreateLogStream", "logs:PutLogEvents"], f"{group['arn']}:log-stream:{may}*")
    role = world.role(account, "delivery", "cloudtrail", policy=allowed)
    ready(account, cloudWatchLogsGroupArn=f"{group['arn']}:*", cloudWatchLogsRoleArn=role)
    return group["arn"]


def test_a_call_is_in_the_log_group_too_and_the_trail_says_when(account: EmulatedAccount) -> None:
    with_log_group(account)
    record = put_activity(account, AWAY, {"eventName": "CreateKeyPair"})
    events = account.client("logs").get_log_events(logGroupName="trail", logStreamName=STREAM)["events"]
    assert [json.loads(one["message"]) for one in events] == [record]
    status = account.client("cloudtrail", AWAY).get_trail_status(Name=world.TRAIL_ARN)
    apart = status["LatestCloudWatchLogsDeliveryTime"] - status["LatestDeliveryTime"]
    assert 0 <= apart.total_seconds() < 60


def test_a_role_that_may_no_longer_write_stops_the_log_group_alone(account: EmulatedAccount) -> None:
    with_log_group(account)
    account.client("iam").delete_role_policy(RoleName="delivery", PolicyName="own")
    put_activity(account, AWAY, {"eventName": "CreateKeyPair"})
    assert len(keys(account)) == 1
    status = account.client("cloudtrail", AWAY).get_trail_status(Name=world.TRAIL_ARN)
    assert "LatestCloudWatchLogsDeliveryTime" not in status
    assert status["LatestCloudWatchLogsDeliveryError"] == "AccessDenied"


def test_a_trail_without_a_log_group_says_nothing_of_one(account: EmulatedAccount) -> None:
    ready(account)
    put_activity(account, AWAY, {})
    status = account.client("cloudtrail", AWAY).get_trail_status(Name=world.TRAIL_ARN)
    assert not [name for name in status if "CloudWatchLogs" in name]
