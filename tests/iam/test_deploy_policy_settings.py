"""The policies for different settings: what each needs, what is left out, and how long they get."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import Any

import pytest

from components.names import Names
from components.settings import Settings, validate
from tests.iam import test_deploy_policy_organization as organization
from tests.iam.deployment import ACCOUNT
from tests.iam.documents import allow, policy
from wizard import iam
from wizard.account import data_resources
from wizard.account.action_names import action_of
from wizard.iam import Principal, Request, evaluate
from wizard.iam.conditions import texts
from wizard.policy.compose import LONGEST, Document, documents, size
from wizard.policy.needs import PURPOSES, Stack
from wizard.policy.registered import registered

ROOT = Path(__file__).resolve().parents[2]
# GovCloud has two regions: less is registered, and it isn't the commercial partition.
GOV, HOME = "us-gov-west-1", "eu-west-1"
P = "arn:aws-us-gov"
AT = f"{GOV}:{ACCOUNT}"
BUCKET = f"{P}:s3:::everyregion-{ACCOUNT}-{GOV}"
KEY = f"{P}:kms:{AT}:key/1234abcd-12ab-34cd-56ef-1234567890ab"
ALL_ON = {
    "alertEmails": ["night@example.com"],
    "cloudWatchLogs": True,
    "logReaders": ["444455556666"],
    "objectLock": "governance",
    "dataEvents": ["AWS::S3::Object"],
    "dataEventsReads": True,
    "queries": True,
}
VARIANTS: dict[str, dict[str, Any]] = {
    "defaults": {},
    "all on": ALL_ON,
    "sse-s3": {"encryption": "sse-s3"},
    "existing key": {"encryption": "existing-key", "kmsKeyArn": KEY},
    "existing topic": {"alertTopicArn": f"{P}:sns:{AT}:company"},
    "nothing kept": {"retainLogs": False},
    "no alert": {"regionAlert": [], "tamperAlert": False},
}
# Each of these may only list, or make what has no name yet, and AWS knows no resource for it.
WITHOUT_A_RESOURCE = {
    "cloudtrail:DescribeTrails",
    "cloudtrail:ListPublicKeys",
    "cloudtrail:ListTrails",
    "cloudtrail:LookupEvents",
    "cloudwatch:GetMetricStatistics",
    "cloudwatch:ListAlarmMuteRules",
    "cloudwatch:ListMetrics",
    "dynamodb:ListTables",
    "ec2:DescribeRegions",
    "events:ListRules",
    "kms:CreateKey",
    "kms:ListAliases",
    "kms:ListKeys",
    "lambda:ListFunctions",
    "logs:DescribeLogGroups",
    "organizations:DescribeOrganization",
    "organizations:ListDelegatedAdministrators",
    "s3:ListAllMyBuckets",
    "sqs:ListQueues",
    "tag:GetResources",
}


def settings_of(home: str = GOV, **values: Any) -> Settings:
    return validate({"approvedRegions": [home], **values}, home)


@functools.cache
def _policies(settings: Settings) -> dict[str, list[Document]]:
    stack = Stack(settings, Names.of(settings, ACCOUNT), registered(settings, ACCOUNT))
    return {purpose: documents(needs(stack)) for purpose, needs in PURPOSES.items()}


def policies(**values: Any) -> dict[str, list[Document]]:
    return _policies(settings_of(**values))


def may(
    purpose: str, action: str, resource: str, context: dict[str, str] | None = None, **values: Any
) -> bool:
    """Whether somebody with that policy may do this, where the resource's owner lets the account in."""
    who = Principal.session(f"{P}:iam::{ACCOUNT}:role/deployer", "pipeline")
    request = Request(who, action, resource, {"aws:RequestedRegion": GOV, **(context or {})})
    owners = policy(allow(Principal={"AWS": ACCOUNT}))
    made = policies(**values)[purpose]
    return evaluate(request, resource_policy=owners, identity_policies=made).allowed


def tagged(name: str) -> dict[str, str]:
    """A key that bears this name."""
    return {"aws:ResourceTag/Name": name}


def actions(made: list[Document]) -> set[str]:
    return {action for one in made for statement in one["Statement"] for action in texts(statement["Action"])}


@pytest.mark.parametrize("variant", VARIANTS)
def test_each_document_is_sound_and_fits_into_a_managed_policy(variant: str) -> None:
    made = policies(**VARIANTS[variant])
    every = [document for purpose in made.values() for document in purpose]
    assert [iam.problems(document, "identity") for document in every] == [[]] * len(every)
    assert max(size(document) for document in every) <= LONGEST


