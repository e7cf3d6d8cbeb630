"""The mock engine under a rehearsal: each registration goes to the maker for its type, as it comes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pulumi.runtime import mocks, settings

from components.resource_names import short_name
from wizard.program.mocked import CallFailed
from wizard.rehearsal import data_sources
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.makers.catalogue import maker_for
from wizard.rehearsal.makers.shapes import plain
from wizard.rehearsal.providers import Provided, provided
from wizard.rehearsal.refusals import Refused

Progress = Callable[[str, str, int], None]


@dataclass(frozen=True)
class Made:
    """A resource that was made. name, component: the short names of it and of the innermost component that
    it belongs to, "" for none."""

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


class Stopped(Exception):
    """A resource that wasn't tried, since an earlier one was refused."""


class Run(mocks.Mocks):
    """The mock engine's answers: each registration goes to the maker for its type."""

    def __init__(self, account: EmulatedAccount, progress: Progress) -> None:
        self.account, self.progress = account, progress
        self.result = Deployment()
        self.bug: BaseException | None = None
        self._providers: dict[str, Provided] = {}

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str | None, dict[str, Any]]:
        if not args.custom:
            return "", args.inputs
        with self.account.lock:
            if self.bug or self.result.refusal:
                raise Stopped(args.name)
            try:
                if args.typ.startswith("pulumi:providers:"):
                    self._providers[args.name] = provided(self.account, args.inputs)
                    return args.name, args.inputs
                return self._make(args)
            except Refused as refused:
                self.result.refusal = Refusal(args.typ, short_name(args.name), refused.code, refused.message)
                raise
            except BaseException as bug:
                self.bug = bug
                raise

    def _make(self, args: mocks.MockResourceArgs) -> tuple[str, dict[str, Any]]:
        inputs, by = args.inputs, self._provider(args.provider)
        if by.region and "region" not in inputs:
            inputs = {**inputs, "region": by.region}
        maker = maker_for(args.typ)
        if not args.resource_id:
            return maker.create(by.account, args.name, inputs)
        found = maker.read(by.account, args.resource_id)
        if found is None:
            raise Refused("NotFound", f"There is no {args.resource_id} to take over.")
        # As the real engine does: what is there is read, and then brought to what the program says.
        return found["id"], maker.update(by.account, found["id"], found, inputs)

    def _provider(self, reference: str | None) -> Provided:
        """That of a reference, `<its URN>::<its id>`; the default one for none."""
        name = (reference or "").split("::")[-2:][0]
        return self._providers.get(name) or Provided(self.account, "")

    def call(self, args: mocks.MockCallArgs) -> tuple[dict[str, Any], list[tuple[str, str]]]:
        by = self._provider(args.provider)
        with self.account.lock:
            try:
                return data_sources.answer(by.account, args.token, plain(args.args), by.region), []
            except Refused as refused:
                raise CallFailed(refused.code, refused.message) from None


class Monitor(mocks.MockMonitor):
    """Notes what was made, and gives URNs as the real engine does, with all the parents' types."""

    def __init__(self, run: Run) -> None:
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
        parent, urn = request.parent, response.urn
        component = "" if "::pulumi:pulumi:Stack::" in parent else short_name(parent)
        made = self._run.result.made
        state = self.resources[urn].state
        entry = Made(urn, request.type, short_name(urn), response.id, component, request.provider, state)
        with self._run.account.lock:
            made.append(entry)
            self._run.progress(component, entry.name, len(made))
        return response
