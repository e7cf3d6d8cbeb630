"""What the policy lets through in every region: services and calls that are no region's. Data, with reasons.

As two pages of AWS had it on 26 November 2026, each entry judged. The example of AWS Organizations, which
says that it may lack newer services, stands here whole:
https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples_general.html
Of the region deny control of AWS Control Tower, all but what LEFT_OUT names:
https://docs.aws.amazon.com/controltower/latest/controlreference/primary-region-deny-policy.html
"""

from __future__ import annotations

from collections.abc import Mapping

#: Why it is let through -> the actions, as in NotAction, separated by spaces.
LET_THROUGH: Mapping[str, str] = {
    "One endpoint for the whole partition, in us-east-1 or us-west-2 (or their like in another partition): "
    "closing that region would close the service for everybody": (
        "account:* artifact:* chatbot:* cloudfront:* consoleapp:* devicefarm:* ecr-public:* fms:* "
        "globalaccelerator:* health:* iam:* iq:* networkmanager:* notifications:* notifications-contacts:* "
        "organizations:* route53:* route53-recovery-cluster:* route53-recovery-control-config:* "
        "route53-recovery-readiness:* route53domains:* shield:* support:* supportapp:* supportplans:* "
        "trustedadvisor:*"
    ),
    # Its regional endpoints give the same sessions as the global one.
    "Sessions are no region's": "sts:*",
    # https://docs.aws.amazon.com/singlesignon/latest/userguide/regions.html
    "Lives in one region for the whole organization, which may not be an approved one": "sso:*",
    "Bills and contracts": (
        "activate:* aws-marketplace:* aws-marketplace-management:* aws-portal:* billing:* billingconductor:* "
        "budgets:* ce:* consolidatedbilling:* cur:* discovery-marketplace:* freetier:* invoicing:* "
        "license-manager:ListReceivedLicenses payments:* pricing:* savingsplans:* sustainability:* tax:* "
        "vendor-insights:ListEntitledSecurityProfiles"
    ),
    # In neither document: the digest function's global_services.py has the page of each.
    "Bills too, with one endpoint, but newer than AWS's lists": (
        "bcm-data-exports:* bcm-pricing-calculator:* cost-optimization-hub:* customer-verification:* "
        "purchase-orders:*"
    ),
    # https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cnames-and-https-requirements.html
    # https://docs.aws.amazon.com/waf/latest/developerguide/how-aws-waf-works-resources.html
    "Regional, but CloudFront takes certificates, keys and web ACLs from us-east-1 alone": (
        "acm:* kms:* wafv2:*"
    ),
    # https://docs.aws.amazon.com/directconnect/latest/UserGuide/direct-connect-gateways-intro.html
    "Gateways that are no region's": "directconnect:*",
    # https://docs.aws.amazon.com/AmazonS3/latest/userguide/ManagingMultiRegionAccessPoints.html: its calls go
    # to us-west-2
    "S3 for a whole account, and access points of several regions": (
        "s3:*MultiRegionAccessPoint* s3:GetAccountPublic* s3:GetStorageLens* s3:ListAllMyBuckets "
        "s3:ListStorageLens* s3:PutAccountPublic*"
    ),
    "Reads that consoles and tools make wherever they are": (
        "ec2:DescribeRegions ec2:DescribeTransitGateways ec2:DescribeVpnGateways "
        "quicksight:DescribeAccountSubscription s3:GetBucketLocation s3:GetBucketPolicyStatus "
        "s3:GetBucketPublicAccessBlock tag:GetResources"
    ),
    "They have to see what is in a closed region, and hold nothing that works there": (
        "access-analyzer:* cloudtrail:LookupEvents compute-optimizer:* config:* resource-explorer-2:* "
        "wellarchitected:*"
    ),
    "Gone or going, and still in AWS's list": "a4b:* chime:* importexport:* mobileanalytics:* "
    "waf:* waf-regional:*",
}

#: Of Control Tower's list, and of what the digest function takes for global.
LEFT_OUT: Mapping[str, str] = {
    "datapipeline:GetAccountLimits": "AWS Data Pipeline takes no new customers, and nothing else asks for it",
    # https://docs.aws.amazon.com/lightsail/2016-11-28/api-reference/API_GetInstanceAccessDetails.html
    "lightsail:Get*": "GetInstanceAccessDetails and GetRelationalDatabaseMasterUserPassword hand out the way "
    "into machines and databases of a closed region",
    # https://docs.aws.amazon.com/service-authorization/latest/reference/list_signin.html
    "signin:*": "people sign in without any permission; what has one is asked at a region's own endpoint",
}


def actions() -> list[str]:
    """All that is let through, in order, as NotAction has it."""
    return sorted(action for group in LET_THROUGH.values() for action in group.split())
