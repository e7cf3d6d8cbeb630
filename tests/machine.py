"""What some tests need of the machine: how it is found, and what happens where it isn't there."""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

Which = Callable[[str], "str | None"]


def pulumi_cli_dir(environ: Mapping[str, str] = os.environ) -> Path | None:
    """The folder of the `pulumi` CLI: PULUMI_CLI_DIR where that is set, else the one found on PATH."""
    named = environ.get("PULUMI_CLI_DIR")
    found = shutil.which("pulumi", path=named or environ.get("PATH", os.defpath))
    return Path(found).resolve().parent if found else None


def _engine() -> str | None:
    return None if pulumi_cli_dir() else "no pulumi CLI on PATH, nor in the folder that PULUMI_CLI_DIR names"


def chromium() -> str | None:
    """The browser's path, None where there is none."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if (path := shutil.which(name))), None)


def _browser() -> str | None:
    return None if chromium() else "no Chromium on PATH (apt install chromium)"


def _java() -> str | None:
    missing = [name for name in ("java", "mvn") if not shutil.which(name)]
    return f"no {' and no '.join(missing)} on PATH (apt install default-jdk maven)" if missing else None


def _terminal() -> str | None:
    return None if hasattr(os, "openpty") else "no pseudo-terminals on this system"


@functools.cache
def _mount() -> str | None:
    """Tries it: to be root isn't enough in a container."""
    with tempfile.TemporaryDirectory() as folder:
        words = ["mount", "-t", "tmpfs", "-o", "size=1m", "none", folder]
        try:
            subprocess.run(words, check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            return "a small file system can't be mounted here (root in a machine of its own may)"
        subprocess.run(["umount", folder], check=True)
    return None


def prowler() -> str | None:
    """The path of Prowler's command, which has a virtual environment of its own: that of PROWLER, else where
    scripts/prowler puts it; None where there is none."""
    own = Path(__file__).parents[1] / "venv" / "prowler" / "bin" / "prowler"
    named = os.environ.get("PROWLER") or str(own)
    return named if os.access(named, os.X_OK) else None


def _prowler() -> str | None:
    return None if prowler() else "no Prowler: scripts/prowler installs it, or PROWLER names it"


#: Marker -> what is missing for it, or None where the machine has it.
NEEDS: dict[str, Callable[[], str | None]] = {
    "engine": _engine,
    "browser": _browser,
    "java": _java,
    "terminal": _terminal,
    "mount": _mount,
    "prowler": _prowler,
}


@dataclass(frozen=True)
class Verdict:
    """Why a test can't run here, and whether that is a failure (its need stands in REQUIRE) or a skip."""

    reason: str
    fails: bool


def required(text: str) -> frozenset[str]:
    """The needs that REQUIRE names, separated by commas; ValueError for one that doesn't exist."""
    names = frozenset(name.strip() for name in text.split(",") if name.strip())
    unknown = sorted(names - NEEDS.keys())
    if unknown:
        raise ValueError(f"REQUIRE names {', '.join(unknown)}, but the needs are {', '.join(sorted(NEEDS))}")
    return names


def verdict(
    marks: Iterable[str], require: frozenset[str], needs: Mapping[str, Callable[[], str | None]] = NEEDS
) -> Verdict | None:
    """What becomes of a test with these marks: None to run it. A failure counts before a skip."""
    missing = {name: reason for name in marks if name in needs and (reason := needs[name]())}
    if not missing:
        return None
    name = next((name for name in missing if name in require), next(iter(missing)))
    if name in require:
        return Verdict(f"{name}: {missing[name]}, and REQUIRE={name} makes that a failure", fails=True)
    return Verdict(f"{name}: {missing[name]}", fails=False)
