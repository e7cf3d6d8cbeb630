"""For the wizard's tests: what takes long to make and is always the same is made once."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from unittest import mock

import pytest
from prompt_toolkit.key_binding.defaults import load_key_bindings


@pytest.fixture(autouse=True, scope="package")
def key_bindings_made_once() -> Iterator[None]:
    """A thousand for each question otherwise; they find the question they work on by themselves."""
    made = functools.cache(load_key_bindings)
    with mock.patch("prompt_toolkit.application.application.load_key_bindings", made):
        yield
