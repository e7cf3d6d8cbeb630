"""The function's own judge of event patterns. tests/java holds it against AWS's."""

from __future__ import annotations

from typing import Any

import pytest

from components.region_alert.function.digest.event_pattern import matches, narrowed

CASES: list[tuple[dict[str, Any], dict[str, Any], bool]] = [
    ({"name": ["audit"]}, {"name": "audit"}, True),
    ({"name": ["audit"]}, {"name": "audits"}, False),
    ({"name": ["audit"]}, {}, False),
    ({"name": ["audit"]}, {"name": ["other", "audit"]}, True),
    ({"name": ["audit"]}, {"name": {"audit": 1}}, False),
    ({"readOnly": [False]}, {"readOnly": False}, True),
    ({"readOnly": [False]}, {"readOnly": True}, False),
    ({"readOnly": [False]}, {"readOnly": "false"}, False),
    ({"readOnly": [False]}, {"readOnly": 0}, False),
    ({"count": [1]}, {"count": True}, False),
    ({"name": [{"prefix": "audit-"}]}, {"name": "audit-rule"}, True),
    ({"name": [{"prefix": "audit-"}]}, {"name": "audit"}, False),
    ({"name": [{"suffix": "/queue"}]}, {"name": "https://sqs/1/queue"}, True),
    ({"name": [{"suffix": "/queue"}]}, {"name": 5}, False),
    ({"name": [{"wildcard": "*:fn:*"}]}, {"name": "arn:fn:7"}, True),
    ({"name": [{"wildcard": "*:fn:*"}]}, {"name": "arn:fn"}, False),
    ({"name": [{"wildcard": "a\\*b*"}]}, {"name": "a*b, and more"}, True),
    ({"name": [{"wildcard": "a\\*b*"}]}, {"name": "axb"}, False),
    ({"name": [{"wildcard": "a*"}]}, {"name": "a\nb"}, True),
    ({"name": [{"anything-but": ["x", "y"]}]}, {"name": "z"}, True),
    ({"name": [{"anything-but": ["x", "y"]}]}, {"name": "y"}, False),
    ({"name": [{"anything-but": ["x"]}]}, {}, False),
    ({"name": [{"anything-but": "x"}]}, {"name": "x"}, False),
    ({"name": [{"exists": False}]}, {}, True),
    ({"name": [{"exists": False}]}, {"name": "x"}, False),
    ({"name": [{"exists": True}]}, {"name": None}, True),
    ({"name": [{"exists": False}, {"anything-but": ["Data"]}]}, {"name": "Data"}, False),
    ({"in": {"name": ["a"]}}, {"in": {"name": "a"}}, True),
    ({"in": {"name": ["a"]}}, {"in": "a"}, False),
    ({"in": {"name": [{"exists": False}]}}, {}, True),
    ({"in": {"name": ["a"]}}, {"in": [{"name": "b"}, {"name": "a"}]}, True),
    (
        {"in": {"name": ["a"], "of": ["x"]}},
        {"in": [{"name": "a", "of": "y"}, {"name": "b", "of": "x"}]},
        False,
    ),
    ({"in": {"name": ["a"]}}, {"in": []}, False),
    ({"$or": [{"a": ["1"]}, {"b": ["2"]}]}, {"b": "2"}, True),
    ({"$or": [{"a": ["1"]}, {"b": ["2"]}]}, {"a": "2"}, False),
    ({"c": ["3"], "$or": [{"a": ["1"]}, {"b": ["2"]}]}, {"b": "2"}, False),
    ({"$or": [{"$or": [{"a": ["1"]}, {"c": ["3"]}]}, {"b": ["2"]}]}, {"a": "1"}, True),
]


@pytest.mark.parametrize(("pattern", "event", "expected"), CASES)
def test_an_event_is_judged_as_eventbridge_does(
    pattern: dict[str, Any], event: dict[str, Any], expected: bool
) -> None:
    assert matches(pattern, event) is expected


@pytest.mark.parametrize(("pattern", "event", "expected"), CASES)
@pytest.mark.parametrize("name", ["name", "a", "b", "c"])
def test_what_a_pattern_narrows_to_judges_such_events_alike(
    pattern: dict[str, Any], event: dict[str, Any], expected: bool, name: str
) -> None:
    value = event.get(name)
    if isinstance(value, str):
        left = narrowed(pattern, name, value)
        assert (left is not None and matches(left, event)) is expected


def test_a_pattern_narrows_to_what_wants_no_other_value() -> None:
    some, others, any_of_them = {"a": ["1"], "b": ["x"]}, {"a": ["2"]}, {"c": ["3"]}
    assert narrowed({"d": ["4"], "$or": [some, others, any_of_them]}, "a", "1") == {
        "d": ["4"],
        "$or": [some, any_of_them],
    }
    assert narrowed({"$or": [others, {"$or": [others]}]}, "a", "1") is None
    assert narrowed({"a": [{"prefix": "2"}]}, "a", "1") == {"a": [{"prefix": "2"}]}


@pytest.mark.parametrize(
    "operator",
    [
        {"cidr": "10.0.0.0/8"},
        {"prefix": "a", "suffix": "b"},
        {"prefix": {"equals-ignore-case": "1"}},
        {"anything-but": {"prefix": "1"}},
    ],
)
def test_an_operator_that_is_not_known_here_is_an_error_and_no_silent_no(operator: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="a pattern with"):
        matches({"name": [operator]}, {"name": "10.1.1.1"})
