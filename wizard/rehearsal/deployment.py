"""Runs the project's own program with the emulated account underneath, through the Pulumi SDK's mock monitor."""

from __future__ import annotations

import asyncio
import logging
import runpy
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pulumi import Output
from pulumi.runtime import mocks, settings, stack
from pulumi.runtime.config import set_all_config

from wizard.rehearsal import data_sources
from wizard.rehearsal.account import EmulatedAccount
from wizard.rehearsal.makers.catalogue import maker_for
from wizard.rehearsal.makers.shapes import plain
from wizard.rehearsal.refused import Refused

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Made:
    """A resource that was made. `component` is the innermost component it belongs to, "" for none."""

    urn: str
    type: str
    name: str
    id: str
    component: str
    provider: str
    outputs: Mapping[str, Any]


@dataclass(frozen=True)
class Refusal:
    """The refusal that stopped the deployment."""

    type: str
    name: str
    code: str
    message: str

    def __str__(self) -> str:
        return f"{self.name} ({self.type}): AWS would refuse it with {self.code}: {self.message}"


@dataclass
class Deployment:
    """What came of a run. With a refusal, `made` has what was made before it, as in a real account."""

    made: list[Made] = field(default_factory=list)
    refusal: Refusal | None = None
    exports: dict[str, Any] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)

    @property
    def providers(self) -> set[str]:
        """The distinct AWS providers that were used; "" is the default one."""
        return {resource.provider for resource in self.made}


Program = Callable[[], object]
Progress = Callable[[str, str, int], None]


def deploy(
    account: EmulatedAccount,
    config: Mapping[str, str],
    *,
    program: Program | None = None,
    progress: Progress | None = None,
    project: str = "everyregion",
    stack_name: str = "rehearsal",
) -> Deployment:
    """Runs the program against the account. A refusal ends it and is in the result; a bug in the program is raised.

    config: as Pulumi has it, `everyregion:key` -> text, JSON for lists and the like; `aws:region` is the account's home
    unless given. program: instead of the project's __main__.py, for tests. progress: called with component, resource
    name and how many have been made so far, each time one is made.
    """
    run = _Run(account, progress or (lambda component, name, count: None))
    with _event_loop() as loop, _warnings_into(run.result.warnings) as log:
        mocks.set_mocks(run, project, stack_name, preview=False, logger=log, monitor=_Monitor(run))
        set_all_config({"aws:region": account.home, **config})
        try:
            problem = loop.run_until_complete(_outcome(run.result, program or _main))
        finally:
            settings.reset_options()
            set_all_config({})
    if run.bug or (problem and not run.result.refusal):
        raise run.bug or problem
    return run.result


async def _outcome(result: Deployment, program: Program) -> BaseException | None:
    """Runs the program to its end, applies included, and collects its exports; returns what stopped it, if anything."""

    async def run() -> None:
        program()
        root = settings.get_root_resource()
        outputs = dict(root.outputs) if isinstance(root, stack.Stack) else {}
        result.exports.update(await Output.all(**outputs).future() or {})

    outcome = await asyncio.gather(stack.run_pulumi_func(run), return_exceptions=True)
    return outcome[0]


def _main() -> None:
    if str(ROOT) not in sys.path:
        sys.path.insert(0, str(ROOT))
    runpy.run_path(str(ROOT / "__main__.py"), run_name="__main__")


class _Stopped(Exception):
    """A resource that wasn't tried, since an earlier one was refused."""


class _Run(mocks.Mocks):
    """The mock engine's answers: each registration goes to the maker for its type."""

    def __init__(self, account: EmulatedAccount, progress: Progress) -> None:
        self.account, self.progress = account, progress
        self.result = Deployment()
        self.bug: BaseException | None = None
        self._provider_regions: dict[str, str] = {}

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str | None, dict[str, Any]]:
        if not args.custom:
            return "", args.inputs
        if args.typ.startswith("pulumi:providers:"):
            self._provider_regions[args.name] = args.inputs.get("region") or self.account.home
            return args.name, args.inputs
        with self.account.lock:
            if self.bug or self.result.refusal:
                raise _Stopped(args.name)
            try:
                return self._make(args)
            except Refused as refused:
                self.result.refusal = Refusal(args.typ, args.name, refused.code, refused.message)
                raise
            except BaseException as bug:
                self.bug = bug
                raise

    def _make(self, args: mocks.MockResourceArgs) -> tuple[str, dict[str, Any]]:
        inputs = args.inputs
        region = self._provider_regions.get((args.provider or "").split("::")[-2:][0])
        if region and "region" not in inputs:
            inputs = {**inputs, "region": region}
        return maker_for(args.typ).create(self.account, args.name, inputs)

    def call(self, args: mocks.MockCallArgs) -> tuple[dict[str, Any], list[tuple[str, str]]]:
        with self.account.lock:
            return data_sources.answer(self.account, args.token, plain(args.args)), []


class _Monitor(mocks.MockMonitor):
    """Notes what was made, and gives URNs as the real engine does, with all the parents' types."""

    def __init__(self, run: _Run) -> None:
        super().__init__(run)
        self._run = run

    def make_urn(self, parent: str, type_: str, name: str) -> str:
        above = parent.split("::")[2] if parent else ""
        inside = f"{above}$" if above and above != "pulumi:pulumi:Stack" else ""
        return f"urn:pulumi:{settings.get_stack()}::{settings.get_project()}::{inside}{type_}::{name}"

    def RegisterResource(self, request: Any) -> Any:
        response = super().RegisterResource(request)
        if not request.custom or request.type.startswith("pulumi:"):
            return response
        parent = request.parent.split("::")
        component = "" if len(parent) < 4 or parent[2] == "pulumi:pulumi:Stack" else parent[3]
        made = self._run.result.made
        state = self.resources[response.urn].state
        entry = Made(
            response.urn, request.type, request.name, response.id, component, request.provider, state
        )
        with self._run.account.lock:
            made.append(entry)
            self._run.progress(component, request.name, len(made))
        return response


@contextmanager
def _event_loop() -> Iterator[asyncio.AbstractEventLoop]:
    """One loop for one run. Tasks that a refusal left behind stay silent."""
    loop = asyncio.new_event_loop()
    loop.set_exception_handler(lambda loop, context: None)
    asyncio.set_event_loop(loop)
    try:
        yield loop
    finally:
        asyncio.set_event_loop(None)
        loop.close()


@contextmanager
def _warnings_into(lines: list[str]) -> Iterator[logging.Logger]:
    """A logger for the program's own messages: warnings and errors are collected, nothing is printed."""

    class Collect(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(record.getMessage())

    logger, handler = logging.getLogger("everyregion.rehearsal"), Collect(logging.WARNING)
    logger.propagate = False
    logger.addHandler(handler)
    try:
        yield logger
    finally:
        logger.removeHandler(handler)
