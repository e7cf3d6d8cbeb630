"""The digest function's judge of event patterns beside AWS's own."""

from __future__ import annotations

from typing import Any

import pytest

from components.region_alert.function.digest.event_pattern import matches
from tests.components.test_tamper_patterns import OTHERS, TAMPERING
from tests.function.test_event_pattern import CASES
from tests.java.judge import Judge
from tests.java.test_patterns import tamper

pytestmark = pytest.mark.java


def test_both_judge_each_case_alike(judge: Judge) -> None:
    assert {
        f"{pattern} {event}": expected
        for pattern, event, expected in CASES
        if judge.takes(pattern, event) != expected
    } == {}


def test_both_judge_every_tamper_pattern_alike(judge: Judge) -> None:
    events: list[dict[str, Any]] = [*(event for _, event in TAMPERING.values()), *OTHERS.values()]
    for name, pattern in tamper("everyregion").items():
        ours = tuple(matches(pattern, event) for event in events)
        assert judge.judge(pattern, *events).matches == ours, name
