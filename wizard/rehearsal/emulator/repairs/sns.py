"""SNS: all messages are signed with one key, where the emulator makes one for each, which takes long."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Any
from unittest import mock

from wizard.rehearsal.account.emulated_account import EmulatedAccount


def repair(account: EmulatedAccount) -> Iterator[AbstractContextManager[Any]]:
    from moto.sns.models import Subscription

    yield mock.patch.object(Subscription, "private_key", _of_all)


def _of_all(subscription: Any) -> Any:
    return _key()


@functools.cache
def _key() -> Any:
    from cryptography.hazmat.primitives.asymmetric import rsa

    return rsa.generate_private_key(public_exponent=65537, key_size=2048)
