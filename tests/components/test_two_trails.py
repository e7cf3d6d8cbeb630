"""Two AuditTrails in one program, each with a provider of its own: neither asks or touches the other's."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest

from components.audit_trail import AuditTrail
from tests.components.cases import EVERYTHING, HOME, settings
from tests.components.matching import call, matches
from tests.components.recording import Registered, Run, World, provider_name, record
from wizard.policy.arns import Resource

HERE, THERE = "111122223333", "777788889999"
ONE, OTHER = "audit", "audit-2"
RULE = "aws:cloudwatch/eventRule:EventRule"
# Names that begin with the other's, also with what the other puts behind its own.
ALIKE = (OTHER, "audit-eu-west-1", "audit-alerts", "audit-alert-digest", "auditing", "Audit")
# Service -> the parameters of its calls that name a resource.
NAMED_BY = {
    "cloudtrail": ("name", "trailName", "resourceId"),
    "events": ("name", "rule", "eventBusName"),
    "sqs": ("queueUrl",),
    "scheduler": ("name",),
    "lambda": ("functionName",),
    "dynamodb": ("tableName",),
    "logs": ("logGroupName",),
    "monitoring": ("alarmName",),
    "sns": ("topicArn", "resourceArn", "subscriptionArn"),
    "s3": ("bucketName",),
    "iam": ("roleName",),
}


def trails(*names: str, accounts: dict[str, str] | None = None, many: bool = False) -> Run:
    """An AuditTrail of each name, with the provider `for-<name>`; many: handed over as a list."""

    def program() -> None:
        for name in names:
            provider = aws.Provider(f"for-{name}", region=HOME)
            opts = pulumi.ResourceOptions(providers=[provider] if many else None)
            if not many:
                opts.provider = provider
            AuditTrail(name, settings(trail_name=name, **EVERYTHING), opts)

    of_providers = {f"for-{name}": account for name, account in (accounts or {}).items()}
    return record(program, world=World(accounts=of_providers))


@functools.cache
def in_two_accounts() -> Run:
    return trails(ONE, OTHER, accounts={ONE: HERE, OTHER: THERE})


@functools.cache
def in_one_account(other: str = OTHER) -> Run:
    return trails(ONE, other)


def of(run: Run, trail: str) -> list[Registered]:
    """What goes through this trail's provider."""
    return [
        one for one in run.resources if one.type.startswith("aws:") and provider_of(one) == f"for-{trail}"
    ]


def provider_of(one: Registered) -> str:
    return provider_name(one.provider)


def arns(run: Run, trail: str, account: str = HERE) -> set[str]:
    """The ARNs of all that it makes."""
    return {
        Resource(one.type, one.name, one.inputs, one.inputs.get("region") or HOME, account, "aws").arn
        for one in of(run, trail)
        if not one.type.startswith(("aws:kms/key:", "aws:sns/topicSubscription:"))
    }


def patterns(document: Any) -> Iterator[str]:
    """Every ARN in a policy that grants something, with the asterisks that it may have."""
    if isinstance(document, dict):
        document = [value for key, value in document.items() if key not in _ONLY_NARROWS]
    if isinstance(document, list):
        for value in document:
            yield from patterns(value)
    # Any alarm that begins alike may publish to the topic: what an alarm tells is for its owner to say.
    elif isinstance(document, str) and document.startswith("arn:") and ":alarm:" not in document:
        yield document


# AWS's own words for a trail's key, beside the one trail that aws:SourceArn lets.
_ONLY_NARROWS = ("kms:EncryptionContext:aws:cloudtrail:arn",)


def policies(run: Run, trail: str) -> dict[str, set[str]]:
    """Resource -> the ARNs in its policy."""
    texts = [
        (one.name, one.inputs[key])
        for one in of(run, trail)
        for key in ("policy", "assumeRolePolicy")
        if key in one.inputs
    ]
    assert len(texts) > 10
    return {name: {*patterns(json.loads(text))} for name, text in texts}


@pytest.mark.parametrize("many", [False, True])
def test_everything_goes_through_the_provider_that_it_was_given(many: bool) -> None:
    run = trails(ONE, OTHER, many=many)
    custom = [one for one in run.resources if one.type.startswith("aws:")]
    by_name = {one.name: provider_of(one) for one in custom}
    assert len(by_name) == len(custom) > 130
    assert {name: by for name, by in by_name.items() if name.startswith(f"{OTHER}-")} == {
        name: f"for-{OTHER}" for name in by_name if name.startswith(f"{OTHER}-")
    }
    assert {by for name, by in by_name.items() if not name.startswith(f"{OTHER}-")} == {f"for-{ONE}"}


def test_no_data_source_asks_the_default_provider() -> None:
    asked = [(token.rpartition(":")[2], provider_name(by)) for token, by in in_two_accounts().calls]
    assert asked == [
        (token, f"for-{trail}")
        for trail in (ONE, OTHER)
        for token in ("getRegion", "getRegions", "getCallerIdentity")
    ]


