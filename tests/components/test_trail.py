"""The trail: every region, validated files, what it records, and what has to exist before it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.components.cases import LOGS_ALONE, deployed
from tests.components.recording import Registered

KIND = "aws:cloudtrail/trail:Trail"


def trail() -> Registered:
    return deployed().one(KIND)


def trail_with(**fields: Any) -> Registered:
    """A trail with these settings. No alert has a part in it."""
    return deployed(**LOGS_ALONE, **fields).one(KIND)


def test_alerts_change_nothing_about_the_trail() -> None:
    assert trail_with().inputs == trail().inputs


def test_the_trail_logs_every_region_and_the_global_services_into_validated_files() -> None:
    inputs = trail().inputs
    assert inputs["name"] == "everyregion"
    for flag in (
        "isMultiRegionTrail",
        "includeGlobalServiceEvents",
        "enableLogFileValidation",
        "enableLogging",
    ):
        assert inputs[flag] is True


def test_the_trail_is_not_an_organization_s() -> None:
    assert not trail().inputs.get("isOrganizationTrail")


def test_the_trail_writes_into_the_log_bucket_with_the_log_key() -> None:
    inputs = trail().inputs
    assert inputs["s3BucketName"] == "everyregion-111122223333-eu-west-1"
    assert inputs["kmsKeyId"] == "arn:aws:mock:::log-key"
    # A prefix would put the files where the bucket policy allows none.
    assert "s3KeyPrefix" not in inputs


def test_without_a_key_the_trail_names_none() -> None:
    assert "kmsKeyId" not in trail_with(encryption="sse-s3").inputs


def test_an_existing_key_is_used_and_none_is_made() -> None:
    arn = "arn:aws:kms:eu-west-1:111122223333:key/1"
    run = deployed(**LOGS_ALONE, encryption="existing-key", kms_key_arn=arn)
    assert run.one(KIND).inputs["kmsKeyId"] == arn
    assert run.of_type("everyregion:index:LogKey") == []
    assert run.exports["kmsKeyArn"] == arn


def test_bucket_policy_encryption_and_key_come_before_the_trail() -> None:
    assert {"log-bucket-policy", "log-bucket-encryption", "log-bucket-public-access", "log-key"} <= (
        trail().waits_for
    )


def test_the_log_group_s_role_and_its_permissions_come_before_the_trail() -> None:
    found = trail_with(cloud_watch_logs=True)
    assert {"log-delivery-role", "log-delivery-role-policy", "log-delivery-group"} <= found.waits_for


def test_events_go_to_the_log_group_by_its_arn_with_a_star_behind_it() -> None:
    inputs = trail_with(cloud_watch_logs=True).inputs
    assert inputs["cloudWatchLogsGroupArn"] == "arn:aws:mock:::log-delivery-group:*"
    assert inputs["cloudWatchLogsRoleArn"] == "arn:aws:mock:::log-delivery-role"


def test_without_a_log_group_the_trail_names_none() -> None:
    assert {key for key in trail().inputs if key.startswith("cloudWatch")} == set()


def test_management_events_are_recorded_by_the_selector_that_scanners_look_for() -> None:
    assert trail().inputs["advancedEventSelectors"] == [
        {
            "name": "Management events selector",
            "fieldSelectors": [{"field": "eventCategory", "equals": ["Management"]}],
        }
    ]


def test_data_events_leave_out_the_log_bucket_under_its_real_name() -> None:
    fields = {"data_events": ("AWS::S3::Object",), "log_bucket_name": "my-logs"}
    data = trail_with(**fields).inputs["advancedEventSelectors"]
    assert data[1] == {
        "name": "Data events selector: AWS::S3::Object",
        "fieldSelectors": [
            {"field": "resources.type", "equals": ["AWS::S3::Object"]},
            {"field": "eventCategory", "equals": ["Data"]},
            {"field": "readOnly", "equals": ["false"]},
            {
                "field": "resources.ARN",
                "notStartsWiths": ["arn:aws:s3:::my-logs/", "arn:aws:s3:::my-logs-access/"],
            },
        ],
    }


def test_without_access_logs_no_other_bucket_is_left_out() -> None:
    fields = {"data_events": ("AWS::S3::Object",), "log_bucket_name": "my-logs", "access_logs": False}
    data = trail_with(**fields).inputs["advancedEventSelectors"]
    assert data[1]["fieldSelectors"][-1] == {
        "field": "resources.ARN",
        "notStartsWiths": ["arn:aws:s3:::my-logs/"],
    }


def test_a_narrowed_data_event_is_a_prefix() -> None:
    data = trail_with(data_events=("AWS::S3::Object=arn:aws:s3:::b/",)).inputs["advancedEventSelectors"]
    assert data[1]["fieldSelectors"][-1] == {"field": "resources.ARN", "startsWiths": ["arn:aws:s3:::b/"]}


def test_no_condition_has_an_empty_list_which_aws_would_refuse() -> None:
    run = trail_with(data_events=("AWS::S3::Object", "AWS::DynamoDB::Table"))
    for selector in run.inputs["advancedEventSelectors"]:
        assert [field for field in selector["fieldSelectors"] if [] in field.values()] == []


@pytest.mark.parametrize(
    ("choice", "kinds"),
    [
        ("both", ["ApiCallRateInsight", "ApiErrorRateInsight"]),
        ("call-rate", ["ApiCallRateInsight"]),
        ("none", []),
    ],
)
def test_insights_are_those_that_were_chosen(choice: str, kinds: list[str]) -> None:
    found = trail_with(insights=choice).inputs.get("insightSelectors", [])
    assert [selector["insightType"] for selector in found] == kinds
