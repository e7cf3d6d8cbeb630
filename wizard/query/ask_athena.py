"""A question to Athena: started in the stack's workgroup, waited for, stopped where nobody waits any more.

https://docs.aws.amazon.com/athena/latest/APIReference/API_StartQueryExecution.html
"""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from components import prices
from components.names import Names
from wizard.account.connect import ClientFor
from wizard.account.one_call import ask
from wizard.failures import AwsFailure, Cancelled, Failure, UsageFailure
from wizard.query.answer import Answer, finite
from wizard.query.chosen import Chosen
from wizard.query.readable import Readable, look
from wizard.screen.one_line_progress import StatusLine
from wizard.screen.terminal import safe

# https://aws.amazon.com/athena/pricing/: by whole megabytes.
_MB = 10**6
# https://docs.aws.amazon.com/athena/latest/APIReference/API_GetQueryResults.html
_PAGE = 1000
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 3.0
_LOOKS_IN_VAIN = 5
_WHOLE = ("tinyint", "smallint", "integer", "bigint")
_BROKEN = ("float", "double", "real", "decimal")


@dataclass(frozen=True)
class Athena:
    """client_for: of the account that the log bucket is in; patience: seconds to wait."""

    client_for: ClientFor
    names: Names
    is_quiet: bool
    patience: float
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    line: StatusLine = field(default_factory=StatusLine)

    def ask(self, sql: str, chosen: Chosen, most: int) -> Answer:
        """The answer of at most so many rows. Raises Failure; Ctrl-C stops the query too."""
        self.line.shows = self.line.shows and not self.is_quiet
        started = self._start(sql)
        try:
            with ThreadPoolExecutor(1) as beside:
                looking = beside.submit(look, self.client_for, self.names, chosen)
                done = self._wait(started)
                columns, rows = self._rows(started, most + 1)
                readable = looking.result()
        except KeyboardInterrupt:
            self._stop(started)
            raise Cancelled(
                "Cancelled; the query was stopped. What it had read by then is paid for."
            ) from None
        finally:
            self.line.clear()
        return self._answer(sql, started, done, (columns, rows), most, readable)

    def _start(self, sql: str) -> str:
        answer = ask(
            self.client_for,
            "athena",
            self.names.home,
            "start_query_execution",
            QueryString=sql,
            WorkGroup=self.names.query_workgroup,
            QueryExecutionContext={"Database": self.names.query_database},
            ClientRequestToken=str(uuid.uuid4()),
        )
        if answer.value is None:
            where = f"the workgroup {self.names.query_workgroup} in {self.names.home}"
            raise AwsFailure(f"Athena didn't take the query ({where}): {answer.why}")
        return str(answer.value["QueryExecutionId"])

    def _wait(self, started: str) -> dict[str, Any]:
        """The execution once it succeeded. Raises Failure."""
        until, pause, in_vain = self.clock() + self.patience, _FIRST_PAUSE, 0
        while True:
            answer = ask(
                self.client_for, "athena", self.names.home, "get_query_execution", QueryExecutionId=started
            )
            in_vain = in_vain + 1 if answer.value is None else 0
            if in_vain >= _LOOKS_IN_VAIN or answer.is_refused:
                self._stop(started)
                raise AwsFailure(f"How the query went can't be found out, so it was stopped: {answer.why}")
            if answer.value is not None:
                found = answer.value["QueryExecution"]
                if found["Status"]["State"] == "SUCCEEDED":
                    return found
                if found["Status"]["State"] in ("FAILED", "CANCELLED"):
                    raise _failed(found)
                read = found.get("Statistics", {}).get("DataScannedInBytes", 0)
                self.line.write(f"Athena is asked: {amount(read)} read (Ctrl-C stops the query)")
            if self.clock() > until:
                self._stop(started)
                raise AwsFailure(
                    f"Athena had no answer within {self.patience:.0f} s, and the query was stopped. Ask "
                    "for less (--from, --to, --account, --region), or wait longer with --timeout."
                )
            self.sleep(pause)
            pause = min(_LONGEST_PAUSE, pause * 1.5)

    def _stop(self, started: str) -> None:
        ask(self.client_for, "athena", self.names.home, "stop_query_execution", QueryExecutionId=started)

    def _rows(self, started: str, most: int) -> tuple[list[str], list[list[Any]]]:
        """The columns and rows. The first row of the first page repeats the columns' names."""
        names: list[str] = []
        kinds: list[str] = []
        rows: list[list[Any]] = []
        more: dict[str, Any] = {}
        while True:
            answer = ask(
                self.client_for, "athena", self.names.home, "get_query_results",
                QueryExecutionId=started, MaxResults=_PAGE, **more,
            )  # fmt: skip
            if answer.value is None:
                raise AwsFailure(f"The query was answered, but its rows can't be read: {answer.why}")
            found = answer.value["ResultSet"]
            if not names:
                columns = found["ResultSetMetadata"]["ColumnInfo"]
                names, kinds = [one["Name"] for one in columns], [one["Type"] for one in columns]
                found["Rows"] = found["Rows"][1:]
            rows += [_typed(row, kinds) for row in found["Rows"]]
            token = answer.value.get("NextToken")
            if not token or len(rows) >= most:
                return names, rows[:most]
            more = {"NextToken": token}

    def _answer(
        self,
        sql: str,
        started: str,
        done: dict[str, Any],
        found: tuple[list[str], list[list[Any]]],
        most: int,
        readable: Readable,
    ) -> Answer:
        columns, rows = found
        read = int(done.get("Statistics", {}).get("DataScannedInBytes", 0))
        cost = cost_of(read)
        return Answer(
            columns,
            rows[:most],
            len(rows) > most,
            (f"Athena read {amount(read)}, which costs {cost:.4f} USD.", *readable.notes),
            {
                "engine": "athena",
                "sql": sql,
                "queryExecutionId": started,
                "workgroup": self.names.query_workgroup,
                "database": self.names.query_database,
                "bytesScanned": read,
                "costUsd": round(cost, 6),
                "readable": readable.facts,
            },
        )


