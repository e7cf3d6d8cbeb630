"""One deployment in each of three partitions, whose policies the tests here judge.

ARNs are written out here, not taken from components.names: a wrong name there has to show.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from components.names import Names
from components.tamper_rules import TamperRule
from tests.iam.documents import FULL_ACCESS, allow, policy
from tests.table import for_each
from wizard.iam import Decision, Principal, Request, evaluate

ACCOUNT, STRANGERS_ACCOUNT = "111122223333", "444455556666"

CLOUDTRAIL = Principal.service("cloudtrail.amazonaws.com")
EVENTS = Principal.service("events.amazonaws.com")
SCHEDULER = Principal.service("scheduler.amazonaws.com")
LAMBDA = Principal.service("lambda.amazonaws.com")
CLOUDWATCH = Principal.service("cloudwatch.amazonaws.com")
CONFIG = Principal.service("config.amazonaws.com")
S3 = Principal.service("s3.amazonaws.com")
SNS = Principal.service("sns.amazonaws.com")
ANYONE = Principal.anonymous()

TLS = {"aws:SecureTransport": "true"}
PLAIN_HTTP = {"aws:SecureTransport": "false"}


@dataclass(frozen=True)
class Place:
    """A deployment called `everyregion` at home in `home`; `elsewhere` is another region of the partition."""

    partition: str
    home: str
    elsewhere: str
    dns_suffix: str = "amazonaws.com"

    def __str__(self) -> str:
        return self.partition

    @property
    def names(self) -> Names:
        return Names("everyregion", self.bucket, ACCOUNT, ACCOUNT, self.home, self.partition)

    def arn(self, service: str, resource: str, region: str | None = None, account: str = ACCOUNT) -> str:
        return (
            f"arn:{self.partition}:{service}:{self.home if region is None else region}:{account}:{resource}"
        )

    @property
    def bucket(self) -> str:
        return f"everyregion-{ACCOUNT}-{self.home}"

    @property
    def trail(self) -> str:
        return self.arn("cloudtrail", "trail/everyregion")

    @property
    def key(self) -> str:
        return self.arn("kms", "key/1234abcd-12ab-34cd-56ef-1234567890ab")

    @property
    def bus(self) -> str:
        return self.arn("events", "event-bus/everyregion-alerts")

    @property
    def bus_rule(self) -> str:
        return self.arn("events", "rule/everyregion-alerts/everyregion-region-alert")

    @property
    def tamper_rules(self) -> tuple[TamperRule, ...]:
        """`-tamper-trail` at home, and `-tamper-roles` elsewhere and on the alert bus."""
        return (
            TamperRule("trail", ("trail",), self.home, ACCOUNT),
            TamperRule("roles", ("roles",), self.elsewhere, ACCOUNT),
            TamperRule("roles", ("roles",), self.home, ACCOUNT, on_alert_bus=True),
        )

    @property
    def queue(self) -> str:
        return self.arn("sqs", "everyregion-alerts")

    @property
    def topic(self) -> str:
        return self.arn("sns", "everyregion-alerts")

    @property
    def function(self) -> str:
        return self.arn("lambda", "function:everyregion-alert-digest")

    def role(self, name: str, account: str = ACCOUNT) -> str:
        return self.arn("iam", f"role/{name}", "", account)

    @property
    def admin(self) -> Principal:
        return Principal.session(self.role("Admin"), "alice")

    @property
    def root(self) -> Principal:
        return Principal.root(ACCOUNT, self.partition)

    @property
    def stranger(self) -> Principal:
        """An administrator of somebody else's account."""
        return Principal.session(self.role("Admin", STRANGERS_ACCOUNT), "eve")

    @property
    def digest(self) -> Principal:
        return Principal.session(
            self.role(f"everyregion-{self.home}-alert-digest"), "everyregion-alert-digest"
        )

    @property
    def forwarder(self) -> Principal:
        return Principal.session(self.role(f"everyregion-{self.home}-alert-forward"), "a1b2c3")

    @property
    def starter(self) -> Principal:
        return Principal.session(self.role(f"everyregion-{self.home}-alert-schedule"), "d4e5f6")


PLACES = (
    Place("aws", "eu-west-1", "us-east-1"),
    Place("aws-us-gov", "us-gov-west-1", "us-gov-east-1"),
    Place("aws-cn", "cn-north-1", "cn-northwest-1", "amazonaws.com.cn"),
)

Case = Callable[[Place], Request]
everywhere = for_each("place", PLACES, str)


def each(cases: dict[str, Case]) -> pytest.MarkDecorator:
    """One test for each request, named by its description."""
    return pytest.mark.parametrize("case", cases.values(), ids=cases.keys())


def judged(document: dict[str, Any], request: Request) -> Decision:
    """What a resource's policy says about someone whose own account lets them do everything.

    Whatever is denied, the resource's policy denies.
    """
    return evaluate(request, resource_policy=document, identity_policies=[FULL_ACCESS])


def permitted(document: dict[str, Any], request: Request) -> Decision:
    """What a role's own policy says about things whose owners, whoever they are, let the account in.

    Whatever is denied, the role's policy denies.
    """
    owners = policy(allow(Principal={"AWS": ACCOUNT}))
    return evaluate(request, resource_policy=owners, identity_policies=[document])
