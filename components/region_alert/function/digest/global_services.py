"""Global services, whose events land in one region of a partition whoever calls them from where.

A table of facts: (partition, region) -> event sources. Activity of these services in these regions
says nothing about where somebody works; everything else there still counts.
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-concepts.html#cloudtrail-concepts-global-service-events
https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/global-services.html
https://docs.aws.amazon.com/signin/latest/userguide/logging-using-cloudtrail.html
"""

from __future__ import annotations

_SIGN_IN = "signin.amazonaws.com"

_SOURCES: dict[tuple[str, str], tuple[str, ...]] = {
    ("aws", "us-east-1"): (
        "account.amazonaws.com",
        "billing.amazonaws.com",
        "budgets.amazonaws.com",
        "ce.amazonaws.com",
        "cloudfront.amazonaws.com",
        "health.amazonaws.com",
        "iam.amazonaws.com",
        "organizations.amazonaws.com",
        "route53.amazonaws.com",
        "route53domains.amazonaws.com",
        "shield.amazonaws.com",
        "sts.amazonaws.com",
        "support.amazonaws.com",
        "waf.amazonaws.com",
        _SIGN_IN,
    ),
    # The global sign-in endpoint is served from several regions.
    ("aws", "us-east-2"): (_SIGN_IN,),
    ("aws", "eu-north-1"): (_SIGN_IN,),
    ("aws", "ap-southeast-2"): (_SIGN_IN,),
    ("aws", "us-west-2"): ("globalaccelerator.amazonaws.com", "networkmanager.amazonaws.com"),
    ("aws-us-gov", "us-gov-west-1"): (
        "iam.amazonaws.com",
        "organizations.amazonaws.com",
        "route53.amazonaws.com",
        "support.amazonaws.com",
    ),
    ("aws-cn", "cn-north-1"): ("iam.amazonaws.com", "support.amazonaws.com"),
    ("aws-cn", "cn-northwest-1"): (
        "account.amazonaws.com",
        "budgets.amazonaws.com",
        "ce.amazonaws.com",
        "cloudfront.amazonaws.com",
        "health.amazonaws.com",
        "organizations.amazonaws.com",
        "route53.amazonaws.com",
    ),
}


def global_sources(partition: str, region: str) -> frozenset[str]:
    """The event sources of global services that log to this region; empty for most regions."""
    return frozenset(_SOURCES.get((partition, region), ()))
