"""The project's own __main__.py as an inline program: what `pulumi up` runs, without its language host."""

from __future__ import annotations

import asyncio
import contextlib
import runpy
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pulumi

# Of asking what is left to end: an ending task may begin another.
_ROUNDS = 5


class InlineProgram:
    """Runs __main__.py of the project in `folder`; call it within `modules`.

    imports: (type, logical name) -> the id of what exists already, to be imported instead of made.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.imports: dict[tuple[str, str], str] = {}
        self._loop: asyncio.AbstractEventLoop | None = None

    def __call__(self) -> None:
        self._loop = asyncio.get_running_loop()
        if self.imports:
            pulumi.runtime.register_stack_transformation(self._importing)
        runpy.run_path(str(self._folder / "__main__.py"), run_name="__main__")

    def _importing(
        self, given: pulumi.ResourceTransformationArgs
    ) -> pulumi.ResourceTransformationResult | None:
        """https://www.pulumi.com/docs/iac/concepts/options/transformations/"""
        id = self.imports.get((given.type_, given.name))
        if id is None or given.opts.import_:
            return None
        opts = pulumi.ResourceOptions.merge(given.opts, pulumi.ResourceOptions(import_=id))
        return pulumi.ResourceTransformationResult(given.props, opts)

    @contextlib.contextmanager
    def modules(self) -> Iterator[None]:
        """Inside, `components` is the project's own, for as long as the engine runs the program.

        Usually it is the one that is loaded. It isn't where the wizard runs from another copy of the project.
        """
        mine = {name: module for name, module in sys.modules.items() if _is_program(name)}
        path = list(sys.path)
        if not _same_folder(mine.get("components"), self._folder):
            for name in mine:
                del sys.modules[name]
        sys.path.insert(0, str(self._folder))
        try:
            yield
        finally:
            self._end()
            sys.path[:] = path
            for name in [name for name in sys.modules if _is_program(name) and name not in mine]:
                del sys.modules[name]
            sys.modules.update(mine)

    def _end(self) -> None:
        """Ends the event loop that the SDK leaves open when the engine stops before the program does."""
        loop, self._loop = self._loop, None
        # A program that nobody answers any more ends in milliseconds, on a machine that has time for it.
        if loop is None or not _soon(lambda: not loop.is_running(), seconds=10.0):
            return
        if not _soon(loop.is_closed, seconds=2.0) and not loop.is_running():
            finish(loop)


def finish(loop: asyncio.AbstractEventLoop) -> None:
    """Cancels what a loop that stands still has left, lets it end, and closes the loop."""
    for _ in range(_ROUNDS):
        unfinished = asyncio.all_tasks(loop)
        if not unfinished:
            break
        for task in unfinished:
            task.cancel()
        # The SDK may have asked the loop to stop, which then ends the next run at once.
        with contextlib.suppress(RuntimeError):
            loop.run_until_complete(asyncio.gather(*unfinished, return_exceptions=True))
    loop.close()


def _soon(true: Callable[[], bool], seconds: float) -> bool:
    until = time.monotonic() + seconds
    while not true() and time.monotonic() < until:
        time.sleep(0.01)
    return true()


def _is_program(module: str) -> bool:
    return module.partition(".")[0] == "components"


def _same_folder(components: object, folder: Path) -> bool:
    file = getattr(components, "__file__", None)
    return isinstance(file, str) and Path(file).resolve().parent.parent == folder.resolve()
