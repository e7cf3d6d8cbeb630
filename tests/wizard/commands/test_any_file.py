"""Files as chance makes them, through commands as processes of their own: one message, in time, and no trace.

Every reader by itself, and many more files: tests/wizard/stack/test_any_file.py.
`GENERATED_COMMANDS=400 pytest -s tests/wizard/commands/test_any_file.py` runs more, and says what it took.
"""

from __future__ import annotations

import itertools
import json
import os
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.wizard.command import ProjectFolder, project_folder
from tests.wizard.stack.any_file import VALID, files

pytestmark = pytest.mark.long

AT_ONCE = 50
COUNT = int(os.environ.get("GENERATED_COMMANDS", "11"))
# Where nobody answers: a file that is taken lets the command go on to AWS.
NOWHERE = {"AWS_ENDPOINT_URL": "http://127.0.0.1:1", "AWS_MAX_ATTEMPTS": "1"}
# Seconds: of them, one for the interpreter to begin in, on a busy machine more.
LONGEST = 20.0
STACK, ANSWERS, PROJECT, ADOPTED = (
    "Pulumi.dev.yaml",
    "answers.yaml",
    "Pulumi.yaml",
    "Pulumi.dev.adopted.json",
)
#: The file that chance makes, and the command that reads it.
WAYS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (STACK, ("review", "--json")),
    (STACK, ("policy",)),
    (STACK, ("drill", "--json")),
    (STACK, ("deploy", "--yes")),
    (STACK, ("--defaults", "--yes", "--json")),
    (ANSWERS, ("review", "--answers", ANSWERS)),
    (ANSWERS, ("check", "--answers", ANSWERS, "--json")),
    (PROJECT, ("review",)),
    (PROJECT, ("check", "--json")),
    (ADOPTED, ("drill",)),
    (ADOPTED, ("deploy", "--yes", "--json")),
)


def made(folder: Path, name: str, content: bytes) -> ProjectFolder:
    folder.mkdir()
    project = project_folder(
        folder, XDG_STATE_HOME=str(folder / "state"), PULUMI_BACKEND_URL=f"file://{folder}", **NOWHERE
    )
    if name != STACK:
        project.stack_file.write_bytes(VALID[0])
    (project.path / name).write_bytes(content)
    return project


def run(folder: Path, number: int, content: bytes) -> tuple[int, float, tuple[str, ...]]:
    """Exit code, seconds, command."""
    name, words = WAYS[number % len(WAYS)]
    project = made(folder / str(number), name, content)
    begun = time.monotonic()
    ran = project.wizard(*words)
    took = time.monotonic() - begun
    told = f"{words} {content!r}\n{ran.out}{ran.err}"
    assert ran.code in (0, 1, 2, 3, 4), told
    assert not any(word in ran.out + ran.err for word in ("Traceback", "mistake in Everyregion")), told
    assert took < LONGEST, told
    if "--json" in words:
        json.loads(ran.out)
    assert (project.path / name).read_bytes() == content, told
    return ran.code, took, words


@pytest.mark.parametrize("start", range(0, COUNT, AT_ONCE))
def test_whatever_the_file_holds_a_command_ends_in_one_message(tmp_path: Path, start: int) -> None:
    contents = list(itertools.islice(files(9), start, min(start + AT_ONCE, COUNT)))
    with ThreadPoolExecutor(2) as pool:
        ended = list(pool.map(lambda item: run(tmp_path, *item), enumerate(contents)))
    codes = Counter(code for code, *_ in ended)
    slowest = max(ended, key=lambda one: one[1])
    told = sorted((int(code), count) for code, count in codes.items())
    print(f"{len(ended)} commands, exit codes {told}; the slowest {slowest[1]:.1f} s: {slowest[2]}")
    # Some of what chance makes is good, and goes on to AWS; most is refused.
    assert codes[2] > len(ended) / 3
