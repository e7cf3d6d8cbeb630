"""One run of the project's own program under the SDK's mock monitor: no engine, no CLI."""

from __future__ import annotations

import asyncio
import logging
import runpy
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import grpc
from pulumi.runtime import mocks, resource, settings
from pulumi.runtime.config import set_all_config
from pulumi.runtime.proto import source_pb2

from wizard import ROOT
from wizard.program.inline import finish


def run_main() -> None:
    """The project's __main__.py."""
    if str(ROOT) not in sys.path:
        sys.path.insert(0, str(ROOT))
    runpy.run_path(str(ROOT / "__main__.py"), run_name="__main__")


class CallFailed(grpc.RpcError):
    """What a data source's call ends with where AWS refuses, so that the program sees what the engine would
    give it. code: AWS's own."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")

    def code(self) -> grpc.StatusCode:
        return grpc.StatusCode.UNKNOWN

    def details(self) -> str:
        return str(self)


@dataclass(frozen=True)
class MockStack:
    """The stack that a program runs for. folder: the project's, where it finds what the stack takes over."""

    name: str
    project: str = "everyregion"
    folder: Path = ROOT


@contextmanager
def mock_run(
    stack: MockStack,
    config: Mapping[str, str],
    answers: mocks.Mocks,
    monitor: mocks.MockMonitor,
    logger: logging.Logger,
) -> Iterator[asyncio.AbstractEventLoop]:
    """Inside, a program that runs on this loop registers with `monitor`.

    config: as Pulumi has it, `everyregion:key` -> text, JSON for lists and the like.
    """
    with _event_loop() as loop, without_stack_traces():
        mocks.set_mocks(answers, stack.project, stack.name, preview=False, logger=logger, monitor=monitor)
        settings.SETTINGS.root_directory = str(stack.folder)  # pyright: ignore[reportAttributeAccessIssue]
        set_all_config(dict(config))
        try:
            yield loop
        finally:
            settings.reset_options()
            set_all_config({})


@contextmanager
def without_stack_traces() -> Iterator[None]:
    """Inside, a resource is registered without the lines of code that led to it. The SDK collects them for
    the engine and takes half of its time for that; no mock monitor reads them."""
    nothing = mock.Mock(return_value=source_pb2.StackTrace())
    with mock.patch.object(resource, "_get_stack_trace", nothing, create=True):
        yield


@contextmanager
def _event_loop() -> Iterator[asyncio.AbstractEventLoop]:
    """One loop for one run, with a single thread for the SDK's calls: resources come in the same order each
    time, and the emulator does one thing at a time anyway. Tasks that a refusal leaves stay silent."""
    loop, of_the_thread = asyncio.new_event_loop(), asyncio.new_event_loop()
    loop.set_exception_handler(lambda loop, context: None)
    executor = ThreadPoolExecutor(1, initializer=asyncio.set_event_loop, initargs=(of_the_thread,))
    loop.set_default_executor(executor)
    asyncio.set_event_loop(loop)
    try:
        yield loop
    finally:
        executor.shutdown(cancel_futures=True)
        # What a refusal left is ended first: a task that never began would be told of when it is collected.
        finish(loop)
        asyncio.set_event_loop(None)
        of_the_thread.close()
