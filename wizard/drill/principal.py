"""Whether the caller is one of `alertIgnorePrincipals`: then a drill's call would rightly stay silent. Pure.

A session is matched by the role that issued it, as the digest function does.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

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
        return self.arn.split(":")[4]

    @property
    def name(self) -> str:
        """The role's or user's name, without its path."""
        kind, _, rest = self.arn.split(":", 5)[5].partition("/")
        return rest.partition("/")[0] if kind == "assumed-role" else rest.rpartition("/")[2] or kind


def caller_of(arn: str, role_arn: str = "") -> Caller:
    """Who calls. role_arn: the role behind an assumed-role ARN, which leaves the role's path out."""
    resource = arn.split(":", 5)[5]
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
    wanted, seen = pattern.split(":", 5), caller.issuer.split(":", 5)
    if len(wanted) != 6 or len(seen) != 6:
        return False
    if wanted[2] == "sts":
        role, _, session = wanted[5].removeprefix("assumed-role/").partition("/")
        if not seen[5].startswith("role/") or not _is_session(session, caller, seen[5]):
            return False
        wanted[2], wanted[5] = "iam", f"role/{role}"
        seen[5] = f"role/{seen[5].rpartition('/')[2]}"
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
