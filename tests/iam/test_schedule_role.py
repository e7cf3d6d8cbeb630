"""The role with which EventBridge Scheduler starts the digest function.

https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
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

GROUP = "schedule-group/default"


def assumes(
    at: Place,
    group: str | None,
    account: str | None = ACCOUNT,
    who: Principal = SCHEDULER,
    action: str = "AssumeRole",
    also: dict[str, str] | None = None,
) -> Request:
    """The scheduler taking the role for a group of schedules; None leaves the key out of the request."""
    role = at.role(f"everyregion-{at.home}-alert-schedule")
    return takes_on(role, who, {**with_source(group, account), **(also or {})}, action)


def ours(at: Place) -> str:
    return at.arn("scheduler", GROUP)


TRUSTED: dict[str, Case] = {
    "the default group": lambda at: assumes(at, ours(at)),
    "the default group, keys in another case": lambda at: assumes(
        at, None, None, also={"AWS:SourceArn": ours(at), "aws:sourceaccount": ACCOUNT}
    ),
    "the default group, in an organization": lambda at: assumes(
        at, ours(at), also={"aws:SourceOrgID": "o-a1b2c3d4e5"}
    ),
    "the default group, over TLS": lambda at: assumes(at, ours(at), also={"aws:SecureTransport": "true"}),
    "the default group, requested at home": lambda at: assumes(
        at, ours(at), also={"aws:RequestedRegion": at.home}
    ),
}

NOT_TRUSTED: dict[str, Case] = {
    "another account's default group": lambda at: assumes(
        at, at.arn("scheduler", GROUP, account=STRANGERS_ACCOUNT), STRANGERS_ACCOUNT
    ),
    "another account's group that claims our account": lambda at: assumes(
        at, at.arn("scheduler", GROUP, account=STRANGERS_ACCOUNT)
    ),
    "our group in another account's name": lambda at: assumes(at, ours(at), STRANGERS_ACCOUNT),
    "another region's default group": lambda at: assumes(at, at.arn("scheduler", GROUP, at.elsewhere)),
    "another group": lambda at: assumes(at, at.arn("scheduler", "schedule-group/other")),
    "the scheduler without a group": lambda at: assumes(at, None),
    "the scheduler without an account": lambda at: assumes(at, ours(at), None),
    "the scheduler, to tag the session": lambda at: assumes(at, ours(at), action="TagSession"),
    "EventBridge's rules": lambda at: assumes(at, ours(at), who=EVENTS),
    "Lambda": lambda at: assumes(at, ours(at), who=LAMBDA),
    **from_people(lambda at, who: assumes(at, ours(at), who=who)),
}


@everywhere
@each(TRUSTED)
def test_the_schedule_role_trusts(case: Case, place: Place) -> None:
    decision = judged(policies.schedule_trust(place.names), case(place))
    assert decision.allowed, decision.reason


@everywhere
@each(NOT_TRUSTED)
def test_the_schedule_role_does_not_trust(case: Case, place: Place) -> None:
    decision = judged(policies.schedule_trust(place.names), case(place))
    assert not decision.allowed, decision.reason


def does(at: Place, action: str, resource: str, **context: str) -> Request:
    return Request(at.starter, f"lambda:{action}", resource, context)


MAY: dict[str, Case] = {
    "start the digest function": lambda at: does(at, "InvokeFunction", at.function),
    "start it over TLS": lambda at: does(
        at, "InvokeFunction", at.function, **{"aws:SecureTransport": "true"}
    ),
    "start it at home": lambda at: does(
        at, "InvokeFunction", at.function, **{"aws:RequestedRegion": at.home}
    ),
    "start it for an event": lambda at: does(
        at, "InvokeFunction", at.function, **{"lambda:EventSourceToken": "x"}
    ),
    "start it, the action in lower case": lambda at: does(at, "invokefunction", at.function),
}

MAY_NOT: dict[str, Case] = {
    "start another function": lambda at: does(at, "InvokeFunction", at.arn("lambda", "function:other")),
    "start a function whose name begins alike": lambda at: does(at, "InvokeFunction", f"{at.function}-2"),
    "start an old version of it": lambda at: does(at, "InvokeFunction", f"{at.function}:1"),
    "start one of the same name elsewhere": lambda at: does(
        at, "InvokeFunction", at.function.replace(at.home, at.elsewhere)
    ),
    "start another account's": lambda at: does(
        at, "InvokeFunction", at.function.replace(ACCOUNT, STRANGERS_ACCOUNT)
    ),
    "change its code": lambda at: does(at, "UpdateFunctionCode", at.function),
    "delete it": lambda at: does(at, "DeleteFunction", at.function),
    "open it to others": lambda at: does(at, "AddPermission", at.function),
}


@everywhere
@each(MAY)
def test_the_schedule_role_may(case: Case, place: Place) -> None:
    decision = permitted(policies.schedule(place.names), case(place))
    assert decision.allowed, decision.reason


@everywhere
@each(MAY_NOT)
def test_the_schedule_role_may_not(case: Case, place: Place) -> None:
    decision = permitted(policies.schedule(place.names), case(place))
    assert not decision.allowed, decision.reason
