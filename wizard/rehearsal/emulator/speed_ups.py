"""Work that boto3 and the emulator would do again and again, done once: reading the API models, most of the
start-up time, and what comes out the same for each call or each field of an answer."""

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


@contextmanager
def worked_out_once() -> Iterator[None]:
    """Inside, a service's addresses (S3 loads a module for them), the names of its actions, and the names
    under which an answer's fields may stand are kept."""
    from moto.core import responses, utils
    from moto.core.base_backend import BaseBackend
    from moto.core.serialize import ResponseSerializer

    names = functools.cache(utils.method_names_from_class)
    spelt = functools.cache(utils.camelcase_to_underscores)
    with (
        mock.patch.object(BaseBackend, "urls", property(_urls(BaseBackend.urls))),
        mock.patch.object(responses, "method_names_from_class", names),
        mock.patch.object(responses, "camelcase_to_underscores", spelt),
        mock.patch.object(ResponseSerializer, "get_value", _get_value(ResponseSerializer.get_value)),
    ):
        yield


def _urls(real: Any) -> Any:
    found: dict[type[Any], Any] = {}

    def urls(backend: Any) -> Any:
        kind = type(backend)
        if kind not in found:
            found[kind] = real.__get__(backend)
        return found[kind]

    return urls


def _get_value(real: Any) -> Any:
    """For answers that are made of dicts. A batch of DynamoDB's items has thousands of fields that aren't
    there, and each was looked for under half a dozen names."""
    from moto.core.serialize import AttributePickerContext

    known: dict[tuple[str, Any], tuple[str, ...]] = {}

    def get_value(serializer: Any, value: Any, key: str, shape: Any) -> Any:
        picker = serializer._value_picker
        if type(value) is not dict or picker.response_transformers:
            return real(serializer, value, key, shape)
        if (key, shape) not in known:
            context = AttributePickerContext({}, key, shape)
            known[key, shape] = tuple(dict.fromkeys(picker.get_possible_keys(context)))
        return next((value[name] for name in known[key, shape] if name in value), None)

    return get_value
