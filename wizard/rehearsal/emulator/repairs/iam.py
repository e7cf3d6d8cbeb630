"""IAM: CloudTrail's service-linked roles bear the names that AWS gives them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Any
from unittest import mock

from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.account.organizations import LINKED_ROLES


def repair(account: EmulatedAccount) -> Iterator[AbstractContextManager[Any]]:
    from moto.iam.models import IAMBackend

    real = IAMBackend.create_service_linked_role

    def create(backend: Any, service_name: str, description: str, suffix: str) -> Any:
        role = real(backend, service_name, description, suffix)
        # The backend keeps roles by their ids.
        role.name = LINKED_ROLES.get(service_name, role.name)
        return role

    yield mock.patch.object(IAMBackend, "create_service_linked_role", create)
