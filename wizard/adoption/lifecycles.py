"""Lifecycle rules that others put on the bucket, and what they would do to log files. Pure.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html
https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-conflicts.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from components.adopted import AdoptedBucket
from wizard.adoption.plan import Removal

Rule = Mapping[str, Any]
# Athena and S3's own reads skip what has to be restored first.
_SLOW = ("GLACIER", "DEEP_ARCHIVE")
# What ours waits: whoever deletes a log file leaves its old version that long.
_OLD_VERSION_DAYS = 90


def cautions(adopted: AdoptedBucket, folder: str, expire_after_days: int) -> Iterator[Removal]:
    """A question for each rule that works against the log files' own. folder: of their keys."""
    for number, rule in enumerate(adopted.lifecycle):
        if not meets(rule, folder):
            continue
        reasons = [*_early_expiry(rule, expire_after_days), *_old_versions(rule), *_slow_moves(rule)]
        if reasons:
            name = f"Lifecycle rule {rule.get('ID') or '(no id)'} of {adopted.name}"
            what = f'{name}, for keys that begin with "{prefix_of(rule)}".'
            yield Removal("lifecycle", number, what, " ".join(reasons))


def prefix_of(rule: Rule) -> str:
    """Which keys it is for, by what they begin with; "" for all."""
    return _chosen(rule).get("Prefix") or rule.get("Prefix") or ""


def _chosen(rule: Rule) -> Rule:
    chosen: Rule = rule.get("Filter") or {}
    return chosen.get("And") or chosen


def meets(rule: Rule, folder: str) -> bool:
    """Whether it is on and for files of this folder, all or some."""
    prefix = prefix_of(rule)
    is_there = prefix.startswith(folder) or folder.startswith(prefix)
    return rule.get("Status") == "Enabled" and is_there and not _is_tagged(rule)


def _is_tagged(rule: Rule) -> bool:
    """CloudTrail tags none of its files."""
    return bool(_chosen(rule).get("Tag") or _chosen(rule).get("Tags"))


def _early_expiry(rule: Rule, expire_after_days: int) -> Iterator[str]:
    expiration: Rule = rule.get("Expiration") or {}
    days, date = expiration.get("Days"), expiration.get("Date")
    if date or (days and (not expire_after_days or days < expire_after_days)):
        when = f"after {_days(days)}" if days else f"on {date}"
        wanted = f"after {_days(expire_after_days)}" if expire_after_days else "never"
        yield f"It deletes log files {when}, and S3 does what comes first: expireAfterDays says {wanted}."


def _old_versions(rule: Rule) -> Iterator[str]:
    expiration: Rule = rule.get("NoncurrentVersionExpiration") or {}
    days = expiration.get("NoncurrentDays")
    if days and days < _OLD_VERSION_DAYS and not expiration.get("NewerNoncurrentVersions"):
        yield (
            f"It deletes old versions after {_days(days)}: for no longer than that can a log file be brought "
            f"back which somebody deletes or overwrites, instead of {_OLD_VERSION_DAYS} days."
        )


def _slow_moves(rule: Rule) -> Iterator[str]:
    moves: list[Rule] = rule.get("Transitions") or []
    for move in moves:
        if move.get("StorageClass") in _SLOW:
            when = f"on {move['Date']}" if move.get("Date") else f"after {_days(move.get('Days', 0))}"
            yield (
                f"It moves log files to {move['StorageClass']} {when}: they can't be read without restoring "
                "them, and queries miss them without a word."
            )


def _days(number: int) -> str:
    return "a day" if number == 1 else f"{number} days"
