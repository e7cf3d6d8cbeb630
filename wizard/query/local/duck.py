"""DuckDB: bounded in memory, shut off from every other file and the network before a question is asked.

https://duckdb.org/docs/stable/operations_manual/securing_duckdb/overview
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from typing import TYPE_CHECKING, Any

from components.named_queries.literal import literal
from wizard.failures import UsageFailure
from wizard.query.local import records
from wizard.query.own_sql import ONE_SELECT

if TYPE_CHECKING:
    import duckdb

_MEMORY = "512MB"
_MOMENT = 0.05
_MOST_THREADS = 4
INSTALL = "scripts/install query"


class ReadingFailed(UsageFailure):
    """A query that DuckDB understood, and that failed all the same: by what it asks, or by what it read."""


def need(*modules: str) -> None:
    """Raises UsageFailure where this Python lacks one of the libraries that only local queries use."""
    import importlib.util

    lacks = [name for name in modules if importlib.util.find_spec(name) is None]
    if lacks:
        raise UsageFailure(f"{' and '.join(lacks)}: not installed here. Run `{INSTALL}`, then this again.")


def connect(folder: Path) -> duckdb.DuckDBPyConnection:
    """A new engine in memory. folder: what doesn't fit there is put into it."""
    import duckdb

    return duckdb.connect(
        config={
            "threads": min(_MOST_THREADS, os.cpu_count() or 1),
            "memory_limit": _MEMORY,
            "temp_directory": str(folder),
            "preserve_insertion_order": False,
            "python_enable_replacements": False,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
    )


def shut(engine: duckdb.DuckDBPyConnection, parts: list[Path], dead: Iterable[int]) -> None:
    """Makes the table, and closes everything else: from here on only these files can be read."""
    engine.execute(records.view(parts, dead))
    paths = ", ".join(literal(str(path)) for path in parts)
    engine.execute(f"SET allowed_paths = [{paths}]")
    engine.execute("SET enable_external_access = false")
    engine.execute("SET lock_configuration = true")


def translated(sql: str) -> str:
    """Athena's SQL in DuckDB's dialect; as it is where it isn't Athena's."""
    import logging

    import sqlglot
    from sqlglot.errors import SqlglotError

    # What isn't known to it DuckDB judges.
    logging.getLogger("sqlglot").setLevel(logging.CRITICAL)
    try:
        return ";\n".join(sqlglot.transpile(sql, read="athena", write="duckdb", pretty=True))
    except (SqlglotError, RecursionError):
        return sql


def select(engine: duckdb.DuckDBPyConnection, sql: str, most: int) -> tuple[list[str], list[tuple[Any, ...]]]:
    """The columns and at most so many rows. Raises UsageFailure for what isn't one SELECT, or fails."""
    # DuckDB looks for signals only in the main thread, and makes an error of its own of Ctrl-C there.
    with ThreadPoolExecutor(1) as beside:
        asked = beside.submit(_select, engine, sql, most)
        try:
            return asked.result()
        finally:
            # Time and again: before the query has begun there is nothing to interrupt.
            while not asked.done():
                engine.interrupt()
                wait([asked], _MOMENT)


def _select(
    engine: duckdb.DuckDBPyConnection, sql: str, most: int
) -> tuple[list[str], list[tuple[Any, ...]]]:
    import duckdb

    try:
        statements = engine.extract_statements(sql)
        if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
            raise UsageFailure(ONE_SELECT)
        engine.execute(statements[0])
        names = [column[0] for column in engine.description or ()]
        return names, engine.fetchmany(most)
    # Of what doesn't fit into memory Python's own errors tell.
    except (duckdb.Error, RuntimeError, MemoryError) as error:
        not_understood = (
            duckdb.BinderException, duckdb.CatalogException, duckdb.ParserException, duckdb.SyntaxException,
        )  # fmt: skip
        kind = UsageFailure if isinstance(error, not_understood) else ReadingFailed
        raise kind(f"DuckDB refused the query: {error}") from None


def can_be_read(parts: list[Path], folder: Path) -> bool:
    """Whether every value of these parts is there, in the columns that they should have."""
    import duckdb

    engine = connect(folder)
    try:
        engine.execute(records.view(parts, ()))
        engine.execute("SELECT bit_xor(hash(COLUMNS(*))) FROM events")
    except duckdb.InterruptException:
        raise
    except duckdb.Error:
        return False
    finally:
        engine.close()
    return True
