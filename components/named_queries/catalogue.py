"""The named questions: one file each in sql/, in Athena's SQL, from which both engines answer.

`{name}` in a file stands for a piece of fragments.py, or for what the question is about.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from components.named_queries import fragments
from components.named_queries.literal import listed

_FOLDER = Path(__file__).parent / "sql"
_PIECE = re.compile(r"\{([a-z_]+)\}")
_ORDER = (
    "unapproved-regions", "first-seen-regions", "coverage", "activity-by-hour", "root-use",
    "sign-ins-without-mfa", "denied-calls", "trail-changes", "bucket-access", "principal-activity",
)  # fmt: skip


class About(Protocol):
    """Which events a question is about, in Athena's SQL: each is an expression that holds literals alone, or
    a parameter."""

    def condition(self, *, says_principal: bool) -> str:
        """The events. says_principal: the query says by itself whose they are."""
        ...

    def principal_condition(self) -> str:
        """Whether a call was the principal's; for a query that is about one."""
        ...

    def bucket_name(self) -> str:
        """The bucket's name, for a query that is about one."""
        ...


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

    def text(self, about: About, approved: Sequence[str]) -> str:
        """The query in Athena's SQL, for these events. A value that looks like a piece stays as it is."""
        given: Mapping[str, str] = {
            **fragments.FIXED,
            "bucket": about.bucket_name(),
            "principal": about.principal_condition(),
            "approved": listed(approved),
            "chosen": about.condition(says_principal="principal" in self.needs),
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
