"""A statement's Condition block against a request's context.

Operators and keys are joined by AND, a key's values by OR (by NOR under a negated operator).
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from components.arns import Arn

from .model import Principal, Request
from .operators import OPERATORS, Name, take_apart
from .wildcards import Context, pattern
from .words import bare, listed, quoted


def context_of(request: Request, resource_account: str) -> Context:
    """The request's condition keys, names in lower case, values as strings; an empty list counts as missing.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
    """
    given = {name.lower(): texts(value) for name, value in request.context.items()}
    # Of calls that a service makes with a caller's credentials it is true: those are asked for by name.
    known = {"aws:viaawsservice": "false", **_principal_keys(request.principal)}
    if resource_account:
        known["aws:resourceaccount"] = known["s3:resourceaccount"] = resource_account
    return {name: (value,) for name, value in known.items()} | given


def texts(value: Any) -> tuple[str, ...]:
    """A policy's or context's value, which may be one or a list, as strings; JSON's true is "true"."""
    if isinstance(value, (str, bool, int, float)):
        return (str(value).lower() if isinstance(value, bool) else str(value),)
    if isinstance(value, Sequence):
        return tuple(text for one in cast("Sequence[Any]", value) for text in texts(one))
    return ()


def unmet(conditions: Mapping[str, Mapping[str, Any]], context: Context, *, variables: bool) -> str:
    """What the first failing condition asks for, in words; "" when all hold."""
    for written, keys in conditions.items():
        name = take_apart(written)
        if name is None:
            return f"it uses the unknown condition operator {quoted(written)}"
        for key, wanted in keys.items():
            given = context.get(key.lower(), ())
            if not _holds(name, texts(wanted), given, context if variables else None):
                return _words(written, key, texts(wanted), given)
    return ""


def _holds(name: Name, wanted: tuple[str, ...], given: tuple[str, ...], variables: Context | None) -> bool:
    if name.base == "Null":
        return any((text.lower() == "true") == (not given) for text in wanted)
    if not given:
        if name.if_exists or name.qualifier == "ForAllValues":
            return True
        return name.qualifier == "" and OPERATORS[name.base].negated
    asked = OPERATORS[name.base]
    patterns = [made for made in (pattern(text, variables) for text in wanted) if made is not None]
    hits = [any(asked.matches(made, value) for made in patterns) for value in given]
    if name.qualifier == "ForAllValues":
        return all(hit != asked.negated for hit in hits)
    if name.qualifier == "ForAnyValue":
        return any(hit != asked.negated for hit in hits)
    return any(hits) != asked.negated


def _words(written: str, key: str, wanted: tuple[str, ...], given: tuple[str, ...]) -> str:
    name = bare(key)
    has = f"{name} is {listed(given)}" if given else f"{name} is missing"
    return f"it asks for {written} {name} = {listed(wanted)}, and in the request {has}"


def _principal_keys(principal: Principal) -> dict[str, str]:
    if principal.kind == "anonymous":
        return {"aws:principaltype": "Anonymous"}
    if principal.kind == "service":
        names = ("aws:principalservicename", "aws:principalservicenameslist")
        return {"aws:principalisawsservice": "true", **dict.fromkeys(names, principal.name)}
    keys = {"aws:principalisawsservice": "false"}
    if principal.kind == "federated":
        return keys | {"aws:federatedprovider": principal.name}
    keys["aws:principalarn"] = principal.role_arn or principal.arn
    keys["aws:principalaccount"] = principal.account
    keys["aws:principaltype"] = _TYPES[principal.kind]
    if principal.kind == "user":
        keys["aws:username"] = Arn.of(principal.arn).name
    return keys


_TYPES = {
    "role": "AssumedRole",
    "session": "AssumedRole",
    "user": "User",
    "root": "Account",
}
