"""What a target is given of an event."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest

from wizard.rehearsal.stand_ins.event_input import filled, input_of

EVENT = {
    "time": "2026-01-31T08:00:00Z",
    "resources": ["arn:a"],
    "detail": {"name": 'a "b"', "count": 2, "who": {"arn": "x"}},
}
RULE = SimpleNamespace(arn="arn:rule", name="watch")


def given(**target: Any) -> str:
    return input_of(target, EVENT, RULE)


def test_without_anything_it_is_the_whole_event() -> None:
    assert json.loads(given()) == EVENT


def test_a_constant_is_given_as_it_is() -> None:
    assert given(Input='{"a": 1}') == '{"a": 1}'


def test_a_path_picks_a_part() -> None:
    assert given(InputPath="$.detail.who") == '{"arn": "x"}'
    assert given(InputPath="$.resources[0]") == '"arn:a"'


def test_a_template_is_filled_and_stays_json() -> None:
    paths = {
        "name": "$.detail.name",
        "count": "$.detail.count",
        "who": "$.detail.who",
        "none": "$.detail.none",
    }
    fields = '"name": <name>, "count": <count>, "who": <who>, "none": <none>'
    template = f'{{{fields}, "text": "<name> x <count>, <none>."}}'
    text = given(InputTransformer={"InputPathsMap": paths, "InputTemplate": template})
    assert json.loads(text) == {
        "name": 'a "b"',
        "count": 2,
        "who": {"arn": "x"},
        "none": None,
        "text": 'a "b" x 2, .',
    }


def test_a_template_may_be_one_text() -> None:
    text = given(
        InputTransformer={
            "InputPathsMap": {"n": "$.detail.count"},
            "InputTemplate": '"<n> by <aws.events.rule-name>"',
        }
    )
    assert json.loads(text) == "2 by watch"


@pytest.mark.parametrize("template", ['"<unknown>"', "<unknown>"])
def test_a_name_that_isnt_a_variable_stays(template: str) -> None:
    assert filled(template, {}) == template
