"""KMS: keys can be disabled and enabled by their ARN too, and a symmetric one isn't given an RSA key, which
takes long; each says whether it is one of several regions'."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any
from unittest import mock

from wizard.rehearsal.account.emulated_account import EmulatedAccount


def repair(account: EmulatedAccount) -> Iterator[AbstractContextManager[Any]]:
    from moto.kms import models as kms

    models: Any = kms
    real_generate = models.generate_private_key

    def generate(key_spec: str) -> Any:
        return None if key_spec == "SYMMETRIC_DEFAULT" else real_generate(key_spec)

    def by_id(real: Callable[[Any, str], None]) -> Callable[[Any, str], None]:
        return lambda backend, key_id: real(backend, key_id.rsplit("/", 1)[-1])

    real_described = models.Key.to_dict

    def described(key: Any) -> dict[str, Any]:
        found = real_described(key)
        found["KeyMetadata"]["MultiRegion"] = bool(found["KeyMetadata"]["MultiRegion"])
        return found

    yield mock.patch.object(models, "generate_private_key", generate)
    yield mock.patch.object(models.Key, "to_dict", described)
    for name in ("disable_key", "enable_key"):
        yield mock.patch.object(models.KmsBackend, name, by_id(getattr(models.KmsBackend, name)))
