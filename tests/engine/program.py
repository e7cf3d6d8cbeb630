"""The project as a user's clone has it: a copy in a folder of its own, run as the CLI would run it."""

from __future__ import annotations

import asyncio
import runpy
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

PROJECT = Path(__file__).parents[2]
_WHAT_THE_PROGRAM_NEEDS = ("Pulumi.yaml", "__main__.py", "components")


def copy_to(folder: Path, project: str = "everyregion") -> Path:
    """Copies the program, and no more than the program, into a new folder; `project` may rename it."""
    folder.mkdir(parents=True)
    for name in _WHAT_THE_PROGRAM_NEEDS:
        source = PROJECT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(source, folder / name)
    project_file = folder / "Pulumi.yaml"
    text = project_file.read_text("utf-8")
    project_file.write_text(text.replace("name: everyregion\n", f"name: {project}\n", 1), "utf-8")
    return folder


class InlineProgram:
    """The folder's __main__.py as an inline program of the Automation API, to be run within `modules_of`."""

    def __init__(self, folder: Path) -> None:
        self._main = str(folder / "__main__.py")
        self._loop: asyncio.AbstractEventLoop | None = None

    def __call__(self) -> None:
        self._loop = asyncio.get_running_loop()
        runpy.run_path(self._main, run_name="__main__")

    def end(self) -> None:
        """Ends what the SDK leaves open when the engine stops before the program does: its event loop."""
        loop, self._loop = self._loop, None
        if loop is None or _soon(lambda: loop.is_closed()) or not _soon(lambda: not loop.is_running()):
            return
        unfinished = asyncio.all_tasks(loop)
        for task in unfinished:
            task.cancel()
        if unfinished:
            loop.run_until_complete(asyncio.gather(*unfinished, return_exceptions=True))
        loop.close()


def _soon(true: Callable[[], bool], seconds: float = 2.0) -> bool:
    until = time.monotonic() + seconds
    while not true() and time.monotonic() < until:
        time.sleep(0.01)
    return true()


@contextmanager
def modules_of(folder: Path) -> Iterator[None]:
    """Inside, `components` is the folder's own, compiled to files beside it as in any user's clone.

    It has to last for the whole deployment: the SDK looks the program's modules up until its end.
    """
    mine = {name: module for name, module in sys.modules.items() if _is_program(name)}
    path, no_bytecode, prefix = list(sys.path), sys.dont_write_bytecode, sys.pycache_prefix
    for name in mine:
        del sys.modules[name]
    sys.path.insert(0, str(folder))
    sys.dont_write_bytecode, sys.pycache_prefix = False, None
    try:
        yield
    finally:
        sys.path[:] = path
        sys.dont_write_bytecode, sys.pycache_prefix = no_bytecode, prefix
        for name in [name for name in sys.modules if _is_program(name)]:
            del sys.modules[name]
        sys.modules.update(mine)


def _is_program(module: str) -> bool:
    return module.partition(".")[0] == "components"
