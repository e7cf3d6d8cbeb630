"""The role that carries events from a watched region to the alert bus.

https://docs.aws.amazon.com/eventbridge/latest/userguide/cross-service-confused-deputy-prevention.html
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-region.html
"""

from __future__ import annotations

from components import policies
from tests.iam.deployment import (
    ACCOUNT,
    EVENTS,
    LAMBDA,
    SCHEDULER,
    STRANGERS_ACCOUNT,
    Case,
    Place,
    each,
    everywhere,
    judged,
    permitted,
)
from tests.iam.frames import from_people, takes_on, with_source
from wizard.iam import Principal, Request

RULE = "rule/everyregion-region-alert"


def assumes(
    at: Place,
    rule: str | None,
    account: str | None = ACCOUNT,
    who: Principal = EVENTS,
    action: str = "AssumeRole",
) -> Request:
    """EventBridge taking the role for a rule; None leaves the key out of the request."""
    role = at.role(f"everyregion-{at.home}-alert-forward")
    return takes_on(role, who, with_source(rule, account), action)


def rule_in(at: Place, region: str) -> str:
    return at.arn("events", RULE, region)


TRUSTED: dict[str, Case] = {
    f"the rule in {region}": (lambda at, region=region: assumes(at, rule_in(at, region)))
    for region in ("us-east-1", "eu-north-1", "ap-southeast-2", "us-gov-east-1", "cn-northwest-1", "xx-new-9")
}
TRUSTED["a tamper rule elsewhere"] = lambda at: assumes(
    at, at.arn("events", "rule/everyregion-tamper-roles", at.elsewhere)
)

NOT_TRUSTED: dict[str, Case] = {
    "another account's rule": lambda at: assumes(
        at, at.arn("events", RULE, account=STRANGERS_ACCOUNT), STRANGERS_ACCOUNT
    ),
    "another account's rule that claims our account": lambda at: assumes(
        at, at.arn("events", RULE, account=STRANGERS_ACCOUNT)
    ),
    "our rule in another account's name": lambda at: assumes(
        at, rule_in(at, at.elsewhere), STRANGERS_ACCOUNT
    ),
    "a rule of another trail, whose name begins with ours": lambda at: assumes(
        at, at.arn("events", "rule/everyregion-tamper-region-alert", at.elsewhere)
    ),
    "another rule": lambda at: assumes(at, at.arn("events", "rule/other", at.elsewhere)),
    "a rule whose name begins alike": lambda at: assumes(at, rule_in(at, at.elsewhere) + "-2"),
    "a rule of the same name on another bus": lambda at: assumes(
        at, at.arn("events", "rule/other/everyregion-region-alert", at.elsewhere)
    ),
    "EventBridge without a rule": lambda at: assumes(at, None),
    "EventBridge without an account": lambda at: assumes(at, rule_in(at, at.elsewhere), None),
    "another service with the rule's ARN": lambda at: assumes(at, rule_in(at, at.elsewhere), who=SCHEDULER),
    "Lambda": lambda at: assumes(at, rule_in(at, at.elsewhere), who=LAMBDA),
    **from_people(lambda at, who: assumes(at, rule_in(at, at.elsewhere), who=who)),
    "tagging the session": lambda at: assumes(at, rule_in(at, at.elsewhere), action="TagSession"),
}


@everywhere
@each(TRUSTED)
def test_the_forward_role_trusts(case: Case, place: Place) -> None:
    decision = judged(policies.forward_trust(place.names, place.names.account), case(place))
    assert decision.allowed, decision.reason


@everywhere
@each(NOT_TRUSTED)
def test_the_forward_role_does_not_trust(case: Case, place: Place) -> None:
    decision = judged(policies.forward_trust(place.names, place.names.account), case(place))
    assert not decision.allowed, decision.reason


def puts(at: Place, bus: str, **context: str) -> Request:
    return Request(at.forwarder, "events:PutEvents", bus, context)


MAY: dict[str, Case] = {
    f"put {detail} from {source}": (
        lambda at, detail=detail, source=source: puts(
            at, at.bus, **{"events:source": source, "events:detail-type": detail}
        )
    )
    for detail, source in (
        ("AWS API Call via CloudTrail", "aws.ec2"),
        ("AWS API Call via CloudTrail", "aws.iam"),
        ("AWS Service Event via CloudTrail", "aws.kms"),
        ("AWS Console Sign In via CloudTrail", "aws.signin"),
        ("AWS Insight via CloudTrail", "aws.cloudtrail"),
    )
}

MAY_NOT: dict[str, Case] = {
    "put on the default bus": lambda at: puts(at, at.arn("events", "event-bus/default")),
    "put on another bus": lambda at: puts(at, at.arn("events", "event-bus/everyregion-alerts-2")),
    "put on a bus of the same name elsewhere": lambda at: puts(at, at.bus.replace(at.home, at.elsewhere)),
    "put on another account's bus": lambda at: puts(at, at.bus.replace(ACCOUNT, STRANGERS_ACCOUNT)),
    "delete the bus": lambda at: Request(at.forwarder, "events:DeleteEventBus", at.bus),
    "open the bus to others": lambda at: Request(at.forwarder, "events:PutPermission", at.bus),
    "disable the rule": lambda at: Request(at.forwarder, "events:DisableRule", at.bus_rule),
    "send to the queue": lambda at: Request(at.forwarder, "sqs:SendMessage", at.queue),
    "publish": lambda at: Request(at.forwarder, "sns:Publish", at.topic),
}


@everywhere
@each(MAY)
def test_the_forward_role_may(case: Case, place: Place) -> None:
    decision = permitted(policies.forward(place.names), case(place))
    assert decision.allowed, decision.reason


@everywhere
@each(MAY_NOT)
def test_the_forward_role_may_not(case: Case, place: Place) -> None:
    decision = permitted(policies.forward(place.names), case(place))
    assert not decision.allowed, decision.reason
