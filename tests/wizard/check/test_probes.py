"""Every probe of a check, under each way in which AWS may fail to answer."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.wizard.sky import ACCOUNT, KINDS, Sky, account, overhead, trail
from wizard.account import probes
from wizard.account.bucket_and_key import bucket_owner, key_state
from wizard.account.existing_key import look_at_key
from wizard.account.existing_topic import look_at_topic
from wizard.account.facts import Organization, Probe
from wizard.account.list_trails import trails

HOME = "eu-west-1"
KEY = f"arn:aws:kms:{HOME}:{ACCOUNT}:key/1"
TOPIC = f"arn:aws:sns:{HOME}:{ACCOUNT}:alerts"
NOW = datetime.datetime(2026, 11, 21, tzinfo=datetime.timezone.utc)


def failure(code: str, operation: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": ""}}, operation)


def every_trail(sky: Sky, seconds: float = 10.0) -> Probe[Any]:
    return trails(sky.client_for, HOME, time.monotonic() + seconds)


# Each probe; the operation that fails; the permission that it needs, as a policy names it.
PROBES: dict[str, tuple[Callable[[Sky], Probe[Any]], str, str]] = {
    "regions": (
        lambda sky: probes.enabled_regions(sky.client_for, HOME),
        "DescribeRegions",
        "ec2:DescribeRegions",
    ),
    "organization": (
        lambda sky: probes.organization(sky.client_for, HOME, ACCOUNT),
        "DescribeOrganization",
        "organizations:DescribeOrganization",
    ),
    "rules": (lambda sky: probes.rules(sky.client_for, HOME), "ListRules", "events:ListRules"),
    "activity": (
        lambda sky: probes.activity(sky.client_for, HOME, NOW),
        "LookupEvents",
        "cloudtrail:LookupEvents",
    ),
    "list of trails": (every_trail, "ListTrails", "cloudtrail:ListTrails"),
    "trails": (every_trail, "DescribeTrails", "cloudtrail:DescribeTrails"),
    "bucket": (
        lambda sky: bucket_owner(sky.client_for, "logs", ACCOUNT, HOME),
        "HeadBucket",
        "s3:ListBucket",
    ),
    "key of a trail": (lambda sky: key_state(sky.client_for, KEY), "DescribeKey", "kms:DescribeKey"),
    "key": (lambda sky: look_at_key(sky.client_for, KEY, HOME), "DescribeKey", "kms:DescribeKey"),
    "topic": (
        lambda sky: look_at_topic(sky.client_for, TOPIC, HOME),
        "GetTopicAttributes",
        "sns:GetTopicAttributes",
    ),
}
CAUSES = {
    "refused": "refused",
    "throttled": "throttled",
    "late": "unreachable",
    "expired": "credentials",
    "broken": "other",
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", PROBES)
def test_what_aws_does_not_answer_is_unknown_with_the_action(name: str, kind: str) -> None:
    ask, operation, action = PROBES[name]
    # Those that are asked in its stead fail too.
    refusals = dict.fromkeys((operation, "ListRegions", "ListBuckets"), kind)
    sky = account()
    sky.refusals.update(refusals)
    with overhead(sky):
        found = ask(sky)
    if name == "bucket" and kind in ("refused", "expired"):
        action = "s3:ListAllMyBuckets"
    assert (found.state, found.cause, found.action) == ("unknown", CAUSES[kind], action)
    # Expired credentials are the same for every action, so none is named.
    assert action in found.why or kind == "expired"


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        ("refused", "unknown"),
        ("throttled", "unknown"),
        ("late", "unknown"),
        ("expired", "bad"),
        ("broken", "unknown"),
    ],
)
def test_only_credentials_that_do_not_work_make_the_identity_bad(kind: str, state: str) -> None:
    sky = Sky(refusals={"GetCallerIdentity": kind})
    with overhead(sky):
        found = probes.identity(sky.client_for, HOME)
    assert (found.state, found.cause) == (state, CAUSES[kind])


def test_an_account_in_no_organization_is_a_good_answer() -> None:
    class NotInOne:
        def describe_organization(self) -> None:
            raise failure("AWSOrganizationsNotInUseException", "DescribeOrganization")

    found = probes.organization(lambda *_: NotInOne(), HOME, ACCOUNT)
    assert found == Probe("good", Organization())


MEMBER = {"Organization": {"Id": "o-1", "MasterAccountId": "999988887777", "FeatureSet": "ALL"}}


@pytest.mark.parametrize(
    ("more", "role"),
    [
        ({}, "management"),
        ({"DescribeOrganization": MEMBER}, "member"),
        (
            {
                "DescribeOrganization": MEMBER,
                "ListDelegatedAdministrators": {"DelegatedAdministrators": [{"Id": ACCOUNT}]},
            },
            "delegated",
        ),
    ],
)
def test_the_role_in_the_organization_is_told(more: dict[str, Any], role: str) -> None:
    with overhead(account(**more)) as sky:
        found = probes.organization(sky.client_for, HOME, ACCOUNT)
    assert found.value is not None
    assert (found.state, found.value.role) == ("good", role)


@pytest.mark.parametrize(
    ("kind", "state"), [("refused", "good"), ("throttled", "unknown"), ("broken", "unknown")]
)
def test_an_account_that_may_not_ask_for_delegates_is_a_plain_member(kind: str, state: str) -> None:
    sky = account(DescribeOrganization=MEMBER)
    sky.refusals["ListDelegatedAdministrators"] = kind
    with overhead(sky):
        found = probes.organization(sky.client_for, HOME, ACCOUNT)
    assert found.value is not None
    assert (found.state, found.value.role) == (state, "member")


def test_a_region_that_a_service_control_policy_closes_is_bad() -> None:
    with overhead(Sky(refusals={"ListRules": "closed"})) as sky:
        found = probes.rules(sky.client_for, "ap-south-1")
    assert (found.state, found.cause) == ("bad", "closed")
    assert found.why.startswith("a service control policy forbids events:ListRules in ap-south-1")


def test_credentials_that_one_region_does_not_take_are_no_reason_to_end() -> None:
    class Elsewhere:
        def list_rules(self, **_: Any) -> None:
            raise failure("UnrecognizedClientException", "ListRules")

    found = probes.rules(lambda *_: Elsewhere(), "ap-east-1")
    assert (found.state, found.cause) == ("unknown", "other")
    assert "the region isn't enabled, or they come from STS's global endpoint" in found.why


def test_a_single_region_trail_of_another_region_is_found_and_described_there() -> None:
    with overhead(account(trail("paris", "eu-west-3", LogFileValidationEnabled=True))) as sky:
        found = every_trail(sky)
    assert found.state == "good"
    assert [(one.name, one.home_region, one.bucket, one.validates) for one in found.value or ()] == [
        ("paris", "eu-west-3", "paris-logs", True)
    ]
    assert "GetTrailStatus in eu-west-3" in sky.asked


def test_a_shadow_copy_is_asked_about_at_home_and_not_described_twice() -> None:
    with overhead(account(trail("company", "us-east-1", IsMultiRegionTrail=True))) as sky:
        found = every_trail(sky)
    assert [one.name for one in found.value or ()] == ["company"]
    assert [one for one in sky.asked if one.startswith("DescribeTrails")] == ["DescribeTrails in eu-west-1"]
    assert "GetTrailStatus in us-east-1" in sky.asked


def test_a_trail_whose_region_does_not_describe_it_is_listed_as_single_region_and_unknown() -> None:
    sky = account(trail("paris", "eu-west-3"), trail("ours", HOME))
    sky.refusals["DescribeTrails in eu-west-3"] = "refused"
    with overhead(sky):
        found = every_trail(sky)
    assert (found.state, found.action) == ("unknown", "cloudtrail:DescribeTrails")
    ours, paris = list(found.value or ())
    assert (ours.name, ours.unknown) == ("ours", "")
    assert (paris.name, paris.is_multi_region, paris.is_logging) == ("paris", False, True)
    assert paris.unknown == "not allowed: cloudtrail:DescribeTrails in eu-west-3 (AccessDeniedException)"


def test_a_region_that_hangs_holds_up_no_other_trail() -> None:
    sky = account(trail("paris", "eu-west-3"), trail("ours", HOME))
    sky.refusals["DescribeTrails in eu-west-3"] = "hangs"
    with overhead(sky):
        started = time.monotonic()
        found = every_trail(sky, seconds=0.6)
        assert time.monotonic() - started < 2
    ours, paris = list(found.value or ())
    assert (found.state, found.cause, ours.is_logging) == ("unknown", "late", True)
    assert paris.unknown == "no answer in time: cloudtrail:DescribeTrails in eu-west-3"


@pytest.mark.parametrize(
    ("refusal", "listed", "owner"),
    [
        ("", [], "us"),
        ("refused", [{"Name": "logs"}], "us"),
        ("refused", [{"Name": "logs-of-others"}], "others"),
    ],
)
def test_a_bucket_is_ours_when_it_answers_or_is_on_our_list(
    refusal: str, listed: list[dict[str, str]], owner: str
) -> None:
    sky = account(ListBuckets={"Buckets": listed})
    if refusal:
        sky.refusals["HeadBucket"] = refusal
    with overhead(sky):
        assert bucket_owner(sky.client_for, "logs", ACCOUNT, HOME) == Probe("good", owner)


def test_a_bucket_that_is_not_there_is_nobodys() -> None:
    class Missing:
        def head_bucket(self, **_: Any) -> None:
            raise failure("404", "HeadBucket")

    assert bucket_owner(lambda *_: Missing(), "logs", ACCOUNT, HOME) == Probe("good", "nobody")


def test_credentials_that_expire_among_the_details_of_a_trail_are_told() -> None:
    sky = account(trail("ours", HOME))
    sky.refusals["GetEventSelectors"] = "expired"
    with overhead(sky):
        found = every_trail(sky)
    assert (found.state, found.cause) == ("unknown", "credentials")
    assert found.why.startswith("The AWS credentials have expired (ExpiredTokenException). Log in")
