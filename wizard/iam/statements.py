"""One statement against one request, and why it doesn't apply when it doesn't.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .conditions import texts, unmet
from .model import Document, Request, Statement, as_list, as_object
from .principals import Grant, excepted, named
from .wildcards import Context, action_matches, pattern, resource_matches
from .words import TRUST, bare, listed, quoted

IDENTITY, BOUNDARY, SESSION = "identity policy", "permissions boundary", "session policy"
SERVICE_CONTROL, RESOURCE_CONTROL = "service control policy", "resource control policy"
_OF_IDENTITIES = (IDENTITY, BOUNDARY, SESSION, SERVICE_CONTROL)
_WITH_VARIABLES = "2012-10-17"


@dataclass(frozen=True)
class Placed:
    """A statement, where it stands ("bucket policy"), its name there, and whether it may hold variables."""

    statement: Statement
    source: str
    name: str
    variables: bool

    @property
    def effect(self) -> str:
        return str(self.statement.get("Effect"))

    @property
    def has_principals(self) -> bool:
        """Policies of identities don't name who they are for; those of resources must."""
        return self.source not in _OF_IDENTITIES

    def grant(self, request: Request) -> Grant:
        """How directly this statement names the caller; NONE for a resource's statement that names nobody."""
        if "NotPrincipal" in self.statement or not self.has_principals:
            return Grant.DIRECT
        return named(self.statement.get("Principal"), request.principal)


@dataclass(frozen=True)
class Miss:
    """Why a statement doesn't apply; `depth` grows with how much of it did fit."""

    depth: int
    words: str


def parsed(document: Document) -> Mapping[str, Any]:
    """The policy as a mapping; ValueError if it is a string that isn't JSON. A JSON value that isn't an
    object allows nothing."""
    return as_object(json.loads(document) if isinstance(document, str) else document) or {}


def statements_of(document: Document) -> list[Statement]:
    """Its statements as they are written, be they one or a list."""
    found = parsed(document).get("Statement", ())
    given = [found] if as_object(found) is not None else as_list(found) or ()
    return [one for one in map(as_object, given) if one is not None]


def is_readable(text: str) -> bool:
    """Whether this can be judged at all: a JSON object whose statements, and their conditions, are objects.
    AWS keeps no other policy, and something that answers in its place may."""
    try:
        body = as_object(json.loads(text))
    except (ValueError, RecursionError):
        return False
    found = body.get("Statement") if body else None
    statements = [found] if as_object(found) is not None else as_list(found)
    return statements is not None and all(map(_is_statement, statements))


def _is_statement(one: Any) -> bool:
    statement = as_object(one)
    if statement is None:
        return False
    conditions = as_object(statement.get("Condition", {}))
    return conditions is not None and all(as_object(keys) is not None for keys in conditions.values())


def placed(document: Document, source: str) -> tuple[Placed, ...]:
    """The document's statements in order; those without a Sid are called by their position."""
    body = parsed(document)
    found = body.get("Statement", ())
    statements: Iterable[Any] = found if as_object(found) is None else (found,)
    variables = body.get("Version") == _WITH_VARIABLES
    return tuple(
        Placed(one, source, quoted(str(one["Sid"])) if one.get("Sid") else f"number {position}", variables)
        for position, one in enumerate(statements, start=1)
    )


def miss(one: Placed, request: Request, context: Context, *, bounded: bool = False) -> Miss | None:
    """None where the statement applies to the request. `bounded`: the caller has a permissions boundary, and
    then a Deny with NotPrincipal hits them whoever it lists."""
    checks = (_principal_miss, _action_miss, _resource_miss)
    for depth, check in enumerate(checks):
        words = check(one, request, context, bounded)
        if words:
            return Miss(depth, words)
    conditions: Mapping[str, Any] = one.statement.get("Condition") or {}
    words = unmet(conditions, context, variables=one.variables)
    return Miss(len(checks), words) if words else None


def _principal_miss(one: Placed, request: Request, context: Context, bounded: bool) -> str:
    if "NotPrincipal" in one.statement:
        out = excepted(one.statement["NotPrincipal"], request.principal) and not bounded
        return f"its NotPrincipal leaves {bare(request.principal)} out" if out else ""
    if one.grant(request) is Grant.NONE:
        return f"its Principal doesn't name {bare(request.principal)}"
    return ""


def covers_action(statement: Statement, action: str) -> bool:
    """Whether it is about this action, by whatever pattern, or by leaving out others."""
    negated = "NotAction" in statement
    wanted = texts(statement.get("NotAction" if negated else "Action"))
    return any(action_matches(text, action) for text in wanted) != negated


def _action_miss(one: Placed, request: Request, context: Context, bounded: bool) -> str:
    if covers_action(one.statement, request.action):
        return ""
    element = "NotAction" if "NotAction" in one.statement else "Action"
    return f"its {element} is {listed(texts(one.statement.get(element)))}"


def _resource_miss(one: Placed, request: Request, context: Context, bounded: bool) -> str:
    if one.source == TRUST:
        return ""  # it is about the role that it is attached to
    negated = "NotResource" in one.statement
    wanted = texts(one.statement.get("NotResource" if negated else "Resource"))
    patterns = [pattern(text, context if one.variables else None) for text in wanted]
    if negated and None in patterns:
        return "its NotResource has a policy variable without a value in the request"
    hit = any(made is not None and resource_matches(made, request.resource) for made in patterns)
    if hit != negated:
        return ""
    return f"its {'NotResource' if negated else 'Resource'} is {listed(wanted)}"
