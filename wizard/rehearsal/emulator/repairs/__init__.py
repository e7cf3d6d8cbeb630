"""What the emulator does otherwise than AWS, put right: one or two modules per service, loaded at its first
call.

Each module has `repair(account)`, which yields context managers that patch the emulator's classes.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Any

from wizard.rehearsal.account.emulated_account import EmulatedAccount

# Service -> modules; `lambda` can't be a module's name.
_MODULES = {name: (name,) for name in ("events", "iam", "kms", "organizations", "s3", "sns", "sqs")}
_MODULES |= {"lambda": ("functions",), "cloudtrail": ("cloudtrail", "trail_owners")}


def repairs(service: str, account: EmulatedAccount) -> Iterator[AbstractContextManager[Any]]:
    """The patches for one service; none for most."""
    for name in _MODULES.get(service, ()):
        yield from importlib.import_module(f"{__name__}.{name}").repair(account)
