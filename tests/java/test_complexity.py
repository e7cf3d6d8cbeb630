"""The complexity that the rehearsal counts beside event-ruler's own, for patterns that nobody would write."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from tests.java.judge import Judge
from tests.rehearsal.test_pattern_complexity import SCORES
from wizard.rehearsal.refusals.pattern_complexity import complexity

pytestmark = pytest.mark.java

ALPHABETS = ("ab", "a", "abcde", "a1", "1/", "aA-.", "12", "\u00e91", "/CloudTrail/.json")


def made_up(chance: random.Random) -> dict[str, Any]:
    """A pattern of wildcards, and of whatever may stand beside them."""

    def text() -> str:
        letters = chance.choice(ALPHABETS) + "**"
        made = "".join(chance.choice(letters) for _ in range(chance.randint(1, 9)))
        while "**" in made:
            made = made.replace("**", "*")
        return made

    def values() -> list[Any]:
        lists = {"anything-but": {"wildcard": [text() for _ in range(chance.randint(1, 4))]}}
        several: list[Any] = [{"wildcard": text()} for _ in range(chance.randint(1, 5))]
        return chance.choice([several, [lists], [*several, lists, "plain", {"prefix": "a"}]])

    if chance.random() < 0.8:
        return {"x": values()}
    return {"d": {"y": values(), "z": values()}, "$or": [{"x": values()}, {"x": values(), "w": ["a"]}]}


def scored(judge: Judge, pattern: dict[str, Any]) -> int:
    found = judge.judge(pattern)
    assert not found.problem, found.problem
    return found.complexity


def test_the_table_of_scores_is_event_rulers(judge: Judge) -> None:
    found = [(pattern, scored(judge, json.loads(pattern))) for pattern, _ in SCORES]
    assert found == [(pattern, score) for pattern, score in SCORES]


def test_patterns_made_up_at_random_score_the_same(judge: Judge) -> None:
    chance = random.Random(2026)
    patterns = [made_up(chance) for _ in range(200)]
    differing = [
        (pattern, theirs)
        for pattern in patterns
        for theirs in [scored(judge, pattern)]
        if complexity(pattern) != theirs
    ]
    assert differing == []
