"""Whether this machine has a `pulumi` that can deploy the stack file, and what to do when it hasn't."""

from __future__ import annotations

import importlib.metadata
import os
import re
import shutil
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path

from wizard.account.facts import Probe

# The oldest CLI that this project's SDK was tried with.
OLDEST = (3, 250, 0)
INSTALL_PAGE = "https://www.pulumi.com/docs/iac/download-install/"


@dataclass(frozen=True)
class PulumiCli:
    """path: the command; version: "" for one that says none; is_on_path: `pulumi` alone starts it."""

    path: str
    version: str = ""
    is_on_path: bool = True

    @property
    def root(self) -> str:
        """The folder that an installer put it into."""
        return str(Path(self.path).parents[1])


def find() -> PulumiCli | None:
    """The CLI on PATH, or where an installer leaves it without changing PATH; not yet asked its version."""
    found = shutil.which("pulumi")
    path = found or next(filter(None, map(shutil.which, _usual_places())), None)
    return PulumiCli(path, is_on_path=found is not None) if path else None


def version_fault(version: tuple[int, ...]) -> str:
    """`older than 3.250.0, which this needs`; "" for one that is new enough."""
    return f"older than {'.'.join(map(str, OLDEST))}, which this needs" if version < OLDEST else ""


def look() -> Probe[PulumiCli]:
    """The CLI that is there, with its version; bad if it is no use."""
    found = find()
    if found is None:
        return Probe("bad", why=f"The `pulumi` command isn't on PATH: install it from {INSTALL_PAGE}")
    where = "on PATH" if found.is_on_path else f"at {found.path}"
    try:
        said = subprocess.run(
            [found.path, "version"],
            capture_output=True,
            text=True,
            timeout=10,
            check=False,
            stdin=subprocess.DEVNULL,
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return Probe(
            "bad", why=f"The `pulumi` command {where} doesn't run: install it again from {INSTALL_PAGE}"
        )
    version = re.match(r"v?((\d+)\.(\d+)\.(\d+))", said.strip())
    fault = version_fault(tuple(map(int, version.groups()[1:]))) if version else ""
    if version and fault:
        return Probe("bad", why=f"pulumi {version[0]} {where} is {fault}: update it from {INSTALL_PAGE}")
    return Probe("good", replace(found, version=version[1] if version else ""))


def advice() -> str:
    """One sentence when `pulumi` can't be run as it is, else an empty text."""
    if shutil.which("pulumi") is None:
        return f"The `pulumi` command isn't on PATH: `deploy` offers to install it. By hand: {INSTALL_PAGE}"
    return look().why


def _usual_places() -> list[str]:
    """Where the official installer and the SDK's own put it: https://www.pulumi.com/docs/iac/download-install/"""
    home = Path.home() / ".pulumi"
    command = "pulumi.exe" if os.name == "nt" else "pulumi"
    version = importlib.metadata.version("pulumi")
    return [str(root / "bin" / command) for root in (home, home / "versions" / version)]
