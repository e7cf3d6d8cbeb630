"""The user's own project and stack behind the Automation API: the state that `pulumi up` has.

https://www.pulumi.com/docs/iac/automation-api/. An inline program needs no language host, and the workspace
is made by hand, since the SDK's own way would write Pulumi.yaml anew.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timezone
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pulumi import automation
from pulumi.automation import CommandError, StackNotFoundError
from pulumi.automation import events as engine_events

from components.resource_names import short_name
from wizard.engine.automation import own_connections
from wizard.engine.automation.pulumi_process import Cli
from wizard.explain import explain
from wizard.failures import AwsFailure
from wizard.program.inline import InlineProgram
from wizard.stack.project import Project

OnEvent = Callable[[engine_events.EngineEvent], None]


class _Workspace(automation.LocalWorkspace):
    """One that leaves the person's choice of a stack (`pulumi stack select`) alone."""

    def select_stack(self, stack_name: str) -> None:
        """Only asks whether the stack is there. Raises StackNotFoundError."""
        self._run_pulumi_cmd_sync(["stack", "--show-name", "--stack", stack_name])


class _Stack(automation.Stack):
    """Without the three further commands after each run, which ask for what the events already said."""

    def outputs(self) -> automation.OutputMap:
        return {}

    def info(self, show_secrets: bool = True) -> automation.UpdateSummary:
        return automation.UpdateSummary("update", datetime.now(timezone.utc), "", {}, {}, "succeeded")


