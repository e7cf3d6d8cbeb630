"""Athena's SQL, as a parser for that dialect reads it; tests/java asks Trino itself."""

from __future__ import annotations

import sqlglot
from sqlglot import exp
from sqlglot.errors import ErrorLevel

from components.log_table import COLUMNS, PARTITIONS, TABLE
from components.named_queries.catalogue import queries
from tests.table import for_each
from tests.wizard.query.asking import wanted

#: Of https://trino.io/docs/current/functions/list.html, which Athena's engine has too.
FUNCTIONS = {
    "ARRAY_AGG", "ARRAY_JOIN", "COALESCE", "CONCAT", "CONTAINS", "COUNT", "JSON_EXTRACT_SCALAR",
    "LOWER", "MAX", "MIN", "MIN_BY", "REGEXP_EXTRACT", "REGEXP_LIKE", "REPLACE", "SUBSTR", "SUM", "TRANSFORM",
}  # fmt: skip


def text(name: str) -> str:
    about = wanted(
        account="111122223333",
        region="eu-west-1",
        begin="2026-11-01",
        end="2026-11-25",
        principal="x",
        bucket="b",
    )
    return queries()[name].text(about, ["eu-west-1"])


def parsed(name: str) -> exp.Select:
    found = sqlglot.parse_one(text(name), read="athena", error_level=ErrorLevel.RAISE)
    assert isinstance(found, exp.Select)
    return found


@for_each("name", queries())
def test_a_query_is_one_select_in_athena_s_dialect(name: str) -> None:
    assert parsed(name).sql(dialect="athena")


@for_each("name", queries())
def test_a_query_reads_the_table_s_own_columns_alone(name: str) -> None:
    made = {alias.alias for alias in parsed(name).find_all(exp.Alias)} | {"r"}
    known = {*COLUMNS, *PARTITIONS, *made}
    columns = {column.parts[0].name for column in parsed(name).find_all(exp.Column)}
    tables = {"accounts", "regions", "days", "counted"} if name == "coverage" else set[str]()
    assert columns - known - tables == set()
    assert {table.name for table in parsed(name).find_all(exp.Table)} - tables == {TABLE}


@for_each("name", queries())
def test_a_query_uses_functions_that_athena_has(name: str) -> None:
    import re

    called = set(re.findall(r"\b([a-z_]+)\(", re.sub(r"'[^']*'", "''", text(name).lower())))
    keywords = {"and", "in", "or", "not", "then", "when", "from", "where", "as", "distinct", "coverage"}
    assert {one.upper() for one in called - keywords} <= FUNCTIONS


@for_each("name", queries())
def test_a_query_says_which_partitions_it_reads(name: str) -> None:
    for condition in (
        "account IN ('111122223333')",
        "region IN ('eu-west-1')",
        "day >= '2026/11/01'",
        "day <= '2026/11/26'",
    ):
        assert condition in text(name)
