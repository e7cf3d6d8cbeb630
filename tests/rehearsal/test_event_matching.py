"""Lists of objects, made ready for the emulator's matcher."""

from __future__ import annotations

from typing import Any

import pytest

from wizard.rehearsal.stand_ins.event_delivery import spread


@pytest.mark.parametrize(
    ("event", "ready"),
    [
        ({"a": {"b": [{"c": 1}, {"c": 2, "d": 3}]}}, {"a": {"b": {"c": [1, 2], "d": [3]}}}),
        ({"a": [{"b": [{"c": 1}]}, {"b": [{"c": 2}]}]}, {"a": {"b": {"c": [1, 2]}}}),
        ({"a": [{"b": [1, 2]}, {"b": 3}, "x"]}, {"a": {"b": [1, 2, 3]}}),
        ({"a": [1, "x", None], "b": [], "c": {}}, {"a": [1, "x", None], "b": [], "c": {}}),
    ],
)
def test_a_list_of_objects_becomes_one_object_with_all_values(event: Any, ready: Any) -> None:
    assert spread(event) == ready
