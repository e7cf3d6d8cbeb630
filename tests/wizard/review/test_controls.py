"""Which controls a demand answers: one sourced file for the prediction and for `verify`."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from typing import Any

import pytest

from wizard.review import scanners
from wizard.review.controls import Control, controls, demands_of, document
from wizard.review.own_parts import WORDS
from wizard.verify.catalogue import CHECKS


def test_the_file_says_when_it_was_compared_with_which_sources() -> None:
    assert datetime.date.fromisoformat(document()["compared"]) >= datetime.date(2026, 11, 26)
    for framework in document()["frameworks"].values():
        assert framework["version"]
        assert framework["source"].startswith("https://")


def test_each_demand_is_a_check_or_is_predicted() -> None:
    predicted = {
        demand
        for check in scanners.document()["checks"]
        for demand in (*check.get("demands", ()), *demands_of(check["check"]))
    }
    assert document()["demands"].keys() - CHECKS.keys() - predicted == set()


def test_the_predictions_say_when_they_were_compared_with_which_prowler() -> None:
    found = scanners.document()
    assert datetime.date.fromisoformat(found["compared"]) >= datetime.date(2026, 11, 26)
    assert found["prowler"] == "5.46.0"
    assert all(source.startswith("https://") for source in found["sources"])


def test_every_part_and_condition_of_a_prediction_is_known() -> None:
    means = {*scanners.CONDITIONS, scanners.OWN_READERS, "pass", "fail", "unknown"}
    used = {word for check in scanners.document()["checks"] for word in check["of"].values()}
    parts = {part for check in scanners.document()["checks"] for part in check["of"]}
    assert used == means
    assert parts == WORDS.keys()


@pytest.mark.parametrize(
    "check", scanners.document()["checks"], ids=lambda check: check["check"] or "no check"
)
def test_a_condition_has_a_fix_and_what_always_fails_a_reason(check: Mapping[str, Any]) -> None:
    words = {*check["of"].values()}
    assert bool(check.get("fix")) == bool(words - {"pass", "fail"})
    assert bool(check.get("stays")) == ("fail" in words)


def test_the_checks_without_a_source_that_maps_them_are_named() -> None:
    for id in document()["byTheirText"]:
        frameworks = {one.framework for one in controls(id)}
        assert frameworks <= {"PCI DSS", "NIST SP 800-53"}


_FORMS = {
    "Prowler": r"[a-z0-9_]+\*?",
    "Security Hub": r"(CloudTrail|CloudWatch|DynamoDB|Lambda|S3|SNS|SQS|KMS)\.\d+",
    "CIS": r"\d\.\d+(\.\d+)?( to \d\.\d+)?",
    "PCI DSS": r"\d+(\.\d+){1,3}",
    "NIST SP 800-53": r"[A-Z]{2}-\d+(\(\d+\)|[a-z])?",
}


@pytest.mark.parametrize("id", document()["demands"])
def test_a_controls_number_has_the_form_of_its_framework(id: str) -> None:
    odd = [one for one in controls(id) if not re.fullmatch(_FORMS[one.framework], one.id)]
    assert odd == []


def test_a_control_carries_framework_and_version() -> None:
    assert Control("CIS", "6.0", "4.1") in controls("trail.multi-region")
    assert Control("CIS", "5.0", "3.1") in controls("trail.multi-region")
    assert Control("CIS", "5.0", "3.1").words == "CIS 5.0 3.1"
    assert Control("Security Hub", "FSBP 1.0.0", "CloudTrail.1").words == "Security Hub CloudTrail.1"


def test_a_demand_that_no_framework_knows_has_none() -> None:
    assert controls("alert.rule") == ()
