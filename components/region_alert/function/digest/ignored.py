"""Entries of `alertIgnorePrincipals`: whose records stay silent.

An ARN names a role or user. Its own calls stay silent, and so does the record of somebody assuming the role:
that caller is another principal, and what the role then does is silent anyway. A vendor's account can be
named for its AssumeRole of one role, `999988887777 -> arn:aws:iam::111122223333:role/Vendor`: what the vendor
does as that role still alerts.

Only a call that STS granted counts. Of a refused one all that names the role is what the caller asked for.
https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .global_services import STS
from .json_values import Fields, part, text
from .principals import Pattern, compile_pattern, resource_of

ASSUMING = ("AssumeRole", "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity")
VENDOR = re.compile(
    r"(?P<account>\d{12})\s*->\s*(?P<role>arn:[a-z-]+:iam::\d{12}:role/[\w+=,.@/-]+)", re.ASCII
)


@dataclass(frozen=True)
class Named:
    """A role or user, or several by a pattern."""

    pattern: Pattern

    @property
    def source(self) -> str:
        return self.pattern.source

    def silences(self, record: Fields) -> bool:
        if self.pattern.matches(part(record, "userIdentity")):
            return True
        role, session = assumed(record)
        issuer: Fields = {"sessionContext": {"sessionIssuer": {"arn": role}}, "arn": session}
        return bool(role) and self.pattern.matches(issuer)


@dataclass(frozen=True)
class Vendor:
    """Another account, for assuming one role."""

    source: str
    account: str
    role: str

    def silences(self, record: Fields) -> bool:
        identity = part(record, "userIdentity")
        if identity.get("type") != "AWSAccount" or identity.get("accountId") != self.account:
            return False
        return record.get("eventName") == "AssumeRole" and assumed(record)[0] == self.role


Entry = Named | Vendor


def compile_entry(source: object) -> Entry:
    """An entry ready to compare; one that is neither form matches nothing."""
    vendor = VENDOR.fullmatch(text(source))
    return Vendor(vendor[0], vendor["account"], vendor["role"]) if vendor else Named(compile_pattern(source))


def assumed(record: Fields) -> tuple[str, str]:
    """The ARNs of the role and of the session that STS gave credentials for; empty where it gave none.

    Both from STS's answer and the resources that it acted on, never from the request by itself.
    """
    if record.get("eventSource") != STS or record.get("eventName") not in ASSUMING:
        return "", ""
    if record.get("errorCode") or record.get("errorMessage"):
        return "", ""
    session = text(part(part(record, "responseElements"), "assumedRoleUser").get("arn"))
    roles = [arn for arn in _resources(record) if resource_of(arn).startswith("role/")]
    if len(roles) == 1 and (not session or _same_role(roles[0], session)):
        return roles[0], session
    asked = text(part(record, "requestParameters").get("roleArn"))
    return (asked, session) if _same_role(asked, session) else ("", "")


def _resources(record: Fields) -> list[str]:
    """The ARNs of what STS says it acted on: no part of the request."""
    listed = record.get("resources")
    found = listed if isinstance(listed, list) else []
    return [text(one.get("ARN")) for one in found if isinstance(one, dict)]


def _same_role(role: str, session: str) -> bool:
    """Whether the session is one of the role: a role's name is its account's only one, whatever its path.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
    """
    wanted, given = role.split(":", 5), session.split(":", 5)
    if len(wanted) != 6 or len(given) != 6 or wanted[4] != given[4]:
        return False
    return given[5].split("/")[:2] == ["assumed-role", wanted[5].rpartition("/")[2]]
