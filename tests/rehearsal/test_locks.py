"""An administrator's ordinary session in the deployed account: what it can't do without changing a policy."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.rehearsal import world
from tests.rehearsal.conftest import HOME
from tests.rehearsal.inbox import collect_messages
from tests.rehearsal.world import put_activity
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.deployment import deploy
from wizard.rehearsal.opening import open_account
from wizard.rehearsal.stand_ins.acting import acting_as
from wizard.rehearsal.stand_ins.schedules import tick

CONFIG = {
    "everyregion:approvedRegions": json.dumps([HOME]),
    "everyregion:alertEmails": json.dumps(["ops@example.com"]),
}
TABLE = "everyregion-alert-digest"
DENIED = {
    "sqs": "AccessDenied",
    "s3": "AccessDenied",
    "dynamodb": "AccessDeniedException",
    "sns": "AuthorizationError",
}


@dataclass(frozen=True)
class Deployed:
    account: EmulatedAccount
    exports: dict[str, Any]
    admin: str

    def refused(self, service: str, call: str, **parameters: Any) -> str:
        """The error code of the administrator's call, "" where it went through."""
        with acting_as(self.account, self.admin, "alice", HOME) as session:
            try:
                getattr(session.client(service), call)(**parameters)
            except ClientError as error:
                return error.response["Error"]["Code"]
        return ""


@pytest.fixture(scope="module")
def deployed() -> Iterator[Deployed]:
    with open_account(HOME) as account:
        run = deploy(account, CONFIG)
        assert run.refusal is None
        admin = world.role(account, "Admin", "ec2", policy=world.may("*"))
        yield Deployed(account, dict(run.exports), admin)


def test_an_administrator_empties_no_queue(deployed: Deployed) -> None:
    url = deployed.exports["alertQueueUrl"]
    with collect_messages(deployed.account, deployed.exports["alertTopicArn"]) as inbox:
        put_activity(deployed.account, "us-west-2", {"eventName": "CreateKeyPair"})
        handle = "AQEB"
        codes = [
            deployed.refused("sqs", "receive_message", QueueUrl=url),
            deployed.refused("sqs", "purge_queue", QueueUrl=url),
            deployed.refused("sqs", "delete_message", QueueUrl=url, ReceiptHandle=handle),
            deployed.refused(
                "sqs",
                "delete_message_batch",
                QueueUrl=url,
                Entries=[{"Id": "1", "ReceiptHandle": handle}],
            ),
            deployed.refused(
                "sqs", "change_message_visibility", QueueUrl=url, ReceiptHandle=handle, VisibilityTimeout=9
            ),
        ]
        tick(deployed.account)
        (message,) = inbox.read()
    assert codes == [DENIED["sqs"]] * 5
    assert "CreateKeyPair" in message.body


def test_an_administrator_puts_no_message_into_the_queue(deployed: Deployed) -> None:
    forged = json.dumps({"source": "aws.ec2", "detail-type": "AWS API Call via CloudTrail", "detail": {}})
    url = deployed.exports["alertQueueUrl"]
    assert deployed.refused("sqs", "send_message", QueueUrl=url, MessageBody=forged) == DENIED["sqs"]


def test_an_administrator_still_looks_at_the_queue_and_tags_it(deployed: Deployed) -> None:
    url = deployed.exports["alertQueueUrl"]
    assert deployed.refused("sqs", "get_queue_attributes", QueueUrl=url, AttributeNames=["All"]) == ""
    assert deployed.refused("sqs", "tag_queue", QueueUrl=url, Tags={"team": "ops"}) == ""


def test_an_administrator_takes_no_dead_letter_away(deployed: Deployed) -> None:
    url = deployed.exports["alertDeadLetterQueueUrl"]
    assert deployed.refused("sqs", "receive_message", QueueUrl=url) == ""
    assert deployed.refused("sqs", "purge_queue", QueueUrl=url) == DENIED["sqs"]


