"""What is let through everywhere: AWS's own lists, each entry judged."""

from __future__ import annotations

import re

from components.region_alert.function.digest.global_services import GLOBAL_SERVICES, SELDOM
from tests.project.sources import ROOT
from wizard.iam.wildcards import action_matches
from wizard.policy.scp.global_services import LEFT_OUT, LET_THROUGH, actions

# https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples_general.html
ORGANIZATIONS = """
    a4b:* acm:* aws-marketplace-management:* aws-marketplace:* aws-portal:* budgets:* ce:* chime:*
    cloudfront:* config:* cur:* directconnect:* ec2:DescribeRegions ec2:DescribeTransitGateways
    ec2:DescribeVpnGateways fms:* globalaccelerator:* health:* iam:* importexport:* kms:* mobileanalytics:*
    networkmanager:* organizations:* pricing:* route53:* route53domains:* route53-recovery-cluster:*
    route53-recovery-control-config:* route53-recovery-readiness:* s3:GetAccountPublic* s3:ListAllMyBuckets
    s3:ListMultiRegionAccessPoints s3:PutAccountPublic* shield:* sts:* support:* trustedadvisor:*
    waf-regional:* waf:* wafv2:* wellarchitected:*
"""
# https://docs.aws.amazon.com/controltower/latest/controlreference/primary-region-deny-policy.html
CONTROL_TOWER = """
    access-analyzer:* account:* activate:* artifact:* billing:* billingconductor:* chatbot:*
    cloudtrail:LookupEvents compute-optimizer:* consoleapp:* consolidatedbilling:*
    datapipeline:GetAccountLimits devicefarm:* discovery-marketplace:* ecr-public:* freetier:* invoicing:*
    iq:* license-manager:ListReceivedLicenses lightsail:Get* notifications:* notifications-contacts:*
    payments:* quicksight:DescribeAccountSubscription resource-explorer-2:* s3:CreateMultiRegionAccessPoint
    s3:DeleteMultiRegionAccessPoint s3:DescribeMultiRegionAccessPointOperation
    s3:GetAccountPublicAccessBlock s3:GetBucketLocation s3:GetBucketPolicyStatus
    s3:GetBucketPublicAccessBlock s3:GetMultiRegionAccessPoint s3:GetMultiRegionAccessPointPolicy
    s3:GetMultiRegionAccessPointPolicyStatus s3:GetStorageLensConfiguration s3:GetStorageLensDashboard
    s3:ListStorageLensConfigurations s3:PutAccountPublicAccessBlock s3:PutMultiRegionAccessPointPolicy
    savingsplans:* sso:* supportapp:* supportplans:* sustainability:* tag:GetResources tax:*
    vendor-insights:ListEntitledSecurityProfiles
"""
# What CloudTrail calls otherwise than IAM.
PREFIXES = {"billingconsole": "aws-portal", "taxconsole": "tax"}


def lets_through(action: str) -> bool:
    return any(action_matches(one, action.replace("*", "Anything")) for one in actions())


def test_all_of_the_example_of_organizations_is_let_through() -> None:
    assert [one for one in ORGANIZATIONS.split() if not lets_through(one)] == []


def test_of_control_towers_list_what_is_left_out_has_its_reason() -> None:
    denied = [one for one in CONTROL_TOWER.split() if not lets_through(one)]
    assert denied == ["datapipeline:GetAccountLimits", "lightsail:Get*"]
    assert set(denied) <= LEFT_OUT.keys()


def test_what_logs_to_one_region_alone_is_let_through_or_has_its_reason() -> None:
    sources = {one for table in (GLOBAL_SERVICES, SELDOM) for group in table.values() for one in group}
    services = {source.partition(".")[0] for source in sources}
    assert len(services) > 30
    denied = {one for one in services if not lets_through(f"{PREFIXES.get(one, one)}:*")}
    assert {f"{one}:*" for one in denied} == {"signin:*"}
    assert "signin:*" in LEFT_OUT


def test_an_action_is_named_once_and_looks_like_one() -> None:
    every = actions()
    assert sorted(set(every)) == every
    assert [one for one in every if not re.fullmatch(r"[a-z0-9-]+:[A-Za-z0-9*]+", one)] == []


def test_nothing_that_is_left_out_is_let_through_by_another_entry() -> None:
    assert [one for one in LEFT_OUT if lets_through(one)] == []


def test_the_page_has_each_entry_with_its_reason() -> None:
    page = " ".join((ROOT / "docs" / "scp.md").read_text("utf-8").split())
    for reason, group in LET_THROUGH.items():
        assert f"| {reason} | {', '.join(f'`{one}`' for one in group.split())} |" in page
    for action, reason in LEFT_OUT.items():
        assert f"| `{action}` | {reason} |" in page
