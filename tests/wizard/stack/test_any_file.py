"""Whatever lies in a file, every reader of it ends in something good or in one clear message, and soon.

`GENERATED_FILES=10000 pytest tests/wizard/stack/test_any_file.py` tries more of them.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.wizard.stack.any_file import files
from wizard.adoption.adopted_file import AdoptedFile
from wizard.failures import UsageFailure
from wizard.stack.answers import gather
from wizard.stack.project import Project, choose_stack, find_project
from wizard.stack.stack_file import StackFile

EACH = int(os.environ.get("GENERATED_FILES", "1500")) // 5
LONGEST = 2.0


def stack_file(path: Path) -> None:
    """As every command reads it, edits it and hands it to the program."""
    file = StackFile.read(path, "everyregion")
    speak(file, "")
    json.dumps([file.values, file.as_config(), file.accounts], allow_nan=False)
    with contextlib.suppress(UsageFailure):
        file.changed({"insights": "none", "approvedRegions": ["eu-west-1"], "tags": {"A": "0042"}})


def answers_file(path: Path) -> None:
    speak(StackFile.read(path.with_name("absent.yaml"), "everyregion"), str(path))


def project_file(path: Path) -> None:
    project = find_project(path.parent)
    choose_stack(project, "")


def adopted_file(path: Path) -> None:
    adopted = AdoptedFile.read(
        Project(path.with_name("Pulumi.yaml"), "everyregion", path.parent), "dev"
    ).adopted
    assert adopted is None or adopted.account


def speak(file: StackFile, answers: str) -> None:
    """Every problem can be printed, and be part of a JSON document."""
    for problem in gather([], "", answers, file).problems():
        assert str(problem).isprintable()
        json.dumps(problem.as_dict(), allow_nan=False)


READERS: dict[str, Callable[[Path], None]] = {
    "Pulumi.dev.yaml": stack_file,
    "answers.yaml": answers_file,
    "answers.json": answers_file,
    "Pulumi.yaml": project_file,
    "Pulumi.dev.adopted.json": adopted_file,
}


def refusal(read: Callable[[Path], None], path: Path, content: bytes) -> str | None:
    """The one message that a reader may end with, None where it takes the file."""
    try:
        read(path)
    except UsageFailure as error:
        return error.message
    except BaseException as error:
        raise AssertionError(f"{type(error).__name__}: {error}\n{content!r}") from error
    return None


@pytest.mark.parametrize("name", READERS)
def test_any_file_ends_in_something_good_or_in_one_clear_message(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    good = 0
    for content in itertools.islice(files(sum(name.encode())), EACH):
        path.write_bytes(content)
        begun = time.perf_counter()
        said = refusal(READERS[name], path, content)
        if said is None:
            good += 1
        else:
            assert said.startswith((str(path), name)), said
            assert said.isprintable()
            assert len(said) < 1000 + len(str(path))
        assert time.perf_counter() - begun < LONGEST, content
        assert path.read_bytes() == content
    assert 0 < good < EACH
