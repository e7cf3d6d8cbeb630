"""Whether the caller is one of `alertIgnorePrincipals`: then a drill's call would rightly stay silent. Pure.

A session is matched by the role that issued it, as the digest function does.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from components.arns import Arn

_IDENTITY_CENTER = "role/aws-reserved/sso.amazonaws.com/"


@dataclass(frozen=True)
class Caller:
    """arn: as STS tells it; issuer: the ARN of the role, user or root user behind it, "" where that isn't
    known; session: the session's name."""

    arn: str
    issuer: str
    session: str = ""

    @property
    def account(self) -> str:
        return Arn.of(self.arn).account

    @property
    def name(self) -> str:
        """The role's or user's name, without its path."""
        kind, _, rest = Arn.of(self.arn).resource.partition("/")
        return rest.partition("/")[0] if kind == "assumed-role" else rest.rpartition("/")[2] or kind


def caller_of(arn: str, role_arn: str = "") -> Caller:
    """Who calls. role_arn: the role behind an assumed-role ARN, which leaves the role's path out."""
    resource = Arn.of(arn).resource
    if resource.startswith("assumed-role/"):
        return Caller(arn, role_arn, resource.rpartition("/")[2])
    return Caller(arn, "" if resource.startswith("federated-user/") else arn)


def ignoring(patterns: Sequence[str], caller: Caller) -> str:
    """The pattern that leaves this caller's activity out, or ""."""
    return next((pattern for pattern in patterns if _matches(pattern, caller)), "")


def maybe_ignoring(patterns: Sequence[str], caller: Caller) -> str:
    """A pattern that may do so, where the role's path isn't known; else ""."""
    if caller.issuer or not caller.session:
        return ""
    return next((pattern for pattern in patterns if _fits(_role_name(pattern), caller.name)), "")


def _matches(pattern: str, caller: Caller) -> bool:
    wanted, seen = Arn.of(pattern), Arn.of(caller.issuer)
    if not wanted.resource or not seen.resource:
        return False
    if wanted.service == "sts":
        role, _, session = wanted.resource.removeprefix("assumed-role/").partition("/")
        if not seen.resource.startswith("role/") or not _is_session(session, caller, seen.resource):
            return False
        wanted = wanted._replace(service="iam", resource=f"role/{role}")
        seen = seen._replace(resource=f"role/{seen.name}")
    return all(_fits(one, other) for one, other in zip(wanted, seen, strict=True))


def _is_session(wanted: str, caller: Caller, resource: str) -> bool:
    """A session's name counts only where AWS chooses it: for people of IAM Identity Center."""
    if not wanted.strip("*"):
        return True
    return resource.startswith(_IDENTITY_CENTER) and _fits(wanted, caller.session)


def _role_name(pattern: str) -> str:
    resource = pattern.rpartition(":")[2]
    if resource.startswith("assumed-role/"):
        return resource.split("/")[1]
    return resource.rpartition("/")[2]


def _fits(pattern: str, text: str) -> bool:
    pieces = {"*": ".*", "?": "."}
    regex = "".join(pieces.get(letter, re.escape(letter)) for letter in re.sub(r"\*+", "*", pattern))
    return re.fullmatch(regex, text, re.DOTALL) is not None
