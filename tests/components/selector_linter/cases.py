"""Selectors to put wrong, one condition at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from components import merging
from components.event_selectors import Selector
from components.selector_linter import Finding, lint

S3, FUNCTION, TABLE = "AWS::S3::Object", "AWS::Lambda::Function", "AWS::DynamoDB::Table"


def selector(*fields: Mapping[str, Any], name: str = "ours") -> Selector:
    """Of fields as AWS gives them."""
    return merging.selector_of({"Name": name, "FieldSelectors": fields})


def field(name: str, **conditions: Sequence[str]) -> dict[str, Any]:
    return {"Field": name, **conditions}


MANAGEMENT = field("eventCategory", Equals=["Management"])
DATA = field("eventCategory", Equals=["Data"])
NETWORK = field("eventCategory", Equals=["NetworkActivity"])


def of_type(resource_type: str) -> dict[str, Any]:
    return field("resources.type", Equals=[resource_type])


def data(*fields: Mapping[str, Any], resource_type: str = S3) -> Selector:
    return selector(DATA, of_type(resource_type), *fields)


def arn(**conditions: Sequence[str]) -> dict[str, Any]:
    return field("resources.ARN", **conditions)


def found(*selectors: Selector, partition: str = "") -> list[str]:
    """Each finding as `kind: sentences`."""
    return [f"{one.kind}: {one}" for one in lint(selectors, partition)]


def kinds(findings: Sequence[Finding]) -> list[str]:
    return [one.kind for one in findings]
