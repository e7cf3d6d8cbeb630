"""How the wizard is started from where somebody stands, for every command that is printed."""

import os
import shlex
import shutil
import sys
from pathlib import Path


def wizard(words: str = "") -> str:
    """`python -m wizard` and these words, with the interpreter that runs now as a shell there finds it."""
    return " ".join(filter(None, [f"{interpreter(sys.executable)} -m wizard", words]))


def interpreter(path: str) -> str:
    """This Python as one types it here: a bare name in an activated environment, else a path, short from
    the current folder. Links stay: a venv's Python is a link to one that knows nothing of the venv."""
    for name in ("python", "python3"):
        found = shutil.which(name)
        # venv/bin/python and venv/bin/python3 are the same.
        if found and os.path.dirname(os.path.abspath(found)) == os.path.dirname(path):
            return name
    try:
        here = Path(path).relative_to(Path.cwd())
    except (ValueError, OSError):
        return shlex.quote(path or "python")
    return shlex.quote(str(here) if here.parent.name else f"./{here}")
