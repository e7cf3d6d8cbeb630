"""For the engine tests: the CLI on PATH."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def cli(pulumi_cli: Path) -> Iterator[None]:
    """Puts the CLI first on PATH, where the Automation API looks for it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", str(pulumi_cli), prepend=os.pathsep)
        yield
