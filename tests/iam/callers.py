"""Callers of one account, a bucket of theirs, and short policies about both."""

from __future__ import annotations

from typing import Any

from tests.iam.documents import allow, deny, policy
from wizard.iam import Limits, Principal, Request

OWNER, OTHER = "111122223333", "444455556666"
BUCKET = "arn:aws:s3:::demo"
ROLE = f"arn:aws:iam::{OWNER}:role/ops"
USER = f"arn:aws:iam::{OWNER}:user/alice"
AS_SESSION, AS_USER, AS_ROOT = Principal.session(ROLE, "me"), Principal.user(USER), Principal.root(OWNER)
NOTHING = policy(allow(Action="sts:GetCallerIdentity"))
DENIES = policy(deny(Action="s3:GetObject"))


def read(principal: Principal, owner: str = OWNER) -> Request:
    return Request(principal, "s3:GetObject", f"{BUCKET}/a", resource_account=owner)


def lets_in(element: Any) -> dict[str, Any]:
    return policy(allow(Principal=element))


def limited(by: str, document: Any) -> Limits:
    """One limit: a boundary is a document, all others are lists."""
    given: dict[str, Any] = {by: document if by == "boundary" else [document]}
    return Limits(**given)
