"""The API models that boto3 and the emulator both work from, read once for all: they are most of the start-up
time."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock


@functools.cache
def _loader() -> Any:
    from moto.core.loaders import create_loader

    return create_loader()


@contextmanager
def shared_models() -> Iterator[None]:
    """Inside, every new boto3 session and the emulator take their models from one loader."""
    from botocore import session
    from moto.core import utils

    real, shared = session.create_loader, _loader()

    def loader(search_path: str | None = None) -> Any:
        return real(search_path) if search_path else shared

    with (
        mock.patch.object(session, "create_loader", loader),
        mock.patch.object(utils, "create_loader", loader),
    ):
        yield
