"""The Principal and NotPrincipal elements against a caller.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any

from components.arns import Arn

from .conditions import texts
from .model import Principal, as_object


class Grant(IntEnum):
    """How directly a Principal element names the caller: what may still limit an Allow within the account."""

    NONE = 0
    ACCOUNT = 1  # the account: hands the decision to the account's own policies
    ROLE = 2  # the role: still limited by its boundary and by session policies
    DIRECT = 3  # the session, user, service or everyone: nothing implicit limits it


def named(element: Any, principal: Principal) -> Grant:
    """How a Principal element names the caller."""
    if element == "*":
        return Grant.DIRECT
    kinds = as_object(element) or {}
    grants = [_one(kind, text, principal) for kind, values in kinds.items() for text in texts(values)]
    return max(grants, default=Grant.NONE)


def excepted(element: Any, principal: Principal) -> bool:
    """Whether a NotPrincipal element leaves the caller out. AWS checks the account, then the role, then the
    session, so a caller is only left out when every one of its own names is listed."""
    kinds = as_object(element)
    if kinds is None:
        return element == "*"
    names = texts(kinds.get("AWS"))
    if principal.kind in ("service", "federated", "anonymous") or "*" in names:
        return named(element, principal) is not Grant.NONE
    listed = {_full(text, principal) for text in names}
    return _own_names(principal) <= listed


def _one(kind: str, text: str, principal: Principal) -> Grant:
    if kind == "AWS":
        return _aws(text, principal)
    if kind == "Service":
        return Grant.DIRECT if principal.kind == "service" and text == principal.name else Grant.NONE
    if kind == "Federated":
        return Grant.DIRECT if principal.kind == "federated" and text == principal.name else Grant.NONE
    if kind == "CanonicalUser" and text and text == principal.canonical_id:
        return Grant.ACCOUNT
    return Grant.NONE


def _aws(text: str, principal: Principal) -> Grant:
    if text == "*":
        return Grant.DIRECT
    if not principal.account:
        return Grant.NONE
    full = _full(text, principal)
    if full == _root(principal):
        return Grant.ACCOUNT
    if principal.role_arn and full == principal.role_arn:
        return Grant.ROLE
    return Grant.DIRECT if full == principal.arn else Grant.NONE


def _own_names(principal: Principal) -> set[str]:
    return {name for name in (_root(principal), principal.role_arn, principal.arn) if name}


def _full(text: str, principal: Principal) -> str:
    """A bare account id is short for the account's root ARN."""
    return Principal.root(text, Arn.of(principal.arn).partition).arn if text.isdigit() else text


def _root(principal: Principal) -> str:
    return _full(principal.account, principal)
