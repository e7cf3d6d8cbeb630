"""OCSF findings, judged by OCSF's published schema."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.wizard.verify.looks import HOSTILE, Looked, looks
from tests.wizard.verify.scene import FEW
from wizard.verify import ocsf
from wizard.verify.catalogue import CHECKS
from wizard.verify.result import Result
from wizard.verify.severity import severity

TRAIL = "arn:aws:cloudtrail:eu-central-1:123456789012:trail/everyregion"


@pytest.fixture(scope="module")
def made() -> Iterator[dict[str, Looked]]:
    with looks(FEW) as found:
        yield found


@cache
def schema() -> Draft202012Validator:
    from ocsf_json_schema import OcsfJsonSchemaEmbedded, get_ocsf_schema

    published = OcsfJsonSchemaEmbedded(get_ocsf_schema(ocsf.VERSION))
    return Draft202012Validator(published.get_class_schema("compliance_finding", ["cloud"]))


def faults(finding: dict[str, Any]) -> list[str]:
    return [f"{one.json_path}: {one.message}" for one in schema().iter_errors(finding)]


def written(looked: Looked) -> list[dict[str, Any]]:
    return json.loads(ocsf.as_text(looked.done))


@pytest.mark.parametrize("name", ["good", "bad", "anybody", "hostile"])
def test_every_finding_is_as_the_published_schema_says(made: dict[str, Looked], name: str) -> None:
    found = written(made[name])
    assert found
    assert [fault for one in found for fault in faults(one)] == []


def test_the_schema_finds_what_is_wrong(made: dict[str, Looked]) -> None:
    one = written(made["good"])[0]
    assert faults({**one, "severity_id": 7}) == ["$.severity_id: 7 is not one of [3, 6, 0, 1, 2, 99, 4, 5]"]
    assert faults({**one, "cause": "x"}) != []
    assert faults({key: value for key, value in one.items() if key != "compliance"}) != []


def test_each_result_is_a_finding_with_an_id_that_stays(made: dict[str, Looked]) -> None:
    good, bad = written(made["good"]), written(made["bad"])
    ids = [one["finding_info"]["uid"] for one in good]
    assert len(ids) == len(set(ids))
    assert ids == [one["finding_info"]["uid"] for one in bad]
    assert f"everyregion/trail.logging/123456789012/us-west-2/{TRAIL}" in ids


def test_what_failed_says_so_in_every_way_that_a_siem_asks(made: dict[str, Looked]) -> None:
    (one,) = [
        one
        for one in written(made["bad"])
        if one["finding_info"]["uid"] == f"everyregion/alert.rule/123456789012/us-west-2/{TRAIL}"
    ]
    assert (one["status_code"], one["status"], one["severity"]) == ("FAIL", "New", "Medium")
    assert (one["compliance"]["status_id"], one["compliance"]["status"]) == (3, "Fail")
    assert one["message"] == "The rule everyregion-region-alert in us-west-2 is DISABLED."
    assert one["remediation"]["desc"].startswith("`pulumi up --refresh` turns it on.")
    assert one["resources"] == [
        {
            "uid": "arn:aws:events:us-west-2:123456789012:rule/everyregion-region-alert",
            "name": "everyregion-region-alert",
            "type": "AWS::Events::Rule",
            "region": "us-west-2",
            "cloud_partition": "aws",
        }
    ]
    assert one["cloud"]["account"]["uid"] == "123456789012"


def test_unknown_is_a_warning_that_somebody_has_to_look_at(made: dict[str, Looked]) -> None:
    one = next(one for one in written(made["bad"]) if one["metadata"]["event_code"] == "key.rotation")
    assert (one["status_code"], one["compliance"]["status"], one["severity"]) == (
        "MANUAL",
        "Warning",
        "Unknown",
    )
    assert one["unmapped"]["cause"] == "refused"
    assert one["resources"][0]["type"] == "AWS::KMS::Key"


def test_the_controls_are_standards_and_requirements(made: dict[str, Looked]) -> None:
    one = next(one for one in written(made["good"]) if one["metadata"]["event_code"] == "bucket.access-logs")
    assert one["compliance"]["standards"] == [
        "Security Hub FSBP 1.0.0",
        "Security Hub PCI DSS 4.0.1",
        "CIS 5.0",
        "CIS 6.0",
    ]
    assert "CIS 6.0 4.4" in one["compliance"]["requirements"]
    assert one["unmapped"]["compliance"]["Prowler 5.40"] == [
        "cloudtrail_logs_s3_bucket_access_logging_enabled"
    ]


def test_times_are_milliseconds(made: dict[str, Looked]) -> None:
    done = made["good"].done
    assert written(made["good"])[0]["time"] == round(done.facts.now * 1000)


def test_several_rules_of_one_region_are_one_finding_as_good_as_the_worst() -> None:
    def rule(state: Any, evidence: str) -> Result:
        return Result("tamper.rule", state, evidence, region="us-east-1")

    found = ocsf.findings(
        [rule("passed", "A is on."), rule("failed", "B is off."), rule("failed", "C, too.")]
    )
    assert [(one.state, one.evidence) for one in found] == [("failed", "B is off. C, too.")]


def test_another_accounts_result_is_that_accounts(made: dict[str, Looked]) -> None:
    done = made["good"].done
    other = replace(done.results[0], account="444455556666")
    one = ocsf.finding(other, done.facts)
    assert one["cloud"]["account"]["uid"] == "444455556666"
    assert "/444455556666/" in one["finding_info"]["uid"]


def test_what_an_intruder_wrote_is_a_json_string(made: dict[str, Looked]) -> None:
    text = ocsf.as_text(made["hostile"].done)
    assert text.isascii()
    assert HOSTILE in written(made["hostile"])[0]["message"]


def test_every_check_has_a_severity_and_those_that_lose_the_record_are_high() -> None:
    assert {severity(id) for id in CHECKS} == {"high", "medium", "low"}
    assert severity("trail.logging") == "high"
    assert severity("bucket.versioning") == "medium"
    assert severity("drift.tags") == "low"
