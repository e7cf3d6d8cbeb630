"""A question to Athena: started in the stack's workgroup, waited for, stopped where nobody waits any more.

https://docs.aws.amazon.com/athena/latest/APIReference/API_StartQueryExecution.html
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from components.log_table import RESULT_DAYS
from components.names import Names
from wizard.account.connect import ClientFor
from wizard.account.facts import Probe
from wizard.account.one_call import ask
from wizard.failures import AwsFailure, Cancelled
from wizard.query.answer import Answer
from wizard.query.athena_answers import amount, bytes_read, cost_of, ended, failed, typed
from wizard.query.chosen import Chosen
from wizard.query.readable import Readable, look
from wizard.screen.one_line_progress import StatusLine
from wizard.screen.terminal import safe

# https://docs.aws.amazon.com/athena/latest/APIReference/API_GetQueryResults.html
_PAGE = 1000
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 3.0
_LOOKS_IN_VAIN = 5


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
        self.line.write("Asking Athena (Ctrl-C stops the query)")
        started = self._start(sql)
        try:
            with ThreadPoolExecutor(1) as beside:
                looking = beside.submit(look, self.client_for, self.names, chosen)
                done = self._wait(started)
                columns, rows = self._rows(started, most + 1)
                readable = looking.result()
        except KeyboardInterrupt:
            raise Cancelled(f"Cancelled; {self._stopped(started)}") from None
        finally:
            self.line.clear()
        return self._answer(sql, started, done, (columns, rows), most, readable)

    def _start(self, sql: str) -> str:
        """The query's id. Raises Failure.

        AWS answers the same request, by its token, with the query that it began already: so one whose answer
        got lost is found again.
        https://docs.aws.amazon.com/athena/latest/APIReference/API_StartQueryExecution.html
        """
        request = {
            "QueryString": sql,
            "WorkGroup": self.names.query_workgroup,
            "QueryExecutionContext": {"Database": self.names.query_database},
            "ClientRequestToken": str(uuid.uuid4()),
        }
        try:
            answer = self._call("start_query_execution", **request)
            if answer.value is None and not answer.is_refused:
                self.sleep(_FIRST_PAUSE)
                answer = self._call("start_query_execution", **request)
        except KeyboardInterrupt:
            answer = self._call("start_query_execution", **request)
            if answer.value is None:
                said = "whether the query has begun isn't known. The workgroup's limit holds for it."
            else:
                said = self._stopped(str(answer.value["QueryExecutionId"]))
            raise Cancelled(f"Cancelled; {said}") from None
        if answer.value is None:
            where = f"the workgroup {self.names.query_workgroup} in {self.names.home}"
            if answer.cause in ("unreachable", "late"):
                said = f"Whether Athena has begun with the query isn't known ({where}, whose limit holds)"
            else:
                said = f"Athena didn't take the query ({where})"
            raise AwsFailure(f"{said}: {answer.why}")
        return str(answer.value["QueryExecutionId"])

    def _call(self, call: str, **parameters: Any) -> Probe[Any]:
        return ask(self.client_for, "athena", self.names.home, call, **parameters)

    def _wait(self, started: str) -> dict[str, Any]:
        """The execution once it succeeded. Raises Failure."""
        until, pause, in_vain = self.clock() + self.patience, _FIRST_PAUSE, 0
        while True:
            answer = self._call("get_query_execution", QueryExecutionId=started)
            in_vain = in_vain + 1 if answer.value is None else 0
            if in_vain >= _LOOKS_IN_VAIN or answer.is_refused:
                raise AwsFailure(
                    f"How the query goes can't be found out: {ended(answer.why)} So {self._stopped(started)}"
                )
            if answer.value is not None:
                found = answer.value["QueryExecution"]
                if found["Status"]["State"] == "SUCCEEDED":
                    return found
                if found["Status"]["State"] in ("FAILED", "CANCELLED"):
                    raise failed(found)
                read = amount(bytes_read(found) or 0)
                self.line.write(f"Athena is asked: {read} read (Ctrl-C stops the query)")
            if self.clock() > until:
                raise AwsFailure(
                    f"Athena had no answer within {self.patience:.0f} s: {self._stopped(started)} Ask for "
                    "less (--from, --to, --account, --region), or wait longer with --timeout."
                )
            self.sleep(pause)
            pause = min(_LONGEST_PAUSE, pause * 1.5)

    def _stopped(self, started: str) -> str:
        """Stops the query; what came of that, as a sentence without its beginning."""
        if (answer := self._call("stop_query_execution", QueryExecutionId=started)).state == "good":
            return "the query was stopped. What it had read by then is paid for."
        return f"the query {safe(started)} couldn't be stopped: {answer.why}"

    def _rows(self, started: str, most: int) -> tuple[list[str], list[list[Any]]]:
        """The columns and rows. The first row of the first page repeats the columns' names."""
        names: list[str] = []
        kinds: list[str] = []
        rows: list[list[Any]] = []
        more: dict[str, Any] = {}
        while True:
            found, token = self._page(started, more)
            page = found.get("Rows") or []
            if not more:
                columns = found["ResultSetMetadata"]["ColumnInfo"]
                names, kinds = [one["Name"] for one in columns], [one["Type"] for one in columns]
                page = page[1:]
            rows += [typed(row, kinds) for row in page]
            if not token or len(rows) >= most:
                return names, rows[:most]
            more = {"NextToken": token}

    def _page(self, started: str, more: dict[str, Any]) -> tuple[dict[str, Any], str]:
        """A page of rows, and the token of the next one. The query is paid for, so it's asked for again."""
        for left in reversed(range(_LOOKS_IN_VAIN)):
            answer = self._call("get_query_results", QueryExecutionId=started, MaxResults=_PAGE, **more)
            if answer.value is not None:
                return answer.value["ResultSet"], answer.value.get("NextToken", "")
            if answer.is_refused or not left:
                break
            self.sleep(_FIRST_PAUSE)
        raise AwsFailure(
            f"The query was answered, but its rows can't be read: {ended(answer.why)} They are kept for "
            f"{RESULT_DAYS} days: `aws athena get-query-results --query-execution-id {safe(started)}`."
        )

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
        read = bytes_read(done)
        cost = None if read is None else cost_of(read)
        told = (
            "How much Athena read, and what that costs, it didn't say."
            if read is None
            else f"Athena read {amount(read)}, which costs {cost:.4f} USD."
        )
        return Answer(
            columns,
            rows[:most],
            len(rows) > most,
            (told, *readable.notes),
            {
                "engine": "athena",
                "sql": sql,
                "queryExecutionId": started,
                "workgroup": self.names.query_workgroup,
                "database": self.names.query_database,
                "bytesScanned": read,
                "costUsd": None if cost is None else round(cost, 6),
                "readable": readable.facts,
            },
        )
