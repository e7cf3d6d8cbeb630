"""The AWS calls that the function makes, each with what goes in and what comes out.

boto3 makes its clients while it runs and has no types of its own. Fields that AWS may leave out are not
required here; those that nobody reads are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, Protocol, TypedDict


class Received(TypedDict, total=False):
    """https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html"""

    Messages: list[QueueMessage]


class _Body(TypedDict):
    ReceiptHandle: str
    Body: str


class QueueMessage(_Body, total=False):
    Attributes: dict[str, str]


class Receipt(TypedDict):
    Id: str
    ReceiptHandle: str


class NotDeleted(TypedDict):
    Id: str


class Deleted(TypedDict, total=False):
    """https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessageBatch.html"""

    Failed: list[NotDeleted]


class Sqs(Protocol):
    def receive_message(
        self,
        *,
        QueueUrl: str,
        MaxNumberOfMessages: int,
        WaitTimeSeconds: int,
        AttributeNames: Sequence[str],
    ) -> Received: ...

    def delete_message_batch(self, *, QueueUrl: str, Entries: Sequence[Receipt]) -> Deleted: ...


class MessageAttribute(TypedDict):
    DataType: str
    StringValue: str


class Notification(TypedDict):
    """What Publish takes: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html"""

    TopicArn: str
    Subject: str
    MessageStructure: str
    Message: str
    MessageAttributes: dict[str, MessageAttribute]


class Subscription(TypedDict, total=False):
    Protocol: str
    Endpoint: str
    SubscriptionArn: str


class Subscriptions(TypedDict, total=False):
    """https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptionsByTopic.html"""

    Subscriptions: list[Subscription]
    NextToken: str


class Sns(Protocol):
    def publish(
        self,
        *,
        TopicArn: str,
        Message: str,
        Subject: str = ...,
        MessageStructure: str = ...,
        MessageAttributes: Mapping[str, MessageAttribute] = ...,
    ) -> object: ...

    def list_subscriptions_by_topic(self, *, TopicArn: str, NextToken: str = ...) -> Subscriptions: ...


class Account(TypedDict, total=False):
    Name: str


class Described(TypedDict):
    """https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeAccount.html"""

    Account: Account


class Organizations(Protocol):
    def describe_account(self, *, AccountId: str) -> Described: ...


class Attribute(TypedDict, total=False):
    """A value in DynamoDB, under the letters of its type:
    https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html"""

    S: str
    N: str
    B: bytes
    SS: list[str]


Item = dict[str, Attribute]


class Condition(TypedDict):
    """When a write is to be done, and what its expressions are of."""

    ConditionExpression: str
    ExpressionAttributeNames: dict[str, str]
    ExpressionAttributeValues: Item


class Change(Condition):
    UpdateExpression: str


class Keys(TypedDict):
    Keys: list[Item]
    ConsistentRead: bool


class Put(TypedDict):
    PutRequest: dict[Literal["Item"], Item]


class OneItem(TypedDict, total=False):
    Item: Item


class Updated(TypedDict):
    Attributes: Item


class _Found(TypedDict):
    Responses: dict[str, list[Item]]


class Found(_Found, total=False):
    UnprocessedKeys: dict[str, Keys]


class Written(TypedDict, total=False):
    UnprocessedItems: dict[str, list[Put]]


class DynamoDb(Protocol):
    def get_item(self, *, TableName: str, Key: Item, ConsistentRead: bool) -> OneItem: ...

    def put_item(
        self,
        *,
        TableName: str,
        Item: Item,
        ConditionExpression: str = ...,
        ExpressionAttributeNames: dict[str, str] = ...,
        ExpressionAttributeValues: Item = ...,
    ) -> object: ...

    def update_item(
        self,
        *,
        TableName: str,
        Key: Item,
        ReturnValues: str,
        UpdateExpression: str,
        ConditionExpression: str,
        ExpressionAttributeNames: dict[str, str],
        ExpressionAttributeValues: Item,
    ) -> Updated: ...

    def batch_get_item(self, *, RequestItems: dict[str, Keys]) -> Found: ...

    def batch_write_item(self, *, RequestItems: dict[str, list[Put]]) -> Written: ...


class Streamed(Protocol):
    def iter_chunks(self, chunk_size: int = ..., /) -> Iterator[bytes]: ...

    def close(self) -> None: ...


class Object(TypedDict):
    """https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html"""

    Body: Streamed


class S3(Protocol):
    def get_object(self, *, Bucket: str, Key: str, VersionId: str = ...) -> Object: ...
