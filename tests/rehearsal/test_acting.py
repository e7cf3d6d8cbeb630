"""A function does only what its role may: the emulator itself would let it do anything."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.rehearsal import world
from tests.rehearsal.test_organization import ARCHIVE, MANAGEMENT, ROLE
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.makers.base import Place
from wizard.rehearsal.organization import Wanted, open_organization
from wizard.rehearsal.stand_ins.acting import acting_as
from wizard.rehearsal.stand_ins.permissions_needed import Need, needs

PLACE = Place(EmulatedAccount(world.HOME), world.HOME)
QUEUE = f"arn:aws:sqs:{world.HOME}:{world.ACCOUNT}:events"
TOPIC = f"arn:aws:sns:{world.HOME}:{world.ACCOUNT}:alerts"


@pytest.mark.parametrize(
    ("service", "operation", "parameters", "action", "resource"),
    [
        ("sqs", "ReceiveMessage", {"QueueUrl": "https://sqs/1/events"}, "sqs:ReceiveMessage", QUEUE),
        ("sqs", "DeleteMessageBatch", {"QueueUrl": "https://sqs/1/events"}, "sqs:DeleteMessage", QUEUE),
        ("sns", "Publish", {"TopicArn": TOPIC}, "sns:Publish", TOPIC),
        ("s3", "GetObject", {"Bucket": "b", "Key": "k"}, "s3:GetObject", "arn:aws:s3:::b/k"),
        (
            "s3",
            "GetObject",
            {"Bucket": "b", "Key": "k", "VersionId": "v"},
            "s3:GetObjectVersion",
            "arn:aws:s3:::b/k",
        ),
        ("s3", "CopyObject", {"Bucket": "b", "Key": "k"}, "s3:PutObject", "arn:aws:s3:::b/k"),
        ("s3", "UploadPart", {"Bucket": "b", "Key": "k"}, "s3:PutObject", "arn:aws:s3:::b/k"),
        (
            "dynamodb",
            "TransactWriteItems",
            {"TransactItems": [{"Put": {"TableName": "seen", "Item": {}}}]},
            "dynamodb:PutItem",
            f"arn:aws:dynamodb:{world.HOME}:{world.ACCOUNT}:table/seen",
        ),
        (
            "dynamodb",
            "TransactGetItems",
            {"TransactItems": [{"Get": {"TableName": "seen", "Key": {}}}]},
            "dynamodb:GetItem",
            f"arn:aws:dynamodb:{world.HOME}:{world.ACCOUNT}:table/seen",
        ),
        ("s3", "ListObjectsV2", {"Bucket": "b"}, "s3:ListBucket", "arn:aws:s3:::b"),
        (
            "dynamodb",
            "BatchGetItem",
            {"RequestItems": {"seen": {}}},
            "dynamodb:BatchGetItem",
            f"arn:aws:dynamodb:{world.HOME}:{world.ACCOUNT}:table/seen",
        ),
        (
            "events",
            "ListTargetsByRule",
            {"Rule": "r", "EventBusName": "alerts"},
            "events:ListTargetsByRule",
            f"arn:aws:events:{world.HOME}:{world.ACCOUNT}:rule/alerts/r",
        ),
        ("iam", "GetRole", {"RoleName": "r"}, "iam:GetRole", f"arn:aws:iam::{world.ACCOUNT}:role/r"),
        ("account", "ListRegions", {}, "account:ListRegions", f"arn:aws:account::{world.ACCOUNT}:account"),
        ("kms", "ListKeys", {}, "kms:ListKeys", ""),
    ],
)
def test_a_call_needs_its_permission_on_its_resource(
    service: str, operation: str, parameters: dict[str, Any], action: str, resource: str
) -> None:
    assert needs(service, operation, parameters, PLACE) == [Need(action, resource)]


def test_an_account_of_an_organization_is_its_management_accounts() -> None:
    with open_organization(world.HOME, Wanted(archive_role=ROLE)) as organization:
        place = Place(organization.archive, world.HOME)
        found = needs("organizations", "DescribeAccount", {"AccountId": ARCHIVE}, place)
        arn = f"arn:aws:organizations::{MANAGEMENT}:account/{organization.id}/{ARCHIVE}"
    assert found == [Need("organizations:DescribeAccount", arn)]
    none = needs("organizations", "DescribeAccount", {"AccountId": ARCHIVE}, PLACE)
    assert none == [Need("organizations:DescribeAccount", "")]


def test_each_table_of_a_batch_needs_its_own_permission() -> None:
    both = needs("dynamodb", "BatchWriteItem", {"RequestItems": {"a": [], "b": []}}, PLACE)
    assert [need.resource.rsplit("/", 1)[-1] for need in both] == ["a", "b"]


def code_of(account: EmulatedAccount, role: str, service: str, call: str, **parameters: Any) -> str:
    """The error code of the call made as the role, "" when it's allowed."""
    with acting_as(account, role, "digest", world.HOME) as session:
        try:
            getattr(session.client(service), call)(**parameters)
        except ClientError as error:
            return error.response["Error"]["Code"]
    return ""


