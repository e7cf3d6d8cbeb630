"""Every named query run by Trino, the engine that Athena is made from, and by DuckDB, on the same events.

https://docs.aws.amazon.com/athena/latest/ug/engine-versions-reference-0003.html
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from components.log_table import COLUMNS
from components.named_queries.catalogue import queries
from components.named_queries.literal import literal
from components.named_queries.saved import saved_queries
from tests.function.cases import corpus
from tests.java.judge import library
from tests.wizard.query.asking import APPROVED, ask, record, wanted, write_log
from tests.wizard.query.generated_day import ACCOUNTS, SUSPECT, WATCHED_BUCKET, Generator
from wizard.query.local.records import SHAPES as BY_FIELD

pytestmark = [pytest.mark.java, pytest.mark.long]

HERE = Path(__file__).parent / "trino"
EVENTS = 700
_AS_JSON = ("requestparameters", "responseelements", "additionaleventdata", "serviceeventdetails")
SHAPES = {name.lower(): shape for name, shape in BY_FIELD.items()}
_PARTITIONS = {"account": "recipientAccountId", "region": "awsRegion"}


class Trino:
    """A running engine."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def rows(self, sql: str) -> list[list[Any]]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"sql": sql}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, "Trino ended"
        found = json.loads(line)
        assert "problem" not in found, found["problem"]
        return found["rows"]


@pytest.fixture(scope="module")
def trino(pytestconfig: pytest.Config) -> Iterator[Trino]:
    assert pytestconfig.cache is not None
    jars = library(pytestconfig.cache.mkdir("trino-jars") / "trino-423", HERE / "pom.xml")
    command = ["java", "-XX:TieredStopAtLevel=1", "-cp", f"{jars}{os.sep}*", str(HERE / "Trino.java")]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8"
    ) as process:
        yield Trino(process)
        assert process.stdin is not None
        process.stdin.close()


@pytest.fixture(scope="module")
def events() -> list[dict[str, Any]]:
    """A small day, odd records, and those of the digest function's corpus; Insights lie elsewhere."""
    made = [one for *_, one in Generator(EVENTS).records()]
    made += [
        {**case.record, "eventID": f"case-{at}"}
        for at, case in enumerate(corpus())
        if isinstance(case.record, dict) and case.record.get("eventName")
    ]
    made += [
        record(1, requestParameters={"bucketName": "it's"}, eventID="quoted"),
        record(
            2,
            readOnly=None,
            eventVersion="1.01",
            eventName="StopLogging",
            eventSource="cloudtrail.amazonaws.com",
        ),
    ]
    return [one for one in made if one.get("eventType") != "AwsCloudTrailInsight"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, events: list[dict[str, Any]]) -> Path:
    made = tmp_path_factory.mktemp("trino") / "logs"
    write_log(made, events, "events.json.gz")
    return made


def typed(kind: str) -> str:
    """A type of Hive's as Trino writes it."""
    kind = re.sub(r"struct<", "row(", kind.replace("map<string,string>", "MAP").replace("string", "varchar"))
    kind = kind.replace(">", ")").replace(":", " ").replace("array<", "array(")
    return kind.replace("MAP", "map(varchar, varchar)")


def table(events: list[dict[str, Any]]) -> str:
    """The events as a table with Athena's columns and partitions, in Trino's SQL."""
    kinds = {**COLUMNS, "account": "string", "region": "string", "day": "string"}
    rows = [{name: _cell(name, event) for name in kinds} for event in events]
    text = json.dumps(rows).replace("'", "''")
    shape = ", ".join(f"{name} {typed(kind)}" for name, kind in kinds.items())
    return (
        f"events AS (SELECT * FROM UNNEST(CAST(json_parse('{text}') AS array(row({shape})))) "
        f"AS t({', '.join(kinds)}))"
    )


def _cell(name: str, event: dict[str, Any]) -> Any:
    if name == "day":
        return str(event.get("eventTime", ""))[:10].replace("-", "/")
    if name in _PARTITIONS:
        identity = event.get("userIdentity")
        other = identity.get("accountId") if name == "account" and isinstance(identity, dict) else None
        return _text(event.get(_PARTITIONS[name])) or other or ""
    value = next((value for key, value in event.items() if key.lower() == name), None)
    if name in _AS_JSON:
        return None if value is None else json.dumps(value, separators=(",", ":"))
    if COLUMNS[name].startswith(("struct", "array")):
        return _shaped(value, SHAPES[name])
    return _text(value)


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, separators=(",", ":"))


