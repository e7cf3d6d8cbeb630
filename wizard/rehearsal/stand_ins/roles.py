"""Roles as services use them: their trust and permission documents, read from the emulated account."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wizard.rehearsal.account import EmulatedAccount


@dataclass(frozen=True)
class Role:
    """A role's documents, as JSON text."""

    arn: str
    trust: str
    policies: tuple[str, ...]


def find_role(account: EmulatedAccount, arn: str) -> Role | None:
    """The role with this ARN, None if there is none."""
    from moto.iam.models import iam_backends

    backend = iam_backends[account.id][account.partition]
    found: Any = next((role for role in backend.roles.values() if role.arn == arn), None)
    if found is None:
        return None
    documents = [*found.policies.values(), *(policy.document for policy in found.managed_policies.values())]
    return Role(
        arn, _text(found.assume_role_policy_document), tuple(_text(document) for document in documents)
    )


def _text(document: Any) -> str:
    return document if isinstance(document, str) else json.dumps(document)
