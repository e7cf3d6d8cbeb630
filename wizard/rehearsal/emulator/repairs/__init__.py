"""What the emulator does otherwise than AWS, put right: one module per service, loaded at the service's first
call.

Each module has `repair(account)`, which yields context managers that patch the emulator's classes.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Any

from wizard.rehearsal.account.emulated_account import EmulatedAccount

# Service -> module; `lambda` can't be a module's name.
_MODULES = {name: name for name in ("cloudtrail", "events", "kms", "s3", "sns", "sqs")}
_MODULES["lambda"] = "functions"


def repairs(service: str, account: EmulatedAccount) -> Iterator[AbstractContextManager[Any]]:
    """The patches for one service; none for most."""
    if service in _MODULES:
        module = importlib.import_module(f"{__name__}.{_MODULES[service]}")
        yield from module.repair(account)
