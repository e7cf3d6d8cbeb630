"""What the data protection policy of an SNS topic does to messages: it may refuse them or mask what they say.
Pure.

It looks for names, addresses, IP addresses and the like, or for whatever a custom expression finds, and an
alert is full of those. https://docs.aws.amazon.com/sns/latest/dg/sns-message-data-protection-policies.html
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

_DOES = {"Deny": "denies messages with", "Deidentify": "masks or cuts out"}
# It only counts what it finds, in a log of its own.
_HARMLESS = "Audit"


def in_the_way(policy: str) -> list[str]:
    """What its statements do to messages, in words; none without a policy (""). Of whom a statement is about
    nothing is made: a policy that leaves out those who publish today may not tomorrow. Raises ValueError for
    what is no such policy."""
    if not policy:
        return []
    document = json.loads(policy)
    statements = document.get("Statement") if isinstance(document, dict) else None
    if not isinstance(statements, list):
        raise ValueError("no statements")
    return [text for one in statements if isinstance(one, dict) for text in _deeds(one)]


def _deeds(statement: Mapping[str, Any]) -> Iterator[str]:
    """https://docs.aws.amazon.com/sns/latest/dg/sns-message-data-protection-operations.html"""
    found = [str(one).rpartition("/")[2] for one in statement.get("DataIdentifier") or ()]
    what = ", ".join(found) or "some data"
    for operation in statement.get("Operation") or ():
        if operation != _HARMLESS:
            yield f"{_DOES.get(operation, f'does {operation} to')} {what}"
