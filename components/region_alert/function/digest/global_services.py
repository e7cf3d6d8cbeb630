"""Which services log to one region only, whatever region their caller works in.

Their events say nothing about that region, so they are left out there, and only there. Each line has the
AWS page that says so.
"""

from __future__ import annotations

SIGN_IN = "signin.amazonaws.com"
STS = "sts.amazonaws.com"

GLOBAL_SERVICES: dict[tuple[str, str], frozenset[str]] = {
    ("aws", "us-east-1"): frozenset(
        {
            # https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-concepts.html
            "iam.amazonaws.com",
            "cloudfront.amazonaws.com",
            # https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html, the global one,
            # which noise.py tells from the regional one
            STS,
            # https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/logging-using-cloudtrail.html
            "route53.amazonaws.com",
            # https://docs.aws.amazon.com/organizations/latest/userguide/orgs_cloudtrail-integration.html
            "organizations.amazonaws.com",
            # https://docs.aws.amazon.com/accounts/latest/reference/monitoring-cloudtrail.html
            "account.amazonaws.com",
            # https://docs.aws.amazon.com/awssupport/latest/user/cloudtrail-logging.html
            "support.amazonaws.com",
            # https://docs.aws.amazon.com/health/latest/ug/logging-using-cloudtrail.html
            "health.amazonaws.com",
            # https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/logging-using-cloudtrail.html
            "budgets.amazonaws.com",
            "ce.amazonaws.com",
            # https://docs.aws.amazon.com/waf/latest/developerguide/logging-using-cloudtrail.html
            "waf.amazonaws.com",
            "shield.amazonaws.com",
            # https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html
            SIGN_IN,
        }
    ),
    # The same page: the global sign-in endpoint sends people on to the nearest of these.
    ("aws", "us-east-2"): frozenset({SIGN_IN}),
    ("aws", "eu-north-1"): frozenset({SIGN_IN}),
    ("aws", "ap-southeast-2"): frozenset({SIGN_IN}),
    ("aws", "us-west-2"): frozenset(
        {
            # https://docs.aws.amazon.com/global-accelerator/latest/dg/logging-using-cloudtrail.html
            "globalaccelerator.amazonaws.com",
            # https://docs.aws.amazon.com/network-manager/latest/tgwnm/nm-cloudtrail-logging.html
            "networkmanager.amazonaws.com",
        }
    ),
    # https://docs.aws.amazon.com/govcloud-us/latest/UserGuide/govcloud-iam.html and its sisters. STS
    # has no global endpoint there; CloudFront, Shield and Global Accelerator log in the commercial partition.
    ("aws-us-gov", "us-gov-west-1"): frozenset(
        {
            "iam.amazonaws.com",
            "route53.amazonaws.com",
            "organizations.amazonaws.com",
            "account.amazonaws.com",
            "support.amazonaws.com",
            "health.amazonaws.com",
            "budgets.amazonaws.com",
            "ce.amazonaws.com",
            "waf.amazonaws.com",
            SIGN_IN,
        }
    ),
    # https://docs.amazonaws.cn/en_us/aws/latest/userguide/services.html: each service's own page
    ("aws-cn", "cn-north-1"): frozenset({"iam.amazonaws.com", "support.amazonaws.com"}),
    ("aws-cn", "cn-northwest-1"): frozenset(
        {
            "organizations.amazonaws.com",
            "account.amazonaws.com",
            "route53.amazonaws.com",
            "cloudfront.amazonaws.com",
            "health.amazonaws.com",
            "budgets.amazonaws.com",
            "ce.amazonaws.com",
        }
    ),
}


def logs_only_to(partition: str, region: str, event_source: str) -> bool:
    """Whether the service logs to this region on behalf of every region of the partition."""
    return event_source in GLOBAL_SERVICES.get((partition, region), ())


def global_sources(partition: str, region: str) -> frozenset[str]:
    """The event sources that a rule in this region can leave out by name alone.

    Without STS: its calls are global or regional, which only the digest function can tell apart.
    """
    return GLOBAL_SERVICES.get((partition, region), frozenset()) - {STS}
