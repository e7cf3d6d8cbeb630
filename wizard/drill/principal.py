"""Whether the caller is one of `alertIgnorePrincipals`: then a drill's call would rightly stay silent. Pure.

The digest function's own judge is asked, with the caller as CloudTrail would write them.
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from components.arns import Arn
from components.region_alert.function.digest.ignored import Named, compile_entry
from components.region_alert.function.digest.principals import fits


@dataclass(frozen=True)
class Caller:
    """arn: as STS tells it; issuer: the ARN of the role, user or root user behind it, "" where that isn't
    known; session: the session's name."""

    arn: str
    issuer: str
    session: str = ""

    @property
    def record(self) -> dict[str, Any]:
        """As much of a CloudTrail record of theirs as says who they are."""
        context = {"sessionContext": {"sessionIssuer": {"arn": self.issuer}}} if self.session else {}
        return {"userIdentity": {"arn": self.arn, **context}}

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
    return next((pattern for pattern in patterns if compile_entry(pattern).silences(caller.record)), "")


def maybe_ignoring(patterns: Sequence[str], caller: Caller) -> str:
    """A pattern that may do so, where the role's path isn't known; else ""."""
    if caller.issuer or not caller.session:
        return ""
    named = (pattern for pattern in patterns if isinstance(compile_entry(pattern), Named))
    return next((pattern for pattern in named if fits(_role_name(pattern), caller.name)), "")


def _role_name(pattern: str) -> str:
    resource = pattern.rpartition(":")[2]
    if resource.startswith("assumed-role/"):
        return resource.split("/")[1]
    return resource.rpartition("/")[2]
