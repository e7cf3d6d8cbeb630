"""What is said of the calls that one resource type takes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from wizard.policy import scopes
from wizard.policy.arns import Resource
from wizard.policy.permission import NO_CONDITION, Condition


@dataclass(frozen=True)
class Calls:
    """Actions of one service on one kind of ARN, names without the service, separated by spaces.

    read: to look whether it is as it should be; write: to make and change it; delete: to destroy it, left
    out for what stays when the stack goes. on: the ARNs; given: the condition that goes with them.
    """

    service: str
    read: str = ""
    write: str = ""
    delete: str = ""
    on: Callable[[Resource], Iterable[str]] = scopes.itself
    given: Callable[[Resource], Condition] = lambda made: NO_CONDITION
