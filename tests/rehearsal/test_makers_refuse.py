"""One broken input for each refusal: the makers refuse with AWS's code, before anything is made."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.rehearsal import world
from tests.rehearsal.refusal import refused
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.refusals import Refused

FUNCTION: dict[str, Any] = {"runtime": "python3.13", "handler": "main.handler", "code": world.CODE}


def test_a_bucket_name(account: EmulatedAccount) -> None:
    with refused("InvalidBucketName"):
        world.make(account, "s3/bucket:Bucket", bucket="Audit_Logs")


def test_a_bucket_that_one_has_already(account: EmulatedAccount) -> None:
    world.log_bucket(account)
    with refused("BucketAlreadyOwnedByYou"):
        world.make(account, "s3/bucket:Bucket", bucket=world.BUCKET)


def test_a_bucket_policy_for_another_bucket(account: EmulatedAccount) -> None:
    with refused("MalformedPolicy"):
        world.log_bucket(account, world.text({**world.WRITES, "Resource": "arn:aws:s3:::other/*"}))


def test_a_setting_of_a_bucket_that_isnt_there(account: EmulatedAccount) -> None:
    with refused("NoSuchBucket"):
        world.make(account, "s3/bucketPolicy:BucketPolicy", bucket=world.BUCKET, policy=world.BUCKET_POLICY)


def test_a_lifecycle_that_expires_before_it_moves(account: EmulatedAccount) -> None:
    world.log_bucket(account)
    rule = {
        "id": "logs",
        "status": "Enabled",
        "transitions": [{"days": 90, "storageClass": "GLACIER"}],
        "expiration": {"days": 60},
    }
    with refused("InvalidArgument"):
        world.make(
            account,
            "s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
            bucket=world.BUCKET,
            rules=[rule],
        )


def test_a_lock_on_a_bucket_without_versions(account: EmulatedAccount) -> None:
    world.log_bucket(account)
    with refused("InvalidBucketState"):
        world.make(
            account, "s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration", bucket=world.BUCKET
        )


def test_access_logs_into_a_bucket_elsewhere(account: EmulatedAccount) -> None:
    world.log_bucket(account)
    world.make(account, "s3/bucket:Bucket", bucket="access-logs", region="us-west-2")
    with refused("CrossLocationLoggingProhibitted"):
        world.make(
            account,
            "s3/bucketLogging:BucketLogging",
            bucket=world.BUCKET,
            targetBucket="access-logs",
            targetPrefix="x/",
        )


def test_a_notification_to_a_queue_that_doesnt_let_s3_in(account: EmulatedAccount) -> None:
    world.log_bucket(account)
    queue = world.make(account, "sqs/queue:Queue", name="feed")[1]["arn"]
    entry = {"queueArn": queue, "events": ["s3:ObjectCreated:*"]}
    with refused("InvalidArgument", queue):
        world.make(account, "s3/bucketNotification:BucketNotification", bucket=world.BUCKET, queues=[entry])


def test_a_key_policy_that_locks_out_its_owner(account: EmulatedAccount) -> None:
    with refused("MalformedPolicyDocumentException"):
        world.key(account, world.text(world.ENCRYPTS))


def test_an_alias_that_is_taken(account: EmulatedAccount) -> None:
    key = world.key(account)
    world.make(account, "kms/alias:Alias", name="alias/logs", targetKeyId=key)
    with refused("AlreadyExistsException"):
        world.make(account, "kms/alias:Alias", name="alias/logs", targetKeyId=key)


@pytest.mark.parametrize(
    "pattern",
    ["{", '{"source":[]}', json.dumps({"source": ["x" * 2048]}), '{"a":[{"wildcard":"*a*a*a*a*a"}]}'],
)
def test_an_event_pattern(account: EmulatedAccount, pattern: str) -> None:
    with refused("InvalidEventPatternException"):
        world.make(account, "cloudwatch/eventRule:EventRule", name="watch", eventPattern=pattern)
    assert account.client("events").list_rules()["Rules"] == []


def test_a_31st_rule_with_a_wildcard(account: EmulatedAccount) -> None:
    for number in range(30):
        pattern = json.dumps({"source": [{"wildcard": f"{number}*"}]})
        world.make(account, "cloudwatch/eventRule:EventRule", name=f"rule-{number}", eventPattern=pattern)
    with refused("LimitExceededException"):
        world.make(
            account,
            "cloudwatch/eventRule:EventRule",
            name="rule-30",
            eventPattern='{"a":[{"wildcard":"x*"}]}',
        )


def rule(account: EmulatedAccount) -> None:
    world.make(
        account,
        "cloudwatch/eventRule:EventRule",
        name="watch",
        region="us-west-2",
        eventPattern=world.PATTERN,
    )


def test_a_bus_in_another_region_without_a_role(account: EmulatedAccount) -> None:
    rule(account)
    with refused("ValidationException", "RoleArn"):
        bus = account.arn("events", "event-bus/alerts")
        world.make(account, "cloudwatch/eventTarget:EventTarget", rule="watch", region="us-west-2", arn=bus)


def test_a_targets_role_that_trusts_somebody_else(account: EmulatedAccount) -> None:
    rule(account)
    inputs = {
        "arn": account.arn("events", "event-bus/alerts"),
        "roleArn": world.role(account, "forward", "lambda"),
    }
    with refused("ValidationException", "cannot be assumed by principal 'events.amazonaws.com'"):
        world.make(account, "cloudwatch/eventTarget:EventTarget", rule="watch", region="us-west-2", **inputs)


def test_dead_letters_in_another_region(account: EmulatedAccount) -> None:
    rule(account)
    queue = world.make(account, "sqs/queue:Queue", name="events", region="us-west-2")[1]["arn"]
    letters = {"arn": world.make(account, "sqs/queue:Queue", name="letters")[1]["arn"]}
    with refused("ValidationException", "DeadLetterConfig"):
        inputs = {"arn": queue, "deadLetterConfig": letters}
        world.make(account, "cloudwatch/eventTarget:EventTarget", rule="watch", region="us-west-2", **inputs)


def test_a_target_of_a_rule_that_isnt_there(account: EmulatedAccount) -> None:
    with refused("ResourceNotFoundException"):
        queue = account.arn("sqs", "events")
        world.make(account, "cloudwatch/eventTarget:EventTarget", rule="watch", arn=queue)


def test_a_function_whose_role_doesnt_trust_lambda(account: EmulatedAccount) -> None:
    with refused("InvalidParameterValueException", "cannot be assumed by Lambda"):
        role = world.role(account, "digest", "events")
        world.make(account, "lambda/function:Function", name="digest", role=role, **FUNCTION)


def test_a_function_whose_role_may_not_put_failed_runs_away(account: EmulatedAccount) -> None:
    queue = world.make(account, "sqs/queue:Queue", name="failed")[1]["arn"]
    role = world.role(account, "digest", "lambda", policy=world.may("sqs:SendMessage", f"{queue}-other"))
    inputs = {**FUNCTION, "deadLetterConfig": {"targetArn": queue}}
    with refused("InvalidParameterValueException", "SendMessage on SQS"):
        world.make(account, "lambda/function:Function", name="digest", role=role, **inputs)


def test_a_function_keeps_its_dead_letter_target(account: EmulatedAccount) -> None:
    queue = world.make(account, "sqs/queue:Queue", name="failed")[1]["arn"]
    role = world.role(account, "digest", "lambda", policy=world.may("sqs:SendMessage", queue))
    inputs = {**FUNCTION, "deadLetterConfig": {"targetArn": queue}}
    world.make(account, "lambda/function:Function", name="digest", role=role, **inputs)
    found = account.client("lambda").get_function_configuration(FunctionName="digest")
    assert found["DeadLetterConfig"] == {"TargetArn": queue}


def test_a_function_with_too_many_variables(account: EmulatedAccount) -> None:
    role = world.role(account, "digest", "lambda")
    with refused("InvalidParameterValueException", "4KB"):
        environment = {"variables": {"REGIONS": "x" * 5000}}
        world.make(
            account, "lambda/function:Function", name="digest", role=role, environment=environment, **FUNCTION
        )


def test_a_schedule_whose_role_doesnt_trust_scheduler(account: EmulatedAccount) -> None:
    target = {
        "arn": account.arn("lambda", "function:digest"),
        "roleArn": world.role(account, "starts", "events"),
    }
    with refused("ValidationException", "EventBridge Scheduler"):
        world.make(
            account,
            "scheduler/schedule:Schedule",
            name="tick",
            scheduleExpression="rate(1 minute)",
            flexibleTimeWindow={"mode": "OFF"},
            target=target,
        )


def test_a_subscription_for_what_isnt_an_address(account: EmulatedAccount) -> None:
    topic = world.make(account, "sns/topic:Topic", name="alerts")[0]
    with refused("InvalidParameter", "Email address"):
        inputs = {"topic": topic, "protocol": "email", "endpoint": "ops at example.com"}
        world.make(account, "sns/topicSubscription:TopicSubscription", **inputs)


def test_a_queue_whose_dead_letters_arent_there(account: EmulatedAccount) -> None:
    redrive = json.dumps({"deadLetterTargetArn": account.arn("sqs", "letters"), "maxReceiveCount": 5})
    with refused("InvalidAttributeValue", "does not exist"):
        world.make(account, "sqs/queue:Queue", name="events", redrivePolicy=redrive)


def test_a_role_policy_that_isnt_one(account: EmulatedAccount) -> None:
    world.role(account, "forward", "events")
    with refused("MalformedPolicyDocument"):
        world.make(account, "iam/rolePolicy:RolePolicy", name="own", role="forward", policy="{}")


DUPLICATES: dict[str, tuple[str, dict[str, Any], str]] = {
    "bus": ("cloudwatch/eventBus:EventBus", {"name": "alerts"}, "ResourceAlreadyExistsException"),
    "role": (
        "iam/role:Role",
        {"name": "r", "assumeRolePolicy": world.trust("events")},
        "EntityAlreadyExists",
    ),
    "log group": ("cloudwatch/logGroup:LogGroup", {"name": "g"}, "ResourceAlreadyExistsException"),
    "table": (
        "dynamodb/table:Table",
        {
            "name": "seen",
            "billingMode": "PAY_PER_REQUEST",
            "hashKey": "pk",
            "attributes": [{"name": "pk", "type": "S"}],
        },
        "ResourceInUseException",
    ),
}


@pytest.mark.parametrize("what", sorted(DUPLICATES))
def test_one_of_a_kind_that_is_there_already(account: EmulatedAccount, what: str) -> None:
    type, inputs, code = DUPLICATES[what]
    world.make(account, type, **inputs)
    with refused(code):
        world.make(account, type, **inputs)


def test_a_function_that_is_there_already(account: EmulatedAccount) -> None:
    role = world.role(account, "digest", "lambda")
    world.make(account, "lambda/function:Function", name="digest", role=role, **FUNCTION)
    with refused("ResourceConflictException"):
        world.make(account, "lambda/function:Function", name="digest", role=role, **FUNCTION)


def test_a_queue_that_is_there_with_other_attributes(account: EmulatedAccount) -> None:
    world.make(account, "sqs/queue:Queue", name="events", delaySeconds=1)
    with pytest.raises(Refused, match="already exists"):
        world.make(account, "sqs/queue:Queue", name="events", delaySeconds=2)


def test_a_region_that_isnt_enabled(account: EmulatedAccount) -> None:
    with refused("UnrecognizedClientException", "me-south-1"):
        world.make(account, "sqs/queue:Queue", name="events", region="me-south-1")


def test_a_region_of_another_partition(account: EmulatedAccount) -> None:
    with refused("InvalidRegion", "cn-north-1"):
        world.make(account, "sqs/queue:Queue", name="events", region="cn-north-1")