@pytest.mark.parametrize(
    "statement",
    [
        f"INSERT INTO \"{TABLE}\" VALUE {{'pk': 'told'}}",
        f"update \"{TABLE}\" SET expires=9 WHERE pk='told'",
        f"DELETE FROM \"{TABLE}\" WHERE pk='told'",
        f'SELECT * FROM "{TABLE}"',
        f'select pk\n  from "{TABLE}"."by-time" WHERE pk=1',
    ],
)
def test_an_administrator_reaches_the_function_s_memory_in_no_language(
    deployed: Deployed, statement: str
) -> None:
    codes = [
        deployed.refused("dynamodb", "execute_statement", Statement=statement),
        deployed.refused("dynamodb", "batch_execute_statement", Statements=[{"Statement": statement}]),
        deployed.refused("dynamodb", "execute_transaction", TransactStatements=[{"Statement": statement}]),
    ]
    assert codes == [DENIED["dynamodb"]] * 3


def test_an_administrator_writes_nothing_into_the_function_s_memory(deployed: Deployed) -> None:
    key, item = {"pk": {"S": "told"}}, {"pk": {"S": "told"}, "expires": {"N": "9"}}
    put = {"Put": {"TableName": TABLE, "Item": item}}
    codes = [
        deployed.refused("dynamodb", "put_item", TableName=TABLE, Item=item),
        deployed.refused("dynamodb", "update_item", TableName=TABLE, Key=key),
        deployed.refused("dynamodb", "delete_item", TableName=TABLE, Key=key),
        deployed.refused(
            "dynamodb", "batch_write_item", RequestItems={TABLE: [{"PutRequest": {"Item": item}}]}
        ),
        deployed.refused("dynamodb", "transact_write_items", TransactItems=[put]),
    ]
    assert codes == [DENIED["dynamodb"]] * 5


def test_an_administrator_reads_nothing_in_the_function_s_memory(deployed: Deployed) -> None:
    key = {"pk": {"S": "told"}}
    codes = [
        deployed.refused("dynamodb", "get_item", TableName=TABLE, Key=key),
        deployed.refused("dynamodb", "scan", TableName=TABLE),
        deployed.refused("dynamodb", "batch_get_item", RequestItems={TABLE: {"Keys": [key]}}),
        deployed.refused(
            "dynamodb", "transact_get_items", TransactItems=[{"Get": {"TableName": TABLE, "Key": key}}]
        ),
    ]
    assert codes == [DENIED["dynamodb"]] * 4
    assert deployed.refused("dynamodb", "describe_table", TableName=TABLE) == ""


def test_an_administrator_forges_no_log_file(deployed: Deployed) -> None:
    bucket = deployed.exports["logBucket"]
    key = f"AWSLogs/{deployed.account.id}/CloudTrail/us-west-2/2026/01/31/forged.json.gz"
    body = gzip.compress(json.dumps({"Records": []}).encode())
    deployed.account.client("s3").create_bucket(
        Bucket="mine", CreateBucketConfiguration={"LocationConstraint": HOME}
    )
    codes = [
        deployed.refused("s3", "put_object", Bucket=bucket, Key=key, Body=body),
        deployed.refused("s3", "copy_object", Bucket=bucket, Key=key, CopySource="mine/x"),
        deployed.refused("s3", "create_multipart_upload", Bucket=bucket, Key=key),
        deployed.refused("s3", "upload_fileobj", Bucket=bucket, Key=key, Fileobj=io.BytesIO(body)),
    ]
    assert codes[:3] == [DENIED["s3"]] * 3
    assert codes[3] == DENIED["s3"]


def test_an_administrator_sends_no_message_that_looks_like_the_alert_s(deployed: Deployed) -> None:
    topic = deployed.exports["alertTopicArn"]
    entries = [{"Id": "1", "Message": "All is well."}]
    with collect_messages(deployed.account, topic) as inbox:
        codes = [
            deployed.refused("sns", "publish", TopicArn=topic, Message="All is well."),
            deployed.refused("sns", "publish_batch", TopicArn=topic, PublishBatchRequestEntries=entries),
        ]
        assert inbox.read() == []
    assert codes == [DENIED["sns"]] * 2
    assert deployed.refused("sns", "list_subscriptions_by_topic", TopicArn=topic) == ""


def test_cloudtrail_still_delivers_and_the_function_still_remembers(deployed: Deployed) -> None:
    account = deployed.account
    before = len(account.undelivered)
    with collect_messages(account, deployed.exports["alertTopicArn"]) as inbox:
        put_activity(account, "us-east-2", {"eventName": "RunInstances"})
        assert [started.error for started in tick(account)] == [""]
        (message,) = inbox.read()
    assert "RunInstances" in message.body
    assert account.undelivered[before:] == []