@dataclass
class Engine:
    """One stack of one project. environment: added to the CLI's, passphrase and profile among it.

    `preview` and its like take an event handler and raise the SDK's CommandError; perform() runs them.
    """

    project: Project
    name: str
    cli: Cli
    environment: Mapping[str, str]

    def __post_init__(self) -> None:
        own_connections.ensure()
        self._program = InlineProgram(self.project.file.parent)
        self.workspace = _Workspace(
            work_dir=str(self.project.file.parent),
            program=self._program,
            env_vars={"PULUMI_SKIP_UPDATE_CHECK": "true", **self.environment},
            pulumi_command=self.cli,
        )
        self._stack: automation.Stack | None = None
        self.is_new = False

    @property
    def stack(self) -> automation.Stack:
        """The SDK's stack; only after `open` or `create`."""
        assert self._stack is not None
        return self._stack

    @property
    def first_time(self) -> str:
        """What to add to a title while the CLI fetches its AWS provider, which takes minutes; "" later.

        https://www.pulumi.com/docs/iac/concepts/plugins/
        """
        variables = {**os.environ, **self.workspace.env_vars}
        home = Path(variables.get("PULUMI_HOME") or Path.home() / ".pulumi")
        folder = home / "plugins" / f"resource-aws-v{version('pulumi_aws')}"
        has_own = "aws:" in variables.get("PULUMI_DEBUG_PROVIDERS", "") or shutil.which("pulumi-resource-aws")
        return "" if has_own or folder.is_dir() else " (fetching Pulumi's AWS provider first, once)"

    def know(self, environment: Mapping[str, str]) -> None:
        """Adds to the CLI's environment: the passphrase, once it is known."""
        self.workspace.env_vars = {**self.workspace.env_vars, **environment}

    def open(self) -> bool:
        """Whether the stack exists. Raises CommandError when the backend can't say."""
        try:
            self._stack = _Stack.select(self.name, self.workspace)
        except StackNotFoundError:
            return False
        return True

    def create(self, secrets_provider: str = "") -> None:
        """Makes the stack, as `pulumi stack init` does, and so selects it."""
        self.workspace.secrets_provider = secrets_provider or None
        self._stack = _Stack.create(self.name, self.workspace)
        self.is_new = True

    def preview(self, see: OnEvent, refresh: bool = False) -> automation.CommandResult:
        """What `up` would do."""
        return self._run(lambda: self.stack.preview(on_event=see, color="never", refresh=refresh or None))

    def up(self, see: OnEvent) -> automation.CommandResult:
        return self._run(lambda: self.stack.up(on_event=see, color="never"))

    def preview_destroy(self, see: OnEvent) -> automation.CommandResult:
        """What `destroy` would do. The program isn't run."""
        return self._run(lambda: self.stack.preview_destroy(on_event=see, color="never"))

    def destroy(self, see: OnEvent) -> automation.CommandResult:
        return self._run(lambda: self.stack.destroy(on_event=see, color="never"))

    def resources(self) -> list[dict[str, Any]]:
        """The state's resources, as the backend holds them, secrets left encrypted."""
        return self.exported().get("resources") or []

    def held(self, type: str, name: str) -> str:
        """The id of the resource of this type and short name that the state has; "" where it has none."""
        alike = (one for one in self.resources() if one["type"] == type and short_name(one["urn"]) == name)
        return next((str(one.get("id") or "") for one in alike if not one.get("delete")), "")

    def exported(self, *, show_secrets: bool = False) -> dict[str, Any]:
        """The state, secrets left encrypted unless they are asked for. Raises AwsFailure where the CLI can't
        read it."""
        words = ["stack", "export", "--stack", self.name, *(["--show-secrets"] if show_secrets else [])]
        try:
            said = self.workspace._run_pulumi_cmd_sync(words)
        except CommandError as error:
            why = explain.message(explain.explain((), str(error)))
            raise AwsFailure(f"Pulumi's state can't be read. {why}") from None
        return json.loads(said.stdout).get("deployment") or {}

    def last_result(self) -> str:
        """How the newest run that could change something ended: `succeeded`, `failed` ...; "" without one.

        https://www.pulumi.com/docs/iac/cli/commands/pulumi_stack_history/
        """
        return str(self._last_run().get("result", ""))

    def last_start(self) -> datetime | None:
        """When that run began, by this machine's clock; None where that isn't known."""
        try:
            begun = datetime.fromisoformat(str(self._last_run().get("startTime", "")).replace("Z", "+00:00"))
        except ValueError:
            return None
        return begun if begun.tzinfo else None

    def _last_run(self) -> dict[str, Any]:
        words = ["stack", "history", "--json", "--page-size", "1", "--stack", self.name]
        runs = json.loads(self.workspace._run_pulumi_cmd_sync(words).stdout or "[]")
        return runs[0] if runs else {}

    def take_in(self, found: Mapping[str, str]) -> None:
        """From now on the program imports these, URN -> import id, instead of making them."""
        for urn, id in found.items():
            kind, _, name = urn.rpartition("::")
            self._program.imports[kind.rpartition("::")[2].rpartition("$")[2], name] = id

    def takes_in(self, type: str, name: str) -> bool:
        """Whether the program imports the one of this type and short name because of `take_in`."""
        return any((kind, short_name(whole)) == (type, name) for kind, whole in self._program.imports)

    def forget(self, urn: str) -> None:
        """Takes a resource out of the state, with what depends on it; AWS isn't asked.

        https://www.pulumi.com/docs/iac/cli/commands/pulumi_state_delete/
        """
        self.workspace._run_pulumi_cmd_sync(
            ["state", "delete", urn, "--target-dependents", "--yes", "--stack", self.name]
        )

    def unlock(self) -> None:
        """Takes away the lock that another run holds, or left behind: `pulumi cancel`."""
        self.workspace._run_pulumi_cmd_sync(["cancel", self.name, "--yes"])

    def _run(self, command: Callable[[], Any]) -> automation.CommandResult:
        with self._program.modules(), warnings.catch_warnings(), _silent("grpc._server"):
            # An event of a newer CLI that this SDK doesn't know would be printed across the table.
            warnings.filterwarnings("ignore", message="Failed to parse engine event")
            # An engine that was killed is told of as such, and its broken stream of events no more than that.
            warnings.filterwarnings("ignore", message="Error in event stream")
            result = command()
        return automation.CommandResult(result.stdout, result.stderr, 0)


@contextmanager
def _silent(name: str) -> Iterator[None]:
    """Without what this logger prints: an engine that ends before the program leaves it a traceback of calls
    that nobody answers any more."""
    logger = logging.getLogger(name)
    before, logger.disabled = logger.disabled, True
    try:
        yield
    finally:
        logger.disabled = before


__all__ = ["CommandError", "Engine", "OnEvent"]
