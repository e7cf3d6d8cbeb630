"""Judges what the policy of a key or topic that isn't ours lets somebody do. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wizard.account.facts import Finding
from wizard.iam import Request, evaluate

_A_DENY = "Change that statement: a Deny wins over every Allow."


@dataclass(frozen=True)
class Use:
    """What somebody has to be allowed.

    who: in words, such as "CloudTrail can encrypt with it"; of: whose policy decides; requests: the calls
    that takes, as AWS documents them; perhaps: the same calls with condition keys that AWS may set, but
    doesn't promise; grant: the statement that allows it, None where none would do; identity: what the
    caller's own policies say.
    """

    who: str
    of: str
    requests: Sequence[Request]
    perhaps: Sequence[Request] = ()
    grant: Mapping[str, Any] | None = None
    identity: Sequence[Mapping[str, Any]] = ()


def judged(key: str, use: Use, policy: str) -> Finding:
    """Whether a resource's policy allows this use. key: the setting that names the resource."""
    refused = _refused(use.requests, use, policy)
    if not refused and not _refused(use.perhaps, use, policy):
        return Finding(key, "good", f"{use.who}.")
    if refused and (not use.perhaps or _refused(use.perhaps, use, policy)):
        reason, is_denied = refused
        if is_denied:
            return Finding(key, "bad", f"Not so: {use.who}; {reason}. {_A_DENY}", use.of)
        text = f"Not so: {use.who}; {reason}.{_advice(use)}"
        return Finding(key, "bad", text, use.of, _grants(use))
    text = (
        f"Can't be told: whether {use.who}. The policy of {use.of} has a condition that AWS doesn't "
        f"promise to fulfil.{_advice(use)}"
    )
    return Finding(key, "unknown", text, use.of, _grants(use))


def _refused(requests: Sequence[Request], use: Use, policy: str) -> tuple[str, bool] | None:
    """Why the first of these calls isn't allowed, and whether a Deny is the reason; None if all are."""
    for request in requests:
        decision = evaluate(request, resource_policy=policy, identity_policies=use.identity)
        if not decision.allowed:
            statement = decision.statement or {}
            return decision.reason, statement.get("Effect") == "Deny"
    return None


def _advice(use: Use) -> str:
    return f" Add the statement {use.grant['Sid']} to the policy of {use.of}." if use.grant else ""


def _grants(use: Use) -> tuple[Mapping[str, Any], ...]:
    return (use.grant,) if use.grant else ()


def pasteable(statement: Mapping[str, Any], indent: int | None = 2) -> str:
    """A statement as JSON, ready for a policy's Statement list. indent: None for one line."""
    return json.dumps(statement, indent=indent)
