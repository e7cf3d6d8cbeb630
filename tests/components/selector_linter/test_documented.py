"""AWS's own examples, as its guides have them: none is refused, and nothing is said against one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from components import merging
from components.selector_linter import lint, lint_basic
from wizard.rehearsal.refusals.trail_selectors import check_advanced, check_basic

DOCUMENTED = json.loads(Path(__file__).with_name("documented.json").read_text("utf-8"))
TRAILS = [one for one in DOCUMENTED["advanced"] if one["for"] == "trails"]
STORES = [one for one in DOCUMENTED["advanced"] if one["for"] == "event data stores"]
LOWER = {
    "Field": "field",
    "Equals": "equals",
    "NotEquals": "notEquals",
    "StartsWith": "startsWiths",
    "NotStartsWith": "notStartsWiths",
    "EndsWith": "endsWiths",
    "NotEndsWith": "notEndsWiths",
}


def test_there_are_examples_of_every_category_and_both_kinds() -> None:
    assert (len(TRAILS), len(STORES), len(DOCUMENTED["basic"])) == (23, 2, 10)


@pytest.mark.parametrize("example", TRAILS, ids=lambda one: one["page"].rpartition("/")[2])
def test_an_advanced_example_of_aws_is_taken_without_a_word(example: dict[str, Any]) -> None:
    made = [merging.selector_of({"FieldSelectors": fields}) for fields in example["selectors"]]
    assert [str(one) for one in lint(made, "aws")] == []


@pytest.mark.parametrize("example", TRAILS, ids=lambda one: one["page"].rpartition("/")[2])
def test_the_emulated_account_takes_an_advanced_example(example: dict[str, Any]) -> None:
    fields = [
        [{LOWER[key]: value for key, value in one.items()} for one in fields]
        for fields in example["selectors"]
    ]
    check_advanced([{"name": "example", "fieldSelectors": one} for one in fields])


@pytest.mark.parametrize("example", STORES, ids=lambda one: one["page"].rpartition("/")[2])
def test_what_only_an_event_data_store_takes_is_told_so(example: dict[str, Any]) -> None:
    made = [merging.selector_of({"FieldSelectors": fields}) for fields in example["selectors"]]
    said = [one.what for one in lint(made, "aws")]
    assert said
    assert all("only event data stores can, a trail can't" in one for one in said)


@pytest.mark.parametrize("example", DOCUMENTED["basic"], ids=lambda one: one["page"].rpartition("/")[2])
def test_a_basic_example_of_aws_is_taken_without_a_word(example: dict[str, Any]) -> None:
    assert [str(one) for one in lint_basic(example["selectors"], "aws")] == []
    check_basic([_as_pulumi(one) for one in example["selectors"]])


def _as_pulumi(value: Any) -> Any:
    if isinstance(value, dict):
        return {f"{key[:1].lower()}{key[1:]}": _as_pulumi(item) for key, item in value.items()}
    return [_as_pulumi(item) for item in value] if isinstance(value, list) else value
