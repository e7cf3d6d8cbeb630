"""What the digest function may read to see whether the alert is as it was deployed."""

from __future__ import annotations

from collections.abc import Sequence

from components.names import Names
from components.policies.document import Statement, allow
from components.tamper_rules import TamperRule


def looks_at_itself(names: Names, tamper_rules: Sequence[TamperRule]) -> list[Statement]:
    """Read-only calls of the hourly self-check."""
    reads = {
        "LookAtRules": (
            ["events:DescribeRule", "events:ListTargetsByRule"],
            [
                names.arn("events", f"rule/{names.region_rule}", region="*"),
                *(rule.arn(names) for rule in tamper_rules if rule.account == names.account),
            ],
        ),
        "LookAtForwardRole": ("iam:GetRole", names.forward_role_arn),
        "LookAtRegions": ("account:ListRegions", f"arn:{names.partition}:account::{names.account}:account"),
        "LookAtSubscribers": (
            ["sns:GetSubscriptionAttributes", "sns:ListSubscriptionsByTopic"],
            # About a subscription AWS asks for the topic's ARN, as its refusals say, or for its own, which
            # its page doesn't rule out:
            # https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsns.html
            [names.alert_topic_arn, f"{names.alert_topic_arn}:*"],
        ),
    }
    if names.organization:
        # Answered where the function's account is the management account or a delegated administrator of
        # any service: https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeAccount.html
        owner, members = names.organization.management_account, f"account/{names.organization.id}/*"
        accounts = names.arn("organizations", members, region="", account=owner)
        reads["NameAccounts"] = ("organizations:DescribeAccount", accounts)
    return [allow(sid, actions, resource) for sid, (actions, resource) in reads.items()]
