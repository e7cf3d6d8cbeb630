"""What several lifecycle rules together do to log files."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from tests.table import for_each
from wizard.verify.checks.lifecycle import Effect, Expiry, effect

FOLDER = "AWSLogs/"


def rule(prefix: str = "", **more: Any) -> dict[str, Any]:
    return {"Status": "Enabled", "Filter": {"Prefix": prefix}, **more}


YEARS: dict[str, Any] = {"Expiration": {"Days": 2555}}
MONTH: dict[str, Any] = {"Expiration": {"Days": 30}}
COLD: dict[str, Any] = {"Transitions": [{"Days": 90, "StorageClass": "GLACIER_IR"}]}


CASES: dict[str, tuple[list[dict[str, Any]], Effect]] = {
    "no rule": ([], Effect(None, ())),
    "one that expires": ([rule(**YEARS)], Effect(Expiry(2555), ())),
    "one that moves": ([rule(**COLD)], Effect(None, (("GLACIER_IR", 90, ""),))),
    "the earliest expiry wins": ([rule(**YEARS), rule(**MONTH)], Effect(Expiry(30), ())),
    "one that is off": ([{**rule(**MONTH), "Status": "Disabled"}], Effect(None, ())),
    "one for other files": ([rule("other/", **MONTH)], Effect(None, ())),
    "one for a part of the log files": (
        [rule("AWSLogs/1/", **MONTH)],
        Effect(Expiry(30, part="AWSLogs/1/"), ()),
    ),
    "one for tagged files": (
        [{"Status": "Enabled", "Filter": {"Tag": {"Key": "a", "Value": "b"}}, **MONTH}],
        Effect(None, ()),
    ),
    "one for all and one for a part of them, alike": (
        [rule("AWSLogs/1/", **MONTH), rule(**MONTH)],
        Effect(Expiry(30), ()),
    ),
    "one that moves a part": (
        [rule("AWSLogs/1/", **COLD)],
        Effect(None, (("GLACIER_IR", 90, "AWSLogs/1/"),)),
    ),
    "one on a date": ([rule(Expiration={"Date": "2026-01-01"})], Effect(Expiry(0, "2026-01-01"), ())),
    "one on a date, as boto3 gives it": (
        [rule(Expiration={"Date": datetime(2026, 1, 1, tzinfo=timezone.utc)})],
        Effect(Expiry(0, "2026-01-01"), ()),
    ),
    "delete markers": ([rule(Expiration={"ExpiredObjectDeleteMarker": True})], Effect(None, ())),
}


@for_each("name", CASES)
def test_all_rules_that_meet_log_files_count(name: str) -> None:
    rules, expected = CASES[name]
    assert effect(rules, FOLDER) == expected


def test_it_is_told_in_words() -> None:
    assert Effect(Expiry(2555), (("GLACIER_IR", 90, ""),)).words == (
        "Log files are moved to GLACIER_IR after 90 days, deleted after 2555 days."
    )
    assert Effect(None, ()).words == "Log files are kept for ever."
    assert Effect(Expiry(1, part="AWSLogs/1/"), (("GLACIER_IR", 90, "AWSLogs/2/"),)).words == (
        "Log files are moved to GLACIER_IR after 90 days below AWSLogs/2/, "
        "deleted after 1 day below AWSLogs/1/."
    )
    assert Effect(Expiry(0, "2026-01-01"), ()).words == "Log files are deleted from 2026-01-01 on."
