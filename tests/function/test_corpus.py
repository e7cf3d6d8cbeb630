"""The corpus: every record gets the verdict written beside it, and every noise rule is needed for that."""

from __future__ import annotations

import json
from typing import Any

import pytest

from components.region_alert.function.digest.grouping import summarise
from components.region_alert.function.digest.noise import RULES, verdict
from components.region_alert.function.digest.principals import part
from components.region_alert.function.digest.sources import Record, read
from tests.function.cases import FOLDER, SETTINGS, Case, corpus, settings_for
from tests.table import for_each

CASES = corpus()
IDENTITY_TYPES = [
    "Root",
    "IAMUser",
    "AssumedRole",
    "Role",
    "FederatedUser",
    "Directory",
    "AWSAccount",
    "AWSService",
    "IdentityCenterUser",
    "Unknown",
    "SAMLUser",
    "WebIdentityUser",
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_record_gets_the_verdict_written_beside_it(case: Case) -> None:
    assert verdict(case.record, case.settings) == (case.alert, case.reason)


@pytest.mark.parametrize("name", [name for name, _ in RULES])
def test_without_any_one_noise_rule_a_verdict_changes(name: str) -> None:
    left = tuple((other, rule) for other, rule in RULES if other != name)
    changed = [case.name for case in CASES if verdict(case.record, case.settings, left).alert != case.alert]
    assert changed


@pytest.mark.parametrize("name", [name for name, _ in RULES])
def test_without_any_one_noise_rule_nothing_else_is_left_out(name: str) -> None:
    left = tuple((other, rule) for other, rule in RULES if other != name)
    silenced = [
        case.name for case in CASES if case.alert and not verdict(case.record, case.settings, left).alert
    ]
    assert silenced == []


def test_a_case_says_why_and_where_its_shape_is_documented() -> None:
    raw = [case for path in FOLDER.glob("*.json") for case in json.loads(path.read_text())]
    bad = [case["name"] for case in raw if not case["why"] or not case["page"].startswith("https://docs.a")]
    assert bad == []


def test_every_documented_identity_type_is_in_the_corpus() -> None:
    records = [case.record for case in CASES if isinstance(case.record, dict)]
    types = {str(part(record, "userIdentity").get("type")) for record in records}
    assert [kind for kind in IDENTITY_TYPES if kind not in types] == []


def test_no_two_cases_have_the_same_name() -> None:
    names = [case.name for case in CASES]
    assert sorted(set(names)) == sorted(names)


@for_each("case", CASES, lambda case: case.name)
def test_a_record_can_be_summed_up_whatever_it_holds(case: Case) -> None:
    event = summarise(case.record, "111122223333")
    assert event.id
    assert all(isinstance(part, str) for part in event.key)


WRAPPED = [case for case in CASES if isinstance(case.record, dict) and case.record.get("eventName")]


@for_each("case", WRAPPED, lambda case: case.name)
def test_the_verdict_is_the_same_through_eventbridge_even_after_forwarding(case: Case) -> None:
    envelope = {
        "source": "aws.x",
        "detail-type": "AWS API Call via CloudTrail",
        "account": "111122223333",
        "region": "eu-west-1",
        "detail": case.record,
    }
    found = read(json.dumps(envelope))
    assert isinstance(found, Record)
    assert verdict(found.record, case.settings) == (case.alert, case.reason)


ODD: list[Any] = [
    None,
    0,
    1.5,
    True,
    "",
    "x" * 5000,
    [],
    [[]],
    {},
    {"arn": {}},
    {"type": 1},
    "\ud800",
    "\u202e",
]


@for_each("value", ODD)
@pytest.mark.parametrize(
    "field", sorted(key for key in CASES[0].record) if isinstance(CASES[0].record, dict) else []
)
def test_no_value_of_any_field_makes_the_decision_fail(field: str, value: Any) -> None:
    record = {**next(case.record for case in CASES if isinstance(case.record, dict)), field: value}
    assert isinstance(verdict(record, SETTINGS).alert, bool)
    assert summarise(record).key.event


@for_each("value", ODD)
@pytest.mark.parametrize(
    "field", ["type", "arn", "principalId", "accountId", "invokedBy", "sessionContext", "userName"]
)
def test_no_value_in_the_identity_makes_the_decision_fail(field: str, value: Any) -> None:
    settings = settings_for({"ignored_principals": ["arn:aws:iam::111122223333:role/ci"]})
    record = {"eventName": "RunInstances", "awsRegion": "ap-south-1", "userIdentity": {field: value}}
    assert verdict(record, settings) == (True, "activity")
    assert summarise(record).region == "ap-south-1"
