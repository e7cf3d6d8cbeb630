"""The digest function's hourly look at itself: it reads rules, role, regions, subscribers, and changes none.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridge.html
https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsaccountmanagement.html
"""

from __future__ import annotations

from components import policies
from tests.iam.deployment import ACCOUNT, STRANGERS_ACCOUNT, Case, Place, each, everywhere
from wizard.iam import Decision, Request, evaluate


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
    "look at the forwarding role": lambda at: does(at, "iam:GetRole", forward_role(at)),
    "list the account's regions": lambda at: does(at, "account:ListRegions", account(at)),
    "list who is subscribed": lambda at: does(at, "sns:ListSubscriptionsByTopic", at.topic),
}

MAY_NOT: dict[str, Case] = {
    "disable a watched region's rule": lambda at: does(at, "events:DisableRule", rule(at)),
    "delete a watched region's rule": lambda at: does(at, "events:DeleteRule", rule(at)),
    "change a rule": lambda at: does(at, "events:PutRule", rule(at)),
    "take a rule's targets away": lambda at: does(at, "events:RemoveTargets", rule(at)),
    "look at somebody else's rule": lambda at: does(at, "events:DescribeRule", rule(at, "billing")),
    "look at another account's rule": lambda at: does(
        at, "events:DescribeRule", rule(at).replace(ACCOUNT, STRANGERS_ACCOUNT)
    ),
    "look at another role": lambda at: does(at, "iam:GetRole", at.role("Admin")),
    "change the forwarding role's trust": lambda at: does(at, "iam:UpdateAssumeRolePolicy", forward_role(at)),
    "pass the forwarding role": lambda at: does(at, "iam:PassRole", forward_role(at)),
    "enable a region": lambda at: does(at, "account:EnableRegion", account(at)),
    "disable a region": lambda at: does(at, "account:DisableRegion", account(at)),
    "list another account's regions": lambda at: does(
        at, "account:ListRegions", account(at, STRANGERS_ACCOUNT)
    ),
    "list another topic's subscribers": lambda at: does(
        at, "sns:ListSubscriptionsByTopic", at.arn("sns", "other")
    ),
    "unsubscribe someone": lambda at: does(at, "sns:Unsubscribe", at.topic),
}


def may(at: Place, request: Request) -> Decision:
    document = policies.digest_function(at.names, topic_arn=at.topic)
    return evaluate(request, identity_policies=[document])


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
