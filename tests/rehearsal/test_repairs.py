"""What the emulator does otherwise than AWS, put right."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from tests.rehearsal import world
from tests.rehearsal.world import put_activity
from wizard.rehearsal.account.emulated_account import EmulatedAccount

AWAY = "us-west-2"


def with_trail(account: EmulatedAccount) -> Any:
    world.log_bucket(account)
    world.trail(account)
    return account.client("cloudtrail")


def test_a_trail_is_deleted_by_its_arn(account: EmulatedAccount) -> None:
    cloudtrail = with_trail(account)
    cloudtrail.delete_trail(Name=world.TRAIL_ARN)
    assert cloudtrail.describe_trails()["trailList"] == []


def test_insight_selectors_are_replaced_and_not_added_to(account: EmulatedAccount) -> None:
    cloudtrail = with_trail(account)
    one = [{"InsightType": "ApiErrorRateInsight"}]
    cloudtrail.put_insight_selectors(TrailName=world.TRAIL, InsightSelectors=one)
    assert cloudtrail.get_insight_selectors(TrailName=world.TRAIL)["InsightSelectors"] == one


def test_a_trail_s_topic_may_be_given_by_its_arn(account: EmulatedAccount) -> None:
    cloudtrail = with_trail(account)
    topic = account.client("sns").create_topic(Name="logs")["TopicArn"]
    for given in ("logs", topic):
        cloudtrail.update_trail(Name=world.TRAIL, SnsTopicName=given)
        assert cloudtrail.describe_trails()["trailList"][0]["SnsTopicARN"] == topic


def test_basic_selectors_take_the_place_of_advanced_ones(account: EmulatedAccount) -> None:
    cloudtrail = with_trail(account)
    basic = [{"ReadWriteType": "WriteOnly", "IncludeManagementEvents": True}]
    cloudtrail.put_event_selectors(TrailName=world.TRAIL, EventSelectors=basic)
    found = cloudtrail.get_event_selectors(TrailName=world.TRAIL)
    assert (found["EventSelectors"], found["AdvancedEventSelectors"]) == (basic, [])


def test_a_trail_says_whether_it_has_selectors_of_its_own(account: EmulatedAccount) -> None:
    cloudtrail = with_trail(account)
    (told,) = cloudtrail.describe_trails()["trailList"]
    assert (told["HasCustomEventSelectors"], told["HasInsightSelectors"]) == (True, True)


def bodies(account: EmulatedAccount, url: str, most: int = 10) -> list[str]:
    received = account.client("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=most)
    return [message["Body"] for message in received.get("Messages", [])]


def queue_of(account: EmulatedAccount, *sent: str) -> str:
    sqs = account.client("sqs")
    url = sqs.create_queue(QueueName="q", Attributes={"VisibilityTimeout": "60"})["QueueUrl"]
    for body in sent:
        sqs.send_message(QueueUrl=url, MessageBody=body)
    return url


def test_received_messages_are_hidden_until_their_time_is_up(account: EmulatedAccount) -> None:
    url = queue_of(account, "a", "b", "c")
    assert [bodies(account, url, 2), bodies(account, url, 2), bodies(account, url, 2)] == [
        ["a", "b"],
        ["c"],
        [],
    ]
    account.clock.skip(61)
    assert bodies(account, url) == ["a", "b", "c"]


def test_a_hidden_message_that_is_released_comes_before_those_behind_it(account: EmulatedAccount) -> None:
    sqs, url = account.client("sqs"), queue_of(account, "a", "b", "c")
    (first,) = sqs.receive_message(QueueUrl=url)["Messages"]
    assert bodies(account, url, 1) == ["b"]
    sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=first["ReceiptHandle"], VisibilityTimeout=0)
    assert bodies(account, url) == ["a", "c"]


def test_what_was_received_and_deleted_hides_nothing_else(account: EmulatedAccount) -> None:
    sqs, url = account.client("sqs"), queue_of(account, "a", "b", "c")
    for message in sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=2)["Messages"]:
        sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    sqs.send_message(QueueUrl=url, MessageBody="d")
    assert bodies(account, url) == ["c", "d"]


def test_a_tls_only_statement_doesnt_close_the_bucket(account: EmulatedAccount) -> None:
    world.log_bucket(account, world.text(world.TLS_ONLY))
    s3 = account.client("s3")
    s3.put_object(Bucket=world.BUCKET, Key="k", Body=b"x")
    assert s3.get_object(Bucket=world.BUCKET, Key="k")["Body"].read() == b"x"


def test_a_bucket_that_tells_eventbridge_says_so(account: EmulatedAccount) -> None:
    world.log_bucket(account)
    world.make(account, "s3/bucketNotification:BucketNotification", bucket=world.BUCKET, eventbridge=True)
    told = account.client("s3").get_bucket_notification_configuration(Bucket=world.BUCKET)
    assert told["EventBridgeConfiguration"] == {}


def test_a_bucket_that_holds_files_takes_a_lock(account: EmulatedAccount) -> None:
    s3 = account.client("s3")
    s3.create_bucket(Bucket="locked", CreateBucketConfiguration={"LocationConstraint": account.home})
    s3.put_bucket_versioning(Bucket="locked", VersioningConfiguration={"Status": "Enabled"})
    s3.put_object(Bucket="locked", Key="file", Body=b"")
    rule = {"DefaultRetention": {"Mode": "GOVERNANCE", "Days": 1}}
    lock = {"ObjectLockEnabled": "Enabled", "Rule": rule}
    s3.put_object_lock_configuration(Bucket="locked", ObjectLockConfiguration=lock)
    found = s3.get_object_lock_configuration(Bucket="locked")["ObjectLockConfiguration"]
    assert found["Rule"]["DefaultRetention"]["Mode"] == "GOVERNANCE"


def test_object_events_go_to_the_default_bus_only(account: EmulatedAccount) -> None:
    world.log_bucket(account)
    world.make(account, "s3/bucketNotification:BucketNotification", bucket=world.BUCKET, eventbridge=True)
    world.make(account, "cloudwatch/eventBus:EventBus", name="other")
    pattern = json.dumps({"source": ["aws.s3"]})
    world.make(
        account, "cloudwatch/eventRule:EventRule", name="r", eventBusName="other", eventPattern=pattern
    )
    queue = world.make(account, "sqs/queue:Queue", name="q")[1]["arn"]
    target = {"rule": "r", "eventBusName": "other", "arn": queue}
    world.make(account, "cloudwatch/eventTarget:EventTarget", **target)
    account.client("s3").put_object(Bucket=world.BUCKET, Key="k", Body=b"x")
    assert account.undelivered == []


def test_a_key_is_disabled_by_its_arn(account: EmulatedAccount) -> None:
    key = world.key(account)
    account.client("kms").disable_key(KeyId=key)
    assert account.client("kms").describe_key(KeyId=key)["KeyMetadata"]["KeyState"] == "Disabled"


def test_an_empty_queue_doesnt_keep_a_reader_waiting(account: EmulatedAccount) -> None:
    url = world.make(account, "sqs/queue:Queue", name="q")[0]
    before = datetime.now(timezone.utc)
    account.client("sqs").receive_message(QueueUrl=url, WaitTimeSeconds=20)
    assert datetime.now(timezone.utc) - before < timedelta(seconds=5)


def test_a_message_in_work_is_back_when_the_accounts_time_has_passed(account: EmulatedAccount) -> None:
    sqs, url = account.client("sqs"), world.make(account, "sqs/queue:Queue", name="q")[0]
    sqs.send_message(QueueUrl=url, MessageBody="m")
    assert len(sqs.receive_message(QueueUrl=url, VisibilityTimeout=60)["Messages"]) == 1
    assert "Messages" not in sqs.receive_message(QueueUrl=url)
    account.clock.skip(61)
    assert len(sqs.receive_message(QueueUrl=url)["Messages"]) == 1


def looked_up(account: EmulatedAccount, region: str, **asked: Any) -> list[str]:
    events = account.client("cloudtrail", region).lookup_events(**asked)["Events"]
    return [event["EventName"] for event in events]


def test_events_are_looked_up_in_their_own_region_newest_first(account: EmulatedAccount) -> None:
    with_trail(account)
    put_activity(account, AWAY, {"eventName": "RunInstances"})
    put_activity(account, AWAY, {"eventName": "StopInstances"})
    assert looked_up(account, AWAY) == ["StopInstances", "RunInstances"]
    assert looked_up(account, world.HOME) == []


@pytest.mark.parametrize(
    ("key", "value", "found"),
    [("EventName", "RunInstances", 1), ("EventSource", "ec2.amazonaws.com", 2), ("ReadOnly", "true", 0)],
)
def test_a_lookup_keeps_to_its_attribute(account: EmulatedAccount, key: str, value: str, found: int) -> None:
    with_trail(account)
    for name in ("RunInstances", "StopInstances"):
        put_activity(account, AWAY, {"eventName": name})
    attribute: Any = {"AttributeKey": key, "AttributeValue": value}
    assert len(looked_up(account, AWAY, LookupAttributes=[attribute])) == found


def test_a_lookup_keeps_to_its_times(account: EmulatedAccount) -> None:
    with_trail(account)
    put_activity(account, AWAY, {})
    soon = datetime.now(timezone.utc) + timedelta(hours=1)
    assert looked_up(account, AWAY, StartTime=soon) == []
    assert looked_up(account, AWAY, EndTime=soon) == ["RunInstances"]


def test_a_long_lookup_comes_in_pages_of_fifty(account: EmulatedAccount) -> None:
    with_trail(account)
    for _ in range(60):
        put_activity(account, AWAY, {})
    pages = account.client("cloudtrail", AWAY).get_paginator("lookup_events").paginate()
    assert [len(page["Events"]) for page in pages] == [50, 10]


def test_a_trail_is_read_by_its_arn_in_each_of_its_regions(account: EmulatedAccount) -> None:
    with_trail(account)
    away = account.client("cloudtrail", AWAY)
    found = away.get_event_selectors(TrailName=world.TRAIL_ARN)["AdvancedEventSelectors"]
    assert [one["Name"] for one in found] == ["Management events selector"]
    assert len(away.get_insight_selectors(TrailName=world.TRAIL_ARN)["InsightSelectors"]) == 2


def test_a_trail_isnt_found_by_its_name_in_another_region(account: EmulatedAccount) -> None:
    with_trail(account)
    with pytest.raises(Exception, match="TrailNotFoundException"):
        account.client("cloudtrail", AWAY).get_event_selectors(TrailName=world.TRAIL)


def test_a_key_says_that_it_is_one_of_a_single_region(account: EmulatedAccount) -> None:
    key = world.key(account)
    assert account.client("kms").describe_key(KeyId=key)["KeyMetadata"]["MultiRegion"] is False


def test_a_list_of_buckets_names_their_regions_in_pages_alone(account: EmulatedAccount) -> None:
    away = {"LocationConstraint": AWAY}
    account.client("s3", AWAY).create_bucket(Bucket="away", CreateBucketConfiguration=away)
    s3 = account.client("s3")
    assert [one["BucketRegion"] for one in s3.list_buckets(MaxBuckets=10)["Buckets"]] == [AWAY]
    assert [one["BucketRegion"] for one in s3.list_buckets(Prefix="aw")["Buckets"]] == [AWAY]
    assert "BucketRegion" not in s3.list_buckets()["Buckets"][0]
