"""The named questions: one file each in named/, in Athena's SQL, from which both engines answer.

`{name}` in a file stands for a piece of fragments.py, or for what the command line gives.
"""

from __future__ import annotations

import difflib
import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from components.command_line import wizard
from components.settings import shown
from wizard.failures import UsageFailure
from wizard.query import fragments
from wizard.query.chosen import Chosen
from wizard.query.literal import listed

_FOLDER = Path(__file__).parent / "named"
_PIECE = re.compile(r"\{([a-z_]+)\}")
_ORDER = (
    "unapproved-regions", "first-seen-regions", "coverage", "activity-by-hour", "root-use",
    "sign-ins-without-mfa", "denied-calls", "trail-changes", "bucket-access", "principal-activity",
)  # fmt: skip


@dataclass(frozen=True)
class Query:
    """words: what it answers; sql: in Athena's dialect, with its pieces."""

    name: str
    words: str
    sql: str

    @property
    def needs(self) -> tuple[str, ...]:
        """What has to be given: approved, principal, bucket."""
        return tuple(one for one in ("approved", "principal", "bucket") if f"{{{one}}}" in self.sql)

    def text(self, chosen: Chosen, approved: Sequence[str]) -> str:
        """The query in Athena's SQL, for these events. A value that looks like a piece stays as it is."""
        others = replace(chosen, principal="") if "principal" in self.needs else chosen
        given: Mapping[str, str] = {
            **fragments.FIXED,
            **fragments.bucket(chosen.bucket),
            "principal": fragments.principal(chosen.principal),
            "approved": listed(approved),
            "chosen": others.condition(),
        }
        return _PIECE.sub(lambda found: given[found[1]], self.sql)


@functools.cache
def queries() -> dict[str, Query]:
    """Every named query, in the order of the list."""
    found = {}
    for name in _ORDER:
        first, _, sql = (_FOLDER / f"{name}.sql").read_text("utf-8").partition("\n")
        found[name] = Query(name, first.removeprefix("-- "), sql.strip())
    return found


def named(name: str) -> Query:
    """Raises UsageFailure for a name that there isn't."""
    if name in queries():
        return queries()[name]
    close = difflib.get_close_matches(name.lower(), queries(), n=1)
    meant = f"Did you mean `{wizard(f'query {close[0]}')}`? " if close else ""
    raise UsageFailure(f"There is no query {shown(name)}. {meant}`{wizard('query')}` lists them.")
