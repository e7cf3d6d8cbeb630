"""One action on one resource under conditions: what everything here is made of, before it is put together."""

from __future__ import annotations

from dataclasses import dataclass

# (operator, condition key, values), such as ("StringEquals", "aws:RequestedRegion", ("eu-west-1",)).
Test = tuple[str, str, tuple[str, ...]]
Condition = tuple[Test, ...]
NO_CONDITION: Condition = ()


@dataclass(frozen=True, order=True)
class Permission:
    """resource: an ARN, or "*" where AWS knows no narrower one."""

    action: str
    resource: str
    condition: Condition = NO_CONDITION


def equals(key: str, *values: str) -> Condition:
    """The request has one of these values under this key."""
    return (("StringEquals", key, values),)


def like(key: str, *values: str) -> Condition:
    """The same with * and ?."""
    return (("StringLike", key, values),)


def missing(key: str) -> Condition:
    """The request doesn't have this key."""
    return (("Null", key, ("true",)),)


def each(words: str, resource: str, condition: Condition = NO_CONDITION) -> list[Permission]:
    """Permissions for actions of one service, written "service: Action Action"."""
    service, _, names = words.partition(":")
    return [Permission(f"{service}:{name}", resource, condition) for name in names.split()]
