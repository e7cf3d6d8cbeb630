"""What the region alert's patterns let through, and what they keep out."""

from __future__ import annotations

from typing import Any

import pytest

from components import regions
from components.region_alert import patterns
from components.region_alert.function.digest import credential_reads
from tests.components.matching import ACCOUNT, call, log_file, matches
from tests.table import for_each

QUIET, BUSY = "ap-south-1", "us-east-1"


def watched(event: dict[str, Any], region: str = QUIET, partition: str = "aws") -> bool:
    """Whether the event sets off the rule in that region, and then the one on the alert bus."""
    through = matches(patterns.regional(partition, region), event)
    assert not through or matches(patterns.home_bus(), event)
    return through


def identity(kind: str, **more: Any) -> dict[str, Any]:
    return {"type": kind, "accountId": ACCOUNT, **more}


@pytest.mark.parametrize(
    "kind",
    ["IAMUser", "Root", "AssumedRole", "FederatedUser", "SAMLUser", "WebIdentityUser", "AWSAccount",
     "IdentityCenterUser", "Directory", "Unknown"],
)  # fmt: skip
def test_a_write_by_anybody_is_seen(kind: str) -> None:
    assert watched(call(userIdentity=identity(kind)))


@for_each("partition, region", [(p.id, r) for p in regions.partitions() for r in p.regions])
def test_a_write_is_seen_in_every_region_of_every_partition(partition: str, region: str) -> None:
    assert watched(call(region), region, partition)


def test_a_service_working_for_the_account_is_not_seen() -> None:
    assert not watched(call(userIdentity=identity("AWSService", invokedBy="autoscaling.amazonaws.com")))


def test_a_service_s_own_event_is_not_seen() -> None:
    assert not watched(call(eventType="AwsServiceEvent"))


@pytest.mark.parametrize(
    "changes",
    [
        {"errorCode": "AccessDenied"},
        {"errorCode": "Client.DryRunOperation"},
        {"sourceIPAddress": "AWS Internal"},
        {"userAgent": "cloudformation.amazonaws.com"},
        {"userIdentity": identity("Root", invokedBy="cloudformation.amazonaws.com")},
        {"userIdentity": identity("AssumedRole", invokedBy="signin.amazonaws.com")},
        # Names that imitate AWS's own doing.
        {
            "userIdentity": identity(
                "AssumedRole", arn="arn:aws:sts::111122223333:assumed-role/AWSService/AWS"
            )
        },
        {"userIdentity": identity("IAMUser", userName="AWSService")},
        {"userIdentity": identity("AWSServiceX")},
        {"eventType": "AwsConsoleAction"},
        {"userIdentity": None},
        {"userIdentity": {"accountId": ACCOUNT}},
        {"readOnly": None},
        {"eventType": None},
        {"eventName": None},
        # Marked read-only, and more than a look.
        {"eventName": "InvokeModel", "readOnly": True},
        {"eventName": "AssumeRole", "readOnly": True},
        # Named like a read, and not marked as one.
        {"eventName": "GetOrCreateThing", "readOnly": False},
        {"eventName": "GetOrCreateThing", "readOnly": "False"},
        {"eventName": "DescribeInstances", "readOnly": None},
    ],
    ids=str,
)
def test_nothing_that_an_intruder_can_bring_about_hides_a_call(changes: dict[str, Any]) -> None:
    assert watched(call(**changes))


@pytest.mark.parametrize(
    "detail_type",
    [
        "AWS API Call via CloudTrail",
        "AWS Console Sign In via CloudTrail",
        "AWS Console Signin via CloudTrail",
        "AWS Console Action via CloudTrail",
    ],
)
def test_calls_and_sign_ins_are_seen_however_they_are_spelled(detail_type: str) -> None:
    assert watched({**call(eventSource="signin.amazonaws.com"), "detail-type": detail_type})


@pytest.mark.parametrize(
    "detail_type",
    [
        "AWS Service Event via CloudTrail",
        "AWS Insight via CloudTrail",
        "EC2 Instance State-change Notification",
    ],
)
def test_other_events_are_not_seen(detail_type: str) -> None:
    assert not watched({**call(), "detail-type": detail_type})


@pytest.mark.parametrize("flag", [True, "true", "True"])
@pytest.mark.parametrize(
    "name",
    ["GetObject", "ListKeys", "DescribeInstances", "HeadBucket", "LookupEvents", "SearchTables",
     "BatchGetImage"],
)  # fmt: skip
def test_a_read_is_seen_only_where_reads_alert(name: str, flag: Any) -> None:
    event = call(QUIET, eventName=name, readOnly=flag)
    assert not watched(event)
    assert matches(patterns.regional("aws", QUIET, reads=True), event)


@pytest.mark.parametrize("name", sorted(credential_reads.NAMES | credential_reads.IF_ASKED.keys()))
def test_a_read_that_hands_out_a_secret_is_seen(name: str) -> None:
    assert watched(call(QUIET, eventName=name, readOnly=True))
    assert patterns.RULE_STATE == "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"


@pytest.mark.parametrize("source", ["my.app", "awsome", "AWS.ec2", "aws"])
def test_an_event_that_somebody_put_in_by_hand_is_not_seen(source: str) -> None:
    # AWS keeps sources that begin with `aws.` for itself.
    event = {**call(), "source": source}
    assert not matches(patterns.regional("aws", QUIET), event)
    assert not matches(patterns.home_bus(), event)


