"""The look at an account: against moto, and against stubbed errors."""

from __future__ import annotations

import datetime
import json
import time
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from botocore.exceptions import (
    ClientError,
    EndpointConnectionError,
    NoCredentialsError,
    ProfileNotFound,
    SSOTokenLoadError,
)
from botocore.stub import Stubber
from moto import mock_aws

from wizard.account import list_trails, probes
from wizard.account.connect import ClientFor
from wizard.account.errors import trouble
from wizard.account.facts import Activity, Probe, Trail
from wizard.account.look import Look

NOW = datetime.datetime(2026, 11, 21, 12, 0, tzinfo=datetime.timezone.utc)


@pytest.fixture
def emulated() -> Iterator[ClientFor]:
    with mock_aws():
        session = boto3.Session()
        yield lambda service, region: session.client(service, region_name=region)


def trails(client_for: ClientFor, region: str) -> Probe[tuple[Trail, ...]]:
    return list_trails.trails(client_for, region, time.monotonic() + 10, at_once=1)


def refusing(code: str) -> ClientFor:
    """A client on which every call ends in this error code."""

    class Client:
        def __getattr__(self, name: str) -> Callable[..., Any]:
            def refuse(*_: Any, **__: Any) -> Any:
                raise ClientError({"Error": {"Code": code, "Message": "no"}}, name)

            return refuse

    return lambda service, region: Client()


def company_trail(client_for: ClientFor, **more: Any) -> None:
    client_for("s3", "us-east-1").create_bucket(Bucket="company-logs")
    trails = client_for("cloudtrail", "us-east-1")
    trails.create_trail(Name="company", S3BucketName="company-logs", IsMultiRegionTrail=True, **more)


def test_the_identity_is_account_arn_and_partition(emulated: ClientFor) -> None:
    found = probes.identity(emulated, "eu-west-1")
    assert found.state == "good"
    assert found.value is not None
    assert (found.value.account, found.value.partition) == ("123456789012", "aws")


@pytest.mark.parametrize("code", ["ExpiredToken", "InvalidClientTokenId", "RequestExpired"])
def test_credentials_that_do_not_work_are_bad_not_unknown(code: str) -> None:
    assert probes.identity(refusing(code), "eu-west-1").state == "bad"


def test_a_throttled_identity_is_unknown() -> None:
    found = probes.identity(refusing("ThrottlingException"), "eu-west-1")
    assert found == Probe(
        "unknown",
        why="AWS throttled sts:GetCallerIdentity in eu-west-1 (ThrottlingException)",
        action="sts:GetCallerIdentity",
        cause="throttled",
    )


def test_a_shadow_trail_is_described_by_its_home_region(emulated: ClientFor) -> None:
    company_trail(emulated)
    emulated("cloudtrail", "us-east-1").start_logging(Name="company")
    (found,) = list(trails(emulated, "eu-west-1").value or ())
    assert found == Trail(
        name="company",
        arn="arn:aws:cloudtrail:us-east-1:123456789012:trail/company",
        home_region="us-east-1",
        bucket="company-logs",
        is_multi_region=True,
        is_organization=False,
        is_logging=True,
        records_management=True,
        global_events=True,
        basic_selectors=found.basic_selectors,
        advanced_selectors=(),
        insights=(),
        delivery_error="",
    )


def test_a_trail_of_data_events_alone_records_no_management_events(
    emulated: ClientFor,
) -> None:
    company_trail(emulated)
    emulated("cloudtrail", "us-east-1").put_event_selectors(
        TrailName="company",
        AdvancedEventSelectors=[
            {
                "Name": "data",
                "FieldSelectors": [
                    {"Field": "eventCategory", "Equals": ["Data"]},
                    {"Field": "resources.type", "Equals": ["AWS::S3::Object"]},
                ],
            }
        ],
    )
    found = trails(emulated, "us-east-1").value
    assert found is not None
    assert [trail.records_management for trail in found] == [False]


