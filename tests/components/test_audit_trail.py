"""The whole deployment: its tree of components, and what the stack exports."""

from __future__ import annotations

import pytest

from tests.components.cases import EVERYTHING, LOGS_ALONE, PLACES, deployed, deployed_in, everything_in
from tests.components.recording import Run

# DESIGN's list; a stack's users and our own verify read these.
EXPORTS = {
    "trailArn", "trailHomeRegion", "logBucket", "logBucketArn", "logBucketAccountId", "kmsKeyArn",
    "logGroupName", "alertTopicArn", "alertQueueUrl", "alertDeadLetterQueueUrl", "alertFunctionName",
    "alertAccountId", "alertRegion", "watchedRegions", "approvedRegions", "organizationId", "partition",
}  # fmt: skip


def tree(run: Run) -> dict[str, str]:
    """Component's name -> its type and parent."""
    return {
        r.name: f"{r.type.removeprefix('everyregion:index:')} of {r.parent}"
        for r in run.resources
        if r.type.startswith("everyregion:")
    }


def test_the_components_stand_in_one_tree() -> None:
    assert tree(deployed()) == {
        "everyregion": "AuditTrail of everyregion-test",
        "log-key": "LogKey of everyregion",
        "log-bucket": "LogBucket of everyregion",
        "log-feed": "LogFeed of everyregion",
        "trail": "Trail of everyregion",
        "alert-topic": "AlertTopic of everyregion",
        "alert-bus": "AlertBus of everyregion",
        "region-alert": "RegionAlert of everyregion",
        "alert-queue": "AlertQueue of region-alert",
        "digest": "Digest of region-alert",
        "alert-alarms": "AlertAlarms of everyregion",
        "tamper-alert": "TamperAlert of everyregion",
    }


def test_what_can_be_turned_on_adds_its_own_components() -> None:
    more = set(tree(deployed(**EVERYTHING)).items()) - set(tree(deployed()).items())
    assert dict(more) == {
        "log-delivery": "LogDelivery of everyregion",
        "queries": "Queries of everyregion",
    }


def test_every_aws_resource_belongs_to_a_component() -> None:
    run = deployed(**EVERYTHING)
    components = set(tree(run))
    assert [r.urn for r in run.resources if r.type.startswith("aws:") and r.parent not in components] == []


def test_no_two_resources_of_a_type_share_a_name() -> None:
    run = deployed(**EVERYTHING)
    assert len({r.urn for r in run.resources}) == len(run.resources)
    assert len({(r.type, r.name) for r in run.resources}) == len(run.resources)


@pytest.mark.parametrize("partition", PLACES)
def test_every_promised_export_is_there_whatever_is_on(partition: str) -> None:
    for run in (
        deployed_in(partition),
        deployed_in(partition, **everything_in(partition)),
        deployed_in(partition, region_alert=("delivered-logs",)),
        deployed_in(partition, **LOGS_ALONE, encryption="sse-s3"),
    ):
        assert set(run.exports) >= EXPORTS
        assert [name for name, value in run.exports.items() if value is None] == []


def test_the_exports_of_a_usual_deployment() -> None:
    assert {name: deployed().exports[name] for name in EXPORTS} == {
        "trailArn": "arn:aws:mock:::trail",
        "trailHomeRegion": "eu-west-1",
        "logBucket": "everyregion-111122223333-eu-west-1",
        "logBucketArn": "arn:aws:mock:::log-bucket",
        "logBucketAccountId": "111122223333",
        "kmsKeyArn": "arn:aws:mock:::log-key",
        "logGroupName": "",
        "alertTopicArn": "arn:aws:mock:::alert-topic",
        "alertQueueUrl": "https://queue/alert-queue",
        "alertDeadLetterQueueUrl": "https://queue/alert-dead-letters",
        "alertFunctionName": "everyregion-alert-digest",
        "alertAccountId": "111122223333",
        "alertRegion": "eu-west-1",
        "watchedRegions": ["ap-south-1", "eu-central-1", "us-east-1", "us-west-2"],
        "approvedRegions": ["eu-west-1"],
        "organizationId": "",
        "partition": "aws",
    }


def test_what_is_not_deployed_is_exported_as_nothing() -> None:
    exports = deployed(**LOGS_ALONE, encryption="sse-s3").exports
    empty = {name for name, value in exports.items() if name in EXPORTS and value in ("", [])}
    assert empty == {
        "kmsKeyArn", "logGroupName", "alertTopicArn", "alertQueueUrl", "alertDeadLetterQueueUrl",
        "alertFunctionName", "alertAccountId", "alertRegion", "watchedRegions", "organizationId",
    }  # fmt: skip


def test_the_alert_s_region_is_the_home_region() -> None:
    exports = deployed_in("aws-us-gov").exports
    assert exports["alertRegion"] == "us-gov-west-1"
    assert exports["watchedRegions"] == ["us-gov-east-1"]
    assert exports["partition"] == "aws-us-gov"
