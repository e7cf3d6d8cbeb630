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


@pytest.mark.parametrize(
    "target",
    [
        {"Input": "{}"},
        {"InputPath": "$.detail"},
        {"InputTransformer": {"InputPathsMap": {"n": "$.detail.count"}, "InputTemplate": "<n>"}},
    ],
)
def test_what_cant_be_rehearsed_is_an_error_that_names_the_rule(target: dict[str, Any]) -> None:
    with pytest.raises(NotImplementedError, match="watch"):
        given(**target)


def test_a_template_is_filled_and_stays_json() -> None:
    template = '{"text": "by <aws.events.rule-name>", "event": <aws.events.event.json>}'
    text = given(InputTransformer={"InputTemplate": template})
    assert json.loads(text) == {"text": "by watch", "event": EVENT}


def test_a_template_may_be_one_text() -> None:
    text = given(InputTransformer={"InputTemplate": '"<aws.events.event> by <aws.events.rule-name>"'})
    assert json.loads(text) == f"{json.dumps(EVENT)} by watch"


@pytest.mark.parametrize("template", ['"<unknown>"', "<unknown>"])
def test_a_name_that_isnt_a_variable_stays(template: str) -> None:
    assert filled(template, {}) == template
