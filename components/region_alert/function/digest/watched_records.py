"""Changes to the audit trail in an organization's own log files.

A tamper rule tells only of its own account, and the management account owns the trail, wherever that is made
from. So the files of the accounts that have a part of it are opened in the regions where such changes are
logged, approved or not, and their records held against the very patterns that the rules have.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from .event_pattern import matches
from .json_values import Fields, text

FILE = "watched_records.json"
"""Lies beside this module in a function that watches an organization."""


class WatchedRecords(NamedTuple):
    """patterns: of the tamper rules, by their names. rules: the names that changes in an account are told
    under by its own rules, where it has any."""

    accounts: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    patterns: Mapping[str, Fields] = {}
    rules: Mapping[str, Sequence[str]] = {}

    @classmethod
    def read(cls, file: Path) -> WatchedRecords:
        """What the file says; nothing is watched where there is none."""
        try:
            said = json.loads(file.read_text("utf-8"))
        except FileNotFoundError:
            return cls()
        accounts, regions = frozenset(said["accounts"]), frozenset(said["regions"])
        return cls(accounts, regions, said["patterns"], said["rules"])

    def has(self, account: str, region: str) -> bool:
        """Whether a log file of this account and region may hold such changes."""
        return account in self.accounts and region in self.regions

    def rule(self, record: Fields, account: str) -> str:
        """The name of the rule that this record would set off in this account, "" for none."""
        # Most records are reads, and no pattern takes one.
        if record.get("readOnly") is not False or record.get("eventType") != "AwsApiCall":
            return ""
        source = text(record.get("eventSource")).partition(".")[0]
        event: Fields = {"source": f"aws.{source}", "detail-type": _CALL, "detail": record}
        names = (*self.rules.get(account, ()), *self.patterns)
        return next((name for name in names if matches(self.patterns[name], event)), "")


_CALL = "AWS API Call via CloudTrail"
