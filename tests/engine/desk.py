"""The commands `preview`, `deploy` and `destroy` as a person runs them, over an emulated account."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from components.resource_names import short_name
from tests.engine.opening import opened_in
from tests.engine.program import copy_to
from tests.engine.provider import Provider, serving
from tests.engine.stack import HOME
from tests.wizard.command import ProjectFolder, Ran
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.organization import Wanted

PASSPHRASE = "correct horse battery staple"
_LONGEST = 60.0


class Steered(Provider):
    """refused: short name -> what AWS answers, once each; held: names that wait, once begun, until `go`;
    lost: names that AWS makes while the answer is lost, once each.

    made: every name that was really created, in order.
    """

    def __init__(self, account: EmulatedAccount) -> None:
        super().__init__(account)
        self.refused: dict[str, str] = {}
        self.held: frozenset[str] = frozenset()
        self.lost: set[str] = set()
        self.begun, self.go, self.cancelled = threading.Event(), threading.Event(), threading.Event()
        self.made: list[str] = []

    def Create(self, request: Any, context: Any) -> Any:
        if not request.preview:
            self._meet(request, context)
            self.made.append(short_name(request.name))
        answer = super().Create(request, context)
        if not request.preview and short_name(request.name) in self.lost:
            import grpc

            self.lost.remove(short_name(request.name))
            context.abort(grpc.StatusCode.UNKNOWN, f"creating {short_name(request.name)}: context canceled")
        return answer

    def Delete(self, request: Any, context: Any) -> Any:
        self._meet(request, context)
        return super().Delete(request, context)

    def Cancel(self, request: Any, context: Any) -> Any:
        self.cancelled.set()
        return super().Cancel(request, context)

    def _meet(self, request: Any, context: Any) -> None:
        if short_name(request.name) in self.held:
            self.begun.set()
            assert self.go.wait(_LONGEST)
        if short_name(request.name) in self.refused:
            import grpc

            context.abort(grpc.StatusCode.UNKNOWN, self.refused.pop(short_name(request.name)))


@dataclass
class Desk:
    """A clone of the project with a stack file, a backend of its own, and an account to deploy to."""

    account: EmulatedAccount
    provider: Steered
    clone: Path
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def folder(self) -> ProjectFolder:
        return ProjectFolder(self.clone, self.environment)

    @property
    def stack_file(self) -> Path:
        return self.clone / "Pulumi.dev.yaml"

    def configure(self, settings: Mapping[str, Any]) -> None:
        """Writes the stack file anew, its salt kept."""
        known = yaml.safe_load(self.stack_file.read_text("utf-8")) if self.stack_file.exists() else {}
        ours = {f"everyregion:{key}": value for key, value in settings.items()}
        content = {**known, "config": {"aws:region": HOME, **ours}}
        self.stack_file.write_text(yaml.safe_dump(content), "utf-8")

    def run(self, *words: str) -> Ran:
        """The command in this process, with nobody there to ask."""
        return self.folder.inside(*words)

    def run_stopped(self, *words: str, at: str, presses: int = 1) -> Ran:
        """The same, with Ctrl-C as often as that once `at` has begun; then `at` is let go on."""
        self.provider.held = frozenset({at})
        self.provider.begun.clear()
        self.provider.go.clear()
        steering = threading.Thread(target=self._press, args=(presses,))
        steering.start()
        try:
            return self.run(*words)
        finally:
            self.provider.go.set()
            self.provider.held = frozenset()
            steering.join()

    def _press(self, presses: int) -> None:
        if not self.provider.begun.wait(_LONGEST):
            return
        # The preview has ended with one too.
        self.provider.cancelled.clear()
        os.kill(os.getpid(), signal.SIGINT)
        if presses == 1:
            # The engine has understood once it tells the provider.
            self.provider.cancelled.wait(5)
            self.provider.go.set()
            return
        self.provider.cancelled.wait(5)
        os.kill(os.getpid(), signal.SIGINT)

    def pulumi(self, *words: str) -> str:
        """What a person's own `pulumi` answers."""
        return subprocess.run(
            ["pulumi", "--non-interactive", *words],
            cwd=self.clone,
            env=self.folder.variables(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    def state(self) -> dict[str, Any]:
        """The engine's state, as `pulumi stack export` has it."""
        return json.loads(self.pulumi("stack", "export", "--stack", "dev"))["deployment"]

    def names(self) -> list[str]:
        """Short names of what the state has of AWS, sorted."""
        resources = self.state().get("resources") or []
        return sorted(short_name(r["urn"]) for r in resources if r["type"].startswith("aws:"))

    def logs(self) -> str:
        """Everything that the log files hold."""
        folder = Path(self.environment["XDG_STATE_HOME"])
        return "\n".join(path.read_text("utf-8") for path in sorted(folder.rglob("*.log")))


@contextmanager
def desk(
    folder: Path,
    settings: Mapping[str, Any],
    steered: type[Steered] = Steered,
    organization: Wanted | None = None,
    **environment: str,
) -> Iterator[Desk]:
    """Opens the account, with the organization that it is in; nothing is deployed, there is no stack yet."""
    (folder / "state").mkdir(parents=True)
    with opened_in((), organization) as account:
        provider = steered(account)
        with serving(provider) as port:
            variables = {
                "PULUMI_BACKEND_URL": (folder / "state").as_uri(),
                "PULUMI_HOME": str(folder / "home"),
                "PULUMI_CONFIG_PASSPHRASE": PASSPHRASE,
                "PULUMI_DEBUG_PROVIDERS": f"aws:{port}",
                "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
                "XDG_STATE_HOME": str(folder / "logs"),
                **environment,
            }
            at = Desk(account, provider, copy_to(folder / "clone"), variables)
            at.configure(settings)
            yield at
    assert provider.crashes == []
