"""What the digest remembers between runs: a lease, the ids of events it has counted, and the groups.

The order of writes makes a run that is cut off anywhere harmless:
1. Taking the lease puts the run's name into `started`, in the same write.
2. Event ids are written with the run's name. They don't count as seen before
3. the groups are: one conditional write of one item, which adds the counts and the run's name to `commits`.
An id counts as seen unless its run is in `started` and not in `commits`: that run was cut off between 2
and 3, its messages are still in the queue, and their events are counted when they come back.

Without a table (gone, forbidden, throttled too long) the run goes on and tells all it knows: nothing is
seen then, nothing is kept, and `lost` says why. Groups that can't be read are set aside for a person, and
`damage` says so: it is told like any event.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from uuid import uuid4

from . import stored
from .aws import Attribute, Item
from .state import State
from .table import ConditionFailed, MemoryLost, Table, batches, number

LEASE_SECONDS = 60
LONGEST_RUN = 900
"""No function runs longer, so no lease that this one wrote ends later than that from now:
https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html"""
ID_SECONDS = 7 * 24 * 3600
ASIDE_SECONDS = 30 * 24 * 3600
MOST_BEGUN = 5000
"""Runs that are remembered to have begun: all would not fit into the item for ever."""


class LeaseLost(Exception):
    """Another run took over: this one must neither publish nor delete anything."""


class Memory:
    """The table, for one run. `clock` gives epoch seconds."""

    def __init__(self, table: Table, clock: Callable[[], float]) -> None:
        self._table = table
        self._clock = clock
        self._renewed = 0.0
        self._cut_off: set[str] = set()
        self._version: Attribute | None = None
        self.run = f"{int(clock())}-{uuid4().hex[:12]}"
        self.lost = ""
        self.damage = ""
        self.set_aside = f"unreadable-state#{self.run}"

    def open(self) -> State | None:
        """Takes the lease and loads the groups; None while another run holds the lease.

        A run that died leaves its lease to expire.
        """
        try:
            started = self._acquire()
            if started is None:
                return None
            state = self._read(self._table.get("state"))
            self._resolve(started - {self.run}, set(state.commits))
            return state
        except MemoryLost as error:
            self.lost = str(error)
            return State()

    def keep(self, force: bool = False, seconds: int = LEASE_SECONDS) -> None:
        """Renews the lease when a third of it has passed, to end in so many seconds. Raises LeaseLost."""
        now = self._clock()
        if self.lost or (not force and now - self._renewed < LEASE_SECONDS / 3):
            return
        try:
            self._owned("SET #until = :until", {":until": number(now + seconds)})
            self._renewed = now
        except MemoryLost as error:
            self.lost = str(error)

    def unseen(self, ids: Iterable[str]) -> set[str]:
        """Which of these events weren't counted yet, in this run or an earlier one. They count as seen from
        now on, once `save` has stored their counts. Raises LeaseLost."""
        wanted = list(ids)
        seen: set[str] = set()
        try:
            for some in batches(wanted, 100):
                self.keep()
                if self.lost:
                    return set(wanted)
                for item in self._table.get_many([f"id#{name}" for name in some]):
                    if item.get("run", {}).get("S") not in self._cut_off:
                        seen.add(item["pk"].get("S", "")[3:])
            fresh = [name for name in wanted if name not in seen]
            expires = number(self._clock() + ID_SECONDS)
            for some in batches(fresh, 25):
                self.keep()
                if self.lost:
                    break
                self._table.put_many(
                    [{"pk": {"S": f"id#{name}"}, "run": {"S": self.run}, "expires": expires} for name in some]
                )
        except MemoryLost as error:
            self.lost = str(error)
        return set(wanted) - seen

    def known(self, id: str) -> bool:
        """Whether this was counted by an earlier run; nothing is written."""
        try:
            item = None if self.lost else self._table.get(f"id#{id}")
        except MemoryLost as error:
            self.lost = str(error)
            return False
        return item is not None and item.get("run", {}).get("S") not in self._cut_off

    def save(self, state: State) -> None:
        """Writes the groups, all or none. Raises LeaseLost where another run wrote in between."""
        self.keep()
        if self.lost:
            return
        version = number(state.version + 1)
        try:
            self._table.put(
                {"pk": {"S": "state"}, "version": version, "data": {"B": stored.dump(state)}},
                {
                    # As it was read, whatever it was.
                    "ConditionExpression": "attribute_not_exists(#version) OR #version = :version",
                    "ExpressionAttributeNames": {"#version": "version"},
                    "ExpressionAttributeValues": {":version": self._version or number(0)},
                },
            )
            state.version += 1
            self._version = version
        except ConditionFailed:
            raise LeaseLost("another run wrote the groups") from None
        except MemoryLost as error:
            self.lost = str(error)

    def close(self, clean: bool) -> None:
        """Gives the lease back. `clean` is a run that did all it began: its ids need no second look."""
        values: Item = {":until": number(0)}
        if clean:
            values[":names"] = {"SS": [self.run]}
        with suppress(MemoryLost, LeaseLost):
            self._owned("SET #until = :until" + (" DELETE started :names" if clean else ""), values)

    def _read(self, item: Item | None) -> State:
        """The groups. An item that can't be read is kept under another key, and the run goes on without."""
        if item is None:
            return State()
        self._version = item.get("version")
        number_of = (self._version or {}).get("N", "")
        version = int(number_of) if number_of.isdecimal() else int(self._clock())
        try:
            state, unreadable = stored.load(item.get("data", {}).get("B"), version)
            if unreadable:
                self.damage = f"{unreadable} of its groups can't be read"
        except stored.Damaged as damage:
            state, self.damage = State(version), str(damage)
        if self.damage:
            expires = number(self._clock() + ASIDE_SECONDS)
            with suppress(MemoryLost):  # it may be too large with the new key; what is told stays the same
                self._table.put({**item, "pk": {"S": self.set_aside}, "expires": expires})
        return state

    def _acquire(self) -> set[str] | None:
        """The runs that began and didn't end cleanly, this one too; None where the lease is taken. One that
        ends later than any run's could, or never, is nobody's."""
        now = self._clock()
        try:
            item = self._table.update(
                "lease",
                {
                    "UpdateExpression": "SET #owner = :me, #until = :until ADD started :names",
                    "ConditionExpression": "attribute_not_exists(#until) OR NOT attribute_type(#until, "
                    ":number) OR #until < :now OR #until > :never OR #owner = :me",
                    "ExpressionAttributeNames": {"#owner": "owner", "#until": "until"},
                    "ExpressionAttributeValues": {
                        ":me": {"S": self.run},
                        ":until": number(now + LEASE_SECONDS),
                        ":now": number(now),
                        ":never": number(now + LONGEST_RUN),
                        ":number": {"S": "N"},
                        ":names": {"SS": [self.run]},
                    },
                },
            )
        except ConditionFailed:
            return None
        self._renewed = now
        return set(item["started"].get("SS", ()))

    def _resolve(self, orphans: set[str], commits: set[str]) -> None:
        """Tells runs that were cut off before their counts were stored from those cut off later."""
        latest = sorted(orphans - commits, key=_began)[-MOST_BEGUN:]
        long_ago = self._clock() - 2 * ID_SECONDS
        self._cut_off = {run for run in latest if _began(run) >= long_ago}
        settled = sorted(orphans - self._cut_off)
        if settled:
            self._owned("DELETE started :names", {":names": {"SS": settled}})

    def _owned(self, update: str, values: Item) -> None:
        names = {"#owner": "owner"}
        if "#until" in update:
            names["#until"] = "until"
        try:
            self._table.update(
                "lease",
                {
                    "UpdateExpression": update,
                    "ConditionExpression": "#owner = :me",
                    "ExpressionAttributeNames": names,
                    "ExpressionAttributeValues": {":me": {"S": self.run}, **values},
                },
            )
        except ConditionFailed:
            raise LeaseLost("another run holds the lease") from None


def _began(run: str) -> int:
    """When the run began, which its name says; 0 for a name that no run has."""
    seconds = run.partition("-")[0]
    return int(seconds) if seconds.isdecimal() and len(seconds) < 16 else 0
