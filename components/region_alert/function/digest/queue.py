"""The alert queue: takes messages until it is empty, and deletes what was dealt with.

The queue's visibility timeout is longer than the function's timeout, so a message that one run holds
doesn't come back while that run can still delete it.
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from botocore.exceptions import BotoCoreError, ClientError

from .table import batches

MOST_MESSAGES = 20_000
"""In one run, so that its receipts fit in memory; the rest waits for the next run."""


class Unreachable(Exception):
    """The queue gives no messages: it is gone, forbidden, or out of order."""


class Message(NamedTuple):
    """`sent` is epoch seconds, 0 where SQS didn't say."""

    receipt: str
    body: str
    sent: float


def receive(client: Any, url: str, wait_seconds: int, may_go_on: Callable[[], bool]) -> Iterator[Message]:
    """Messages until the queue is empty, there are too many, or `may_go_on` says no. Raises Unreachable."""
    taken = 0
    while taken < MOST_MESSAGES and may_go_on():
        try:
            answer = client.receive_message(
                QueueUrl=url,
                MaxNumberOfMessages=10,
                WaitTimeSeconds=wait_seconds,
                AttributeNames=["SentTimestamp"],
            )
        except ClientError as error:
            raise Unreachable(f"the queue can't be read: {error.response['Error']['Code']}") from error
        except BotoCoreError as error:
            raise Unreachable(f"the queue can't be read: {type(error).__name__}") from error
        messages = answer.get("Messages") or []
        if not messages:
            return
        for message in messages:
            sent = int(message.get("Attributes", {}).get("SentTimestamp", 0)) / 1000
            yield Message(message["ReceiptHandle"], message["Body"], sent)
        taken += len(messages)


def delete(client: Any, url: str, receipts: Iterable[str]) -> int:
    """Deletes the messages; returns how many could not be: they come back, and are recognised then."""
    left = 0
    for some in batches(receipts, 10):
        todo = list(some)
        for _attempt in range(2):
            entries = [{"Id": str(number), "ReceiptHandle": receipt} for number, receipt in enumerate(todo)]
            try:
                failed = client.delete_message_batch(QueueUrl=url, Entries=entries).get("Failed", [])
            except (ClientError, BotoCoreError):
                break
            todo = [todo[int(failure["Id"])] for failure in failed]
            if not todo:
                break
        left += len(todo)
    return left
