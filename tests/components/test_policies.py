"""Policies as they are written. What they allow and deny is judged in tests/iam."""

from __future__ import annotations

import json
from fnmatch import fnmatchcase
from typing import Any

import pytest

from components import policies
from components.names import Names
from tests.components.cases import PLACES, deployed_in, everything_in, names
from tests.components.recording import ACCOUNT, Run

LONG = "trail.with_a-long.name-" * 5 + "end"
NAMED: dict[str, dict[str, str]] = {
    "everyregion": {},
    LONG: {"trail_name": LONG, "log_bucket_name": "logs"},
}


def everything(trail: str, partition: str = "aws") -> Run:
    """A run of all that can be on, under this trail name."""
    return deployed_in(partition, **everything_in(partition), **NAMED[trail])


def conditions(document: dict[str, Any], sid: str) -> dict[str, Any]:
    (statement,) = (s for s in document["Statement"] if s["Sid"] == sid)
    return statement["Condition"]


def rule_arns(run: Run, home: str, partition: str = "aws") -> dict[str, str]:
    """Logical name of each rule -> the ARN that AWS gives it."""
    found = {}
    for rule in run.of_type("aws:cloudwatch/eventRule:EventRule"):
        region, bus = rule.inputs.get("region", home), rule.inputs.get("eventBusName")
        path = "/".join(part for part in (bus, rule.inputs["name"]) if part)
        found[rule.name] = f"arn:{partition}:events:{region}:{ACCOUNT}:rule/{path}"
    return found


def test_the_log_bucket_s_policy_is_the_one_that_cloudtrail_s_page_shows_closed_to_others_and_tls() -> None:
    trail = "arn:aws:cloudtrail:eu-west-1:111122223333:trail/everyregion"
    bucket = "arn:aws:s3:::everyregion-111122223333-eu-west-1"
    assert policies.log_bucket(names()) == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "CloudTrailReadsAcl",
                "Effect": "Allow",
                "Principal": {"Service": "cloudtrail.amazonaws.com"},
                "Action": "s3:GetBucketAcl",
                "Resource": bucket,
                "Condition": {"StringEquals": {"aws:SourceArn": trail}},
            },
            {
                "Sid": "CloudTrailWrites",
                "Effect": "Allow",
                "Principal": {"Service": "cloudtrail.amazonaws.com"},
                "Action": "s3:PutObject",
                "Resource": f"{bucket}/AWSLogs/111122223333/*",
                "Condition": {
                    "StringEquals": {
                        "aws:SourceArn": trail,
                        "s3:x-amz-acl": "bucket-owner-full-control",
                    }
                },
            },
            {
                "Sid": "OnlyServicesWriteLogs",
                "Effect": "Deny",
                "Principal": "*",
                "Action": ["s3:PutObject", "s3:ReplicateObject"],
                "Resource": f"{bucket}/AWSLogs/*",
                "Condition": {"BoolIfExists": {"aws:PrincipalIsAWSService": "false"}},
            },
            {
                "Sid": "DenyInsecureTransport",
                "Effect": "Deny",
                "Principal": "*",
                "Action": "s3:*",
                "Resource": [bucket, f"{bucket}/*"],
                "Condition": {"Bool": {"aws:SecureTransport": "false"}},
            },
        ],
    }


def test_readers_are_listed_in_the_same_order_whoever_wrote_the_list() -> None:
    role = "arn:aws:iam::444455556666:role/siem"
    listed = policies.log_bucket(names(), ["777788889999", role])
    assert listed == policies.log_bucket(names(), [role, "777788889999"])
    (statement,) = (s for s in listed["Statement"] if s["Sid"] == "ReadersRead")
    assert statement["Principal"] == {"AWS": ["arn:aws:iam::444455556666:role/siem",
                                              "arn:aws:iam::777788889999:root"]}  # fmt: skip


@pytest.mark.parametrize("partition", PLACES)
def test_a_service_is_called_by_the_name_it_has_in_every_partition(partition: str) -> None:
    home, _ = PLACES[partition]
    (_, encrypts, _) = policies.log_key(names(home))["Statement"]
    assert encrypts["Principal"] == {"Service": "cloudtrail.amazonaws.com"}


