"""What the README tells people to write, to be run as it stands there."""

from __future__ import annotations

import re
from pathlib import Path

README = Path(__file__).parents[1] / "README.md"


def program() -> str:
    """The program that uses AuditTrail: the README's one block of Python."""
    (found,) = re.findall(r"^```python\n(.*?)^```$", README.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    return found