def cost_of(read: int) -> float:
    """USD for so many bytes read. https://aws.amazon.com/athena/pricing/"""
    counted = max(prices.QUERY_LEAST_BYTES, -(-read // _MB) * _MB) if read else 0
    return prices.QUERY.of(counted / prices.TB)


def amount(read: int) -> str:
    """`12.3 MB`, `1.2 GB`."""
    for size, unit in ((prices.TB, "TB"), (10**9, "GB"), (_MB, "MB"), (1000, "kB")):
        if read >= size:
            return f"{read / size:.1f} {unit}"
    return f"{read} bytes"


def _failed(found: dict[str, Any]) -> Failure:
    """What a query that didn't succeed ends the command with."""
    status = found["Status"]
    why = safe(status.get("StateChangeReason") or "Athena doesn't say why")
    read = int(found.get("Statistics", {}).get("DataScannedInBytes", 0))
    # https://docs.aws.amazon.com/athena/latest/ug/workgroups-setting-control-limits-cloudwatch.html
    if re.search(r"bytes scanned limit", why, re.IGNORECASE):
        return UsageFailure(
            f"The query would read more than the workgroup's limit: Athena cancelled it after {amount(read)} "
            f"({cost_of(read):.2f} USD): ask for less with --from, --to, --account or --region."
        )
    if status["State"] == "CANCELLED":
        return AwsFailure(f"Somebody stopped the query: {why}.")
    if re.search(r"does not exist|not found", why, re.IGNORECASE):
        return UsageFailure(f"Athena doesn't know what the query names: {why}")
    return AwsFailure(f"Athena refused the query: {why}")


def _typed(row: dict[str, Any], kinds: Sequence[str]) -> list[Any]:
    """Athena answers everything as text; numbers become numbers again."""
    values: list[Any] = []
    for cell, kind in zip(row.get("Data", ()), kinds, strict=False):
        text = cell.get("VarCharValue")
        if text is not None and kind in _WHOLE:
            values.append(int(text))
        elif text is not None and kind.startswith(_BROKEN):
            values.append(finite(float(text)))
        else:
            values.append(text)
    return values