@pytest.mark.parametrize("trail", ["everyregion", LONG])
def test_the_topic_lets_every_alarm_publish(trail: str) -> None:
    run = everything(trail)
    policy = run.document("aws:sns/topicPolicy:TopicPolicy", "alert-topic-policy")
    named = conditions(policy, "Alarms")["ArnEquals"]["aws:SourceArn"]
    denied = conditions(policy, "OnlyDigestAndAlarmsPublish")
    alarms = [
        f"arn:aws:cloudwatch:eu-west-1:{ACCOUNT}:alarm:{alarm.inputs['name']}"
        for alarm in run.of_type("aws:cloudwatch/metricAlarm:MetricAlarm")
    ]
    assert len(alarms) == 4
    assert sorted(named) == sorted(alarms)
    assert denied["ArnNotLike"]["aws:SourceArn"] == named


def test_no_rule_publishes_to_the_topic() -> None:
    allows = [s for s in policies.alert_topic(names())["Statement"] if s["Effect"] == "Allow"]
    assert [s["Principal"] for s in allows] == [{"Service": "cloudwatch.amazonaws.com"}]


@pytest.mark.parametrize("trail", ["everyregion", LONG])
def test_the_queue_takes_messages_from_every_rule_that_points_at_it(trail: str) -> None:
    run = everything(trail)
    policy = run.document("aws:sqs/queuePolicy:QueuePolicy", "alert-queue-policy")
    allowed = conditions(policy, "OwnRulesSend")["ArnEquals"]["aws:SourceArn"]
    assert conditions(policy, "OnlyOwnRulesSend") == {"ArnNotLike": {"aws:SourceArn": allowed}}
    arns, queue = rule_arns(run, "eu-west-1"), "arn:aws:mock:::alert-queue"
    pointing = [
        arns[target.name.removesuffix("-target").replace("alert-bus", "alert-bus-rule")]
        for target in run.of_type("aws:cloudwatch/eventTarget:EventTarget")
        if target.inputs["arn"] == queue
    ]
    assert sorted(allowed) == sorted(pointing)
    assert len(pointing) >= 5


@pytest.mark.parametrize("partition", ["aws", "aws-us-gov"])
@pytest.mark.parametrize("trail", ["everyregion", LONG])
def test_the_forwarding_role_trusts_every_rule_that_uses_it(trail: str, partition: str) -> None:
    run = everything(trail, partition)
    policy = run.document("aws:iam/role:Role", "forward-role", "assumeRolePolicy")
    trusted = conditions(policy, "Trust")["ArnLike"]["aws:SourceArn"]
    arns = rule_arns(run, PLACES[partition][0], partition)
    forwarding = [
        arns[target.name.removesuffix("-target")]
        for target in run.of_type("aws:cloudwatch/eventTarget:EventTarget")
        if target.inputs.get("roleArn")
    ]
    assert forwarding
    assert [arn for arn in forwarding if not any(fnmatchcase(arn, like) for like in trusted)] == []


@pytest.mark.parametrize("trail", ["everyregion", LONG])
def test_the_digest_s_permissions_name_what_is_really_made(trail: str) -> None:
    run = everything(trail)
    document = run.document("aws:iam/rolePolicy:RolePolicy", "digest-role-policy")
    resources = {s["Sid"]: s["Resource"] for s in document["Statement"]}
    queue = run.one("aws:sqs/queue:Queue", "alert-queue").inputs["name"]
    table = run.one("aws:dynamodb/table:Table").inputs["name"]
    topic = run.one("aws:sns/topic:Topic").inputs["name"]
    group = run.one("aws:cloudwatch/logGroup:LogGroup", "digest-logs").inputs["name"]
    bucket = run.one("aws:s3/bucket:Bucket", "log-bucket").inputs["bucket"]
    here = "eu-west-1:111122223333"
    assert resources["ReadQueue"] == f"arn:aws:sqs:{here}:{queue}"
    assert resources["Remember"] == f"arn:aws:dynamodb:{here}:table/{table}"
    assert resources["Log"] == f"arn:aws:logs:{here}:log-group:{group}:*"
    assert resources["ReadLogs"] == f"arn:aws:s3:::{bucket}/AWSLogs/*"
    assert resources["Publish"] == f"arn:aws:sns:{here}:{topic}"
    assert resources["EncryptAlerts"] == "arn:aws:mock:::alert-key"
    assert resources["DecryptLogs"] == "arn:aws:mock:::log-key"


def test_a_trust_policy_fits_into_iam_s_limit_for_the_longest_trail_name() -> None:
    made = Names("x" * 128, "b" * 63, ACCOUNT, ACCOUNT, "us-isof-south-1", "aws-iso-f")
    for document in (
        policies.forward_trust(made, made.account),
        policies.schedule_trust(made),
        policies.log_delivery_trust(),
        policies.digest_trust(made),
    ):
        assert len(json.dumps(document)) <= 2048