def test_what_the_role_may_it_does(account: EmulatedAccount) -> None:
    url = world.make(account, "sqs/queue:Queue", name="events")[0]
    role = world.role(account, "digest", "lambda", policy=world.may("sqs:ReceiveMessage", QUEUE))
    assert code_of(account, role, "sqs", "receive_message", QueueUrl=url) == ""


@pytest.mark.parametrize(
    ("service", "call", "parameters", "code"),
    [
        ("sqs", "receive_message", {"QueueUrl": f"https://sqs/{world.ACCOUNT}/events"}, "AccessDenied"),
        ("dynamodb", "get_item", {"TableName": "seen", "Key": {"pk": {"S": "a"}}}, "AccessDeniedException"),
        ("s3", "get_object", {"Bucket": "b", "Key": "k"}, "AccessDenied"),
        ("sns", "publish", {"TopicArn": TOPIC, "Message": "m"}, "AuthorizationError"),
        ("iam", "get_role", {"RoleName": "digest"}, "AccessDenied"),
    ],
)
def test_what_the_role_may_not_is_refused_with_the_services_code(
    account: EmulatedAccount, service: str, call: str, parameters: dict[str, Any], code: str
) -> None:
    role = world.role(account, "digest", "lambda", policy=world.may("logs:PutLogEvents"))
    assert code_of(account, role, service, call, **parameters) == code


def test_a_role_that_was_deleted_may_nothing(account: EmulatedAccount) -> None:
    url = world.make(account, "sqs/queue:Queue", name="events")[0]
    role = account.arn("iam", "role/gone", "")
    assert code_of(account, role, "sqs", "receive_message", QueueUrl=url) == "AccessDenied"


def test_a_deny_of_the_queues_own_policy_counts(account: EmulatedAccount) -> None:
    url = world.make(account, "sqs/queue:Queue", name="events")[0]
    deny = {"Effect": "Deny", "Principal": "*", "Action": "sqs:*", "Resource": QUEUE}
    world.make(account, "sqs/queuePolicy:QueuePolicy", queueUrl=url, policy=world.text(deny))
    role = world.role(account, "digest", "lambda", policy=world.may("sqs:*"))
    assert code_of(account, role, "sqs", "receive_message", QueueUrl=url) == "AccessDenied"


def test_publishing_to_an_encrypted_topic_needs_its_key(account: EmulatedAccount) -> None:
    key = world.key(account, world.text(world.ROOT))
    topic = world.make(account, "sns/topic:Topic", name="alerts", kmsMasterKeyId=key)[0]
    publish = {"Effect": "Allow", "Action": "sns:Publish", "Resource": topic}
    through = {"StringEquals": {"kms:ViaService": f"sns.{world.HOME}.amazonaws.com"}}
    use = {"Effect": "Allow", "Action": ["kms:GenerateDataKey*", "kms:Decrypt"], "Resource": key}
    bare = world.role(account, "bare", "lambda", policy=world.text(publish))
    whole = world.role(account, "whole", "lambda", policy=world.text(publish, {**use, "Condition": through}))
    message = {"TopicArn": topic, "Message": "m"}
    assert code_of(account, bare, "sns", "publish", **message) == "KMSAccessDenied"
    assert code_of(account, whole, "sns", "publish", **message) == ""


def test_reading_an_encrypted_file_needs_its_key(account: EmulatedAccount) -> None:
    world.log_bucket(account)
    key = world.key(account)
    encrypted = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": key}
    account.client("s3").put_object(Bucket=world.BUCKET, Key="k", Body=b"x", **encrypted)
    read = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": f"{world.BUCKET_ARN}/*"}
    decrypt = {"Effect": "Allow", "Action": "kms:Decrypt", "Resource": key}
    bare = world.role(account, "bare", "lambda", policy=world.text(read))
    whole = world.role(account, "whole", "lambda", policy=world.text(read, decrypt))
    assert code_of(account, bare, "s3", "get_object", Bucket=world.BUCKET, Key="k") == "KMSAccessDenied"
    assert code_of(account, whole, "s3", "get_object", Bucket=world.BUCKET, Key="k") == ""


def test_afterwards_the_accounts_own_clients_may_everything_again(account: EmulatedAccount) -> None:
    with acting_as(account, account.arn("iam", "role/gone", ""), "digest", world.HOME):
        pass
    assert account.client("sqs").create_queue(QueueName="mine")["QueueUrl"]
