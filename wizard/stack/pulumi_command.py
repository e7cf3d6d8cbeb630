"""Whether this machine has a `pulumi` that can deploy the stack file, and what to do when it hasn't."""

from __future__ import annotations

import importlib.metadata
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from wizard.account.facts import Probe

# The oldest CLI that this project's SDK was tried with.
OLDEST = (3, 250, 0)
_INSTALL = "https://www.pulumi.com/docs/iac/download-install/"


@dataclass(frozen=True)
class PulumiCli:
    """path: the command; version: "" for one that says none; is_on_path: `pulumi` alone starts it."""

    path: str
    version: str
    is_on_path: bool


def look() -> Probe[PulumiCli]:
    """The CLI on PATH, or where an installer leaves it without changing PATH; bad if it is no use."""
    found = shutil.which("pulumi")
    path = found or next(filter(None, map(shutil.which, _usual_places())), None)
    if path is None:
        return Probe("bad", why=f"The `pulumi` command isn't on PATH: install it from {_INSTALL}")
    where = "on PATH" if found else f"at {path}"
    try:
        said = subprocess.run(
            [path, "version"],
            capture_output=True,
            text=True,
            timeout=10,
            check=False,
            stdin=subprocess.DEVNULL,
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return Probe("bad", why=f"The `pulumi` command {where} doesn't run: install it again from {_INSTALL}")
    version = re.match(r"v?((\d+)\.(\d+)\.(\d+))", said.strip())
    if version and tuple(map(int, version.groups()[1:])) < OLDEST:
        oldest = ".".join(map(str, OLDEST))
        return Probe(
            "bad",
            why=f"pulumi {version[0]} {where} is older than {oldest}, which this needs: update it from "
            f"{_INSTALL}",
        )
    return Probe("good", PulumiCli(path, version[1] if version else "", found is not None))


def advice() -> str:
    """One sentence when `pulumi` can't be run as it is, else an empty text."""
    if shutil.which("pulumi") is None:
        return f"The `pulumi` command isn't on PATH: install it from {_INSTALL}"
    return look().why


def _usual_places() -> list[str]:
    """Where the official installer and the SDK's own put it: https://www.pulumi.com/docs/iac/download-install/"""
    home = Path.home() / ".pulumi"
    command = "pulumi.exe" if os.name == "nt" else "pulumi"
    version = importlib.metadata.version("pulumi")
    return [str(root / "bin" / command) for root in (home, home / "versions" / version)]
