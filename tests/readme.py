"""What the README tells people to write, to be run as it stands there."""

from __future__ import annotations

import re
from pathlib import Path

README = Path(__file__).parents[1] / "README.md"


def program() -> str:
    """The program that uses AuditTrail: the README's one block of Python."""
    (found,) = re.findall(r"^```python\n(.*?)^```$", README.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    return found


def block(heading: str) -> str:
    """The first block of console lines below this heading."""
    below = README.read_text("utf-8").partition(f"# {heading}\n")[2]
    found = re.search(r"^```console\n(.*?)^```$", below, re.DOTALL | re.MULTILINE)
    assert found is not None
    return found[1]


def commands(heading: str) -> list[str]:
    """The commands of the first block of console lines below this heading, each on one line."""
    lines = block(heading).replace("\\\n", " ").splitlines()
    return [line.removeprefix("$ ") for line in lines if line.startswith("$ ")]
