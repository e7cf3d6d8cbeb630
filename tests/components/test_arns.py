"""ARNs that policies are written from before anything exists."""

from __future__ import annotations

import dataclasses

from components.names import Names
from components.settings.rules.names import bucket_name_fault
from tests.components.cases import names, settings

ACCOUNT = "111122223333"


def of(trail: str, region: str = "eu-west-1", partition: str = "aws") -> Names:
    return Names(trail, "logs", ACCOUNT, ACCOUNT, region, partition)


def test_arns_hold_partition_home_and_account() -> None:
    made = of("everyregion", "us-gov-west-1", "aws-us-gov")
    here = "us-gov-west-1:111122223333"
    expected = {
        "trail_arn": f"arn:aws-us-gov:cloudtrail:{here}:trail/everyregion",
        "log_bucket_arn": "arn:aws-us-gov:s3:::logs",
        "access_log_bucket_arn": "arn:aws-us-gov:s3:::logs-access",
        "log_group_arn": f"arn:aws-us-gov:logs:{here}:log-group:/aws/cloudtrail/everyregion",
        "siem_queue_arn": f"arn:aws-us-gov:sqs:{here}:everyregion-siem",
        "digest_role_arn": "arn:aws-us-gov:iam::111122223333:role/everyregion-us-gov-west-1-alert-digest",
        "forward_role_arn": "arn:aws-us-gov:iam::111122223333:role/everyregion-us-gov-west-1-alert-forward",
        "alert_bus_arn": f"arn:aws-us-gov:events:{here}:event-bus/everyregion-alerts",
        "alert_bus_rule_arn": (
            f"arn:aws-us-gov:events:{here}:rule/everyregion-alerts/everyregion-region-alert"
        ),
        "delivered_rule_arn": f"arn:aws-us-gov:events:{here}:rule/everyregion-delivered-logs",
        "alert_queue_arn": f"arn:aws-us-gov:sqs:{here}:everyregion-alerts",
        "alert_topic_arn": f"arn:aws-us-gov:sns:{here}:everyregion-alerts",
        "digest_function_arn": f"arn:aws-us-gov:lambda:{here}:function:everyregion-alert-digest",
        "digest_table_arn": f"arn:aws-us-gov:dynamodb:{here}:table/everyregion-alert-digest",
    }
    assert {field: getattr(made, field) for field in expected} == expected


def test_no_arn_is_of_another_partition_region_or_account() -> None:
    made = of("everyregion", "cn-north-1", "aws-cn")
    parts = {field: getattr(made, field).split(":") for field in dir(Names) if field.endswith("_arn")}
    assert len(parts) >= 13
    assert {arn[1] for arn in parts.values()} == {"aws-cn"}
    assert {arn[3] for arn in parts.values()} == {"cn-north-1", ""}
    assert {arn[4] for arn in parts.values()} == {ACCOUNT, ""}


def test_an_arn_may_lie_in_another_region_or_in_none() -> None:
    made = of("everyregion")
    assert made.arn("events", "rule/x", region="*") == "arn:aws:events:*:111122223333:rule/x"
    assert made.arn("iam", "role/x", region="") == "arn:aws:iam::111122223333:role/x"


def test_names_come_from_the_settings() -> None:
    chosen = settings("us-gov-west-1", trail_name="audit", log_bucket_name="my-logs")
    assert dataclasses.asdict(Names.of(chosen, ACCOUNT)) == {
        "trail": "audit",
        "log_bucket": "my-logs",
        "account": "111122223333",
        "trail_account": "111122223333",
        "home": "us-gov-west-1",
        "partition": "aws-us-gov",
        "prefix": "",
        "adopted_access_logs": "",
        "adopted_log_group": "",
        "adopted_log_role": "",
        "shares_bucket": False,
        "existing_topic": "",
        "organization": None,
        "has_cis_alarms": False,
    }


def test_the_access_log_bucket_is_named_after_the_log_bucket() -> None:
    made = names()
    assert made.access_log_bucket == "everyregion-111122223333-eu-west-1-access"
    assert bucket_name_fault(made.access_log_bucket) == ""
