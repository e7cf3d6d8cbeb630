"""Decisions put in words: which statement decided, or why the nearest one didn't apply."""

from __future__ import annotations

from collections.abc import Mapping

from .model import Decision, Request
from .statements import Placed, miss
from .wildcards import Context
from .words import bare, quoted


def decided(request: Request, one: Placed) -> Decision:
    """The decision that this statement makes."""
    verb = "allows" if one.effect == "Allow" else "denies"
    reason = f"statement {one.name} of the {one.source} {verb} {_what(request)}"
    return Decision(one.effect == "Allow", reason, one.source, one.statement)


def root_may(request: Request) -> Decision:
    """The root user needs no identity policy."""
    return Decision(
        True,
        f"the account's root user needs no policy for {bare(request.action)} on {quoted(request.resource)}",
        "root user",
    )


def nobody_allows(request: Request, context: Context, sources: Mapping[str, tuple[Placed, ...]]) -> Decision:
    """An implicit deny: none of the policies that could have allowed does. The nearest Allow is the one that
    fits the request furthest, in the order principal, action, resource, conditions."""
    where = " or ".join(f"the {source}" for source in sources)
    reason = f"no statement of {where} allows {_what(request)}"
    near = [
        (found.depth, one, found.words)
        for statements in sources.values()
        for one in statements
        if one.effect == "Allow" and (found := miss(one, request, context)) is not None
    ]
    if not near:
        return Decision(False, reason, next(iter(sources)))
    _, one, words = max(near, key=lambda found: found[0])
    return Decision(
        False, f"{reason}; the nearest is statement {one.name}: {words}", one.source, one.statement
    )


def _what(request: Request) -> str:
    return f"{bare(request.principal)} {bare(request.action)} on {quoted(request.resource)}"
