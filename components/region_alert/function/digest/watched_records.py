"""Changes to the audit trail in an organization's own log files.

A tamper rule tells only of its own account, and the management account owns the trail, wherever that is made
from. So the files of the accounts that have a part of it are opened in the regions where such changes are
logged, approved or not, and their records held against the very patterns that the rules have.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .event_pattern import matches, narrowed
from .json_values import Fields, part, text

FILE = "watched_records.json"
"""Lies beside this module in a function that watches an organization."""
MOST_SOURCES = 2000
"""Services of accounts whose patterns are kept at hand: AWS has some 400."""


@dataclass(frozen=True)
class WatchedRecords:
    """patterns: of the tamper rules, by their names. rules: the names that changes in an account are told
    under by its own rules, where it has any."""

    accounts: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    patterns: Mapping[str, Fields] = field(default_factory=dict[str, Fields], hash=False)
    rules: Mapping[str, Sequence[str]] = field(default_factory=dict[str, Sequence[str]], hash=False)
    _by_source: dict[tuple[str, str], dict[str, Fields]] = field(
        default_factory=dict[tuple[str, str], dict[str, Fields]], init=False, repr=False, compare=False
    )

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
        source = text(record.get("eventSource"))
        event: Fields = {"source": f"aws.{source.partition('.')[0]}", "detail-type": _CALL, "detail": record}
        patterns = self._patterns(account, source)
        return next((name for name, pattern in patterns.items() if matches(pattern, event)), "")

    def _patterns(self, account: str, source: str) -> dict[str, Fields]:
        """Those that may take a call of this service, the account's own rules first. A busy file has
        thousands of writes, nearly all to services that no pattern names."""
        known = self._by_source.get((account, source))
        if known is not None:
            return known
        found: dict[str, Fields] = {}
        for name in (*self.rules.get(account, ()), *self.patterns):
            pattern = self.patterns[name]
            detail = narrowed(part(pattern, "detail"), "eventSource", source)
            if detail is not None:
                found.setdefault(name, {**pattern, "detail": detail})
        if len(self._by_source) < MOST_SOURCES:
            self._by_source[account, source] = found
        return found


_CALL = "AWS API Call via CloudTrail"
