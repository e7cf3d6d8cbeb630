"""What the emulator works out anew for each call, though it always comes out the same: worked out once, which
saves a tenth of a call's time."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock


@contextmanager
def worked_out_once() -> Iterator[None]:
    """Inside, a service's addresses (S3 loads a module for them) and the names of its actions are kept."""
    from moto.core import responses, utils
    from moto.core.base_backend import BaseBackend

    real: Any = BaseBackend.urls
    found: dict[type[Any], Any] = {}

    def urls(backend: Any) -> Any:
        kind = type(backend)
        if kind not in found:
            found[kind] = real.__get__(backend)
        return found[kind]

    names = functools.cache(utils.method_names_from_class)
    spelt = functools.cache(utils.camelcase_to_underscores)
    with (
        mock.patch.object(BaseBackend, "urls", property(urls)),
        mock.patch.object(responses, "method_names_from_class", names),
        mock.patch.object(responses, "camelcase_to_underscores", spelt),
    ):
        yield
