"""One's own SQL, and values from the command line: neither reaches another file, the network or a query."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from components.named_queries.catalogue import queries
from tests.table import for_each
from tests.wizard.query.asking import ask, ask_sql, column, record, wanted, write_log
from wizard.failures import UsageFailure
from wizard.query.local import duck
from wizard.query.own_sql import of_file, one_select

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("sql") / "logs"
    write_log(made, [record(1), record(2, requestParameters={"bucketName": "it's"})])
    return made


def test_athena_s_sql_is_understood(folder: Path) -> None:
    sql = (
        "SELECT date_format(from_iso8601_timestamp(eventtime), '%Y-%m') AS month,\n"
        "approx_distinct(eventid) AS n,\n"
        "element_at(array_agg(useridentity.username), 1) AS who FROM events GROUP BY 1"
    )
    assert ask_sql(folder, sql).rows == [("2026-11", 2, "ann")]


def test_duckdb_s_own_sql_is_taken_too(folder: Path) -> None:
    assert ask_sql(folder, "FROM events SELECT max(eventid) AS last").rows == [("id-2",)]


HOSTILE = (
    "SELECT * FROM read_text('/etc/passwd')",
    "SELECT * FROM '/etc/passwd'",
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM glob('/*')",
    "SELECT * FROM read_parquet('/tmp/*.parquet')",
    "SELECT * FROM read_json('https://example.com/x.json')",
    "SELECT * FROM 's3://bucket/key.parquet'",
    "COPY (SELECT 1) TO '/tmp/everyregion-was-here.csv'",
    "COPY events TO 'x.parquet'",
    "ATTACH '/tmp/everyregion.db'",
    "INSTALL httpfs",
    "LOAD httpfs",
    "SET enable_external_access = true",
    "SELECT 1; DROP VIEW events",
    "DROP VIEW events",
    "CREATE TABLE x AS SELECT 1",
    "PRAGMA version",
    "CALL pragma_version()",
    "SELECT * FROM sys",
    "SELECT getenv('HOME')",
    "EXPORT DATABASE '/tmp/x'",
    "SELECT * FROM sniff_csv('/etc/passwd')",
    "SELECT content FROM read_blob('/proc/self/environ')",
    "SELECT * FROM duckdb_secrets()",
)


@for_each("sql", HOSTILE)
def test_a_hostile_query_is_refused(folder: Path, sql: str) -> None:
    with pytest.raises(UsageFailure):
        ask_sql(folder, sql)


@for_each(
    "sql",
    [
        "INSERT INTO events SELECT * FROM events",
        "UNLOAD (SELECT * FROM events) TO 's3://b/'",
        "CREATE TABLE x AS SELECT 1",
        "DROP TABLE events",
        "-- SELECT\nDROP TABLE events",
        "/* SELECT */ MSCK REPAIR TABLE events",
        "SELECT 1; SELECT 2",
        "SELECT 1 /* ; */; DROP TABLE events -- ;",
        "-- nothing",
        "",
        "selective",
    ],
)
def test_athena_is_sent_one_select_and_nothing_else(sql: str) -> None:
    with pytest.raises(UsageFailure, match=r"^A query is one SELECT"):
        one_select(sql)


def test_a_file_that_no_query_can_be_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "mine.sql"
    file.write_text(f"SELECT '{'x' * 262_144}'")
    with pytest.raises(UsageFailure, match="has 262,153 bytes, and Athena takes 262,144 a query"):
        of_file(str(file))
    file.write_bytes(b"\xef\xbb\xbfSELECT 1;\n")
    assert of_file(str(file)).sql == "SELECT 1"


@for_each(
    "sql",
    [
        "SELECT 1",
        "  (SELECT 1) UNION (SELECT 2)",
        "-- first; then\nWITH a AS (SELECT ';' AS b) SELECT b FROM a",
        "/* it's ; */ select \"a;b\" from events where x = 'it''s; -- no comment'",
    ],
)
def test_a_select_goes_to_athena_as_it_stands_but_for_its_end(sql: str) -> None:
    assert one_select(sql) == sql.strip()
    assert one_select(f"{sql};\n-- done; it's over") == f"{sql.strip()}\n-- done; it's over"


@for_each(
    "sql",
    ["SELECT " + "(" * 20_000 + "1" + ")" * 20_000, "SELECT 1" + "+1" * 20_000],
    named=lambda sql: sql[:9],
)
def test_a_query_that_is_nested_too_deeply_is_refused(folder: Path, sql: str) -> None:
    with pytest.raises(UsageFailure, match="DuckDB refused the query: Parser Error"):
        ask_sql(folder, sql)


def test_a_number_that_json_has_not_is_told_as_text(folder: Path) -> None:
    sql = "SELECT CAST('nan' AS double) AS a, [CAST('-inf' AS double)] AS b"
    assert ask_sql(folder, sql).rows == [("nan", ["-inf"])]


@pytest.mark.parametrize("ended", [signal.SIGINT, signal.SIGTERM])
def test_a_long_query_ends_when_nobody_wants_it_any_more(folder: Path, ended: signal.Signals) -> None:
    sql = folder.parent / "long.sql"
    sql.write_text("SELECT sum(a.i * b.i) FROM range(10000000) a(i), range(10000000) b(i)")
    words = ["query", "--local", str(folder), "--cache", str(folder.parent), "--sql", str(sql)]
    program = (
        "import sys, threading; from wizard.commands.cli import main; from wizard.query.local import duck\n"
        "shut = duck.shut\n"
        "def told(*given):\n"
        "    shut(*given)\n"
        "    threading.Timer(0.5, lambda: print('asked', flush=True)).start()\n"
        "duck.shut = told\n"
        f"sys.exit(main({words!r}))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "asked\n"
        process.send_signal(ended)
        _, said = process.communicate(timeout=60)
    assert (process.returncode, said) == (130, "Cancelled. What was loaded by then stays loaded.\n")


def test_a_mistake_in_the_sql_is_told_in_the_engine_s_words(folder: Path) -> None:
    with pytest.raises(UsageFailure, match=r"(?s)DuckDB refused the query: .*eventnam"):
        ask_sql(folder, "SELECT eventnam FROM events")


INJECTIONS = (
    "' OR '1'='1", "x' UNION SELECT eventid FROM events --", "'; DROP VIEW events; --", "{chosen}", "{noise}",
    "it''s",
    "\\' OR 1=1 --", "%", "_", "\\", "a\\%", '"', "$$", "/*", "-- x", "ann' --", "x'||(SELECT 1)||'",
)  # fmt: skip


@for_each("value", INJECTIONS)
def test_a_value_never_becomes_sql(folder: Path, value: str) -> None:
    assert ask(folder, "principal-activity", principal=value).rows == []
    assert ask(folder, "bucket-access", bucket=value).rows == []


def test_a_quote_in_a_value_is_part_of_it(folder: Path) -> None:
    assert column(ask(folder, "bucket-access", bucket="it's"), "event_id") == ["id-2"]


@for_each("value", INJECTIONS)
def test_every_value_is_one_literal_in_both_dialects(value: str) -> None:
    import sqlglot

    for query in queries().values():
        text = query.text(wanted(principal=value, bucket=value), ["eu-west-1", value])
        # A * and a / are what a principal's name may hold to be asked for otherwise.
        like = f"x{'/' if '/' in value else ''}{'*' if '*' in value else ''}"
        harmless = query.text(wanted(principal=like, bucket="x"), ["eu-west-1", "x"])
        for dialect, one, other in (
            ("athena", text, harmless),
            ("duckdb", duck.translated(text), duck.translated(harmless)),
        ):
            parsed = [sqlglot.parse(each, read=dialect) for each in (one, other)]
            shapes = [
                [type(node).__name__ for statement in found if statement for node in statement.walk()]
                for found in parsed
            ]
            assert shapes[0] == shapes[1], (query.name, dialect, value)
