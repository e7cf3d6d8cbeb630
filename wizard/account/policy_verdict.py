"""Judges what the policy of a key or topic that isn't ours lets somebody do. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from wizard.account.facts import Finding
from wizard.iam import Request, evaluate
from wizard.iam.model import ContextValue
from wizard.iam.unknown_keys import KNOWN_OF_SERVICES, asked_for, kindest
from wizard.iam.words import bare

_A_DENY = "Change that statement: a Deny wins over every Allow."


_ORGANIZATION = re.compile(r"\bo-[a-z0-9]{10,32}\b", re.ASCII)
_PATH = re.compile(r"\bo-[a-z0-9]{10,32}/[a-z0-9/*-]*", re.ASCII)


@dataclass(frozen=True)
class Membership:
    """Which organization an account is in; id: "" for none."""

    account: str
    id: str


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


def judged(key: str, use: Use, policy: str, organization: Membership | None = None) -> Finding:
    """Whether a resource's policy allows this use. key: the setting that names the resource; organization:
    which one an account is in, None where that isn't known."""
    worlds = [
        [replace(one, context={**world, **one.context}) for one in use.requests]
        for world in _organizations(use.requests, policy, organization)
    ]
    verdicts = [bool(_refused(requests, use, policy)) for requests in worlds]
    if any(verdicts) and not all(verdicts):
        text = (
            f"Can't be told: whether {use.who}. The policy of {use.of} asks which organization the caller is "
            "in, and that isn't known here."
        )
        return Finding(key, "unknown", text, use.of)
    use = replace(use, requests=worlds[0])
    refused = _refused(use.requests, use, policy)
    if not refused and not _refused(use.perhaps, use, policy):
        return Finding(key, "good", f"{use.who}.")
    unknown = _unknown_keys(use, policy) if refused else ()
    if refused and unknown:
        # No further Allow helps against a Deny.
        grants, advice = ((), "") if refused[1] else (_grants(use), _advice(use))
        text = (
            f"Can't be told: whether {use.who}. The policy of {use.of} asks for "
            f"{', '.join(map(bare, unknown))}, and AWS doesn't say what that is then.{advice}"
        )
        return Finding(key, "unknown", text, use.of, grants)
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


def _organizations(
    requests: Sequence[Request], policy: str, known: Membership | None
) -> list[dict[str, ContextValue]]:
    """What AWS may say of the callers' organization: one possibility where it is known, or nothing asks.

    Services are in none. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
    (aws:PrincipalOrgID, aws:PrincipalOrgPaths)
    """
    accounts = {one.principal.account for one in requests}
    asked = [*dict.fromkeys(_ORGANIZATION.findall(policy))]
    if accounts == {""} or not asked or "aws:principalorg" not in policy.lower():
        return [{}]
    ids = [known.id] if known and accounts <= {known.account} else ["", *asked]
    worlds: list[dict[str, ContextValue]] = []
    for id in ids:
        # Where in it the account is isn't known even then.
        paths = [path for path in _PATH.findall(policy) if path.startswith(f"{id}/")] if id else []
        places: list[str] = [f"{id}/", *(path.rstrip("*") for path in paths)]
        for place in places:
            worlds.append({"aws:PrincipalOrgID": id, "aws:PrincipalOrgPaths": [place]} if id else {})
    return worlds if any(ids) else [{}]


def _refused(requests: Sequence[Request], use: Use, policy: str) -> tuple[str, bool] | None:
    """Why the first of these calls isn't allowed, and whether a Deny is the reason; None if all are."""
    for request in requests:
        decision = evaluate(request, resource_policy=policy, identity_policies=use.identity)
        if not decision.allowed:
            statement = decision.statement or {}
            return decision.reason, statement.get("Effect") == "Deny"
    return None


def _unknown_keys(use: Use, policy: str) -> tuple[str, ...]:
    """Condition keys that alone may be why a service is refused: what AWS sets them to isn't documented."""
    requests = use.perhaps or use.requests
    if any(one.principal.kind != "service" for one in requests):
        return ()
    known = KNOWN_OF_SERVICES | {key.lower() for one in requests for key in one.context}
    keys = asked_for(policy, known)
    return keys if keys and not _refused(requests, use, json.dumps(kindest(policy, known))) else ()


def _advice(use: Use) -> str:
    return f" Add the statement {use.grant['Sid']} to the policy of {use.of}." if use.grant else ""


def _grants(use: Use) -> tuple[Mapping[str, Any], ...]:
    return (use.grant,) if use.grant else ()


def pasteable(statement: Mapping[str, Any], indent: int | None = 2) -> str:
    """A statement as JSON, ready for a policy's Statement list. indent: None for one line."""
    return json.dumps(statement, indent=indent)