def test_each_is_named_after_the_account_that_its_provider_answers_with() -> None:
    run = in_two_accounts()
    buckets = {one.name: one.inputs["bucket"] for one in run.of_type("aws:s3/bucket:Bucket")}
    assert buckets == {
        "audit-log-bucket": "audit-111122223333-eu-west-1",
        "audit-access-log-bucket": "audit-111122223333-eu-west-1-access",
        "audit-query-results-bucket": "audit-111122223333-eu-west-1-queries",
        "audit-2-query-results-bucket": "audit-2-777788889999-eu-west-1-queries",
        "audit-2-log-bucket": "audit-2-777788889999-eu-west-1",
        "audit-2-access-log-bucket": "audit-2-777788889999-eu-west-1-access",
    }
    assert not [arn for found in policies(run, ONE).values() for arn in found if THERE in arn]
    assert not [arn for found in policies(run, OTHER).values() for arn in found if HERE in arn]


def test_every_resource_is_named_after_its_own_audit_trail() -> None:
    for trail in (ONE, OTHER):
        names = [one.name for one in of(in_two_accounts(), trail)]
        assert len(names) > 65
        assert [name for name in names if not name.startswith(f"{trail}-")] == []


@pytest.mark.parametrize("other", ALIKE)
def test_two_in_one_account_share_no_resource_and_no_name(other: str) -> None:
    run = in_one_account(other)
    assert len({one.urn for one in run.resources}) == len(run.resources)
    named = [
        (one.type, one.inputs.get("region"), one.inputs.get("bucket") or one.inputs["name"])
        for trail in (ONE, other)
        for one in of(run, trail)
        if one.type in _HAS_A_NAME
    ]
    assert len({*named}) == len(named) > 60


_HAS_A_NAME = {
    "aws:cloudtrail/trail:Trail",
    "aws:cloudwatch/eventBus:EventBus",
    RULE,
    "aws:cloudwatch/logGroup:LogGroup",
    "aws:cloudwatch/metricAlarm:MetricAlarm",
    "aws:dynamodb/table:Table",
    "aws:iam/role:Role",
    "aws:kms/alias:Alias",
    "aws:lambda/function:Function",
    "aws:s3/bucket:Bucket",
    "aws:scheduler/schedule:Schedule",
    "aws:sns/topic:Topic",
    "aws:sqs/queue:Queue",
}


@pytest.mark.parametrize("other", ALIKE)
def test_no_policy_of_the_one_names_a_resource_of_the_other(other: str) -> None:
    run = in_one_account(other)
    for mine, theirs in ((ONE, other), (other, ONE)):
        foreign = arns(run, theirs)
        assert len(foreign) > 30
        for name, found in policies(run, mine).items():
            reached = {
                (pattern, arn)
                for pattern in found
                for arn in foreign
                if fnmatchcase(arn, pattern) or fnmatchcase(f"{arn}:x", pattern)
            }
            assert reached == set(), name


@pytest.mark.parametrize("other", ALIKE)
def test_the_tamper_alert_of_the_one_says_nothing_of_the_other(other: str) -> None:
    run = in_one_account(other)
    for mine, theirs in ((ONE, other), (other, ONE)):
        rules = [
            (one.name, json.loads(one.inputs["eventPattern"]))
            for one in of(run, mine)
            if one.type == RULE and "-tamper-" in one.name
        ]
        told = {
            trail: [
                (event["source"], name, event["detail"]["requestParameters"])
                for event in changes(run, trail)
                for name, pattern in rules
                if matches(pattern, event)
            ]
            for trail in (mine, theirs)
        }
        # Keys, deleted files and switched regions are told by other kinds of events.
        assert len({source for source, _, _ in told[mine]}) >= 10
        assert told[theirs] == []


def changes(run: Run, trail: str) -> Iterator[dict[str, Any]]:
    """A change to each of its resources, by its name, its ARN and its URL."""
    for one in of(run, trail):
        if one.type not in _HAS_A_NAME or one.type == "aws:kms/alias:Alias":
            continue
        arn = Resource(one.type, one.name, one.inputs, one.inputs.get("region") or HOME, HERE, "aws").arn
        name = one.inputs.get("bucket") or one.inputs["name"]
        service = {"cloudwatch": "monitoring"}.get(arn.split(":")[2], arn.split(":")[2])
        url = f"https://sqs.{HOME}.amazonaws.com/{HERE}/{name}"
        for named in (name, arn, url):
            for parameter in NAMED_BY[service]:
                yield call(HOME, eventSource=f"{service}.amazonaws.com", requestParameters={parameter: named})


def test_both_say_what_they_are_as_outputs_and_as_attributes() -> None:
    run = in_two_accounts()
    outputs = {urn.rpartition("::")[2]: found for urn, found in run.outputs.items() if "AuditTrail::" in urn}
    assert outputs[ONE]["logBucket"] == "audit-111122223333-eu-west-1"
    assert outputs[OTHER]["logBucket"] == "audit-2-777788889999-eu-west-1"
    assert outputs[OTHER]["alertFunctionName"] == "audit-2-alert-digest"
    assert outputs[OTHER]["watchedRegions"] == ["ap-south-1", "eu-central-1", "us-east-1", "us-west-2"]
