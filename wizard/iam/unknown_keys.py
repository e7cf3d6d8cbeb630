"""A policy whose conditions ask for keys that nobody here knows: at its kindest, and at its strictest.

Where both give one decision it stands, whatever AWS sets; where they don't, it can't be told. Pure.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from .model import Document, Statement, as_object
from .statements import parsed, statements_of

#: What a service's own call has, and what only people's and roles' calls have.
#: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
KNOWN_OF_SERVICES = frozenset(
    {
        "aws:principalisawsservice", "aws:principalservicename", "aws:principalservicenameslist",
        "aws:resourceaccount", "s3:resourceaccount", "aws:securetransport", "s3:tlsversion",
        "aws:principalarn", "aws:principalaccount", "aws:principalorgid", "aws:principalorgpaths",
        "aws:principaltype", "aws:username", "aws:federatedprovider", "aws:sourceip", "aws:sourcevpc",
        "aws:sourcevpce", "aws:vpcsourceip", "aws:multifactorauthpresent", "aws:tokenissuetime",
    }
)  # fmt: skip


def kindest(document: Document, known: Collection[str]) -> dict[str, Any]:
    """The policy where every key that isn't known is as its statements wish: an Allow doesn't ask for it, a
    Deny that does is not met. known: keys in lower case."""
    return _supposing(document, known, is_kind=True)


def strictest(document: Document, known: Collection[str]) -> dict[str, Any]:
    """The same where every such key is as nobody wishes."""
    return _supposing(document, known, is_kind=False)


def _supposing(document: Document, known: Collection[str], *, is_kind: bool) -> dict[str, Any]:
    kept: list[Statement] = []
    for statement in statements_of(document):
        conditions = as_object(statement.get("Condition")) or {}
        sure = {
            written: {key: value for key, value in (as_object(keys) or {}).items() if key.lower() in known}
            for written, keys in conditions.items()
        }
        is_sure = all(
            len(sure[written]) == len(as_object(keys) or {}) for written, keys in conditions.items()
        )
        if is_sure:
            kept.append(statement)
        elif (statement.get("Effect") == "Allow") == is_kind:
            kept.append({**statement, "Condition": {name: keys for name, keys in sure.items() if keys}})
    return {**parsed(document), "Statement": kept}


def asked_for(document: Document, known: Collection[str]) -> tuple[str, ...]:
    """Condition keys, as they are written, that aren't known."""
    keys = [
        key
        for statement in statements_of(document)
        for of_operator in (as_object(statement.get("Condition")) or {}).values()
        for key in as_object(of_operator) or {}
    ]
    return tuple(dict.fromkeys(key for key in keys if key.lower() not in known))
