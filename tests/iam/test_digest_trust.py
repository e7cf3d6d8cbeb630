"""Who takes the digest function's role: Lambda alone, for this account.

https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
"""

from __future__ import annotations

from components import policies
from tests.iam.deployment import (
    ACCOUNT,
    ANYONE,
    EVENTS,
    LAMBDA,
    SCHEDULER,
    STRANGERS_ACCOUNT,
    Case,
    Place,
    each,
    everywhere,
    judged,
)
from wizard.iam import Principal, Request


def assumes(at: Place, who: Principal, action: str = "AssumeRole", **context: str) -> Request:
    return Request(who, f"sts:{action}", at.role(f"everyregion-{at.home}-alert-digest"), context)


TRUSTED: dict[str, Case] = {
    "Lambda for the account": lambda at: assumes(at, LAMBDA, **{"aws:SourceAccount": ACCOUNT}),
    "Lambda for the account over TLS": lambda at: assumes(
        at, LAMBDA, **{"aws:SourceAccount": ACCOUNT, "aws:SecureTransport": "true"}
    ),
    "Lambda for the function": lambda at: assumes(
        at, LAMBDA, **{"aws:SourceAccount": ACCOUNT, "aws:SourceArn": at.function}
    ),
}

NOT_TRUSTED: dict[str, Case] = {
    "Lambda for nobody": lambda at: assumes(at, LAMBDA),
    "Lambda for another account": lambda at: assumes(at, LAMBDA, **{"aws:SourceAccount": STRANGERS_ACCOUNT}),
    "EventBridge": lambda at: assumes(at, EVENTS),
    "the scheduler": lambda at: assumes(at, SCHEDULER),
    "an administrator of the account": lambda at: assumes(at, at.admin),
    "Lambda, to tag the session": lambda at: assumes(at, LAMBDA, "TagSession"),
    "the role itself": lambda at: assumes(at, at.digest),
    "a stranger": lambda at: assumes(at, at.stranger),
    "anyone": lambda at: assumes(at, ANYONE),
    "anyone with a web identity": lambda at: assumes(
        at, Principal.federated("accounts.google.com"), "AssumeRoleWithWebIdentity"
    ),
}


@everywhere
@each(TRUSTED)
def test_the_digest_role_trusts(case: Case, place: Place) -> None:
    decision = judged(policies.digest_trust(place.names), case(place))
    assert decision.allowed, decision.reason


@everywhere
@each(NOT_TRUSTED)
def test_the_digest_role_does_not_trust(case: Case, place: Place) -> None:
    decision = judged(policies.digest_trust(place.names), case(place))
    assert not decision.allowed, decision.reason
