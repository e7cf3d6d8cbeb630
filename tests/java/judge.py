"""Asks AWS's event-ruler about patterns: one Java process for all questions.

Maven brings the library at the first run, into pytest's cache; Java compiles Judge.java as it starts.
https://github.com/aws/event-ruler
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1"
Pattern = dict[str, Any]


@dataclass(frozen=True)
class Judgement:
    """problem: why the pattern doesn't compile, "" if it does; complexity: as EventBridge counts it; matches:
    for each event whether the pattern takes it."""

    problem: str
    complexity: int
    matches: tuple[bool, ...]


class Judge:
    """A running event-ruler."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def judge(self, pattern: Pattern, *events: Any) -> Judgement:
        """What event-ruler says of the pattern, and of these events against it."""
        asked = {"pattern": json.dumps(pattern), "events": [json.dumps(event) for event in events]}
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, f"event-ruler ended while it judged {asked['pattern'][:300]}"
        found = json.loads(line)
        return Judgement(found["problem"] or "", found.get("complexity", 0), tuple(found.get("matches", ())))

    def takes(self, pattern: Pattern, event: Any) -> bool:
        """Whether the pattern takes this one event."""
        found = self.judge(pattern, event)
        assert not found.problem, found.problem
        return found.matches[0]


@contextmanager
def running(cache: Path) -> Iterator[Judge]:
    """A judge while the block runs. cache: a folder that outlives the run, for the library."""
    jars = library(cache / "event-ruler-2.1.0", HERE / "pom.xml")
    command = ["java", "-XX:TieredStopAtLevel=1", "-cp", f"{jars}{os.sep}*", str(HERE / "Judge.java")]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8", bufsize=1
    )
    try:
        yield Judge(process)
    finally:
        assert process.stdin is not None
        process.stdin.close()
        process.wait(10)
        assert process.stdout is not None
        process.stdout.close()


def library(folder: Path, pom: Path) -> Path:
    """The folder with the jars that the pom asks for; brought by Maven where it isn't there yet."""
    if folder.is_dir():
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as work:
        shutil.copy(pom, work)
        goal = [f"{PLUGIN}:copy-dependencies", f"-DoutputDirectory={work}/jars"]
        made = subprocess.run(
            ["mvn", "--batch-mode", "--quiet", *goal], cwd=work, capture_output=True, text=True, check=False
        )
        if made.returncode:
            told = (made.stdout + made.stderr).strip()[-1500:]
            pytest.fail(
                f"Maven couldn't bring {folder.name}, which the first run needs:\n{told}", pytrace=False
            )
        # In one step, so that two runs at once don't find half of it.
        try:
            os.rename(f"{work}/jars", folder)
        except OSError:
            assert folder.is_dir()
    return folder
