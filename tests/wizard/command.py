"""Runs the command, as its own process or in this one, in a project folder of its own."""

from __future__ import annotations

import functools
import gc
import io
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

from wizard.commands.cli import main

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        return json.loads(self.out)

    @property
    def said(self) -> str:
        """Stderr on one line: where it is wrapped doesn't matter."""
        return " ".join(self.err.split())


@dataclass
class LeftUp:
    """A rehearsal that --serve leaves up; err: what it had said by then."""

    process: subprocess.Popen[str]
    url: str
    err: str

    def interrupt(self) -> Ran:
        """Ctrl-C; all that it said until its end."""
        self.process.send_signal(signal.SIGINT)
        out, rest = self.process.communicate(timeout=20)
        return Ran(self.process.returncode, out, self.err + rest)


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class _Typed(_Terminal):
    """A keyboard."""

    def __init__(self, lines: Iterable[str | Callable[[], str]]) -> None:
        super().__init__()
        self._lines = iter(lines)

    def readline(self, size: int = -1, /) -> str:
        line = next(self._lines)
        return f"{line if isinstance(line, str) else line()}\n"


@functools.cache
def _loader(_: object = None) -> Any:
    """EC2's description alone takes a tenth of a second to read, and every session reads it anew."""
    from botocore.loaders import create_loader

    return create_loader()


@dataclass(frozen=True)
class ProjectFolder:
    """A project folder with the program's Pulumi.yaml; environment: added to every run."""

    path: Path
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def stack_file(self) -> Path:
        return self.path / "Pulumi.dev.yaml"

    def variables(self) -> dict[str, str]:
        return {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "HOME": str(self.path.parent),
            "AWS_CONFIG_FILE": str(self.path.parent / "aws-config"),
            "TERM": "xterm-256color",
            **self.environment,
        }

    def wizard(self, *words: str, prefix: Sequence[str] = (), **more: Any) -> Ran:
        ran = subprocess.run(
            [*prefix, sys.executable, "-m", "wizard", *words],
            cwd=self.path,
            env=self.variables(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            **more,
        )
        return Ran(ran.returncode, ran.stdout, ran.stderr)

    def inside(self, *words: str, typed: Iterable[str | Callable[[], str]] | None = None) -> Ran:
        """The same command in this process: for tests of what it says and writes, ten times as fast.

        typed: the lines that somebody at a terminal gives, each when it is asked for; None is no terminal.
        """
        out, err = (io.StringIO(), io.StringIO()) if typed is None else (_Terminal(), _Terminal())
        folder, switch_interval = Path.cwd(), sys.getswitchinterval()
        handlers = {number: signal.getsignal(number) for number in (signal.SIGHUP, signal.SIGTERM)}
        with ExitStack() as stack:
            stack.enter_context(mock.patch.dict(os.environ, self.variables(), clear=True))
            answers = stack.enter_context(open(os.devnull)) if typed is None else _Typed(typed)
            stack.enter_context(mock.patch.object(sys, "stdin", answers))
            stack.enter_context(mock.patch("botocore.session.create_loader", _loader))
            stack.enter_context(redirect_stdout(out))
            stack.enter_context(redirect_stderr(err))
            os.chdir(self.path)
            try:
                code = main(words)
            finally:
                os.chdir(folder)
                # What a command does to its own process doesn't last in this one.
                gc.enable()
                sys.setswitchinterval(switch_interval)
                for number, handler in handlers.items():
                    signal.signal(number, handler)
        return Ran(code, out.getvalue(), err.getvalue())

    @contextmanager
    def left_up(self, *words: str) -> Iterator[LeftUp]:
        """`rehearse … --serve 0` as its own process, from when it says how to call it."""
        process = subprocess.Popen(
            [sys.executable, "-m", "wizard", *words, "--serve", "0"],
            cwd=self.path,
            env=self.variables(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stderr is not None
        err: list[str] = []
        try:
            while not err or "aws cloudtrail describe-trails" not in err[-1]:
                err.append(process.stderr.readline())
                assert err[-1], "".join(err)
            url = re.search(r"http://127\.0\.0\.1:\d+", "".join(err))
            assert url is not None
            yield LeftUp(process, url[0], "".join(err))
        finally:
            process.kill()

    def names(self) -> set[str]:
        return {entry.name for entry in self.path.iterdir()}


def project_folder(tmp_path: Path, name: str = "everyregion", **environment: str) -> ProjectFolder:
    folder = tmp_path / "project"
    folder.mkdir()
    text = (ROOT / "Pulumi.yaml").read_text("utf-8")
    (folder / "Pulumi.yaml").write_text(text.replace("name: everyregion", f"name: {name}", 1), "utf-8")
    return ProjectFolder(folder, environment)
