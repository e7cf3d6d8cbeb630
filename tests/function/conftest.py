"""The world each test of the digest function starts in."""

from __future__ import annotations

import pytest

from tests.function.scene import World


@pytest.fixture
def world() -> World:
    return World()
