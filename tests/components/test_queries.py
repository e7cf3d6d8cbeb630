"""What Athena is asked with: workgroup, table and the bucket for answers."""

from __future__ import annotations

import json
from typing import Any

from components.log_table import COLUMNS, location, projection
from tests.components.cases import cautions, deployed, deployed_for_organization, names, objections, settings
from tests.components.recording import ACCOUNT

WORKGROUP = "aws:athena/workgroup:Workgroup"
TABLE = "aws:glue/catalogTable:CatalogTable"
DATABASE = "aws:glue/catalogDatabase:CatalogDatabase"
BUCKET = f"everyregion-{ACCOUNT}-eu-west-1"


def table(**fields: Any) -> dict[str, Any]:
    return deployed(queries=True, **fields).one(TABLE).inputs


def test_without_the_setting_nothing_is_made() -> None:
    assert [r for r in deployed().resources if "quer" in r.name] == []


def test_the_workgroup_limits_what_a_query_reads_and_says_where_answers_go() -> None:
    inputs = deployed(queries=True).one(WORKGROUP).inputs
    assert (inputs["name"], inputs["forceDestroy"]) == ("everyregion-queries", True)
    assert inputs["configuration"] == {
        "bytesScannedCutoffPerQuery": 200_000_000_000,
        "enforceWorkgroupConfiguration": True,
        "publishCloudwatchMetricsEnabled": True,
        "resultConfiguration": {
            "outputLocation": f"s3://{BUCKET}-queries/results/",
            "expectedBucketOwner": ACCOUNT,
            "encryptionConfiguration": {"encryptionOption": "SSE_S3"},
        },
    }


def test_answers_lie_in_a_hardened_bucket_for_a_week() -> None:
    run = deployed(queries=True)
    rules = run.one(
        "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", "query-results-bucket-lifecycle"
    ).inputs["rules"]
    assert rules[0]["expiration"] == {"days": 7}
    assert rules[0]["noncurrentVersionExpiration"] == {"noncurrentDays": 1}
    policy = json.loads(
        run.one("aws:s3/bucketPolicy:BucketPolicy", "query-results-bucket-policy").inputs["policy"]
    )
    assert [(one["Effect"], one["Sid"]) for one in policy["Statement"]] == [("Deny", "DenyInsecureTransport")]
    assert run.one("aws:s3/bucket:Bucket", "query-results-bucket").inputs["forceDestroy"] is True


def test_the_table_reads_as_aws_documents_it() -> None:
    storage = table()["storageDescriptor"]
    assert storage["serDeInfo"]["serializationLibrary"] == "org.apache.hive.hcatalog.data.JsonSerDe"
    assert storage["inputFormat"] == "com.amazon.emr.cloudtrail.CloudTrailInputFormat"
    assert [one["name"] for one in storage["columns"]] == list(COLUMNS)
    assert [one["name"] for one in table()["partitionKeys"]] == ["account", "region", "day"]


def test_of_one_account_the_partition_is_that_account_alone() -> None:
    parameters = table()["parameters"]
    assert parameters["projection.account.type"] == "enum"
    assert parameters["projection.account.values"] == ACCOUNT
    assert parameters["storage.location.template"] == (
        f"s3://{BUCKET}/AWSLogs/${{account}}/CloudTrail/${{region}}/${{day}}"
    )
    assert table()["storageDescriptor"]["location"] == f"s3://{BUCKET}/AWSLogs/"


def test_of_an_organization_accounts_are_named_by_each_query() -> None:
    parameters = deployed_for_organization(queries=True).one(TABLE).inputs["parameters"]
    assert parameters["projection.account.type"] == "injected"
    assert "projection.account.values" not in parameters
    assert "/AWSLogs/o-" in parameters["storage.location.template"]


def test_of_control_tower_the_organization_stands_before_and_behind() -> None:
    folder = "o-exampleorgid/AWSLogs/o-exampleorgid"
    assert location("aws-controltower-logs", folder) == f"s3://aws-controltower-logs/{folder}/"
    assert projection("b", folder, ["eu-west-1"])["storage.location.template"] == (
        "s3://b/o-exampleorgid/AWSLogs/o-exampleorgid/${account}/CloudTrail/${region}/${day}"
    )


def test_every_region_of_the_partition_is_in_it_also_those_that_have_to_be_enabled() -> None:
    regions = table()["parameters"]["projection.region.values"].split(",")
    assert {"eu-west-1", "us-east-1", "af-south-1", "il-central-1", "mx-central-1"} <= {*regions}
    assert not {"cn-north-1", "us-gov-west-1"} & {*regions}
    assert " " not in "".join(regions)


def test_days_go_as_far_back_as_files_are_kept() -> None:
    assert table()["parameters"]["projection.day.range"] == "NOW-2555DAYS,NOW"
    assert table(expire_after_days=0)["parameters"]["projection.day.range"] == "NOW-3650DAYS,NOW"


def test_the_database_has_a_name_that_athena_takes() -> None:
    assert deployed(queries=True).one(DATABASE).inputs["name"] == "everyregion_logs"
    assert names(trail_name="My.Trail-2").query_database == "my_trail_2_0285af_logs"


def test_a_bucket_name_that_leaves_no_room_is_refused() -> None:
    fits = "b" * 55
    assert objections(queries=True, access_logs=False, log_bucket_name=fits) == []
    assert len(objections(queries=True, access_logs=False, log_bucket_name=f"{fits}b")) == 1


def test_nothing_of_it_outlives_the_stack() -> None:
    kept = [r.name for r in deployed(queries=True).resources if "quer" in r.name and r.retain_on_delete]
    assert kept == []


def test_an_archive_that_athena_skips_is_warned_about_where_queries_are_on() -> None:
    assert any("Queries silently miss" in one for one in cautions(archive_class="GLACIER", queries=True))
    assert settings(queries=True).queries
