"""Runs a piece of program under Pulumi's mocks and returns what it registered.

Assertions come after the run: one inside an `apply` that never runs would pass.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pulumi
from pulumi.runtime import mocks, rpc
from pulumi.runtime.stack import run_pulumi_func

from components.resource_names import short_name
from wizard.program.mocked import CallFailed, without_stack_traces

ACCOUNT = "111122223333"
ENABLED = ["ap-south-1", "eu-central-1", "eu-west-1", "us-east-1", "us-west-2"]


@dataclass(frozen=True)
class Registered:
    """One registration as the engine would have received it, by its short name. inputs are camelCase."""

    urn: str
    type: str
    name: str
    inputs: dict[str, Any]
    parent: str
    provider: str
    retain_on_delete: bool
    protect: bool
    dependencies: tuple[str, ...]

    @property
    def waits_for(self) -> set[str]:
        """Names of the resources that have to exist first."""
        return {short_name(urn) for urn in self.dependencies}


@dataclass
class Run:
    """Everything registered by one run, in order, with what it asked, its exports and its log."""

    resources: list[Registered] = field(default_factory=list)
    exports: dict[str, Any] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    # What each component said its outputs are, by its URN; the provider of each data source's call.
    outputs: dict[str, dict[str, Any]] = field(default_factory=dict)
    calls: list[tuple[str, str]] = field(default_factory=list)

    def of_type(self, type_: str) -> list[Registered]:
        return [resource for resource in self.resources if resource.type == type_]

    def one(self, type_: str, name: str | None = None) -> Registered:
        found = [r for r in self.of_type(type_) if name in (None, r.name)]
        assert len(found) == 1, f"{len(found)} of {type_} {name or ''}"
        return found[0]

    def document(self, type_: str, name: str, key: str = "policy") -> dict[str, Any]:
        return json.loads(self.one(type_, name).inputs[key])


@dataclass(frozen=True)
class World:
    """What AWS answers the program's data sources. accounts: of explicit providers, by their names, any other
    is for `account`; organization: its id, management account and delegated administrators, None for none;
    deployed: the stack's outputs so far."""

    account: str = ACCOUNT
    accounts: Mapping[str, str] = field(default_factory=dict[str, str], hash=False)
    organization: tuple[str, str, tuple[str, ...]] | None = None
    all_features: bool = True
    deployed: Mapping[str, Any] = field(default_factory=dict[str, Any], hash=False)


class _Answers(mocks.Mocks):
    """Gives every resource the few outputs that others read."""

    def __init__(self, partition: str, enabled: list[str], home: str, world: World) -> None:
        self.partition, self.enabled, self.home, self.world = partition, enabled, home, world

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str, dict[str, Any]]:
        name = short_name(args.name)
        outputs = {"arn": f"arn:{self.partition}:mock:::{name}", "keyId": name, **args.inputs}
        if args.typ == "aws:sqs/queue:Queue":
            outputs["url"] = f"https://queue/{name}"
        if args.typ == "aws:cloudtrail/trail:Trail":
            outputs["homeRegion"] = self.home
        if "arn" in args.inputs and args.typ.endswith(("EventTarget", "TopicPolicy")):
            outputs["arn"] = args.inputs["arn"]
        return f"{name}-id", outputs

    def call(self, args: mocks.MockCallArgs) -> tuple[dict[str, Any], list[tuple[str, str]]]:
        if args.token == "aws:index/getCallerIdentity:getCallerIdentity":
            account = self.world.accounts.get(provider_name(args.provider or ""), self.world.account)
            return {"accountId": account, "arn": f"arn:{self.partition}:iam::{account}:root"}, []
        if args.token == "aws:index/getRegion:getRegion":
            return {"region": self.home}, []
        if args.token == "aws:index/getRegions:getRegions":
            return {"names": self.enabled}, []
        if args.token == "pulumi:pulumi:readStackOutputs":
            return {"outputs": dict(self.world.deployed)}, []
        if args.token.startswith("aws:organizations/"):
            return self._of_organization(args.token), []
        raise AssertionError(f"unexpected call {args.token}")

    def _of_organization(self, token: str) -> dict[str, Any]:
        if self.world.organization is None:
            raise CallFailed("AWSOrganizationsNotInUseException", "Your account is not a member.")
        id, management, delegated = self.world.organization
        if token == "aws:organizations/getOrganization:getOrganization":
            features = "ALL" if self.world.all_features else "CONSOLIDATED_BILLING"
            return {"id": id, "masterAccountId": management, "featureSet": features}
        assert token == "aws:organizations/getDelegatedAdministrators:getDelegatedAdministrators", token
        if self.world.account not in (management, *delegated):
            raise CallFailed("AccessDeniedException", "You don't have permissions to access this resource.")
        return {"delegatedAdministrators": [{"id": one} for one in delegated]}


