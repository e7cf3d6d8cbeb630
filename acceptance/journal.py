"""What a run has done so far, in one file: the next run goes on from it.

It lies in the user's state folder, beside the state of the stack that is tried and the passphrase of that.
"""

from __future__ import annotations

import json
import re
import secrets
import shutil
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

from wizard.failures import UsageFailure
from wizard.failures.log_file import folder
from wizard.screen.terminal import safe
from wizard.stack.atomic_write import replace

State = Literal["begun", "passed", "failed", "unknown", "not reached"]
_FILE, _PASSPHRASE, _STATE = "journal.json", "passphrase", "state"


@dataclass
class Done:
    """What came of one step. why: of what isn't passed, a sentence each; begun, ended: epoch seconds, 0 for
    not yet; seen: what the report needs of it, plain data."""

    name: str
    state: State
    why: list[str] = field(default_factory=list)
    begun: float = 0.0
    ended: float = 0.0
    exit_code: int | None = None
    seen: dict[str, Any] = field(default_factory=dict)


@dataclass
class Journal:
    """run: an id that everything deployed is tagged with; begun: epoch seconds."""

    run: str
    account: str
    region: str
    profile: str
    begun: float
    steps: dict[str, Done] = field(default_factory=dict)

    def state(self, name: str) -> State:
        """Of a step."""
        return self.steps[name].state if name in self.steps else "not reached"


def _is_sound(journal: Journal) -> bool:
    """Whether everything is of its kind: what is taken down depends on it."""
    texts = (journal.run, journal.account, journal.region, journal.profile)
    return (
        all(isinstance(one, str) for one in texts)
        and re.fullmatch("[0-9a-f]{8}", journal.run) is not None
        and isinstance(journal.begun, (int, float))
        and all(name == one.name and _is_sound_step(one) for name, one in journal.steps.items())
    )


def _is_sound_step(step: Done) -> bool:
    return (
        step.state in get_args(State)
        and isinstance(step.why, list)
        and all(isinstance(one, str) for one in step.why)
        and all(isinstance(one, (int, float)) for one in (step.begun, step.ended))
        and (step.exit_code is None or isinstance(step.exit_code, int))
        and isinstance(step.seen, dict)
    )


@dataclass(frozen=True)
class RunFolder:
    """One for each account and region. path: it may not be there yet."""

    path: Path

    @classmethod
    def of(cls, account: str, region: str) -> RunFolder:
        """Raises UsageFailure where nobody knows the home folder."""
        try:
            return cls(folder() / f"acceptance-{account}-{region}")
        except OSError as error:
            raise UsageFailure(f"There is no folder for the run's own files: {error}") from None

    @property
    def passphrase_file(self) -> Path:
        return self.path / _PASSPHRASE

    @property
    def backend(self) -> str:
        """The stack's state, apart from whatever else is deployed from here."""
        return (self.path / _STATE).as_uri()

    def load(self) -> Journal | None:
        """None where no run was begun. Raises UsageFailure for a file that isn't one."""
        file = self.path / _FILE
        try:
            found = json.loads(file.read_text("utf-8"))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, RecursionError) as error:
            raise self._spoilt(file, str(error)) from None
        try:
            steps = {name: Done(**one) for name, one in found.pop("steps").items()}
            journal = Journal(**found, steps=steps)
        except (TypeError, KeyError, AttributeError):
            raise self._spoilt(file, "it isn't what this release writes") from None
        if not _is_sound(journal):
            raise self._spoilt(file, "something in it isn't of its kind: was it edited?")
        return journal

    def open(self, journal: Journal) -> None:
        """Makes the folder, readable by this user alone, and what a stack needs in it."""
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        (self.path / _STATE).mkdir(exist_ok=True)
        if not self.passphrase_file.exists():
            self.passphrase_file.touch(mode=0o600)
            self.passphrase_file.write_text(secrets.token_urlsafe(24), "utf-8")
        self.save(journal)

    def save(self, journal: Journal) -> None:
        file = self.path / _FILE
        before = file.read_bytes() if file.exists() else None
        replace(file, before, json.dumps(asdict(journal), indent=2) + "\n")

    def remove(self) -> None:
        shutil.rmtree(self.path)

    def _spoilt(self, file: Path, why: str) -> UsageFailure:
        return UsageFailure(
            f"{safe(file)}, which says what an earlier run did, can't be read: {safe(why)}. The stack's "
            f"state is in {safe(self.path / _STATE)}. Restore the file; or take down what is deployed with "
            f"PULUMI_BACKEND_URL={safe(self.backend)} and `pulumi destroy`, and remove the folder."
        )
