"""Reads the corpus, makes the settings of its cases, counts events."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from components.region_alert.function.digest.grouping import Event, Key, Tally
from components.region_alert.function.digest.ignored import compile_entry
from components.region_alert.function.digest.settings import Settings

FOLDER = Path(__file__).parent / "corpus"
SETTINGS = Settings(
    queue_url="https://sqs.eu-west-1.amazonaws.com/111122223333/alerts",
    table_name="digest",
    topic_arn="arn:aws:sns:eu-west-1:111122223333:alerts",
    home_region="eu-west-1",
    partition="aws",
    account_id="111122223333",
    approved_regions=frozenset({"eu-west-1", "eu-central-1"}),
    log_bucket="trail-logs",
    queue_wait_seconds=0,
)


@dataclass(frozen=True)
class Case:
    """One record of the corpus with the verdict it must get."""

    name: str
    alert: bool
    reason: str
    record: Any
    settings: Settings


def settings_for(changes: dict[str, Any]) -> Settings:
    changed = dict(changes)
    if "approved_regions" in changed:
        changed["approved_regions"] = frozenset(changed["approved_regions"])
    if "ignored_principals" in changed:
        entries = (compile_entry(entry) for entry in changed["ignored_principals"])
        changed["ignored_principals"] = tuple(entries)
    return replace(SETTINGS, **changed)


def corpus() -> list[Case]:
    """Every case, named by its file and its own name."""
    return [
        Case(
            f"{path.stem}: {case['name']}",
            case["alert"],
            case["reason"],
            case["record"],
            settings_for(case.get("settings", {})),
        )
        for path in sorted(FOLDER.glob("*.json"))
        for case in json.loads(path.read_text())
    ]


def tally(events: Iterable[Event]) -> dict[Key, Tally]:
    """The events as groups."""
    groups: dict[Key, Tally] = {}
    for event in events:
        groups.setdefault(event.key, Tally()).add(event)
    return groups
