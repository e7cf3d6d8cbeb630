"""The digest function's hourly look at itself: it reads rules, role, regions, subscribers, and changes none.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridge.html
https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsaccountmanagement.html
"""

from __future__ import annotations

from components import policies
from tests.iam.deployment import ACCOUNT, STRANGERS_ACCOUNT, Case, Place, each, everywhere, permitted
from wizard.iam import Decision, Request


def does(at: Place, action: str, resource: str) -> Request:
    return Request(at.digest, action, resource)


def rule(at: Place, name: str = "everyregion-region-alert") -> str:
    """A rule on the default bus of another region."""
    return at.arn("events", f"rule/{name}", at.elsewhere)


def account(at: Place, number: str = ACCOUNT) -> str:
    return f"arn:{at.partition}:account::{number}:account"


def forward_role(at: Place) -> str:
    return at.role(f"everyregion-{at.home}-alert-forward")


MAY: dict[str, Case] = {
    "look at a watched region's rule": lambda at: does(at, "events:DescribeRule", rule(at)),
    "look at the rule's targets": lambda at: does(at, "events:ListTargetsByRule", rule(at)),
    "look at the rule at home": lambda at: does(
        at, "events:DescribeRule", at.arn("events", "rule/everyregion-region-alert")
    ),
    "look at a tamper rule": lambda at: does(
        at, "events:DescribeRule", at.arn("events", "rule/everyregion-tamper-trail")
    ),
    "look at a tamper rule elsewhere": lambda at: does(
        at, "events:ListTargetsByRule", rule(at, "everyregion-tamper-roles")
    ),
    "look at a tamper rule on the alert bus": lambda at: does(
        at, "events:DescribeRule", at.arn("events", "rule/everyregion-alerts/everyregion-tamper-roles")
    ),
    "look at the forwarding role": lambda at: does(at, "iam:GetRole", forward_role(at)),
    "list the account's regions": lambda at: does(at, "account:ListRegions", account(at)),
    "list who is subscribed": lambda at: does(at, "sns:ListSubscriptionsByTopic", at.topic),
    "look at a subscription, by the topic": lambda at: does(at, "sns:GetSubscriptionAttributes", at.topic),
    "look at a subscription, by its own ARN": lambda at: does(
        at, "sns:GetSubscriptionAttributes", f"{at.topic}:0b7c8fca-1111-2222-3333-444455556666"
    ),
}

MAY_NOT: dict[str, Case] = {
    "disable a watched region's rule": lambda at: does(at, "events:DisableRule", rule(at)),
    "delete a watched region's rule": lambda at: does(at, "events:DeleteRule", rule(at)),
    "change a rule": lambda at: does(at, "events:PutRule", rule(at)),
    "take a rule's targets away": lambda at: does(at, "events:RemoveTargets", rule(at)),
    "look at somebody else's rule": lambda at: does(at, "events:DescribeRule", rule(at, "billing")),
    "look at a rule whose name begins alike": lambda at: does(
        at, "events:DescribeRule", rule(at, "everyregion-region-alert-2")
    ),
    "look at a rule whose name begins like the tamper rules'": lambda at: does(
        at, "events:DescribeRule", at.arn("events", "rule/everyregion-tamper-x-region-alert")
    ),
    "look at the alert bus's rule": lambda at: does(at, "events:DescribeRule", at.bus_rule),
    "look at a rule's tags": lambda at: does(at, "events:ListTagsForResource", rule(at)),
    "look at another account's rule": lambda at: does(
        at, "events:DescribeRule", rule(at).replace(ACCOUNT, STRANGERS_ACCOUNT)
    ),
    "look at another role": lambda at: does(at, "iam:GetRole", at.role("Admin")),
    "look at a role whose name begins alike": lambda at: does(at, "iam:GetRole", f"{forward_role(at)}-2"),
    "look at another account's role": lambda at: does(
        at, "iam:GetRole", forward_role(at).replace(ACCOUNT, STRANGERS_ACCOUNT)
    ),
    "read the forwarding role's policy": lambda at: does(at, "iam:GetRolePolicy", forward_role(at)),
    "change the forwarding role's trust": lambda at: does(at, "iam:UpdateAssumeRolePolicy", forward_role(at)),
    "pass the forwarding role": lambda at: does(at, "iam:PassRole", forward_role(at)),
    "enable a region": lambda at: does(at, "account:EnableRegion", account(at)),
    "disable a region": lambda at: does(at, "account:DisableRegion", account(at)),
    "list another account's regions": lambda at: does(
        at, "account:ListRegions", account(at, STRANGERS_ACCOUNT)
    ),
    "list the regions of an organization's member": lambda at: does(
        at, "account:ListRegions", f"{account(at)}/o-a1b2c3d4e5/{STRANGERS_ACCOUNT}"
    ),
    "read whom AWS writes to about the account": lambda at: does(
        at, "account:GetContactInformation", account(at)
    ),
    "set a filter on a subscription": lambda at: does(at, "sns:SetSubscriptionAttributes", at.topic),
    "look at another topic's subscriptions": lambda at: does(
        at, "sns:GetSubscriptionAttributes", at.arn("sns", "other")
    ),
    "list another topic's subscribers": lambda at: does(
        at, "sns:ListSubscriptionsByTopic", at.arn("sns", "other")
    ),
    "list the subscribers of a topic whose name begins alike": lambda at: does(
        at, "sns:ListSubscriptionsByTopic", f"{at.topic}-2"
    ),
    "list the subscribers of a topic of the same name elsewhere": lambda at: does(
        at, "sns:ListSubscriptionsByTopic", at.topic.replace(at.home, at.elsewhere)
    ),
    "list the subscribers of another account's topic": lambda at: does(
        at, "sns:ListSubscriptionsByTopic", at.topic.replace(ACCOUNT, STRANGERS_ACCOUNT)
    ),
    "list the topic's tags": lambda at: does(at, "sns:ListTagsForResource", at.topic),
    "unsubscribe someone": lambda at: does(at, "sns:Unsubscribe", at.topic),
}


def may(at: Place, request: Request) -> Decision:
    return permitted(policies.digest_function(at.names, tamper_rules=at.tamper_rules), request)


@everywhere
@each(MAY)
def test_the_self_check_may(case: Case, place: Place) -> None:
    decision = may(place, case(place))
    assert decision.allowed, decision.reason


@everywhere
@each(MAY_NOT)
def test_the_self_check_may_not(case: Case, place: Place) -> None:
    decision = may(place, case(place))
    assert not decision.allowed, decision.reason
