"""What a run acts with: this project's own commands as a user starts them, AWS's clients, and time."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from acceptance.journal import RunFolder
from wizard.account.connect import ClientFor
from wizard.drill.clock import Clock, RealClock, elapsed
from wizard.screen.one_line_progress import StatusLine

ROOT = Path(__file__).resolve().parents[1]
#: The stack, and the trail's name, which every other resource's begins with.
STACK, TRAIL = "acceptance", "everyregion-acceptance"
#: What everything that takes tags carries: its value is the run's id.
TAG = "EveryregionAcceptance"


@dataclass(frozen=True)
class Ended:
    """How a command ended. document: what it wrote with --json, empty where that isn't one."""

    code: int
    document: dict[str, Any]
    error: str = ""


class Wizard(Protocol):
    """Runs `python -m wizard` with these words."""

    def __call__(self, words: Sequence[str]) -> Ended: ...


@dataclass(frozen=True)
class Means:
    """client_for: with the credentials that are tried; say: one line to whoever waits."""

    wizard: Wizard
    client_for: ClientFor
    say: Callable[[str], object]
    clock: Clock = field(default_factory=RealClock)


def ended(code: int, out: str, err: str) -> Ended:
    """What a command came to, of what it wrote."""
    try:
        document = json.loads(out)
    except (ValueError, RecursionError):
        document = None
    return Ended(code, document if isinstance(document, dict) else {}, " ".join(err.split())[-2000:])


@dataclass(frozen=True)
class Processes:
    """Each command as its own process, with the run's own state and passphrase.

    Ctrl-C and SIGTERM are passed on to it, each once, and it is waited for: it ends as it always does.
    """

    at: RunFolder
    profile: str
    status: StatusLine

    def __call__(self, words: Sequence[str]) -> Ended:
        command = [sys.executable, "-m", "wizard", *words, "--stack", STACK, "--json"]
        command += ["--profile", self.profile] if self.profile else []
        # The passphrase is in a file that this user alone can read, never on a command line.
        variables = {name: value for name, value in os.environ.items() if name != "PULUMI_CONFIG_PASSPHRASE"}
        variables |= {
            "PULUMI_BACKEND_URL": self.at.backend,
            "PULUMI_CONFIG_PASSPHRASE_FILE": str(self.at.passphrase_file),
        }
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            # Else a Ctrl-C would reach it twice, and a second one ends a deploy at once.
            start_new_session=True,
        )
        begun, interrupted = time.monotonic(), False
        while True:
            try:
                out, err = process.communicate(timeout=1)
            except subprocess.TimeoutExpired:
                self.status.write(f"    {words[0]} ... {elapsed(time.monotonic() - begun)} (Ctrl-C stops)")
            except KeyboardInterrupt:
                interrupted = True
                process.send_signal(signal.SIGINT)
            else:
                self.status.clear()
                if interrupted:
                    raise KeyboardInterrupt
                return ended(process.returncode, out, err)
