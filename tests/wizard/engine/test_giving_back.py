"""Our queue leaves the notification of a bucket that others go on using, and nothing else does."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from botocore.exceptions import ClientError

from components.adopted import Adopted, AdoptedBucket, AdoptedTrail
from tests.components.cases import settings
from wizard.account.connect import Clients
from wizard.account.origin import Origin
from wizard.engine.leftovers import forget_our_queue, without

BUCKET, ACCOUNT, HOME = "acme-audit-logs", "123456789012", "eu-west-1"
OURS, THEIRS = (f"arn:aws:sqs:{HOME}:{ACCOUNT}:{name}" for name in ("acme-siem", "siem"))
TOPIC = {
    "Id": "topic",
    "TopicArn": "arn:aws:sns:eu-west-1:123456789012:logs",
    "Events": ["s3:ObjectCreated:*"],
}
ADOPTED = Adopted(
    account=ACCOUNT,
    region=HOME,
    trail=AdoptedTrail(f"arn:aws:cloudtrail:{HOME}:{ACCOUNT}:trail/acme"),
    log_bucket=AdoptedBucket(BUCKET),
)


def entry(queue: str) -> dict[str, Any]:
    return {"Id": queue.rpartition(":")[2], "QueueArn": queue, "Events": ["s3:ObjectCreated:*"]}


class Bucket:
    """S3, as far as the notification goes. refuses: the call that is denied."""

    def __init__(self, *queues: str, refuses: str = "") -> None:
        self.document: dict[str, Any] = {
            "TopicConfigurations": [TOPIC],
            "EventBridgeConfiguration": {},
            "QueueConfigurations": [entry(queue) for queue in queues],
        }
        self.refuses, self.written = refuses, 0

    def get_bucket_notification_configuration(self, **asked: str) -> dict[str, Any]:
        self._meet("GetBucketNotificationConfiguration", asked)
        return {"ResponseMetadata": {}, **self.document}

    def put_bucket_notification_configuration(
        self, NotificationConfiguration: dict[str, Any], **asked: str
    ) -> None:
        self._meet("PutBucketNotificationConfiguration", asked)
        self.document, self.written = NotificationConfiguration, self.written + 1

    def _meet(self, call: str, asked: dict[str, str]) -> None:
        assert asked == {"Bucket": BUCKET, "ExpectedBucketOwner": ACCOUNT}
        if call == self.refuses:
            raise ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, call)


def forget(bucket: Bucket) -> str:
    opened: Any = SimpleNamespace(
        settings=settings(HOME, trail_name="acme", log_bucket_name=BUCKET),
        origin=Origin(ACCOUNT),
        clients=Clients(lambda service, region: bucket),
    )
    return forget_our_queue(opened, ADOPTED)


def test_our_queue_goes_and_everybody_else_s_receivers_stay() -> None:
    bucket = Bucket(THEIRS, OURS)
    assert forget(bucket) == ""
    assert bucket.document == {
        "TopicConfigurations": [TOPIC],
        "EventBridgeConfiguration": {},
        "QueueConfigurations": [entry(THEIRS)],
    }


def test_where_it_was_the_only_queue_none_is_left() -> None:
    assert without({"QueueConfigurations": [entry(OURS)], "EventBridgeConfiguration": {}}, OURS) == {
        "EventBridgeConfiguration": {}
    }


def test_where_it_is_not_named_nothing_is_written() -> None:
    bucket = Bucket(THEIRS)
    assert (forget(bucket), bucket.written) == ("", 0)


def test_a_refusal_is_told_with_what_it_causes_and_the_missing_permission() -> None:
    for call, action in (
        ("GetBucketNotificationConfiguration", "s3:GetBucketNotification"),
        ("PutBucketNotificationConfiguration", "s3:PutBucketNotification"),
    ):
        bucket = Bucket(THEIRS, OURS, refuses=call)
        text = forget(bucket)
        assert f"may still name {OURS}, which is gone" in text
        assert "S3 refuses the next change to it until that entry is taken out" in text
        assert action in text
        assert bucket.written == 0