@pytest.mark.parametrize("variant", VARIANTS)
def test_only_what_has_no_resource_is_allowed_on_any(variant: str) -> None:
    on_any = {
        action
        for made in policies(**VARIANTS[variant]).values()
        for document in made
        for statement in document["Statement"]
        if "*" in texts(statement["Resource"])
        for action in texts(statement["Action"])
    }
    assert on_any <= WITHOUT_A_RESOURCE


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_resource_is_named_whole_but_for_its_region(variant: str) -> None:
    """Within a name only the drill's own queue, files, subscriptions, log streams and keys have a * or ?; and
    trails, of which another may make a second copy, what goes with its database in Glue, and policies that
    somebody attached to a role of ours."""
    odd = [
        resource
        for purpose in ("deploy", "preview", "verify", "drill")
        for document in policies(**VARIANTS[variant])[purpose]
        for statement in document["Statement"]
        for resource in texts(statement["Resource"])
        if re.search(r"[*?]", resource.split(":", 5)[-1])
        and not re.search(
            r"-drill-\?{10}-\?{12}$|:everyregion-alerts:\*$|:company:\*$|:log-group:.+:\*$", resource
        )
        and not re.search(
            r":kms:[^:]+:\d+:key/\*$|:s3:::[^*]+/\*$|:cloudtrail:\*:\*:trail/\*$|^\*$"
            r"|:glue:[^:]+:\d+:(table|userDefinedFunction)/everyregion_logs/\*$"
            r"|:iam::\*:policy/\*$",
            resource,
        )
    ]
    assert odd == []


@pytest.mark.parametrize("variant", VARIANTS)
def test_keys_without_an_id_are_told_by_their_tag(variant: str) -> None:
    blocks = [
        statement.get("Condition", {})
        for purpose in ("deploy", "preview", "verify", "drill")
        for document in policies(**VARIANTS[variant])[purpose]
        for statement in document["Statement"]
        if any(resource.endswith(":key/*") for resource in texts(statement["Resource"]))
        # The key of a topic of somebody's own, whatever it is called, is looked at, and no more.
        and not {*texts(statement["Action"])} <= {"kms:DescribeKey", "kms:GetKeyPolicy"}
    ]
    tags = {"aws:ResourceTag/Name", "aws:RequestTag/Name"}
    assert [block for block in blocks if not tags & {*block.get("StringEquals", {})}] == []


def test_everything_on_in_every_region_takes_three_documents_to_deploy() -> None:
    made = policies(home=HOME, **ALL_ON)
    assert [len(made[purpose]) for purpose in PURPOSES] == [3, 2, 1, 1, 1, 1, 1]
    assert max(size(document) for purpose in made.values() for document in purpose) <= LONGEST


def test_the_longest_names_fit_too() -> None:
    made = policies(home=HOME, trailName="A" * 127 + "z", logBucketName="b" * 55, **ALL_ON)
    assert len(made["deploy"]) <= 4
    assert max(size(document) for purpose in made.values() for document in purpose) <= LONGEST


def test_what_stays_when_the_stack_goes_cannot_be_deleted() -> None:
    assert not may("deploy", "s3:DeleteBucket", BUCKET)
    assert not may("deploy", "s3:DeleteBucketPolicy", BUCKET)
    assert not may("deploy", "kms:ScheduleKeyDeletion", KEY, tagged("everyregion-logs"))
    assert may("deploy", "kms:ScheduleKeyDeletion", KEY, tagged("everyregion-alerts"))


def test_what_goes_with_the_stack_can_be_deleted_with_its_files() -> None:
    assert may("deploy", "s3:DeleteBucket", BUCKET, retainLogs=False)
    assert may("deploy", "s3:DeleteObjectVersion", f"{BUCKET}/AWSLogs/x", retainLogs=False)
    assert not may("deploy", "s3:DeleteObjectVersion", f"{BUCKET}/AWSLogs/x")


def test_locked_files_go_only_with_a_stack_that_takes_its_logs_along() -> None:
    file, bypass = f"{BUCKET}/AWSLogs/x", "s3:BypassGovernanceRetention"
    assert may("deploy", bypass, file, retainLogs=False, objectLock="governance")
    assert not may("deploy", bypass, f"{BUCKET}-access/x", retainLogs=False, objectLock="governance")
    assert not may("deploy", bypass, file, objectLock="governance")
    assert not may("deploy", bypass, file, retainLogs=False)


def test_a_key_is_made_only_with_our_name() -> None:
    ours, theirs = {"aws:RequestTag/Name": "everyregion-logs"}, {"aws:RequestTag/Name": "company"}
    assert may("deploy", "kms:CreateKey", "*", ours)
    assert not may("deploy", "kms:CreateKey", "*", theirs)
    assert not may("deploy", "kms:CreateKey", "*")


