"""What a policy is made for: a stack."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from components.names import Names
from components.settings import Settings
from wizard.policy.actions import ACTIONS, Calls
from wizard.policy.arns import Resource
from wizard.policy.permission import Condition, Permission, each, equals


@dataclass(frozen=True)
class Stack:
    """settings, names: of the deployment; resources: all that it registers."""

    settings: Settings
    names: Names
    resources: Sequence[Resource]

    @property
    def home_only(self) -> Condition:
        return equals("aws:RequestedRegion", self.names.home)


def calls_of(made: Resource) -> tuple[Calls, ...]:
    """What pulumi-aws calls for it, the resource itself first. LookupError for a type that isn't known."""
    if made.type not in ACTIONS:
        raise LookupError(
            f"There are no actions for {made.type} in wizard/policy/actions.py: the policy would lack them."
        )
    return ACTIONS[made.type]


def permissions(made: Resource, calls: Calls, names: str) -> Iterator[Permission]:
    """For these of its calls."""
    for arn in calls.on(made):
        yield from each(f"{calls.service}: {names}", arn, calls.given(made))
