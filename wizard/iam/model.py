"""What a request is made of, and what the evaluator answers: plain frozen data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, cast

from components.arns import Arn

Kind = Literal["service", "role", "session", "user", "root", "federated", "anonymous"]
ContextValue = str | bool | int | float | Sequence[str]
Document = str | Mapping[str, Any]
Statement = Mapping[str, Any]


@dataclass(frozen=True)
class Principal:
    """Who calls. Make one with the constructors below, not by hand.

    `arn` is the caller's own ARN (a session's is its sts ARN), `role_arn` the role behind a role or session,
    `name` the service's or identity provider's name, `canonical_id` its account's S3 canonical user id.
    """

    kind: Kind
    arn: str = ""
    account: str = ""
    name: str = ""
    role_arn: str = ""
    canonical_id: str = ""

    @classmethod
    def service(cls, name: str) -> Principal:
        """An AWS service calling for itself, like `cloudtrail.amazonaws.com`."""
        return cls("service", name=name)

    @classmethod
    def role(cls, arn: str) -> Principal:
        """Some session of this role; which one doesn't matter."""
        return cls("role", arn=arn, account=_account_of(arn, "iam", "role/"), role_arn=arn)

    @classmethod
    def session(cls, role_arn: str, name: str) -> Principal:
        """The session called `name` of the role. Its ARN leaves the role's path out, as AWS's does."""
        account, role = _account_of(role_arn, "iam", "role/"), Arn.of(role_arn)
        arn = f"arn:{role.partition}:sts::{account}:assumed-role/{role.name}/{name}"
        return cls("session", arn=arn, account=account, role_arn=role_arn)

    @classmethod
    def user(cls, arn: str) -> Principal:
        return cls("user", arn=arn, account=_account_of(arn, "iam", "user/"))

    @classmethod
    def root(cls, account: str, partition: str = "aws", canonical_id: str = "") -> Principal:
        """The account's root user."""
        return cls(
            "root", arn=f"arn:{partition}:iam::{account}:root", account=account, canonical_id=canonical_id
        )

    @classmethod
    def federated(cls, provider: str) -> Principal:
        """Someone signed in by an identity provider who assumes a role (AssumeRoleWithSAML, ...)."""
        return cls("federated", name=provider)

    @classmethod
    def anonymous(cls) -> Principal:
        """A request without a signature."""
        return cls("anonymous")

    def __str__(self) -> str:
        return self.arn or self.name or "an anonymous caller"


@dataclass(frozen=True)
class Request:
    """One call. `context` holds condition keys as AWS would set them; the keys that follow from the principal
    (aws:PrincipalArn, aws:PrincipalAccount, aws:PrincipalIsAWSService, ...) and the resource's account
    (aws:ResourceAccount) are filled in where they are missing. Give `resource_account` where the ARN doesn't
    name one (S3); without it the resource counts as the caller's own.
    """

    principal: Principal
    action: str
    resource: str
    context: Mapping[str, ContextValue] = field(default_factory=dict[str, ContextValue])
    resource_account: str | None = None


@dataclass(frozen=True)
class Decision:
    """The answer. `reason` says in words which statement decided; `source` is the kind of policy it stands in
    ("bucket policy", "service control policy", ...); `statement` is None where no statement came near."""

    allowed: bool
    reason: str
    source: str = ""
    statement: Statement | None = None


def as_object(value: Any) -> Mapping[str, Any] | None:
    """A JSON object; None for any other value."""
    return cast("Mapping[str, Any]", value) if isinstance(value, Mapping) else None


def as_list(value: Any) -> list[Any] | None:
    """A JSON array; None for any other value."""
    return cast("list[Any]", value) if isinstance(value, list) else None


def _account_of(arn: str, service: str, prefix: str) -> str:
    parts = Arn.of(arn)
    if parts.service != service or not parts.resource.startswith(prefix):
        raise ValueError(f"{arn!r} isn't an ARN like arn:aws:{service}::123456789012:{prefix}name.")
    return parts.account
