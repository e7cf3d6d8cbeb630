"""Which services log to one region only, whatever region their caller works in.

Their events say nothing about that region, so they are left out there, and only there. Each line has the
AWS page that says so.
"""

from __future__ import annotations

SIGN_IN = "signin.amazonaws.com"
STS = "sts.amazonaws.com"

# AWS's own policy that denies regions leaves these services open, as none of a region's:
# https://docs.aws.amazon.com/controltower/latest/controlreference/primary-region-deny-policy.html
# https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples_general.html

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


SELDOM: dict[tuple[str, str], frozenset[str]] = {
    ("aws", "us-east-1"): frozenset(
        {
            # https://docs.aws.amazon.com/general/latest/gr/r53.html: domain registration is there alone
            "route53domains.amazonaws.com",
            # https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-trustedadvisor.html names it. It
            # and the next four are in the policies above.
            "trustedadvisor.amazonaws.com",
            "supportplans.amazonaws.com",
            "artifact.amazonaws.com",
            "importexport.amazonaws.com",
            "consolidatedbilling.amazonaws.com",
            # https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/logging-using-cloudtrail.html,
            # which writes the tax console both ways
            "billingconsole.amazonaws.com",
            "customer-verification.amazonaws.com",
            "invoicing.amazonaws.com",
            "payments.amazonaws.com",
            "purchase-orders.amazonaws.com",
            "tax.amazonaws.com",
            "taxconsole.amazon.com",
            "taxconsole.amazonaws.com",
            # One endpoint each: https://docs.aws.amazon.com/general/latest/gr/billing.html and
            # https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/Welcome.html
            "bcm-data-exports.amazonaws.com",
            "bcm-pricing-calculator.amazonaws.com",
            "billing.amazonaws.com",
            "cost-optimization-hub.amazonaws.com",
            "cur.amazonaws.com",
            "freetier.amazonaws.com",
            # https://docs.aws.amazon.com/general/latest/gr/billingconductor.html
            "billingconductor.amazonaws.com",
            # https://docs.aws.amazon.com/general/latest/gr/savingsplans.html
            "savingsplans.amazonaws.com",
        }
    ),
    ("aws", "us-west-2"): frozenset(
        {
            # https://docs.aws.amazon.com/recovery-cluster/latest/api/what-is-recovery-control.html: a global
            # service whose calls go to US West (Oregon)
            "route53-recovery-control-config.amazonaws.com",
            "route53-recovery-readiness.amazonaws.com",
        }
    ),
    ("aws-us-gov", "us-gov-west-1"): frozenset(
        {
            # https://docs.aws.amazon.com/general/latest/gr/networkmanager.html
            "networkmanager.amazonaws.com",
        }
    ),
}
"""The same, of services to which hardly anybody writes: the digest function leaves them out. A rule's pattern
doesn't: they would fill its 2,048 characters."""


def logs_only_to(partition: str, region: str, event_source: str) -> bool:
    """Whether the service logs to this region on behalf of every region of the partition."""
    place = (partition, region)
    return event_source in GLOBAL_SERVICES.get(place, ()) or event_source in SELDOM.get(place, ())


def global_sources(partition: str, region: str) -> frozenset[str]:
    """The event sources that a rule in this region can leave out by name alone.

    Without STS: its calls are global or regional, which only the digest function can tell apart.
    """
    return GLOBAL_SERVICES.get((partition, region), frozenset()) - {STS}
