"""For the engine tests: the CLI on PATH, and the one deployment that several files look at."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.story import Story, tell


@pytest.fixture(scope="session")
def cli(pulumi_cli: Path) -> Iterator[None]:
    """Puts the CLI first on PATH, where the Automation API looks for it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", str(pulumi_cli), prepend=os.pathsep)
        yield


@pytest.fixture(scope="session")
def story(cli: None, tmp_path_factory: pytest.TempPathFactory) -> Story:
    """A life of a stack from preview to destroy, told once; the account is closed by then."""
    return tell(tmp_path_factory.mktemp("story") / "stack")
