"""One call of one command with one fault, and what came of it."""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from unittest import mock

import pytest

from tests.wizard.command import ProjectFolder, Ran, project_folder
from tests.wizard.faults import FAULTS, Fault, at, clients
from wizard.account import look
from wizard.account.facts import Probe
from wizard.check import gather
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.opening import open_account
from wizard.rehearsal.organization import Wanted, open_organization
from wizard.stack.pulumi_command import PulumiCli

HOME, AWAY = "eu-west-1", "us-west-2"
SETTINGS = ("--region", HOME, "--set", f"approvedRegions={HOME},us-east-1")
#: In none of what a command prints or keeps may one of them be, in whichever way it is told.
CANARIES = {
    "AWS_ACCESS_KEY_ID": "AKIACANARYCANARY0001",
    "AWS_SECRET_ACCESS_KEY": "CANARYsecretsecretsecret01",
    "AWS_SESSION_TOKEN": "CANARYtokentokentoken01",
    "PULUMI_CONFIG_PASSPHRASE": "CANARY-passphrase",
    "PULUMI_ACCESS_TOKEN": "pul-CANARYCANARY",
}
# Each fault is met in one of the ways in which a command tells what it has to say.
_TOLD: dict[str, tuple[str, ...]] = dict(zip(FAULTS, itertools.cycle(((), ("--json",), ("--debug",)))))


@dataclass(frozen=True)
class Scenario:
    """One command over one account. without: its exit code without a fault; run: as often as it is called,
    with further words; calls: the only ones that meet a fault, all where it names none; made: tells whether
    the last run changed AWS."""

    command: str
    without: int
    run: Callable[..., Ran]
    project: ProjectFolder
    calls: frozenset[str] = frozenset()
    made: Callable[[], bool] = field(default=lambda: False)


Make = Callable[[EmulatedAccount, ProjectFolder, ExitStack], Scenario]


@dataclass(frozen=True)
class InOrganization:
    """Makes a scenario over the account of this organization that is deployed from."""

    make: Make
    wanted: Wanted

    @property
    def __name__(self) -> str:
        return self.make.__name__

    def __call__(self, account: EmulatedAccount, project: ProjectFolder, stack: ExitStack) -> Scenario:
        return self.make(account, project, stack)


Maker = Make | InOrganization


@dataclass(frozen=True)
class Cell:
    """What came of one call with one fault. words: how it was told; files: what is in the project's folder;
    kept: all that its files hold, logs and state among them; changed: whether AWS was changed."""

    scenario: Scenario
    call: str
    fault: str
    words: tuple[str, ...]
    ran: Ran
    files: frozenset[str]
    kept: str
    changed: bool

    @property
    def place(self) -> tuple[str, str, str]:
        return self.scenario.command, self.call, self.fault


@contextmanager
def opened(make: Maker) -> Iterator[Scenario]:
    """The scenario, over an emulated account of its own."""
    wanted = make.wanted if isinstance(make, InOrganization) else None
    with ExitStack() as stack:
        account = stack.enter_context(_account_in(wanted))
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        (folder / "backend").mkdir()
        project = project_folder(
            folder,
            PULUMI_BACKEND_URL=f"file://{folder}/backend",
            XDG_STATE_HOME=str(folder / "state"),
            COLUMNS="80",
            **CANARIES,
        )
        cli = Probe("good", PulumiCli("/bin/pulumi", "3.250.0", True))
        stack.enter_context(mock.patch.object(gather, "look", return_value=cli))
        # A busy machine is no fault of AWS's.
        for module in (gather, look):
            stack.enter_context(mock.patch.object(module, "PATIENCE", 120.0))
        for name in ("PATIENCE", "ONE_CALL", "AGAIN"):
            stack.enter_context(mock.patch(f"wizard.account.time_limits.{name}", 120.0))
        stack.enter_context(clients())
        yield make(account, project, stack)


@contextmanager
def _account_in(wanted: Wanted | None) -> Iterator[EmulatedAccount]:
    if wanted is None:
        with open_account(HOME) as account:
            yield account
    else:
        with open_organization(HOME, wanted) as organization:
            yield organization.deploying


def cells(make: Maker) -> Iterator[Cell]:
    """Every call of this scenario with every fault."""
    with opened(make) as scenario:
        for call in calls_of(scenario):
            for kind in FAULTS:
                if kind != "302" or call.startswith("s3:Head"):
                    yield _cell(scenario, Fault(kind, call))


@cache
def found(make: Maker) -> list[Cell]:
    """The same, for as many tests as ask."""
    return list(cells(make))


def over(*makers: Maker) -> pytest.MarkDecorator:
    """Runs a test once for each scenario."""
    return pytest.mark.parametrize("make", makers, ids=lambda make: make.__name__)


def _cell(scenario: Scenario, fault: Fault) -> Cell:
    words, project = _TOLD[fault.kind], scenario.project
    with at(fault):
        ran = scenario.run(*words)
    files = [path for path in project.path.parent.rglob("*") if path.is_file()]
    kept = "\n".join(path.read_text("utf-8", "replace") for path in files)
    for log in (project.path.parent / "state").rglob("*.log"):
        log.unlink()
    return Cell(
        scenario, fault.call, fault.kind, words, ran, frozenset(project.names()), kept, scenario.made()
    )


def calls_of(scenario: Scenario) -> list[str]:
    """What it asks without a fault; of one operation in many regions, the first region by name."""
    with at(Fault()) as fault:
        ran = scenario.run()
    assert ran.code == scenario.without, ran.out + ran.err
    first: dict[str, str] = {}
    for call in sorted(fault.asked):
        first.setdefault(call.partition(" in ")[0], call)
    missing = scenario.calls - first.keys()
    assert not missing, missing
    return sorted(call for name, call in first.items() if not scenario.calls or name in scenario.calls)