def _shaped(value: Any, shape: Any) -> Any:
    """What of a value fits the shape, with keys in lower case: the SerDe makes nothing of the rest."""
    if isinstance(shape, dict):
        if not isinstance(value, dict):
            return None
        return {key.lower(): _shaped(value.get(key), of) for key, of in shape.items()}
    if isinstance(shape, list):
        return [_shaped(one, shape[0]) for one in value] if isinstance(value, list) else None
    if shape.startswith("MAP"):
        return {str(key): str(one) for key, one in value.items()} if isinstance(value, dict) else None
    return _text(value)


def with_table(sql: str, events: list[dict[str, Any]]) -> str:
    told = "\n".join(line for line in sql.split("\n") if not line.startswith("--"))
    begins = f"WITH {table(events)}"
    return f"{begins}, {told[5:]}" if told.startswith("WITH ") else f"{begins}\n{told}"


@pytest.mark.parametrize("name", queries())
def test_trino_and_duckdb_answer_a_named_query_alike(
    trino: Trino, folder: Path, events: list[dict[str, Any]], name: str
) -> None:
    given: dict[str, Any] = {"principal": SUSPECT} if name == "principal-activity" else {}
    if name == "bucket-access":
        given = {"bucket": WATCHED_BUCKET}
    sql = queries()[name].text(wanted(**given), APPROVED)
    answer = ask(folder, name, **given)
    assert len(answer.rows) > 0
    found = trino.rows(with_table(sql, events))
    assert [tuple(row) for row in found] == [tuple(row) for row in answer.rows]


@pytest.mark.parametrize("name", queries())
def test_trino_answers_a_saved_query_as_the_command_asks_it(
    trino: Trino, events: list[dict[str, Any]], name: str
) -> None:
    about: dict[str, dict[str, Any]] = {
        "principal-activity": {"account": ACCOUNTS[2], "principal": SUSPECT},
        "bucket-access": {"account": ACCOUNTS[1], "bucket": WATCHED_BUCKET},
    }
    given = about.get(name, {})
    (saved,) = [one for one in saved_queries(APPROVED, of_organization=bool(given)) if one.name == name]
    recent = [one for one in events if str(one.get("eventTime", "")) >= "2026"]
    # The last days of the saved query are other ones than those of the events.
    text = with_table(saved.text.replace("interval '7' day", "interval '3650' day"), recent)
    values = f" USING {', '.join(map(literal, given.values()))}" if given else ""
    found = trino.rows(f"EXECUTE IMMEDIATE {literal(text)}{values}")
    asked = queries()[name].text(wanted(**given), APPROVED)
    assert len(found) > 0
    assert found == trino.rows(with_table(asked, recent))


@pytest.mark.parametrize("value", ["it's", "x' OR '1'='1", "a%b_c\\d", "*'*"])
def test_a_value_is_the_same_to_trino(trino: Trino, events: list[dict[str, Any]], value: str) -> None:
    about = {"bucket": value, "principal": value}
    sql = queries()["bucket-access"].text(wanted(bucket=value), APPROVED)
    assert [row[-1] for row in trino.rows(with_table(sql, events))] == (["quoted"] if value == "it's" else [])
    sql = queries()["principal-activity"].text(wanted(**about), APPROVED)
    assert trino.rows(with_table(sql, events)) == []


def test_an_account_a_region_and_a_time_are_the_same_to_trino(
    trino: Trino, folder: Path, events: list[dict[str, Any]]
) -> None:
    given: dict[str, Any] = {
        "account": "222233334444",
        "region": "eu-west-1",
        "begin": "2026-11-25T06:00",
        "end": "2026-11-25T18:00",
    }
    sql = queries()["coverage"].text(wanted(**given), APPROVED)
    answer = ask(folder, "coverage", **given)
    assert len(answer.rows) == 1
    assert [tuple(row) for row in trino.rows(with_table(sql, events))] == [tuple(row) for row in answer.rows]