def test_a_trail_whose_status_may_not_be_read_names_the_actions(emulated: ClientFor) -> None:
    company_trail(emulated)
    seen: list[str] = []

    def client_for(service: str, region: str) -> Any:
        seen.append(region)
        return (
            emulated(service, region)
            if len(seen) <= 2
            else refusing("AccessDeniedException")(service, region)
        )

    found = trails(client_for, "us-east-1").value
    assert found is not None
    assert (found[0].is_logging, found[0].records_management) == (None, None)
    assert found[0].unknown == (
        "not allowed: cloudtrail:GetTrailStatus in us-east-1 (AccessDeniedException); "
        "not allowed: cloudtrail:GetEventSelectors in us-east-1 (AccessDeniedException); "
        "not allowed: cloudtrail:GetInsightSelectors in us-east-1 (AccessDeniedException)"
    )


def test_trails_that_may_not_be_listed_are_unknown() -> None:
    found = trails(refusing("AccessDeniedException"), "eu-west-1")
    assert found == Probe(
        "unknown",
        (),
        why="not allowed: cloudtrail:ListTrails in eu-west-1 (AccessDeniedException); "
        "not allowed: cloudtrail:DescribeTrails in eu-west-1 (AccessDeniedException)",
        action="cloudtrail:ListTrails",
        cause="refused",
    )


def stubbed(service: str, method: str, answer: dict[str, Any]) -> Any:
    client = boto3.client(service, region_name="us-east-1")
    stubber = Stubber(client)
    stubber.add_response(method, answer)
    stubber.activate()
    return client


def test_enabled_regions_come_from_the_account_service_where_ec2_refuses() -> None:
    listed = {"Regions": [{"RegionName": "us-east-1", "RegionOptStatus": "ENABLED_BY_DEFAULT"}]}
    account = stubbed("account", "list_regions", listed)
    clients = {"account": account, "ec2": refusing("UnauthorizedOperation")("ec2", "us-east-1")}
    assert probes.enabled_regions(lambda service, _: clients[service], "us-east-1").value == ("us-east-1",)


def test_enabled_regions_that_neither_service_tells_name_both_actions() -> None:
    clients = {
        "ec2": refusing("UnauthorizedOperation")("ec2", "us-east-1"),
        "account": stubbed_error("account", "list_regions", "AccessDeniedException"),
    }
    found = probes.enabled_regions(lambda service, _: clients[service], "us-east-1")
    assert found == Probe(
        "unknown",
        why="not allowed: ec2:DescribeRegions in us-east-1 (UnauthorizedOperation); "
        "not allowed: account:ListRegions in us-east-1 (AccessDeniedException)",
        action="ec2:DescribeRegions",
        cause="refused",
    )


def stubbed_error(service: str, method: str, code: str) -> Any:
    client = boto3.client(service, region_name="us-east-1")
    stubber = Stubber(client)
    stubber.add_client_error(method, code)
    stubber.activate()
    return client


def test_activity_is_one_page_of_write_events_of_the_last_days() -> None:
    client = boto3.client("cloudtrail", region_name="eu-west-3")
    with Stubber(client) as stubber:
        stubber.add_response(
            "lookup_events",
            {"Events": [{"EventId": "1"}, {"EventId": "2"}], "NextToken": "more"},
            {
                "LookupAttributes": [{"AttributeKey": "ReadOnly", "AttributeValue": "false"}],
                "StartTime": datetime.datetime(2026, 11, 14, 12, 0, tzinfo=datetime.timezone.utc),
                "MaxResults": 50,
            },
        )
        found = probes.activity(lambda *_: client, "eu-west-3", NOW)
    assert found.value == Activity("eu-west-3", 2, 7, more=True)


def test_activity_that_may_not_be_looked_up_is_unknown_not_none() -> None:
    found = probes.activity(refusing("AccessDeniedException"), "eu-west-3", NOW)
    assert (found.state, found.value) == ("unknown", None)


