"""Whether this machine has a `pulumi` that can deploy the stack file, and what to do when it hasn't."""

from __future__ import annotations

import re
import shutil
import subprocess

# The oldest CLI that this project's SDK was tried with.
OLDEST = (3, 250, 0)
_INSTALL = "https://www.pulumi.com/docs/iac/download-install/"


def advice() -> str:
    """One sentence when the CLI is missing or too old, else an empty text. Runs `pulumi version`."""
    found = shutil.which("pulumi")
    if found is None:
        return f"The `pulumi` command isn't on PATH: install it from {_INSTALL}"
    try:
        said = subprocess.run(
            [found, "version"],
            capture_output=True,
            text=True,
            timeout=10,
            check=False,
            stdin=subprocess.DEVNULL,
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return f"The `pulumi` command on PATH doesn't run: install it again from {_INSTALL}"
    version = re.match(r"v?(\d+)\.(\d+)\.(\d+)", said.strip())
    if version and tuple(map(int, version.groups())) < OLDEST:
        oldest = ".".join(map(str, OLDEST))
        return (
            f"pulumi {version[0]} on PATH is older than {oldest}, which this needs: update it from {_INSTALL}"
        )
    return ""
