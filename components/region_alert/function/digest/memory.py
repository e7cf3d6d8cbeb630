"""What the digest keeps in its DynamoDB table: a lease, the ids of events it has seen, and the groups.

The order of writes makes a run that is cut off anywhere harmless:
1. The lease's item takes the run's name into `started`, in the same write that takes the lease.
2. Event ids are written with the run's name. They don't count as seen yet if the run never got to
3. the groups, one conditional write of one item that adds the counts and the run's name to `commits`.
An id counts as seen unless its run is in `started` and not in `commits`: then it was cut off between 2 and 3, the
message is still in the queue, and the event is counted when it comes back.
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.ReadConsistency.html
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Any
from uuid import uuid4

from botocore.exceptions import BotoCoreError, ClientError

from . import state as states
from .state import State

LEASE_SECONDS = 60
ID_SECONDS = 7 * 24 * 3600
ATTEMPTS = 8


class MemoryLost(Exception):
    """The table can't be read or written: gone, forbidden, or throttled for too long."""


class LeaseLost(Exception):
    """Another run took over: this one must neither publish nor delete anything."""


class Memory:
    """The table, for one run. `clock` gives epoch seconds; `sleep` waits between attempts."""

    def __init__(
        self, client: Any, table: str, clock: Callable[[], float], sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._client = client
        self._table = table
        self._clock = clock
        self._sleep = sleep
        self._renewed = 0.0
        self._orphans: set[str] = set()
        self._cut_off: set[str] = set()
        self.run = f"{int(clock())}-{uuid4().hex[:12]}"

    def acquire(self) -> bool:
        """Takes the lease; False while another run holds it. A dead run's lease ends by itself."""
        now = self._clock()
        try:
            answer = self._call(
                "update_item",
                Key={"pk": {"S": "lease"}},
                UpdateExpression="SET #owner = :me, #until = :until ADD started :names",
                ConditionExpression="attribute_not_exists(#until) OR #until < :now OR #owner = :me",
                ExpressionAttributeNames={"#owner": "owner", "#until": "until"},
                ExpressionAttributeValues={
                    ":me": {"S": self.run},
                    ":until": _number(now + LEASE_SECONDS),
                    ":now": _number(now),
                    ":names": {"SS": [self.run]},
                },
                ReturnValues="ALL_NEW",
            )
        except ConditionFailed:
            return False
        self._renewed = now
        self._orphans = set(answer["Attributes"].get("started", {}).get("SS", [])) - {self.run}
        return True

    def keep(self, force: bool = False) -> None:
        """Renews the lease when a third of it has passed. Raises LeaseLost."""
        now = self._clock()
        if not force and now - self._renewed < LEASE_SECONDS / 3:
            return
        self._owned("SET #until = :until", {":until": _number(now + LEASE_SECONDS)})
        self._renewed = now

    def release(self) -> None:
        """Ends the run cleanly: the next one may start at once, and knows that nothing was cut off."""
        long_ago = self._clock() - 2 * ID_SECONDS
        ended = [run for run in self._orphans if run not in self._cut_off or _started(run) < long_ago]
        self._owned(
            "SET #until = :until DELETE started :names",
            {":until": _number(0), ":names": {"SS": [self.run, *ended]}},
        )

    def load(self) -> State:
        """The groups as the last run left them."""
        answer = self._call("get_item", Key={"pk": {"S": "state"}}, ConsistentRead=True)
        item = answer.get("Item")
        state = states.load(item["data"]["B"], int(item["version"]["N"])) if item else State()
        self._cut_off = self._orphans - set(state.commits)
        return state

    def save(self, state: State) -> None:
        """Writes the groups, all or none. Raises LeaseLost where another run wrote in between."""
        self.keep()
        try:
            self._call(
                "put_item",
                Item={
                    "pk": {"S": "state"},
                    "version": _number(state.version + 1),
                    "data": {"B": states.dump(state)},
                },
                ConditionExpression="attribute_not_exists(pk) OR #version = :version",
                ExpressionAttributeNames={"#version": "version"},
                ExpressionAttributeValues={":version": _number(state.version)},
            )
        except ConditionFailed:
            raise LeaseLost("another run wrote the groups") from None
        state.version += 1

    def seen(self, ids: Iterable[str]) -> set[str]:
        """Which of these events were counted already, in this run or an earlier one."""
        found: set[str] = set()
        for some in batches(ids, 100):
            self.keep()
            wanted: Any = {"Keys": [{"pk": {"S": f"id#{name}"}} for name in some], "ConsistentRead": True}
            for attempt in range(ATTEMPTS):
                answer = self._call("batch_get_item", RequestItems={self._table: wanted}, table=False)
                for item in answer["Responses"].get(self._table, ()):
                    if item.get("run", {}).get("S") not in self._cut_off:
                        found.add(item["pk"]["S"][3:])
                wanted = answer.get("UnprocessedKeys", {}).get(self._table)
                if not wanted:
                    break
                self._pause(attempt)
            else:
                raise MemoryLost("DynamoDB left reads undone")
        return found

    def remember(self, ids: Iterable[str]) -> None:
        """Records these events as counted by this run."""
        expires = _number(self._clock() + ID_SECONDS)
        for some in batches(ids, 25):
            self.keep()
            wanted: Any = [
                {
                    "PutRequest": {
                        "Item": {"pk": {"S": f"id#{name}"}, "run": {"S": self.run}, "expires": expires}
                    }
                }
                for name in some
            ]
            for attempt in range(ATTEMPTS):
                answer = self._call("batch_write_item", RequestItems={self._table: wanted}, table=False)
                wanted = answer.get("UnprocessedItems", {}).get(self._table)
                if not wanted:
                    break
                self._pause(attempt)
            else:
                raise MemoryLost("DynamoDB left writes undone")

    def _owned(self, update: str, values: dict[str, Any]) -> None:
        try:
            self._call(
                "update_item",
                Key={"pk": {"S": "lease"}},
                UpdateExpression=update,
                ConditionExpression="#owner = :me",
                ExpressionAttributeNames={"#owner": "owner", "#until": "until"},
                ExpressionAttributeValues={":me": {"S": self.run}, **values},
            )
        except ConditionFailed:
            raise LeaseLost("another run holds the lease") from None

    def _pause(self, attempt: int) -> None:
        self._sleep(min(0.05 * 2**attempt, 2.0))

    def _call(self, operation: str, table: bool = True, **arguments: Any) -> Any:
        """One call; the client itself retries what is throttled. Raises MemoryLost or ConditionFailed."""
        if table:
            arguments["TableName"] = self._table
        try:
            return getattr(self._client, operation)(**arguments)
        except ClientError as error:
            if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
                raise ConditionFailed from None
            raise MemoryLost(f"{operation}: {error.response['Error']['Code']}") from error
        except BotoCoreError as error:
            raise MemoryLost(f"{operation}: {type(error).__name__}") from error


class ConditionFailed(Exception):
    """The condition of a write didn't hold."""


class NoMemory:
    """Stands in for a table that is gone: nothing is seen, nothing is kept, everything alerts."""

    run = "none"

    def keep(self, force: bool = False) -> None:
        pass

    def release(self) -> None:
        pass

    def save(self, state: State) -> None:
        pass

    def seen(self, ids: Iterable[str]) -> set[str]:
        return set()

    def remember(self, ids: Iterable[str]) -> None:
        pass


def batches(values: Iterable[Any], size: int) -> Iterable[Sequence[Any]]:
    """The values in lists of at most `size`."""
    iterator = iter(values)
    while some := list(islice(iterator, size)):
        yield some


def _number(value: float) -> dict[str, str]:
    return {"N": str(int(value))}


def _started(run: str) -> int:
    return int(run.partition("-")[0])
