"""What the accounts of an organization are called: for people to read, never a part of what is counted.

Organizations answers the management account and delegated administrators of any service; elsewhere, and
whenever it answers late, an account is called by its id alone. No alert waits for a name or fails for one.
https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeAccount.html
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress

from .account_and_region import is_account
from .aws import Item, Organizations
from .json_values import text
from .refusals import FAILURES, code_of
from .table import MemoryLost, Table, batches, number

MOST_ASKED = 20
"""Accounts in a run; the others are asked for by the next runs."""
MOST_SECONDS = 2.0
"""No further account is asked for after that. One call takes two seconds at most: see `clients`."""
KEEP_SECONDS = 24 * 3600
LONGEST = 256
"""Of what is remembered; AWS takes fewer characters for a name."""
NOT_FOR_US = {"AccessDeniedException", "AccessDenied", "AWSOrganizationsNotInUseException"}
"""Whichever account is asked for."""
NO_SUCH = {"AccountNotFoundException", "InvalidInputException"}


class AccountNames:
    """Names, remembered in the table for a day; so is that there is none. `client` makes the client when it
    is first needed, None where there is no organization. `clock` gives epoch seconds."""

    def __init__(
        self,
        client: Callable[[], Organizations] | None,
        table: Table,
        clock: Callable[[], float],
        elapsed: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client = client
        self._table = table
        self._clock = clock
        self._elapsed = elapsed

    def of(self, accounts: Iterable[str]) -> Mapping[str, str]:
        """Account -> its name, as it is, where there is one. Those that come first are asked for first."""
        wanted = [one for one in dict.fromkeys(accounts) if is_account(one)]
        if self._client is None or not wanted:
            return {}
        try:
            known = self._remembered(wanted)
        except MemoryLost:
            return {}
        asked = self._ask(self._client, [one for one in wanted if one not in known])
        self._remember(asked)
        return {account: name for account, name in {**known, **asked}.items() if name}

    def _remembered(self, accounts: list[str]) -> dict[str, str]:
        now, found = self._clock(), dict[str, str]()
        for some in batches(accounts, 100):
            for item in self._table.get_many([f"account#{one}" for one in some]):
                # DynamoDB takes what has expired away within days, not at once.
                expires = item.get("expires", {}).get("N", "")
                if expires.isdecimal() and now < int(expires) <= now + KEEP_SECONDS:
                    found[item["pk"].get("S", "")[8:]] = item.get("name", {}).get("S", "")
        return found

    def _ask(self, make: Callable[[], Organizations], accounts: list[str]) -> dict[str, str]:
        """What AWS says, "" where it says no. Without an answer nothing more is asked for in this run; where
        we may not ask, none of these for a day."""
        until, found = self._elapsed() + MOST_SECONDS, dict[str, str]()
        client: Organizations | None = None
        for account in accounts[:MOST_ASKED]:
            if self._elapsed() > until:
                break
            try:
                client = client or make()
                found[account] = text(client.describe_account(AccountId=account)["Account"].get("Name"))
            except FAILURES as error:
                if code_of(error) in NOT_FOR_US:
                    return dict.fromkeys(accounts, "")
                if code_of(error) not in NO_SUCH:
                    break
                found[account] = ""
        return {account: name[:LONGEST] for account, name in found.items()}

    def _remember(self, names: Mapping[str, str]) -> None:
        expires = number(self._clock() + KEEP_SECONDS)
        items: list[Item] = [
            {"pk": {"S": f"account#{account}"}, "name": {"S": name}, "expires": expires}
            for account, name in names.items()
        ]
        with suppress(MemoryLost):  # then they are asked for again
            for some in batches(items, 25):
                self._table.put_many(some)
