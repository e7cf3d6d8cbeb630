"""Whether this Python has what Everyregion needs; if not, which command to use instead.

Comes before anything else is imported. This module and those it imports run on Python 3.6, too.
"""

import importlib.util
import json
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

from components.command_line import interpreter
from wizard import ROOT

OLDEST = (3, 10)
_NEEDED = (
    "boto3",
    "botocore",
    "cryptography",
    "platformdirs",
    "pulumi",
    "pulumi_aws",
    "questionary",
    "ruamel.yaml",
)
_TO_REHEARSE = ("moto",)
_VENV = ROOT / "venv"
_STAMP = "installed.txt"


def missing(words: "Sequence[str]") -> str:
    """What this Python lacks for these words of a command line, and what to do; empty where all is there."""
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < OLDEST:
        return f"Python {version} ({sys.executable}) is too old: 3.10 or newer is needed. {_instead(words)}"
    names = _NEEDED + (_TO_REHEARSE if "rehearse" in words else ())
    lacks = [name for name in names if not _is_there(name)]
    if not lacks:
        return ""
    return f"This Python, {sys.executable}, has no {', '.join(lacks)}. {_instead(words)}"


def broken(error: ImportError, words: "Sequence[str]") -> str:
    """The same for something that is there and can't be imported; empty where the mistake is our own."""
    package = (error.name or "").partition(".")[0]
    if package in ("", "wizard", "components"):
        return ""
    return f"This Python, {sys.executable}, can't import {package}: {error}. {_instead(words)}"


def refuse(problem: str, words: "Sequence[str]") -> int:
    """Tells it, as every command tells what ends it, and returns the exit code for wrong usage."""
    if "--json" in words:
        commands = ROOT / "wizard" / "commands"
        command = next((word for word in words if (commands / f"{word}.py").is_file()), "setup")
        schema = f"everyregion/{command}/1"
        print(json.dumps({"schema": schema, "error": problem, "problems": [], "exitCode": 2}, indent=2))
    print(problem, file=sys.stderr)
    return 2


def _is_there(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except ImportError:
        return False


def _instead(words: "Sequence[str]") -> str:
    """What to do. `make venv` leaves a venv alone that it has made whole, so a spoilt one is made again."""
    python = _VENV / "bin" / "python"
    is_this_one = Path(sys.prefix) == _VENV
    again = " ".join([interpreter(str(python)), "-m wizard", *map(shlex.quote, words)])
    if not is_this_one and python.exists() and (_VENV / _STAMP).exists():
        return f"Everything is installed in venv/. Run: {again}"
    targets = "clean venv" if is_this_one and (_VENV / _STAMP).exists() else "venv"
    folder = "" if Path.cwd() == ROOT else f"-C {shlex.quote(str(ROOT))} "
    return f"Run: make {folder}{targets} && {again}"
