"""Roles, keys, queues, topics, functions, schedules, log groups and alarms that AWS refuses."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.rehearsal import world
from tests.rehearsal.refusal import refused
from wizard.rehearsal.refusals.functions import check_environment, check_function
from wizard.rehearsal.refusals.keys import check_alias, check_key, check_key_policy
from wizard.rehearsal.refusals.names import TABLE, TOPIC
from wizard.rehearsal.refusals.observations import (
    check_alarm,
    check_log_group,
    check_log_group_key,
    check_metric_filter,
)
from wizard.rehearsal.refusals.queues import check_queue, check_queue_policy
from wizard.rehearsal.refusals.roles import check_role, check_role_policy, check_trust
from wizard.rehearsal.refusals.schedules import check_schedule
from wizard.rehearsal.refusals.topics import check_subscription, check_topic_policy

CALLER = f"arn:aws:iam::{world.ACCOUNT}:user/rehearsal"
KEY_ARN = f"arn:aws:kms:{world.HOME}:{world.ACCOUNT}:key/k"
ROLE = f"arn:aws:iam::{world.ACCOUNT}:role/digest"
QUEUE_ARN = f"arn:aws:sqs:{world.HOME}:{world.ACCOUNT}:events"
LETTERS = f"arn:aws:sqs:{world.HOME}:{world.ACCOUNT}:letters"
GROUP_ARN = f"arn:aws:scheduler:{world.HOME}:{world.ACCOUNT}:schedule-group/default"


# Roles: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
@pytest.mark.parametrize("name", ["", "r" * 65, "my role", "role/x"])
def test_a_roles_name_has_64_plain_characters_at_most(name: str) -> None:
    with refused("ValidationError"):
        check_role(name, world.trust("lambda"), world.ACCOUNT, ())


@pytest.mark.parametrize(
    "trust",
    [
        "{",
        world.may("sts:AssumeRole"),
        world.text({"Effect": "Allow", "Principal": {"Service": []}, "Action": "sts:AssumeRole"}),
        world.text(
            {"Effect": "Maybe", "Principal": {"Service": "a.amazonaws.com"}, "Action": "sts:AssumeRole"}
        ),
    ],
)
def test_a_trust_policy_that_isnt_one_is_malformed(trust: str) -> None:
    with refused("MalformedPolicyDocument"):
        check_trust(trust, world.ACCOUNT, ())


def test_a_trust_policy_for_a_role_that_doesnt_exist_is_malformed() -> None:
    trust = world.text({"Effect": "Allow", "Principal": {"AWS": ROLE}, "Action": "sts:AssumeRole"})
    with refused("MalformedPolicyDocument", "Invalid principal in policy", ROLE):
        check_trust(trust, world.ACCOUNT, ())
    check_trust(trust, world.ACCOUNT, (ROLE,))


def test_a_trust_policy_has_2048_characters_at_most_without_white_space() -> None:
    services = [f"service-{number}" for number in range(100)]
    with refused("LimitExceeded", "ACLSizePerRole"):
        check_trust(world.trust(*services), world.ACCOUNT, ())
    check_trust(world.trust("lambda") + " " * 3000, world.ACCOUNT, ())


@pytest.mark.parametrize("policy", ["{}", world.trust("lambda"), world.may("everything")])
def test_an_inline_policy_that_isnt_one_is_malformed(policy: str) -> None:
    with refused("MalformedPolicyDocument"):
        check_role_policy("own", policy, "digest", 0)


def test_inline_policies_share_10240_characters() -> None:
    check_role_policy("own", world.may("s3:*"), "digest", 10000)
    with refused("LimitExceeded", "10240"):
        check_role_policy("own", world.may("s3:*"), "digest", 10200)


# Keys: https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html
def test_a_key_policy_that_locks_its_owner_out_is_refused() -> None:
    locked = world.text(world.ENCRYPTS, world.DESCRIBES)
    with refused("MalformedPolicyDocumentException", "will not allow you to update the key policy"):
        check_key_policy(locked, CALLER, KEY_ARN, ())
    check_key_policy(world.KEY_POLICY, CALLER, KEY_ARN, ())


def test_a_key_policy_that_isnt_one_is_malformed() -> None:
    with refused("MalformedPolicyDocumentException"):
        check_key_policy("{}", CALLER, KEY_ARN, ())


def test_a_key_policy_for_a_role_that_doesnt_exist_is_malformed() -> None:
    reader = {"Effect": "Allow", "Principal": {"AWS": ROLE}, "Action": "kms:Decrypt", "Resource": "*"}
    with refused("MalformedPolicyDocumentException", "invalid principals", ROLE):
        check_key_policy(world.text(world.ROOT, reader), CALLER, KEY_ARN, ())


@pytest.mark.parametrize(
    "inputs", [{"deletionWindowInDays": 6}, {"deletionWindowInDays": 31}, {"rotationPeriodInDays": 89}]
)
def test_a_number_out_of_range_is_refused(inputs: dict[str, int]) -> None:
    with refused("ValidationException"):
        check_key(inputs)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("logs", "InvalidAliasNameException"),
        ("alias/", "InvalidAliasNameException"),
        ("alias/my logs", "InvalidAliasNameException"),
        ("alias/aws/logs", "NotAuthorizedException"),
    ],
)
def test_some_aliases_are_refused(name: str, code: str) -> None:
    with refused(code):
        check_alias(name)


# Queues: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
def queue(name: str = "events", **inputs: Any) -> None:
    check_queue(name, inputs, QUEUE_ARN, (LETTERS,))


def redrive(target: str = LETTERS, most: Any = 5) -> str:
    return json.dumps({"deadLetterTargetArn": target, "maxReceiveCount": most})


def test_a_queue_within_the_rules_is_taken() -> None:
    queue(redrivePolicy=redrive(), visibilityTimeoutSeconds=43200, sqsManagedSseEnabled=True)


@pytest.mark.parametrize("name", ["q" * 81, "my queue", "queue.fifo", "käse"])
def test_a_queues_name_has_80_plain_characters_at_most(name: str) -> None:
    with refused("InvalidParameterValue"):
        queue(name)


@pytest.mark.parametrize(
    "inputs",
    [
        {"redrivePolicy": redrive("arn:aws:sqs:eu-central-1:123456789012:nowhere")},
        {"redrivePolicy": redrive(QUEUE_ARN)},
        {"redrivePolicy": redrive(most=0)},
        {"redrivePolicy": redrive(most=1001)},
        {"redrivePolicy": "{}"},
        {"visibilityTimeoutSeconds": 43201},
        {"messageRetentionSeconds": 59},
        {"delaySeconds": 901},
        {"kmsMasterKeyId": "alias/k", "sqsManagedSseEnabled": True},
        {"policy": "{}"},
    ],
)
def test_a_queues_setting_that_breaks_a_rule_is_refused(inputs: dict[str, Any]) -> None:
    with refused("InvalidAttributeValue"):
        queue(**inputs)


def test_a_queue_policy_that_isnt_one_is_refused() -> None:
    with refused("InvalidAttributeValue"):
        check_queue_policy(world.may("sqs:SendMessage"))


# Topics: https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html
@pytest.mark.parametrize("name", ["t" * 257, "my topic", "topic.x"])
def test_a_topics_name_has_256_plain_characters_at_most(name: str) -> None:
    with refused("InvalidParameter"):
        TOPIC.check(name)


def test_a_topic_policy_that_isnt_one_is_refused() -> None:
    with refused("InvalidParameter"):
        check_topic_policy("{}")


@pytest.mark.parametrize(
    ("protocol", "endpoint"),
    [
        ("email", "ops"),
        ("email", "ops@example"),
        ("email", "ops @example.com"),
        ("email", "a@example.com, b@example.com"),
        ("https", "http://example.com"),
        ("sqs", "https://sqs.eu-central-1.amazonaws.com/123456789012/q"),
        ("lambda", "digest"),
        ("pigeon", "coop"),
    ],
)
def test_an_endpoint_that_doesnt_fit_its_protocol_is_refused(protocol: str, endpoint: str) -> None:
    with refused("InvalidParameter"):
        check_subscription(protocol, endpoint)


@pytest.mark.parametrize(
    ("protocol", "endpoint"),
    [
        ("email", "cloud+alerts@ops.example.co.uk"),
        ("https", "https://global.sns-api.chatbot.amazonaws.com"),
        ("sqs", QUEUE_ARN),
    ],
)
def test_an_endpoint_that_fits_is_taken(protocol: str, endpoint: str) -> None:
    check_subscription(protocol, endpoint)


# Functions: https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
def function(
    trust: str | None = world.trust("lambda"), name: str = "digest", code: bytes = b"", **changes: Any
) -> None:
    whole = {
        "role": ROLE,
        "runtime": "python3.13",
        "handler": "main.handler",
        "timeout": 60,
        "memorySize": 256,
    }
    check_function(name, {**whole, **changes}, ("python3.13",), trust, code)


def test_a_function_within_the_rules_is_taken() -> None:
    function(environment={"variables": {"LEVEL": "1"}})


@pytest.mark.parametrize("trust", [None, world.trust("events")])
def test_a_role_that_lambda_cant_assume_is_refused(trust: str | None) -> None:
    with refused("InvalidParameterValueException", "cannot be assumed by Lambda"):
        function(trust)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"runtime": "python2.7"}, "InvalidParameterValueException"),
        ({"timeout": 901}, "ValidationException"),
        ({"memorySize": 127}, "ValidationException"),
        ({"handler": "main handler"}, "ValidationException"),
        ({"name": "d" * 65}, "ValidationException"),
        ({"name": "my digest"}, "ValidationException"),
        ({"code": bytes(50 * 1024 * 1024 + 1)}, "RequestEntityTooLargeException"),
    ],
)
def test_a_function_that_breaks_a_rule_is_refused(changes: dict[str, Any], code: str) -> None:
    with refused(code):
        function(**changes)


def test_variables_have_4_kb_together() -> None:
    check_environment({"A1": "x" * 4087})
    with refused("InvalidParameterValueException", "4KB limit"):
        check_environment({"A1": "x" * 4088})


def test_a_variable_that_lambda_sets_itself_is_refused() -> None:
    with refused("InvalidParameterValueException", "AWS_REGION"):
        check_environment({"AWS_REGION": "eu-west-1"})


def test_a_variables_name_is_plain() -> None:
    with refused("ValidationException", "MY-LEVEL"):
        check_environment({"MY-LEVEL": "1"})


# Schedules: https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html
TARGET = {"arn": f"arn:aws:lambda:{world.HOME}:{world.ACCOUNT}:function:digest", "roleArn": ROLE}


def schedule(
    name: str = "tick", exists: bool = True, trust: str | None = world.trust("scheduler"), **changes: Any
) -> None:
    whole = {"scheduleExpression": "rate(1 minute)", "flexibleTimeWindow": {"mode": "OFF"}, "target": TARGET}
    check_schedule(name, {**whole, **changes}, GROUP_ARN, exists, trust)


def test_a_schedule_within_the_rules_is_taken() -> None:
    schedule(flexibleTimeWindow={"mode": "FLEXIBLE", "maximumWindowInMinutes": 5}, state="DISABLED")


@pytest.mark.parametrize("trust", [None, world.trust("events")])
def test_a_role_that_scheduler_cant_assume_is_refused(trust: str | None) -> None:
    with refused("ValidationException", "must allow AWS EventBridge Scheduler to assume the role"):
        schedule(trust=trust)


def test_a_schedule_group_that_doesnt_exist_is_refused() -> None:
    with refused("ResourceNotFoundException", "default"):
        schedule(exists=False)


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "my schedule"},
        {"scheduleExpression": "rate(1 minutes)"},
        {"flexibleTimeWindow": {"mode": "SOMETIMES"}},
        {"flexibleTimeWindow": {"mode": "FLEXIBLE"}},
        {"flexibleTimeWindow": {"mode": "OFF", "maximumWindowInMinutes": 5}},
        {"state": "ON"},
        {"target": {**TARGET, "arn": TARGET["arn"].replace(world.HOME, "us-west-2")}},
    ],
)
def test_a_schedule_that_breaks_a_rule_is_refused(changes: dict[str, Any]) -> None:
    with refused("ValidationException"):
        schedule(**changes)


# Logs and alarms: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
@pytest.mark.parametrize(("name", "days"), [("my group", 30), ("g" * 513, 30), ("group", 31), ("group", 366)])
def test_a_log_group_that_breaks_a_rule_is_refused(name: str, days: int) -> None:
    with refused("InvalidParameterException"):
        check_log_group(name, days)


def test_a_log_groups_key_must_let_the_service_use_it() -> None:
    group = f"arn:aws:logs:{world.HOME}:{world.ACCOUNT}:log-group:trail"
    uses = world.allow(f"logs.{world.HOME}", ["kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey*"], "*")
    check_log_group_key(KEY_ARN, world.text(world.ROOT, uses), group, "amazonaws.com")
    for policy in (world.text(world.ROOT), None):
        with refused("InvalidParameterException", "could not be found or does not allow"):
            check_log_group_key(KEY_ARN, policy, group, "amazonaws.com")


@pytest.mark.parametrize("pattern", ['{ $.a = "b"', '{ ($.a = "b" }', '{ $.a = "b }', "x" * 1025])
def test_a_filter_pattern_that_isnt_one_is_refused(pattern: str) -> None:
    with refused("InvalidParameterException"):
        check_metric_filter("root", pattern)


def test_filter_patterns_as_cis_words_them_are_taken() -> None:
    check_metric_filter("root", '{ ($.userIdentity.type = "Root") && ($.eventType != "AwsServiceEvent") }')


@pytest.mark.parametrize(
    "inputs",
    [
        {"period": 45, "evaluationPeriods": 1},
        {"period": 300, "evaluationPeriods": 289},
        {"period": 300, "evaluationPeriods": 1, "datapointsToAlarm": 2},
        {"period": 300, "evaluationPeriods": 1, "treatMissingData": "fine"},
    ],
)
def test_an_alarm_that_breaks_a_rule_is_refused(inputs: dict[str, Any]) -> None:
    with refused("ValidationError"):
        check_alarm("late", inputs)


@pytest.mark.parametrize("name", ["ab", "t" * 256, "my table"])
def test_a_tables_name_has_3_to_255_plain_characters(name: str) -> None:
    with refused("ValidationException"):
        TABLE.check(name)
