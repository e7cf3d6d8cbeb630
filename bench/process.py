"""Runs a program in a process of its own, with no account and no terminal, and says what it took."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "SYSTEMROOT")


@dataclass(frozen=True)
class Usage:
    seconds: float
    megabytes: float
    "Most memory that was resident at once, in the process or in one that it waited for."
    cpu_seconds: float = 0.0
    "In user and system mode, of all threads: what a busy machine doesn't stretch."


class ProgramFailed(RuntimeError):
    pass


def clean_environment() -> dict[str, str]:
    """Of this environment only what a program needs to start: no AWS profile, no Pulumi backend."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    return {**kept, "AWS_EC2_METADATA_DISABLED": "true", "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull}  # fmt: skip


def run(argv: Sequence[str], environ: Mapping[str, str] | None = None, folder: Path = ROOT) -> Usage:
    """Runs argv in the folder to its end. ProgramFailed unless it exits 0, with its last words."""
    started = time.perf_counter()
    with subprocess.Popen(
        argv,
        cwd=folder,
        env=dict(environ or clean_environment()),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as process:
        assert process.stdout is not None
        output = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        tail = "\n".join(output.decode(errors="replace").splitlines()[-15:])
        raise ProgramFailed(f"{' '.join(argv)}: exit {process.returncode}\n{tail}")
    # Linux counts in units of 1,024 bytes, macOS in bytes.
    unit = 1 if sys.platform == "darwin" else 1024
    return Usage(seconds, usage.ru_maxrss * unit / 1_000_000, usage.ru_utime + usage.ru_stime)