class _Monitor(mocks.MockMonitor):
    def __init__(self, answers: _Answers, run: Run) -> None:
        super().__init__(answers)
        self.run = run

    def Invoke(self, request: Any) -> Any:
        self.run.calls.append((request.tok, request.provider))
        with _own_loop():
            return super().Invoke(request)

    def RegisterResourceOutputs(self, request: Any) -> Any:
        self.run.outputs[request.urn] = rpc.deserialize_properties(request.outputs)
        return super().RegisterResourceOutputs(request)

    def RegisterResource(self, request: Any) -> Any:
        with _own_loop():
            response = super().RegisterResource(request)
        if request.type != "pulumi:pulumi:Stack":
            self.run.resources.append(
                Registered(
                    urn=response.urn,
                    type=request.type,
                    name=short_name(request.name),
                    inputs=rpc.deserialize_properties(request.object),
                    parent=short_name(request.parent),
                    provider=request.provider,
                    retain_on_delete=bool(request.retainOnDelete),
                    protect=bool(request.protect),
                    dependencies=tuple(sorted(request.dependencies)),
                )
            )
        return response


def provider_name(provider: str) -> str:
    """The logical name of an explicit provider, "" for the default one: `<its URN>::<its id>`."""
    return provider.split("::")[-2] if provider else ""


@contextlib.contextmanager
def _own_loop() -> Iterator[None]:
    """The SDK calls its monitor on threads of its own; it makes a loop for each and never closes it."""
    if threading.current_thread() is threading.main_thread():
        yield
        return
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    try:
        yield
    finally:
        asyncio.set_event_loop(None)
        loop.close()


def record(
    program: Callable[[], object],
    *,
    config: Mapping[str, str] | None = None,
    partition: str = "aws",
    enabled: list[str] | None = None,
    world: World | None = None,
    stack: str = "test",
    project: str = "everyregion",
) -> Run:
    """Runs the program to its end, applies included, and returns what it registered.

    config: full key ("everyregion:scope", "aws:region") -> string, as the engine hands them over.
    """
    run = Run()
    home = (config or {}).get("aws:region", "eu-west-1")
    answers = _Answers(partition, list(enabled if enabled is not None else ENABLED), home, world or World())
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    logger = logging.getLogger("recorded")
    logger.propagate = False
    handler = _Collecting(run.warnings)
    logger.addHandler(handler)
    monitor = _Monitor(answers, run)
    try:
        mocks.set_mocks(answers, project, stack, preview=False, logger=logger, monitor=monitor)
        pulumi.runtime.set_all_config(dict(config or {}))
        with without_stack_traces():
            loop.run_until_complete(_run(program, run))
    finally:
        logger.removeHandler(handler)
        pulumi.runtime.settings.reset_options()
        pulumi.runtime.set_all_config({})
        loop.close()
        asyncio.set_event_loop(None)
    return run


async def _run(program: Callable[[], object], run: Run) -> None:
    def called() -> None:
        program()

    await run_pulumi_func(called)
    root = pulumi.runtime.get_root_resource()
    exports = getattr(root, "outputs", {})
    run.exports = await pulumi.Output.from_input(dict(exports)).future() or {}


class _Collecting(logging.Handler):
    def __init__(self, into: list[str]) -> None:
        super().__init__(logging.WARNING)
        self.into = into

    def emit(self, record: logging.LogRecord) -> None:
        self.into.append(record.getMessage())
