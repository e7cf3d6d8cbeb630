"""Listens to a topic: a queue for the time being, subscribed to it and removed whatever happens."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from wizard.rehearsal.account.emulated_account import EmulatedAccount


@dataclass(frozen=True)
class Message:
    """One message as a subscriber gets it."""

    subject: str
    body: str
    attributes: dict[str, str] = field(default_factory=dict)


class Inbox:
    """What reached the topic since the inbox was opened."""

    def __init__(self, client: Any, url: str) -> None:
        self._client, self._url = client, url

    def read(self) -> list[Message]:
        """All messages that came since the last reading, oldest first."""
        found: list[Message] = []
        while True:
            batch = self._client.receive_message(QueueUrl=self._url, MaxNumberOfMessages=10).get(
                "Messages", []
            )
            if not batch:
                return found
            for message in batch:
                found.append(_message(json.loads(message["Body"])))
                self._client.delete_message(QueueUrl=self._url, ReceiptHandle=message["ReceiptHandle"])


@contextmanager
def collect_messages(account: EmulatedAccount, topic_arn: str) -> Iterator[Inbox]:
    """An inbox on the topic, for as long as the block runs."""
    region = topic_arn.split(":")[3]
    sqs, sns = account.client("sqs", region), account.client("sns", region)
    url = sqs.create_queue(QueueName=f"rehearsal-{uuid.uuid4().hex}")["QueueUrl"]
    subscription = ""
    try:
        arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        subscription = sns.subscribe(TopicArn=topic_arn, Protocol="sqs", Endpoint=arn)["SubscriptionArn"]
        yield Inbox(sqs, url)
    finally:
        if subscription:
            sns.unsubscribe(SubscriptionArn=subscription)
        sqs.delete_queue(QueueUrl=url)


def _message(notification: dict[str, Any]) -> Message:
    attributes = {name: one["Value"] for name, one in (notification.get("MessageAttributes") or {}).items()}
    return Message(notification.get("Subject") or "", notification["Message"], attributes)