@pytest.mark.parametrize(
    ("partition", "region", "sources"),
    [
        (
            "aws",
            "us-east-1",
            ["iam", "cloudfront", "route53", "organizations", "account", "support", "health"],
        ),
        ("aws", "us-west-2", ["globalaccelerator", "networkmanager"]),
        ("aws", "eu-north-1", ["signin"]),
        ("aws-us-gov", "us-gov-west-1", ["iam", "organizations"]),
        ("aws-cn", "cn-north-1", ["iam", "support"]),
        ("aws-cn", "cn-northwest-1", ["organizations", "route53"]),
    ],
)
def test_a_global_service_is_left_out_where_it_logs_for_all_regions(
    partition: str, region: str, sources: list[str]
) -> None:
    for source in sources:
        assert not watched(call(region, eventSource=f"{source}.amazonaws.com"), region, partition)


@pytest.mark.parametrize("source", ["iam", "organizations", "route53", "globalaccelerator", "signin"])
def test_a_global_service_is_seen_where_it_does_not_log_for_others(source: str) -> None:
    assert watched(call(eventSource=f"{source}.amazonaws.com"))


@pytest.mark.parametrize("source", ["ec2", "s3", "lambda", "bedrock", "sts", "kms", "cloudtrail"])
def test_every_other_service_is_seen_in_us_east_1_too(source: str) -> None:
    # STS among them: its regional endpoint logs there as well, which the function tells apart.
    assert watched(call(BUSY, eventSource=f"{source}.amazonaws.com"), BUSY)


def test_a_forwarded_event_is_taken_whatever_region_its_envelope_names() -> None:
    assert matches(patterns.home_bus(), {**call(QUIET), "region": "eu-west-1"})


FILE = "111122223333_CloudTrail_ap-south-1_20260131T1200Z_x.json.gz"


@pytest.mark.parametrize(
    "key",
    [
        f"AWSLogs/111122223333/CloudTrail/ap-south-1/2026/01/31/{FILE}",
        f"AWSLogs/o-exampleorgid/111122223333/CloudTrail/ap-south-1/2026/01/31/{FILE}",
        f"some/prefix/AWSLogs/111122223333/CloudTrail/ap-south-1/2026/01/31/{FILE}",
        # A region that nobody had heard of when the rule was made.
        f"AWSLogs/111122223333/CloudTrail/eu-moon-1/2030/01/31/{FILE}",
    ],
)
def test_a_delivered_log_file_of_any_account_and_region_is_seen(key: str) -> None:
    assert matches(patterns.delivered_logs("logs"), log_file(key))


@pytest.mark.parametrize(
    "key",
    [
        f"AWSLogs/111122223333/CloudTrail-Digest/ap-south-1/2026/01/31/{FILE}",
        f"AWSLogs/111122223333/CloudTrail-Insight/ap-south-1/2026/01/31/{FILE}",
        "AWSLogs/111122223333/CloudTrail/",
        "AWSLogs/111122223333/CloudTrail/ap-south-1/2026/01/31/x.json",
        "AWSLogs/111122223333/Config/ap-south-1/x.json.gz",
    ],
)
def test_what_is_no_log_file_is_not_seen(key: str) -> None:
    assert not matches(patterns.delivered_logs("logs"), log_file(key))


@pytest.mark.parametrize("folder", ["AWSLogs", "some/prefix/AWSLogs", "a*b/AWSLogs"])
def test_only_files_in_the_folder_that_others_can_t_write_to_are_seen(folder: str) -> None:
    pattern = patterns.delivered_logs("logs", log_folder=folder)
    rest = f"111122223333/CloudTrail/ap-south-1/2026/01/31/{FILE}"
    assert matches(pattern, log_file(f"{folder}/{rest}"))
    assert matches(pattern, log_file(f"{folder}/o-exampleorgid/{rest}"))
    assert not matches(pattern, log_file(f"x/{folder}/{rest}"))


def test_another_bucket_s_files_are_not_seen() -> None:
    key = f"AWSLogs/111122223333/CloudTrail/ap-south-1/2026/01/31/{FILE}"
    assert not matches(patterns.delivered_logs("logs"), log_file(key, bucket="logs-copy"))


def test_a_deleted_log_file_is_not_a_delivered_one() -> None:
    key = f"AWSLogs/111122223333/CloudTrail/ap-south-1/2026/01/31/{FILE}"
    assert not matches(patterns.delivered_logs("logs"), log_file(key, detail_type="Object Deleted"))


@pytest.mark.parametrize("prefix", ["", "corp/", "o-exampleorgid/"])
def test_of_a_bucket_that_others_use_an_organization_s_own_log_files_are_seen(prefix: str) -> None:
    mine = f"{prefix}AWSLogs/o-exampleorgid/"
    pattern = patterns.delivered_logs("logs", mine, f"{prefix}AWSLogs")
    rest = f"ap-south-1/2026/01/31/{FILE}"
    assert matches(pattern, log_file(f"{mine}111122223333/CloudTrail/{rest}"))
    assert not matches(pattern, log_file(f"{mine}111122223333/CloudTrail-Digest/{rest}"))
    assert not matches(pattern, log_file(f"{mine}111122223333/CloudTrail-Insight/{rest}"))
    assert not matches(pattern, log_file(f"{prefix}AWSLogs/111122223333/CloudTrail/{rest}"))
    assert not matches(pattern, log_file(f"{prefix}AWSLogs/o-somebodyelse/111122223333/CloudTrail/{rest}"))


def test_of_a_bucket_that_others_use_one_account_s_own_log_files_are_seen() -> None:
    pattern = patterns.delivered_logs("logs", "AWSLogs/111122223333/CloudTrail", "AWSLogs")
    rest = f"ap-south-1/2026/01/31/{FILE}"
    assert matches(pattern, log_file(f"AWSLogs/111122223333/CloudTrail/{rest}"))
    assert not matches(pattern, log_file(f"AWSLogs/444455556666/CloudTrail/{rest}"))
    assert not matches(pattern, log_file(f"AWSLogs/111122223333/CloudTrail-Digest/{rest}"))
