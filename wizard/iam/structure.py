"""Is this a policy document at all? What AWS would refuse as malformed, in words.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from .conditions import texts
from .model import Document, as_list, as_object
from .operators import OPERATORS, take_apart, truth
from .words import bare, quoted

PolicyKind = Literal["identity", "resource", "trust", "control"]

_VERSIONS = ("2012-10-17", "2008-10-17")
_POLICY_KEYS = {"Version", "Id", "Statement"}
_ACTION = re.compile(r"\*|[A-Za-z0-9-]+:[A-Za-z0-9*?]+")
_SID = re.compile(r"[A-Za-z0-9]*")
_PAIRS = (("Action", "NotAction"), ("Resource", "NotResource"), ("Principal", "NotPrincipal"))
_STATEMENT_KEYS = {"Sid", "Effect", "Condition", *(name for pair in _PAIRS for name in pair)}
_PRINCIPALS = ("AWS", "Service", "Federated", "CanonicalUser")
_AWS_PRINCIPAL = re.compile(
    r"\*|\d{12}|A[A-Z]{3}[A-Z0-9]{12,}"
    r"|arn:aws[a-z-]*:iam::\d{12}:(root|(user|role)/[^*?]+)"
    r"|arn:aws[a-z-]*:sts::\d{12}:(assumed-role|federated-user)/[^*?]+"
)


def problems(document: Document, kind: PolicyKind = "resource") -> list[str]:
    """Everything AWS would refuse about the document's shape; [] when it is sound.

    `kind`: "identity" (roles and users; no Principal), "resource" (bucket, key, topic, queue; Principal),
    "trust" (a role's; Principal, no Resource), "control" (SCP; no Principal).
    """
    repeated: list[str] = []
    try:
        body = as_object(
            json.loads(document, object_pairs_hook=_noting(repeated))
            if isinstance(document, str)
            else document
        )
    except ValueError:
        return ["The policy isn't valid JSON."]
    if body is None:
        return ["The policy isn't a JSON object."]
    found = [f"{quoted(name)} is given twice in one object." for name in repeated]
    found += [f"{quoted(name)} isn't an element of a policy." for name in body if name not in _POLICY_KEYS]
    if "Version" in body and body["Version"] not in _VERSIONS:
        found.append(f"Version is {quoted(str(body['Version']))}; it is 2012-10-17 or 2008-10-17.")
    given = body.get("Statement")
    statements = as_list(given) if as_object(given) is None else [given]
    if not statements:
        return [*found, "Statement is missing or empty: a policy has at least one statement."]
    found += _repeated_sids(statements)
    for position, statement in enumerate(statements, start=1):
        elements = as_object(statement)
        if elements is None:
            found.append(f"Statement {position} isn't a JSON object.")
            continue
        name = quoted(str(elements["Sid"])) if elements.get("Sid") else str(position)
        found += [f"Statement {name}: {problem}" for problem in _statement(elements, kind)]
    return found


def _noting(repeated: list[str]) -> Any:
    def noting(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        names = [name for name, _ in pairs]
        repeated.extend(sorted({name for name in names if names.count(name) > 1}))
        return dict(pairs)

    return noting


def _repeated_sids(statements: list[Any]) -> list[str]:
    sids = [one["Sid"] for one in map(as_object, statements) if one and one.get("Sid")]
    return [f"Sid {quoted(str(sid))} is used twice." for sid in dict.fromkeys(sids) if sids.count(sid) > 1]


def _statement(statement: Mapping[str, Any], kind: PolicyKind) -> Iterator[str]:
    for name in statement:
        if name not in _STATEMENT_KEYS:
            yield f"{quoted(name)} isn't an element of a statement."
    if statement.get("Effect") not in ("Allow", "Deny"):
        yield "Effect must be Allow or Deny."
    if kind != "resource" and not _SID.fullmatch(str(statement.get("Sid", ""))):
        yield "Sid may hold only letters and digits."
    wanted = {"Action": True, "Resource": kind != "trust", "Principal": kind in ("resource", "trust")}
    for plain, negated in _PAIRS:
        yield from _pair(statement, plain, negated, wanted[plain])
    for text in _texts_of(statement, "Action", "NotAction"):
        if not _ACTION.fullmatch(text):
            yield f"{quoted(text)} isn't an action; one looks like s3:GetObject."
    for text in _texts_of(statement, "Resource", "NotResource"):
        if text != "*" and not text.startswith(("arn:", "*")):
            yield f'{quoted(text)} isn\'t a resource; it is an ARN or "*".'
    yield from _principals(statement, kind)
    yield from _conditions(statement.get("Condition", {}))


def _pair(statement: Mapping[str, Any], plain: str, negated: str, wanted: bool) -> Iterator[str]:
    given = [name for name in (plain, negated) if name in statement]
    if wanted and len(given) != 1:
        yield f"it must have exactly one of {plain} and {negated}."
    if not wanted and given:
        yield f"such a policy has no {given[0]}."
    for name in given:
        if not isinstance(statement[name], Mapping) and not texts(statement[name]):
            yield f"{name} is empty."


def _texts_of(statement: Mapping[str, Any], *names: str) -> list[str]:
    return [text for name in names for text in texts(statement.get(name))]


def _principals(statement: Mapping[str, Any], kind: PolicyKind) -> Iterator[str]:
    if "NotPrincipal" in statement and (kind == "trust" or statement.get("Effect") == "Allow"):
        yield "NotPrincipal works only with Deny, and not in a trust policy."
    for name in ("Principal", "NotPrincipal"):
        element = statement.get(name)
        if element is None or element == "*":
            continue
        kinds = as_object(element)
        if not kinds:
            yield f'{name} must be "*" or an object like {{"Service": "..."}}.'
            continue
        for who, values in kinds.items():
            if who not in _PRINCIPALS:
                yield f"{quoted(who)} isn't a kind of principal; there are {', '.join(_PRINCIPALS)}."
            if not texts(values):
                yield f"{name} {who} is empty."
            bad = [text for text in texts(values) if who == "AWS" and not _AWS_PRINCIPAL.fullmatch(text)]
            for text in bad:
                yield f"{quoted(text)} isn't a principal; wildcards can't be part of one."


def _conditions(block: Any) -> Iterator[str]:
    operators = as_object(block)
    if operators is None:
        yield "Condition must be an object of operators."
        return
    for written, given in operators.items():
        name = take_apart(written)
        if name is None:
            yield f"{quoted(written)} isn't a condition operator."
            continue
        keys = as_object(given)
        if not keys:
            yield f"{written} needs at least one condition key."
            continue
        for key, values in keys.items():
            if ":" not in key:
                yield f"{quoted(key)} isn't a condition key; one looks like aws:SourceArn."
            if not texts(values):
                yield f"{written} {bare(key)} has no value."
            accepts, wants = (truth, "true or false") if name.base == "Null" else _type_of(name.base)
            for text in texts(values):
                if "${" not in text and not accepts(text):
                    yield f"{written} {bare(key)} is {quoted(text)}; it must be {wants}."


def _type_of(base: str) -> tuple[Any, str]:
    return OPERATORS[base].accepts, OPERATORS[base].wants
