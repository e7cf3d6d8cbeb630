"""The judge, started once for all tests here."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.java.judge import Judge, running


@pytest.fixture(scope="session")
def judge(pytestconfig: pytest.Config) -> Iterator[Judge]:
    assert pytestconfig.cache is not None
    with running(pytestconfig.cache.mkdir("event-ruler-jars")) as started:
        yield started
