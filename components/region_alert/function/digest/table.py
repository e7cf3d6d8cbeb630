"""The digest's DynamoDB table: single items and batches, with what DynamoDB leaves undone done again.

The client itself retries what is throttled; a batch that comes back half done is the caller's to finish:
https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import TypeVar

from .aws import Attribute, Change, Condition, DynamoDb, Item, Keys, Put
from .refusals import FAILURES, code_of

ATTEMPTS = 8
T = TypeVar("T")


class MemoryLost(Exception):
    """The table can't be read or written: gone, forbidden, or throttled for too long."""


class ConditionFailed(Exception):
    """The condition of a write didn't hold."""


class Table:
    """Items under a string key `pk`. `sleep` waits between attempts at a batch."""

    def __init__(self, client: DynamoDb, name: str, sleep: Callable[[float], None] = time.sleep) -> None:
        self._client = client
        self._name = name
        self._sleep = sleep

    def get(self, key: str) -> Item | None:
        """The item as last written; None where there is none. Raises MemoryLost."""
        with _called("get_item"):
            answer = self._client.get_item(TableName=self._name, Key=_key(key), ConsistentRead=True)
        return answer.get("Item")

    def put(self, item: Item, condition: Condition | None = None) -> None:
        """Writes the item. Raises ConditionFailed, MemoryLost."""
        with _called("put_item"):
            if condition:
                self._client.put_item(TableName=self._name, Item=item, **condition)
            else:
                self._client.put_item(TableName=self._name, Item=item)

    def update(self, key: str, change: Change) -> Item:
        """Changes one item; returns it as it is then. Raises ConditionFailed, MemoryLost."""
        with _called("update_item"):
            answer = self._client.update_item(
                TableName=self._name, Key=_key(key), ReturnValues="ALL_NEW", **change
            )
        return answer["Attributes"]

    def get_many(self, keys: Sequence[str]) -> Iterator[Item]:
        """Those of at most 100 items that exist, as last written. Raises MemoryLost."""
        wanted: Keys | None = {"Keys": [_key(key) for key in keys], "ConsistentRead": True}
        for attempt in range(ATTEMPTS):
            with _called("batch_get_item"):
                answer = self._client.batch_get_item(RequestItems={self._name: wanted})
            yield from answer["Responses"].get(self._name, ())
            wanted = answer.get("UnprocessedKeys", {}).get(self._name)
            if not wanted:
                return
            self._pause(attempt)
        raise MemoryLost("DynamoDB left reads undone")

    def put_many(self, items: Sequence[Item]) -> None:
        """Writes at most 25 items. Raises MemoryLost."""
        wanted: list[Put] | None = [{"PutRequest": {"Item": item}} for item in items]
        for attempt in range(ATTEMPTS):
            with _called("batch_write_item"):
                answer = self._client.batch_write_item(RequestItems={self._name: wanted})
            wanted = answer.get("UnprocessedItems", {}).get(self._name)
            if not wanted:
                return
            self._pause(attempt)
        raise MemoryLost("DynamoDB left writes undone")

    def _pause(self, attempt: int) -> None:
        self._sleep(min(0.05 * 2**attempt, 2.0))


@contextmanager
def _called(operation: str) -> Generator[None]:
    try:
        yield
    except FAILURES as error:
        code = code_of(error)
        if code == "ConditionalCheckFailedException":
            raise ConditionFailed from None
        raise MemoryLost(f"{operation}: {code}") from error


def _key(key: str) -> Item:
    return {"pk": {"S": key}}


def batches(values: Iterable[T], size: int) -> Iterator[list[T]]:
    """The values in lists of at most `size`."""
    iterator = iter(values)
    while some := list(islice(iterator, size)):
        yield some


def number(value: float) -> Attribute:
    """A whole number as DynamoDB takes it."""
    return {"N": str(int(value))}