@pytest.mark.parametrize(
    ("error", "kind", "text"),
    [
        (NoCredentialsError(), "credentials", "There are no AWS credentials."),
        (ProfileNotFound(profile="x\x1b[2J"), "credentials", r"(x\x1b[2J)"),
        (SSOTokenLoadError(error_msg="expired"), "credentials", "The AWS login has expired or is missing."),
        (
            EndpointConnectionError(endpoint_url="https://x"),
            "unreachable",
            "AWS can't be reached in eu-west-1",
        ),
    ],
)
def test_each_trouble_is_a_sentence_without_control_characters(
    error: Exception, kind: str, text: str
) -> None:
    found = trouble(error, "sts:GetCallerIdentity", "eu-west-1")
    assert (found.kind, text in found.text, "\x1b" in found.text) == (kind, True, False)


def test_a_look_without_credentials_ends_with_everything_known_to_be_unknown() -> None:
    def connect() -> Any:
        raise NoCredentialsError

    look = Look(connect, "us-east-1", with_activity=True)
    look.wait_for_trails(5)
    assert (look.identity.state, look.regions.state, look.trails.state) == ("bad", "unknown", "unknown")


def test_a_look_finds_trails_regions_and_activity_in_the_background(
    emulated: ClientFor,
) -> None:
    company_trail(emulated)
    found: list[str] = []

    def client_for(service: str, region: str) -> Any:
        if service == "ec2":
            return Canned(
                describe_regions={"Regions": [{"RegionName": "eu-west-1"}, {"RegionName": "us-east-1"}]}
            )
        client = emulated(service, region)
        client.lookup_events = lambda **_: {"Events": [{}] * 3}
        return client

    look = Look(lambda: client_for, "us-east-1", with_activity=True)
    look.on_change = lambda: found.append("x")
    look.start()
    look.join(10)
    assert look.regions.value == ("eu-west-1", "us-east-1")
    assert {region: probe.value for region, probe in look.activity.items()} == {
        "eu-west-1": Activity("eu-west-1", 3, 7),
        "us-east-1": Activity("us-east-1", 3, 7),
    }
    # Who they are, regions, trails, the organization, and each region's activity.
    assert len(found) == 7


def test_credentials_of_another_partition_are_tried_there_once_the_home_region_is_known() -> None:
    tried: list[str] = []

    def client_for(service: str, region: str) -> Any:
        tried.append(f"{service} {region}")
        if region == "us-east-1":
            return refusing("InvalidClientTokenId")(service, region)
        arn = "arn:aws-cn:iam::123456789012:user/ada"
        return Canned(
            get_caller_identity={"Account": "123456789012", "Arn": arn},
            describe_regions={"Regions": []},
            describe_trails={"trailList": []},
            list_trails={"Trails": []},
            describe_organization={"Organization": {"Id": "o-1", "MasterAccountId": "999988887777"}},
            list_delegated_administrators={"DelegatedAdministrators": []},
        )

    look = Look(lambda: client_for, "us-east-1", with_activity=False)
    look.start()
    look.try_in_partition_of("us-west-2")
    look.try_in_partition_of("cn-north-1")
    look.join(5)
    assert look.identity.value is not None
    assert look.identity.value.partition == "aws-cn"
    assert tried[:2] == ["sts us-east-1", "sts cn-north-1"]
    assert set(tried[2:]) == {"ec2 cn-north-1", "cloudtrail cn-north-1", "organizations cn-north-1"}


class Canned:
    """A client whose calls answer what it was made with."""

    def __init__(self, **answers: dict[str, Any]) -> None:
        self._answers = json.loads(json.dumps(answers))

    def __getattr__(self, name: str) -> Callable[..., Any]:
        return lambda **_: self._answers[name]

    def get_paginator(self, name: str) -> Any:
        return SimpleNamespace(paginate=lambda **_: Canned(build_full_result=self._answers[name]))
