"""How complex event patterns are, against event-ruler's own counts.

The scores are those of event-ruler 2.1.0 (Maven Central, software.amazon.event.ruler:event-ruler), which a
few lines of Java printed: `new Machine()`, `addRule("r", pattern)`, `evaluateComplexity(new
MachineComplexityEvaluator(100))`. 39,000 patterns made up at random (one to five wildcards and anything-but
wildcards over small alphabets, letters, digits, signs and two-byte letters, $or over several fields) gave
the same scores in both. tests/java/test_complexity.py repeats that where Java is.
"""

from __future__ import annotations

import json

import pytest

from wizard.rehearsal.refusals.pattern_complexity import complexity

SCORES = [
    ('{"a": ["plain"]}', 0),
    ('{"a": [{"prefix": "x"}, {"suffix": "y"}, {"anything-but": ["z"]}]}', 0),
    ('{"a": [{"wildcard": "no stars"}]}', 1),
    ('{"a": [{"wildcard": "foo*"}]}', 2),
    ('{"a": [{"wildcard": "*foo"}]}', 2),
    ('{"a": [{"wildcard": "*"}]}', 2),
    ('{"a": [{"wildcard": "foo*bar"}]}', 2),
    ('{"a": [{"wildcard": "*a*a*a*"}]}', 7),
    ('{"a": [{"wildcard": "*a*a*a*a"}]}', 8),
    ('{"a": [{"wildcard": "*a*a*a*a*"}]}', 9),
    ('{"a": [{"wildcard": "*a*a*a*a*a"}]}', 10),
    ('{"a": [{"wildcard": "*/CloudTrail/*.json.gz"}]}', 4),
    ('{"a": [{"anything-but": {"wildcard": ["a*b", "a*c"]}}]}', 2),
    ('{"a": [{"anything-but": {"wildcard": ["*b*a*", "*b*"]}}]}', 6),
    ('{"a": [{"anything-but": {"wildcard": ["*", "*a", "c*a"]}}]}', 4),
    ('{"a": [{"wildcard": "*a*"}, {"wildcard": "*a*"}, {"wildcard": "ee*c*"}, {"wildcard": "c*b"}, "a"]}', 7),
    ('{"a": [{"anything-but": {"wildcard": "*x"}}], "b": [{"wildcard": "*a*b*c"}]}', 4),
    ('{"a": [{"wildcard": "*a*"}], "$or": [{"x": ["1"]}, {"y": ["2"]}]}', 5),
]


@pytest.mark.parametrize(("pattern", "score"), SCORES)
def test_a_pattern_scores_as_in_event_ruler(pattern: str, score: int) -> None:
    assert complexity(json.loads(pattern)) == score


def test_a_long_list_of_wildcards_is_far_over_the_limit() -> None:
    every_region = [f"*-{number}*" for number in range(33)]
    assert complexity({"detail": {"key": [{"anything-but": {"wildcard": every_region}}]}}, cap=10) == 10


def test_counting_stops_at_the_cap() -> None:
    assert complexity({"a": [{"wildcard": "*a*a*a*a*a"}]}, cap=5) == 5


def test_an_escaped_star_is_a_letter() -> None:
    assert complexity({"a": [{"wildcard": "\\*a\\*a\\*"}]}) == 1
