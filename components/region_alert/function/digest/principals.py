"""Who made a call, and whether a pattern of `alertIgnorePrincipals` names them.

A pattern must not match through anything the caller can choose. A role session's name is chosen by
whoever assumes the role, so a session is matched by the role that issued it (`sessionContext.sessionIssuer`),
which AWS writes; the same holds for a federated user, whose name is chosen by whoever asks for the token.
ARNs are compared part by part, so that a wildcard for the account can't run on into a path like `/x:role/`.
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from .json_values import Fields, part, text

IDENTITY_CENTER_PATH = "role/aws-reserved/sso.amazonaws.com/"


def issuer_arn(identity: Fields) -> str:
    """The role or user that issued the session, as AWS wrote it; empty where there is none."""
    return text(part(part(identity, "sessionContext"), "sessionIssuer").get("arn"))


def mark(arn: str) -> str:
    """What a role is known by where its ARN, of up to 600 characters, has no room: the function's environment
    is four kilobytes at most. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html"""
    return hashlib.sha256(arn.encode()).hexdigest()[:32]


def resource_of(arn: str) -> str:
    """The resource part of an IAM ARN ("role/path/name"); empty for anything else."""
    parts = arn.split(":", 5)
    return parts[5] if len(parts) == 6 and parts[0] == "arn" and parts[2] == "iam" else ""


def session_name(identity: Fields) -> str:
    """The last part of an assumed-role ARN: for a person to read, and for Identity Center's people."""
    arn = text(identity.get("arn"))
    if ":assumed-role/" in arn or ":federated-user/" in arn:
        return arn.rpartition("/")[2]
    return text(identity.get("principalId")).partition(":")[2]


def is_named_by_aws(issuer: str) -> bool:
    """Whether the session's name is the person's user name, set by IAM Identity Center.

    Its roles can be assumed through Identity Center only:
    https://docs.aws.amazon.com/singlesignon/latest/userguide/using-service-linked-roles.html
    """
    return resource_of(issuer).startswith(IDENTITY_CENTER_PATH)


def describe(record: Fields) -> tuple[str, str]:
    """(principal, session name). The principal stays the same from session to session, except for the people
    of IAM Identity Center, who share a role and are told apart by their session's name."""
    identity = part(record, "userIdentity")
    issuer = issuer_arn(identity)
    arn = text(identity.get("arn"))
    if issuer:
        if arn and is_named_by_aws(issuer):
            return arn, ""
        return issuer, session_name(identity)
    if arn:
        return arn, ""
    kind = text(identity.get("type")) or "unknown principal"
    center = part(identity, "onBehalfOf")
    principal = text(identity.get("principalId"))
    if kind == "AWSAccount":
        principal = principal.partition(":")[0]
    names = (
        text(center.get("userId")),
        text(identity.get("userName")),
        principal,
        text(identity.get("accountId")),
    )
    known = " ".join(dict.fromkeys(name for name in names if name))
    return f"{kind} {known}".strip(), ""


@dataclass(frozen=True)
class Pattern:
    """One entry of `alertIgnorePrincipals`, ready to compare; `session` is for an assumed role."""

    source: str
    parts: tuple[str, ...]
    session: str = "*"

    def matches(self, identity: Fields) -> bool:
        issuer = issuer_arn(identity)
        arn = issuer or text(identity.get("arn"))
        resource = resource_of(arn)
        if not self.parts or not resource:
            return False
        if self.names_a_session:
            if not resource.startswith("role/"):
                return False
            resource = "role/" + resource.rpartition("/")[2]
            if self.session.strip("*"):
                named = is_named_by_aws(issuer)
                if not named or not fits(self.session, session_name(identity)):
                    return False
        seen = (*arn.split(":", 5)[:5], resource)
        return all(fits(wanted, value) for wanted, value in zip(self.parts, seen, strict=True))

    @property
    def names_a_session(self) -> bool:
        """Whether the entry was an assumed role's ARN, which leaves the role's path out."""
        return self.source.split(":", 3)[2:3] == ["sts"]


def compile_pattern(source: object) -> Pattern:
    """A pattern for one principal ARN, in which `*` and `?` stand for any characters within one part.

    One that isn't an ARN of a user, a role, an assumed role or a root user matches nothing: "*" and whole
    accounts are refused where settings are checked, and would silence everything here.
    """
    never = Pattern(text(source), ())
    parts = text(source).split(":", 5)
    if len(parts) != 6 or parts[0] != "arn":
        return never
    kind, _, name = parts[5].partition("/")
    if parts[2] == "iam" and ((kind in ("user", "role") and name.strip("*/")) or parts[5] == "root"):
        return Pattern(text(source), tuple(parts))
    role, _, session = name.partition("/")
    if parts[2] == "sts" and kind == "assumed-role" and role.strip("*") and session:
        return Pattern(text(source), (*parts[:2], "iam", *parts[3:5], f"role/{role}"), session)
    return never


def fits(wanted: str, value: str) -> bool:
    """Whether the value is as wanted: `*` is any characters, `?` any one.

    Many of them take no longer than a few: as a regular expression they could use up the run.
    """
    if "*" not in wanted and "?" not in wanted:
        return wanted == value
    at = star = tried = 0
    after_star = False
    position = 0
    while position < len(value):
        letter = wanted[at] if at < len(wanted) else ""
        if letter == "*":
            after_star, star, tried = True, at, position
            at += 1
        elif letter in ("?", value[position]):
            at, position = at + 1, position + 1
        elif after_star:
            at, tried = star + 1, tried + 1
            position = tried
        else:
            return False
    return not wanted[at:].strip("*")
