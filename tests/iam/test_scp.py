"""Who is denied what with the service control policy of `scp`, in each partition.

https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from components.settings import validate
from tests.iam.deployment import ACCOUNT, PLACES, STRANGERS_ACCOUNT, Place, everywhere
from tests.iam.documents import FULL_ACCESS
from tests.table import for_each
from wizard.iam import Decision, Limits, Principal, Request, evaluate
from wizard.iam import problems as problems_of
from wizard.policy.scp.document import Wanted, document
from wizard.policy.scp.exempt import Exempt, own_roles

COMMERCIAL = PLACES[0]
# A member of the organization that has nothing to do with the stack.
MEMBER, MANAGEMENT = "777788889999", "999900001111"


def policy(at: Place, *named: str, bedrock: tuple[str, ...] = ()) -> dict[str, Any]:
    """Only the home region is approved."""
    sources = ["delivered-logs"] if at.partition == "aws-cn" else ["rules", "delivered-logs"]
    settings = validate({"approvedRegions": [at.home], "regionAlert": sources}, at.home)
    exempt = Exempt(tuple(own_roles(settings, [ACCOUNT])), (), named)
    return document(Wanted(settings.approved_regions, at.partition, exempt, bedrock))


def decided(
    at: Place,
    who: Principal,
    action: str,
    region: str,
    scp: dict[str, Any] | None = None,
    **more: Any,
) -> Decision:
    """For somebody whose own policies allow everything, in an account with FullAWSAccess and this policy."""
    resource = more.pop("resource", "*")
    context = {"aws:RequestedRegion": region, **more.pop("context", {})}
    limits = Limits(scps=[FULL_ACCESS, [FULL_ACCESS, scp or policy(at)]], management_account=MANAGEMENT)
    request = Request(who, action, resource, context, resource_account=who.account)
    return evaluate(request, identity_policies=[FULL_ACCESS], limits=limits)


def members_admin(at: Place) -> Principal:
    return Principal.session(at.role("Admin", MEMBER), "mallory")


@everywhere
def test_it_is_a_sound_control_policy(place: Place) -> None:
    assert problems_of(policy(place), "control") == []


@everywhere
def test_a_members_administrator_may_work_in_an_approved_region_alone(place: Place) -> None:
    admin = members_admin(place)
    assert decided(place, admin, "ec2:RunInstances", place.home).allowed
    closed = decided(place, admin, "ec2:RunInstances", place.elsewhere)
    assert (closed.allowed, closed.source) == (False, "service control policy")
    assert '"DenyUnapprovedRegions"' in closed.reason


@everywhere
def test_reads_in_a_closed_region_are_denied_too(place: Place) -> None:
    assert not decided(place, members_admin(place), "ec2:DescribeInstances", place.elsewhere).allowed


@everywhere
def test_the_root_user_of_a_member_is_bound(place: Place) -> None:
    root = Principal.root(MEMBER, place.partition)
    assert not decided(place, root, "ec2:RunInstances", place.elsewhere).allowed


@for_each(
    "action",
    [
        "iam:CreateUser",
        "sts:GetSessionToken",
        "route53:ChangeResourceRecordSets",
        "cloudfront:CreateDistribution",
        "acm:RequestCertificate",
        "kms:CreateKey",
        "wafv2:CreateWebACL",
        "organizations:DescribeOrganization",
        "account:ListRegions",
        "support:CreateCase",
        "health:DescribeEvents",
        "budgets:ModifyBudget",
        "ce:GetCostAndUsage",
        "purchase-orders:ListPurchaseOrders",
        "s3:ListAllMyBuckets",
        "s3:CreateMultiRegionAccessPoint",
        "s3:PutAccountPublicAccessBlock",
        "ec2:DescribeRegions",
        "cloudtrail:LookupEvents",
        "config:PutConfigurationRecorder",
    ],
    str,
)
def test_what_is_no_regions_goes_on_where_us_east_1_is_closed(action: str) -> None:
    assert decided(COMMERCIAL, members_admin(COMMERCIAL), action, "us-east-1").allowed


@for_each(
    "action",
    [
        "lambda:CreateFunction",
        "cloudwatch:PutMetricAlarm",
        "s3:CreateBucket",
        "s3:PutObject",
        "s3:GetBucketPolicy",
        "cloudtrail:CreateTrail",
        "events:PutRule",
        "lightsail:GetInstanceAccessDetails",
        "bedrock:InvokeModel",
        "ec2:DescribeVpcs",
    ],
    str,
)
def test_what_is_regional_does_not(action: str) -> None:
    assert not decided(COMMERCIAL, members_admin(COMMERCIAL), action, "us-east-1").allowed


CALLS: dict[str, tuple[Callable[[Place], Principal], str]] = {
    "the digest function's role looks at a rule": (lambda at: at.digest, "events:DescribeRule"),
    "the role that rules forward with sends an event": (lambda at: at.forwarder, "events:PutEvents"),
    "the role that rules forward with makes a rule": (lambda at: at.forwarder, "events:PutRule"),
    "Control Tower's role makes a stack": (
        lambda at: Principal.session(at.role("AWSControlTowerExecution", MEMBER), "ct"),
        "cloudformation:CreateStack",
    ),
    "a role of StackSets makes a stack": (
        lambda at: Principal.session(at.role("stacksets-exec-0a1b2c", MEMBER), "sets"),
        "cloudformation:CreateStack",
    ),
    "a service-linked role, which no policy binds, works": (
        lambda at: Principal.role(
            at.role("aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig", MEMBER)
        ),
        "ec2:DescribeInstances",
    ),
}


@pytest.mark.parametrize(("who", "action"), CALLS.values(), ids=CALLS)
def test_in_a_closed_region(who: Callable[[Place], Principal], action: str) -> None:
    for at in PLACES[:2]:
        decision = decided(at, who(at), action, at.elsewhere)
        assert decision.allowed, decision.reason


@everywhere
def test_the_management_account_is_not_bound(place: Place) -> None:
    admin = Principal.session(place.role("Admin", MANAGEMENT), "ada")
    assert decided(place, admin, "ec2:RunInstances", place.elsewhere).allowed


@everywhere
def test_roles_of_our_names_in_another_account_are_not_exempt(place: Place) -> None:
    for name in ("alert-digest", "alert-forward"):
        role = Principal.role(place.role(f"everyregion-{place.home}-{name}", MEMBER))
        assert not decided(place, role, "events:PutRule", place.elsewhere).allowed


@everywhere
def test_the_role_that_deploys_makes_rules_in_closed_regions_once_it_is_named(place: Place) -> None:
    role = place.role("Deploy")
    deployer = Principal.session(role, "ci")
    assert not decided(place, deployer, "events:PutRule", place.elsewhere).allowed
    assert decided(place, deployer, "events:PutRule", place.elsewhere, policy(place, role)).allowed
    other = Principal.session(place.role("Deploy2"), "ci")
    assert not decided(place, other, "events:PutRule", place.elsewhere, policy(place, role)).allowed


@everywhere
def test_a_pattern_exempts_whom_it_names_whatever_their_path(place: Place) -> None:
    scp = policy(place, place.role("aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_RegionAdmin_*"))
    role = "aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_{}_0123456789abcdef"
    for name, may in (("RegionAdmin", True), ("ReadOnly", False)):
        who = Principal.session(place.role(role.format(name)), "ada")
        assert decided(place, who, "ec2:RunInstances", place.elsewhere, scp).allowed is may


@everywhere
def test_nobody_makes_or_takes_over_a_role_that_bears_a_name_of_aws_s_tools(place: Place) -> None:
    admin = members_admin(place)
    for name in ("AWSControlTowerExecution", "stacksets-exec-mine"):
        role = place.role(name, MEMBER)
        for action in ("iam:CreateRole", "iam:UpdateAssumeRolePolicy"):
            decision = decided(place, admin, action, place.home, resource=role)
            assert not decision.allowed
            assert '"KeepExemptRoles"' in decision.reason
    tower = Principal.session(place.role("AWSControlTowerExecution", MEMBER), "ct")
    assert decided(
        place,
        tower,
        "iam:UpdateAssumeRolePolicy",
        place.home,
        resource=place.role("stacksets-exec-1", MEMBER),
    ).allowed


@everywhere
def test_other_roles_are_made_as_before(place: Place) -> None:
    role = place.role("app", MEMBER)
    assert decided(place, members_admin(place), "iam:CreateRole", place.home, resource=role).allowed


def invoked(profile: str, region: str, scp: dict[str, Any]) -> bool:
    arn = f"arn:aws:bedrock:eu-west-1:{MEMBER}:inference-profile/{profile}.anthropic.claude-sonnet-4-5"
    context = {"bedrock:InferenceProfileArn": arn}
    admin = members_admin(COMMERCIAL)
    return decided(COMMERCIAL, admin, "bedrock:InvokeModel", region, scp, context=context).allowed


def test_bedrocks_profiles_reach_approved_regions_alone() -> None:
    scp = policy(COMMERCIAL)
    assert invoked("eu", "eu-west-1", scp)
    assert not invoked("eu", "eu-north-1", scp)
    assert not invoked("global", "unspecified", scp)


def test_a_geographic_profile_that_is_let_through_reaches_all_of_its_regions_and_no_other_does() -> None:
    scp = policy(COMMERCIAL, bedrock=("eu",))
    assert invoked("eu", "eu-north-1", scp)
    assert not invoked("us", "us-east-2", scp)
    assert not invoked("global", "unspecified", scp)
    admin = members_admin(COMMERCIAL)
    assert not decided(COMMERCIAL, admin, "bedrock:InvokeModel", "eu-north-1", scp).allowed
    assert not decided(COMMERCIAL, admin, "ec2:RunInstances", "eu-north-1", scp).allowed


def test_a_global_profile_that_is_let_through_works() -> None:
    assert invoked("global", "unspecified", policy(COMMERCIAL, bedrock=("global",)))


def test_an_application_profile_is_not_let_through_with_the_geographic_ones() -> None:
    arn = f"arn:aws:bedrock:eu-west-1:{MEMBER}:application-inference-profile/eu.mine"
    context = {"bedrock:InferenceProfileArn": arn}
    scp = policy(COMMERCIAL, bedrock=("eu",))
    admin = members_admin(COMMERCIAL)
    assert not decided(COMMERCIAL, admin, "bedrock:InvokeModel", "eu-north-1", scp, context=context).allowed


def test_the_stranger_of_another_account_is_not_exempt_by_our_roles_names() -> None:
    role = COMMERCIAL.role("everyregion-eu-west-1-alert-digest", STRANGERS_ACCOUNT)
    assert not decided(COMMERCIAL, Principal.role(role), "ec2:RunInstances", "us-east-1").allowed
