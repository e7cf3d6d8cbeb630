"""The table of docs/verify.md: every check, what follows if it fails, and the controls that it answers.

`python -m wizard.verify.page` rewrites it; a test checks that it is current.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from wizard.review.controls import Control, controls
from wizard.verify.catalogue import CHECKS, Check

_TABLE = re.compile(r"(?<=<!-- checks -->\n).*?(?=<!-- /checks -->)", re.DOTALL)


def updated(text: str) -> str:
    """The page with the table made anew."""
    lines = "".join(f"{line}\n" for line in table())
    return _TABLE.sub(lambda _: lines, text)


def table() -> Iterator[str]:
    """A line for each check, in the order of reports. * marks those that are asked of a stack alone."""
    yield "| check | as it should be | if not | answers |"
    yield "|---|---|---|---|"
    for check in CHECKS.values():
        own = " *" if check.own else ""
        yield f"| `{check.id}`{own} | {check.what} | {check.consequence} | {_answers(check)} |"


def _answers(check: Check) -> str:
    frameworks: dict[str, list[Control]] = {}
    for control in controls(check.id):
        frameworks.setdefault(f"{control.framework} {control.version}", []).append(control)
    return "; ".join(f"{name}: {', '.join(one.id for one in some)}" for name, some in frameworks.items())


def main() -> int:
    """Rewrites docs/verify.md in the working directory."""
    path = Path("docs", "verify.md")
    path.write_text(updated(path.read_text("utf-8")), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