def test_a_key_with_another_name_can_be_neither_changed_nor_given_ours() -> None:
    ours = {"aws:RequestTag/Name": "everyregion-logs"}
    assert may("deploy", "kms:TagResource", KEY, ours)
    assert not may("deploy", "kms:TagResource", KEY, {**ours, **tagged("company")})
    assert not may("deploy", "kms:PutKeyPolicy", KEY, tagged("company"))
    assert not may("deploy", "kms:PutKeyPolicy", KEY)


def test_a_role_is_handed_only_to_the_service_it_is_for() -> None:
    role = f"{P}:iam::{ACCOUNT}:role/everyregion-{GOV}-alert-digest"
    assert may("deploy", "iam:PassRole", role, {"iam:PassedToService": "lambda.amazonaws.com"})
    assert not may("deploy", "iam:PassRole", role, {"iam:PassedToService": "ec2.amazonaws.com"})
    assert not may("deploy", "iam:PassRole", role)


def test_cloudtrail_gets_its_role_only_where_it_writes_to_cloudwatch() -> None:
    role = f"{P}:iam::{ACCOUNT}:role/everyregion-{GOV}-log-delivery"
    to_cloudtrail = {"iam:PassedToService": "cloudtrail.amazonaws.com"}
    assert may("deploy", "iam:PassRole", role, to_cloudtrail, **ALL_ON)
    assert not may("deploy", "iam:PassRole", role, to_cloudtrail)


def test_without_keys_there_is_nothing_of_kms() -> None:
    made = policies(encryption="sse-s3")
    assert [action for action in actions(made["deploy"]) if action.startswith("kms:")] == []


def test_an_existing_key_is_only_read_by_the_check_and_in_a_drill() -> None:
    variant = VARIANTS["existing key"]
    through_s3 = {"kms:ViaService": f"s3.{GOV}.amazonaws.com"}
    assert may("check", "kms:GetKeyPolicy", KEY, **variant)
    assert may("drill", "kms:Decrypt", KEY, through_s3, **variant)
    assert not may("drill", "kms:Decrypt", KEY, **variant)
    assert not may("deploy", "kms:PutKeyPolicy", KEY, **variant)


def test_an_existing_topic_is_subscribed_to_and_otherwise_left_alone() -> None:
    variant = {**VARIANTS["existing topic"], "alertEmails": ["night@example.com"]}
    topic = variant["alertTopicArn"]
    assert may("deploy", "sns:Subscribe", topic, **variant)
    assert not may("deploy", "sns:SetTopicAttributes", topic, **variant)
    assert not may("deploy", "sns:DeleteTopic", topic, **variant)


def test_without_the_access_logs_their_bucket_isnt_named() -> None:
    assert may("deploy", "s3:CreateBucket", f"{BUCKET}-access")
    assert not may("deploy", "s3:CreateBucket", f"{BUCKET}-access", accessLogs=False)


def test_a_region_that_is_approved_later_changes_no_policy() -> None:
    assert policies(home=HOME, approvedRegions=[HOME, "us-east-2"]) == policies(home=HOME)


def test_a_drill_listens_with_its_own_queue_alone() -> None:
    queue = f"{P}:sqs:{AT}:everyregion-drill-1700000000-0123456789ab"
    topic = f"{P}:sns:{AT}:everyregion-alerts"
    assert may("drill", "sqs:CreateQueue", queue)
    assert not may("drill", "sqs:CreateQueue", f"{P}:sqs:{AT}:everyregion-drill-company")
    assert may("drill", "sns:Subscribe", topic, {"sns:Endpoint": queue, "sns:Protocol": "sqs"})
    # AWS's refusals name the topic, not the subscription.
    assert may("drill", "sns:Unsubscribe", topic)
    assert may("drill", "sns:GetSubscriptionAttributes", topic)
    assert not may("drill", "sns:SetSubscriptionAttributes", topic)
    assert not may(
        "drill", "sns:Subscribe", topic, {"sns:Endpoint": "eve@example.com", "sns:Protocol": "email"}
    )


def test_a_drill_reads_log_files_only_by_that_source() -> None:
    file = f"{BUCKET}/AWSLogs/{ACCOUNT}/CloudTrail/us-gov-east-1/2026/01/31/x.json.gz"
    assert may("drill", "s3:GetObject", file)
    assert not may("drill", "s3:GetObject", file, regionAlert=["rules"])
    assert not may("verify", "s3:GetObject", file)
    assert may("verify", "s3:GetObject", file.replace("/CloudTrail/", "/CloudTrail-Digest/"))


def sources(*patterns: str) -> str:
    files = [file for pattern in patterns for file in sorted((ROOT / "wizard").glob(pattern))]
    assert len(files) >= len(patterns)
    return "\n".join(file.read_text("utf-8") for file in files)


# The one call that a table of data_resources.py names.
OF_A_TABLE = "ask_every_page(client_for, kind.service, place, kind.call"


