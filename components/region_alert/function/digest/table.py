"""The digest's DynamoDB table: single items and batches, with what DynamoDB leaves undone done again.

The client itself retries what is throttled; a batch that comes back half done is the caller's to finish:
https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

ATTEMPTS = 8
Item = dict[str, Any]


class MemoryLost(Exception):
    """The table can't be read or written: gone, forbidden, or throttled for too long."""


class ConditionFailed(Exception):
    """The condition of a write didn't hold."""


class Table:
    """Items under a string key `pk`. `sleep` waits between attempts at a batch."""

    def __init__(self, client: Any, name: str, sleep: Callable[[float], None] = time.sleep) -> None:
        self._client = client
        self._name = name
        self._sleep = sleep

    def get(self, key: str) -> Item | None:
        """The item as last written; None where there is none. Raises MemoryLost."""
        answer = self._call("get_item", TableName=self._name, Key={"pk": {"S": key}}, ConsistentRead=True)
        return answer.get("Item")

    def put(self, item: Item, **condition: Any) -> None:
        """Writes the item. Raises ConditionFailed, MemoryLost."""
        self._call("put_item", TableName=self._name, Item=item, **condition)

    def update(self, key: str, **change: Any) -> Item:
        """Changes one item; returns it as it is then. Raises ConditionFailed, MemoryLost."""
        answer = self._call(
            "update_item", TableName=self._name, Key={"pk": {"S": key}}, ReturnValues="ALL_NEW", **change
        )
        return answer["Attributes"]

    def get_many(self, keys: Sequence[str]) -> Iterator[Item]:
        """Those of at most 100 items that exist, as last written. Raises MemoryLost."""
        wanted: Any = {"Keys": [{"pk": {"S": key}} for key in keys], "ConsistentRead": True}
        for attempt in range(ATTEMPTS):
            answer = self._call("batch_get_item", RequestItems={self._name: wanted})
            yield from answer["Responses"].get(self._name, ())
            wanted = answer.get("UnprocessedKeys", {}).get(self._name)
            if not wanted:
                return
            self._pause(attempt)
        raise MemoryLost("DynamoDB left reads undone")

    def put_many(self, items: Sequence[Item]) -> None:
        """Writes at most 25 items. Raises MemoryLost."""
        wanted: Any = [{"PutRequest": {"Item": item}} for item in items]
        for attempt in range(ATTEMPTS):
            answer = self._call("batch_write_item", RequestItems={self._name: wanted})
            wanted = answer.get("UnprocessedItems", {}).get(self._name)
            if not wanted:
                return
            self._pause(attempt)
        raise MemoryLost("DynamoDB left writes undone")

    def _pause(self, attempt: int) -> None:
        self._sleep(min(0.05 * 2**attempt, 2.0))

    def _call(self, operation: str, **arguments: Any) -> Any:
        try:
            return getattr(self._client, operation)(**arguments)
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if code == "ConditionalCheckFailedException":
                raise ConditionFailed from None
            raise MemoryLost(f"{operation}: {code}") from error
        except BotoCoreError as error:
            raise MemoryLost(f"{operation}: {type(error).__name__}") from error


def batches(values: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """The values in lists of at most `size`."""
    iterator = iter(values)
    while some := list(islice(iterator, size)):
        yield some


def number(value: float) -> dict[str, str]:
    """A whole number as DynamoDB takes it."""
    return {"N": str(int(value))}
