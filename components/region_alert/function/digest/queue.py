"""The alert queue: takes messages until it is empty, and deletes what was dealt with.

The queue's visibility timeout is longer than the function's timeout, so a message that one run holds
doesn't come back while that run can still delete it.
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from .aws import Receipt, Sqs
from .refusals import FAILURES, code_of
from .table import batches

MOST_MESSAGES = 20_000
"""In one run, so that its receipts fit in memory; the rest waits for the next run."""
MOST_AHEAD = 50
"""Messages that are announced before the first of them is given."""


class Unreachable(Exception):
    """The queue gives no messages: it is gone, forbidden, or out of order."""


class Message(NamedTuple):
    """`sent` is epoch seconds, 0 where SQS didn't say."""

    receipt: str
    body: str
    sent: float


def receive(client: Sqs, url: str, wait_seconds: int, may_go_on: Callable[[], bool]) -> Iterator[Message]:
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
        except FAILURES as error:
            raise Unreachable(f"the queue can't be read: {code_of(error)}") from error
        messages = answer.get("Messages", [])
        if not messages:
            return
        for message in messages:
            sent = int(message.get("Attributes", {}).get("SentTimestamp", 0)) / 1000
            yield Message(message["ReceiptHandle"], message["Body"], sent)
        taken += len(messages)


def ahead(
    messages: Iterator[Message], announce: Callable[[Message], None], most: int = MOST_AHEAD
) -> Iterator[Message]:
    """The same messages, each announced before up to so many others are given. Raises Unreachable after those
    that came before it."""
    waiting: deque[Message] = deque()
    try:
        for message in messages:
            announce(message)
            waiting.append(message)
            if len(waiting) > most:
                yield waiting.popleft()
    except Unreachable:
        yield from waiting
        raise
    yield from waiting


def delete(client: Sqs, url: str, receipts: Iterable[str]) -> int:
    """Deletes the messages; returns how many could not be: they come back, and are recognised then."""
    left = 0
    for some in batches(receipts, 10):
        todo = list(some)
        for _attempt in range(2):
            entries: list[Receipt] = [
                {"Id": str(number), "ReceiptHandle": receipt} for number, receipt in enumerate(todo)
            ]
            try:
                failed = client.delete_message_batch(QueueUrl=url, Entries=entries).get("Failed", [])
            except FAILURES:
                break
            todo = [todo[int(failure["Id"])] for failure in failed]
            if not todo:
                break
        left += len(todo)
    return left
