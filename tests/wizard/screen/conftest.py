"""The wizard as a process of its own in a pseudo-terminal, with a stub of AWS."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pytest

from tests.wizard.aws_stub import Aws, serving
from tests.wizard.command import ProjectFolder, project_folder
from tests.wizard.screen.spawned import BEFORE, Spawn

_SIZE = ("COLUMNS", "LINES")


@pytest.fixture
def aws() -> Iterator[Aws]:
    with serving(Aws()) as stub:
        yield stub


@pytest.fixture
def project(tmp_path: Path, aws: Aws) -> ProjectFolder:
    folder = project_folder(tmp_path, **aws.environment())
    folder.stack_file.write_text(BEFORE)
    return folder


@pytest.fixture
def spawn(project: ProjectFolder) -> Iterator[Spawn]:
    started: list[pexpect.spawn[str]] = []

    def start(*words: str, rows: int = 24, columns: int = 80, **environment: str) -> pexpect.spawn[str]:
        # What runs the tests may name its own width, which would win over the terminal's.
        variables = {key: value for key, value in project.variables().items() if key not in _SIZE}
        child: pexpect.spawn[str] = pexpect.spawn(
            sys.executable,
            ["-m", "wizard", *words],
            cwd=str(project.path),
            env={**variables, **environment},  # pyright: ignore[reportArgumentType]
            dimensions=(rows, columns),
            encoding="utf-8",
            timeout=20,
        )
        child.logfile_read = io.StringIO()
        child.delaybeforesend = None
        child.delayafterclose = child.delayafterterminate = 0.0
        started.append(child)
        return child

    yield start
    for child in started:
        child.close(force=True)
