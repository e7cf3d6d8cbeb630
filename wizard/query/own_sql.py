"""Somebody's own SQL, before Athena gets it: one SELECT, as DuckDB demands it of what it is asked.

Athena refuses several statements itself, but takes INSERT, UNLOAD, CREATE and DROP.
https://docs.aws.amazon.com/athena/latest/ug/ddl-sql-reference.html
"""

from __future__ import annotations

import re
from pathlib import Path

from components.named_queries.catalogue import Query
from wizard.failures import UsageFailure
from wizard.screen.terminal import safe
from wizard.stack.yaml_reading import read_bytes

NAME = "your own"
#: https://docs.aws.amazon.com/athena/latest/ug/service-limits.html
MOST_BYTES = 262_144
_MOST_READ = 100_000_000

ONE_SELECT = "A query is one SELECT (or WITH ... SELECT), and nothing else."
#: Text, a quoted name, or a comment: whatever is in it, it's no SQL.
_PASSED_OVER = r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|--[^\n]*|/\*.*?\*/"
_PIECES = re.compile(f"{_PASSED_OVER}|;", re.DOTALL)
_SELECT = re.compile(r"[\s(]*(?:SELECT|WITH)\b", re.IGNORECASE)


def of_file(path: str) -> Query:
    """What is in the file. Raises UsageFailure."""
    content = read_bytes(Path(path), largest=_MOST_READ) or b""
    if len(content) > MOST_BYTES:
        size = f"{len(content):,} bytes"
        raise UsageFailure(f"{safe(path)} has {size}, and Athena takes {MOST_BYTES:,} a query.")
    text = content.decode("utf-8-sig", "replace").strip().rstrip(";")
    if not text:
        raise UsageFailure(f"{safe(path)} is empty. Write one SELECT over the table `events` into it.")
    return Query(NAME, "", text)


def one_select(sql: str) -> str:
    """The statement without the semicolon that ends it. Raises UsageFailure for anything else."""
    bare = _PIECES.sub(lambda found: {";": ";", "-": " ", "/": " "}.get(found[0][0], "''"), sql)
    statements = [one for one in bare.split(";") if one.strip()]
    if len(statements) != 1 or not _SELECT.match(statements[0]):
        raise UsageFailure(ONE_SELECT)
    return _PIECES.sub(lambda found: "" if found[0] == ";" else found[0], sql).strip()