def asked(text: str) -> set[str]:
    """The actions of what is asked through wizard/account/one_call.py."""
    text = text.replace(OF_A_TABLE, "")
    calls = re.findall(r'\bask(?:_every_page)?\(\s*[\w.]+,\s*"(\w+)",\s*[^,]+,\s*"(\w+)"', text)
    assert len(calls) == len(re.findall(r"(?<!def )\bask(?:_every_page)?\(", text))
    return {action_of(service, call) for service, call in calls}


# Tried where IAM's simulator is refused, for roles that may read their own policies anyway.
INSTEAD_OF_THE_SIMULATOR = {
    "iam:GetPolicy", "iam:GetPolicyVersion", "iam:GetRolePolicy", "iam:ListAttachedRolePolicies",
    "iam:ListRolePolicies",
}  # fmt: skip


def test_whatever_the_look_says_it_was_refused_is_in_the_policy_for_it() -> None:
    """Each call of the look names its action, for the day that it is refused."""
    text = sources("account/*.py", "check/**/*.py")
    named = set(re.findall(r'"([a-z0-9]+:(?:Describe|Get|List|Lookup)[A-Za-z]+)"', text)) | asked(text)
    assert OF_A_TABLE in text
    named |= {action_of(kind.service, kind.call) for kind in data_resources._KINDS.values()}
    assert {"cloudtrail:DescribeTrails", "s3:ListAllMyBuckets", "account:ListRegions"} <= named
    allowed = actions(policies(**VARIANTS["existing key"])["check"]) | actions(
        policies(**VARIANTS["existing topic"])["check"]
    )
    for account in (organization.MANAGEMENT, organization.ARCHIVE):
        allowed |= actions(organization.policies("check", organization.MANAGEMENT, account))
    # Needs no permission: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
    assert named - allowed == {
        "sts:GetCallerIdentity",
        *INSTEAD_OF_THE_SIMULATOR,
        # Asked for apart: the next test.
        "ce:GetCostAndUsage",
        # Whoever may read another trail's log files has a better sample; nobody is to be let for that.
        "s3:GetObject",
    }


@pytest.mark.parametrize("variant", VARIANTS)
def test_no_policy_lets_anybody_read_the_bill_unless_that_was_asked_for(variant: str) -> None:
    for made in policies(**VARIANTS[variant]).values():
        assert {action for action in actions(made) if action.startswith("ce:")} == set()


def test_where_it_was_asked_for_the_look_may_ask_cost_explorer_and_nothing_else_changes() -> None:
    settings = settings_of()
    stack = Stack(settings, Names.of(settings, ACCOUNT), registered(settings, ACCOUNT), cost_explorer=True)
    found = {purpose: actions(documents(needs(stack))) for purpose, needs in PURPOSES.items()}
    before = {purpose: actions(made) for purpose, made in policies().items()}
    assert found.pop("check") - before.pop("check") == {"ce:GetCostAndUsage"}
    assert found == before


def test_whatever_an_interrupted_deploy_looks_for_may_be_looked_for() -> None:
    text = sources("engine/interrupted/keys_and_buckets.py", "engine/interrupted/by_name.py")
    called = set(re.findall(r"\.((?:describe|get|head|list)_[a-z_]+)\(", text)) - {"get_paginator"}
    called |= set(re.findall(r'get_paginator\("([a-z_]+)"\)', text))
    assert {"list_keys", "describe_trails", "head_bucket"} <= called
    # A bucket is looked for by names that only S3 has; the others are named like their calls.
    words = {action_of("s3", name).partition(":")[2] for name in called}
    allowed = {action.partition(":")[2] for action in actions(policies(**ALL_ON)["deploy"])}
    # An organization's alone: test_deploy_policy_organization.py.
    assert words - allowed == {"ListDelegatedAdministrators"}


def test_verifying_reads_what_athena_is_asked_with_and_asks_nothing() -> None:
    glue, workgroup = f"{P}:glue:{AT}", f"{P}:athena:{AT}:workgroup/everyregion-queries"
    assert may("verify", "athena:GetWorkGroup", workgroup, queries=True)
    for resource in ("catalog", "database/everyregion_logs", "table/everyregion_logs/events"):
        assert may("verify", "glue:GetTable", f"{glue}:{resource}", queries=True)
    for part in (
        "BucketPolicy",
        "BucketPublicAccessBlock",
        "EncryptionConfiguration",
        "LifecycleConfiguration",
    ):
        assert may("verify", f"s3:Get{part}", f"{BUCKET}-queries", queries=True)
    assert may("verify", "s3:ListBucket", f"{BUCKET}-queries", queries=True)
    assert not may("verify", "athena:StartQueryExecution", workgroup, queries=True)
    assert not may("verify", "s3:GetObject", f"{BUCKET}-queries/results/x.csv", queries=True)
    assert not may("verify", "athena:GetWorkGroup", workgroup)
