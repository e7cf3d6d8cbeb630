"""What a policy is made for: a stack, and one of the accounts that it lies in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from components.names import Names
from components.organization import LINKED_ROLE, SERVICE
from components.regions import dns_suffix_of
from components.settings import Settings
from wizard.policy import scopes
from wizard.policy.actions import ACTIONS
from wizard.policy.arns import Resource
from wizard.policy.calls import Calls
from wizard.policy.permission import Condition, Permission, each, equals
from wizard.program import resource_types as types


@dataclass(frozen=True)
class Stack:
    """settings, names: of the deployment; registered: all that it registers; account: the one whose principal
    is asked about, "" for the one that is deployed from; cost_explorer: whether that may be asked what
    CloudTrail cost, for which AWS charges."""

    settings: Settings
    names: Names
    registered: Sequence[Resource]
    of_account: str = ""
    cost_explorer: bool = False

    @property
    def account(self) -> str:
        return self.of_account or self.names.trail_account

    @property
    def resources(self) -> list[Resource]:
        """Those in the account."""
        return [made for made in self.registered if made.account == self.account]

    @property
    def has_trail(self) -> bool:
        """The account is the one that is deployed from."""
        return self.account == self.names.trail_account

    @property
    def has_bucket(self) -> bool:
        """Log bucket and alert are in the account."""
        return self.account == self.names.account

    @property
    def home_only(self) -> Condition:
        return equals("aws:RequestedRegion", self.names.home)


def calls_of(made: Resource) -> tuple[Calls, ...]:
    if made.type not in ACTIONS:
        raise LookupError(
            f"There are no actions for {made.type} in wizard/policy/actions.py: the policy would lack them."
        )
    return ACTIONS[made.type]


def permissions(made: Resource, calls: Calls, names: str) -> Iterator[Permission]:
    for arn in calls.on(made):
        yield from each(f"{calls.service}: {names}", arn, calls.given(made))


def linked_role(stack: Stack) -> str:
    """The ARN of CloudTrail's service-linked role in the account."""
    path = f"role/aws-service-role/{SERVICE}/{LINKED_ROLE}"
    return stack.names.arn("iam", path, "", stack.account)


def default_bus(stack: Stack) -> Iterator[Permission]:
    """A region's own event bus, on which most rules are. Where it is encrypted with a key, whoever looks
    needs that one, too: nobody knows beforehand which it is, and every key would be too much."""
    bus = stack.names.arn("events", "event-bus/default", "*", stack.account)
    yield from each("events: DescribeEventBus", bus)


def decrypt_files(stack: Stack) -> Iterator[Permission]:
    """The key of what lies in the log bucket, through S3 alone."""
    service = f"s3.{stack.names.home}.{dns_suffix_of(stack.names.partition)}"
    through_s3 = equals("kms:ViaService", service)
    if stack.settings.kms_key_arn:
        yield from each("kms: Decrypt", stack.settings.kms_key_arn, through_s3)
    for made in stack.resources:
        if made.type == types.KEY and made.name == "log-key":
            for arn in scopes.key(made):
                yield from each("kms: Decrypt", arn, (*scopes.named_by_tag(made), *through_s3))
