"""A question to Athena, answered by a client that does as Athena does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from botocore.exceptions import ClientError

from components.names import Names
from components.organization import Organization
from tests.components.cases import settings
from tests.wizard.query.asking import wanted
from wizard.failures import AwsFailure, Cancelled, Failure, UsageFailure
from wizard.query.ask_athena import Athena
from wizard.query.athena_answers import amount, cost_of
from wizard.query.readable import accounts, look, spread

ACCOUNT = "111122223333"
NAMES = Names.of(settings(queries=True), ACCOUNT)
OF_ORGANIZATION = Names.of(
    settings(scope="organization"), ACCOUNT, None, Organization("o-exampleorgid", ACCOUNT)
)


def refused(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "no"}}, "X")


class Fake:
    """Athena and S3. states: what each look finds; objects: key -> storage class."""

    def __init__(
        self, *states: Any, rows: int = 2, read: int = 123_456_789, objects: dict[str, str] | None = None
    ) -> None:
        self.states, self.rows, self.read, self.objects = list(states), rows, read, objects or {}
        self.asked: list[tuple[str, dict[str, Any]]] = []

    def client(self, service: str, region: str) -> Any:
        assert region == "eu-west-1"
        return self

    def called(self, name: str) -> list[dict[str, Any]]:
        return [given for one, given in self.asked if one == name]

    def get_caller_identity(self) -> Any:
        return {"Account": ACCOUNT, "Arn": f"arn:aws:iam::{ACCOUNT}:user/ann", "UserId": "x"}

    def start_query_execution(self, **given: Any) -> Any:
        self.asked.append(("start", given))
        return {"QueryExecutionId": "q-1"}

    def stop_query_execution(self, **given: Any) -> Any:
        self.asked.append(("stop", given))
        return {}

    def get_query_execution(self, **given: Any) -> Any:
        state = self.states.pop(0) if len(self.states) > 1 else self.states[0]
        if isinstance(state, BaseException):
            raise state
        name, _, why = state.partition(": ")
        status = {"State": name, **({"StateChangeReason": why} if why else {})}
        return {"QueryExecution": {"Status": status, "Statistics": {"DataScannedInBytes": self.read}}}

    def get_query_results(self, **given: Any) -> Any:
        begin = int(given.get("NextToken", 0))
        rows = [["region", "events", "share"], *([f"r-{n}", str(n), None] for n in range(self.rows))]
        page = rows[begin : begin + given["MaxResults"]]
        end = begin + len(page)
        kinds = ("varchar", "bigint", "double")
        return {
            "ResultSet": {
                "Rows": [{"Data": [{} if v is None else {"VarCharValue": v} for v in row]} for row in page],
                "ResultSetMetadata": {
                    "ColumnInfo": [{"Name": n, "Type": k} for n, k in zip(rows[0], kinds, strict=True)]
                },
            },
            **({"NextToken": str(end)} if end < len(rows) else {}),
        }

    def list_objects_v2(self, **given: Any) -> Any:
        assert given["Bucket"] == NAMES.log_bucket
        prefix = given["Prefix"]
        keys = [key for key in self.objects if key.startswith(prefix)]
        if "Delimiter" not in given:
            return {"Contents": [{"Key": key, "StorageClass": self.objects[key]} for key in keys]}
        below = {f"{prefix}{key.removeprefix(prefix).partition('/')[0]}/" for key in keys}
        return {"CommonPrefixes": [{"Prefix": one} for one in sorted(below)]}

    def get_paginator(self, call: str) -> Any:
        fake = self

        class Pages:
            def paginate(self, **given: Any) -> Any:
                self.given = given
                return self

            def build_full_result(self) -> Any:
                return getattr(fake, call)(**self.given)

        return Pages()


def asked(
    fake: Fake, *, most: int = 100, sleep: Callable[[float], None] = lambda _: None, **more: Any
) -> Any:
    ticks = iter(range(10_000))
    athena = Athena(fake.client, NAMES, True, more.pop("patience", 60), sleep, lambda: float(next(ticks)))
    return athena.ask("SELECT 1", wanted(**more), most)


def test_a_query_is_asked_in_the_stack_s_workgroup_and_database() -> None:
    fake = Fake("QUEUED", "RUNNING", "SUCCEEDED")
    answer = asked(fake)
    (start,) = fake.called("start")
    assert (start["WorkGroup"], start["QueryString"]) == ("everyregion-queries", "SELECT 1")
    assert start["QueryExecutionContext"] == {"Database": "everyregion_logs"}
    assert answer.columns == ["region", "events", "share"]
    assert answer.rows == [["r-0", 0, None], ["r-1", 1, None]]
    assert fake.called("stop") == []


def test_what_was_read_and_what_it_costs_is_said() -> None:
    answer = asked(Fake("SUCCEEDED"))
    assert answer.notes[0] == "Athena read 123.5 MB, which costs 0.0006 USD."
    assert (answer.facts["bytesScanned"], answer.facts["costUsd"]) == (123_456_789, 0.00062)


@pytest.mark.parametrize(
    ("read", "usd"),
    [
        (0, 0.0),
        (1, 0.00005),
        (10_000_000, 0.00005),
        (10_000_001, 0.000055),
        (10**12, 5.0),
        (3 * 10**12, 15.0),
    ],
)
def test_a_query_costs_five_dollars_a_terabyte_and_ten_megabytes_at_least(read: int, usd: float) -> None:
    assert cost_of(read) == pytest.approx(usd)


def test_amounts_are_told_in_their_unit() -> None:
    assert [amount(n) for n in (5, 5_000, 5_000_000, 5_000_000_000, 5 * 10**12)] == [
        "5 bytes", "5.0 kB", "5.0 MB", "5.0 GB", "5.0 TB",
    ]  # fmt: skip


def test_every_page_of_rows_is_read_up_to_the_limit() -> None:
    assert len(asked(Fake("SUCCEEDED", rows=2500), most=5000).rows) == 2500
    cut = asked(Fake("SUCCEEDED", rows=2500), most=1200)
    assert (len(cut.rows), cut.is_cut) == (1200, True)


def test_ctrl_c_stops_the_query_in_athena_too() -> None:
    def interrupted(_: float) -> None:
        raise KeyboardInterrupt

    fake = Fake("RUNNING")
    with pytest.raises(Cancelled, match="the query was stopped"):
        asked(fake, sleep=interrupted)
    assert fake.called("stop") == [{"QueryExecutionId": "q-1"}]


def test_a_query_that_takes_too_long_is_stopped() -> None:
    fake = Fake("RUNNING")
    with pytest.raises(AwsFailure, match=r"no answer within 5 s: the query was stopped\."):
        asked(fake, patience=5)
    assert len(fake.called("stop")) == 1


def test_one_look_in_vain_ends_nothing_and_five_stop_the_query() -> None:
    assert asked(Fake(refused("ThrottlingException"), refused("ThrottlingException"), "SUCCEEDED")).rows
    fake = Fake(refused("ThrottlingException"))
    with pytest.raises(AwsFailure, match=r"So the query was stopped\."):
        asked(fake)
    assert len(fake.called("stop")) == 1


ENDS: dict[str, tuple[type[Failure], str]] = {
    "CANCELLED: Query cancelled! : Bytes scanned limit was exceeded": (
        UsageFailure,
        r"^The query would read more than the workgroup's limit: Athena cancelled it after 123\.5 MB",
    ),
    "CANCELLED": (AwsFailure, "^Somebody stopped the query"),
    "FAILED: SYNTAX_ERROR: line 1:8: Column 'x' cannot be resolved": (AwsFailure, "cannot be resolved"),
    "FAILED: TABLE_NOT_FOUND: line 1: Table 'everyregion_logs.events' does not exist": (
        UsageFailure,
        "does not exist",
    ),
    "FAILED: \x1b[2Jowned": (AwsFailure, r"\\x1b"),
}


@pytest.mark.parametrize("state", ENDS)
def test_a_query_that_did_not_succeed_ends_in_one_sentence(state: str) -> None:
    kind, words = ENDS[state]
    with pytest.raises(kind, match=words) as failed:
        asked(Fake(state))
    assert "\n" not in failed.value.message


def test_a_query_that_athena_does_not_take_names_the_workgroup() -> None:
    fake = Fake("SUCCEEDED")
    fake.start_query_execution = lambda **_: (_ for _ in ()).throw(refused("AccessDeniedException"))  # type: ignore
    with pytest.raises(AwsFailure, match=r"everyregion-queries in eu-west-1.*athena:StartQueryExecution"):
        asked(fake)


def lost(fake: Fake, *failures: Any, call: str = "start_query_execution") -> Fake:
    """The same, where the answers of one call's first tries get lost."""
    answer, failing = getattr(fake, call), list(failures)

    def tried(**given: Any) -> Any:
        found = answer(**given)
        if failing:
            raise failing.pop(0)
        return found

    setattr(fake, call, tried)
    return fake


def test_a_query_whose_answer_got_lost_is_asked_for_by_its_token_and_not_begun_twice() -> None:
    fake = lost(Fake("SUCCEEDED"), refused("ThrottlingException"))
    assert asked(fake).rows
    first, second = fake.called("start")
    assert first == second
    assert len(first["ClientRequestToken"]) == 36


def test_ctrl_c_before_athena_answered_finds_the_query_by_its_token_and_stops_it() -> None:
    fake = lost(Fake("RUNNING"), KeyboardInterrupt())
    with pytest.raises(Cancelled, match=r"^Cancelled; the query was stopped\."):
        asked(fake)
    first, second = fake.called("start")
    assert first == second
    assert fake.called("stop") == [{"QueryExecutionId": "q-1"}]


def test_ctrl_c_that_athena_does_not_answer_either_says_that_it_is_not_known() -> None:
    fake = lost(Fake("RUNNING"), KeyboardInterrupt(), refused("InternalServerException"))
    with pytest.raises(Cancelled, match="whether the query has begun isn't known"):
        asked(fake)
    assert fake.called("stop") == []


def test_a_query_that_could_not_be_stopped_is_not_said_to_be() -> None:
    fake = lost(Fake("RUNNING"), refused("AccessDeniedException"), call="stop_query_execution")
    with pytest.raises(AwsFailure, match=r"the query q-1 couldn't be stopped: .*athena:StopQueryExecution"):
        asked(fake, patience=5)


def test_rows_are_asked_for_again_and_where_they_lie_is_said_in_the_end() -> None:
    throttled = [refused("TooManyRequestsException")] * 4
    assert asked(lost(Fake("SUCCEEDED"), *throttled, call="get_query_results")).rows
    fake = lost(Fake("SUCCEEDED"), *throttled, throttled[0], call="get_query_results")
    with pytest.raises(AwsFailure, match=r"They are kept for 7 days: `aws .* --query-execution-id q-1`"):
        asked(fake)


def test_what_athena_does_not_say_that_it_read_is_not_nothing() -> None:
    fake = Fake("SUCCEEDED")
    fake.get_query_execution = lambda **_: {"QueryExecution": {"Status": {"State": "SUCCEEDED"}}}  # type: ignore
    answer = asked(fake)
    assert answer.notes[0] == "How much Athena read, and what that costs, it didn't say."
    assert (answer.facts["bytesScanned"], answer.facts["costUsd"]) == (None, None)


@pytest.mark.parametrize(
    "rows", [[], [{"Data": [{"VarCharValue": "region"}]}], [{}, {"Data": [{"VarCharValue": "r"}]}]]
)
def test_an_answer_with_less_than_its_columns_is_taken_as_it_is(rows: list[Any]) -> None:
    fake, kinds = Fake("SUCCEEDED"), [{"Name": "region", "Type": "varchar"}, {"Name": "n", "Type": "bigint"}]
    found = {"ResultSet": {"ResultSetMetadata": {"ColumnInfo": kinds}, **({"Rows": rows} if rows else {})}}
    fake.get_query_results = lambda **_: found  # type: ignore
    answer = asked(fake)
    assert answer.columns == ["region", "n"]
    assert answer.rows == [["r", None]] * (len(rows) == 2)


def test_a_number_that_is_none_stays_as_it_was_told() -> None:
    fake = Fake("SUCCEEDED")
    kinds = [{"Name": "n", "Type": "bigint"}, {"Name": "x", "Type": "double"}]
    rows = [{"Data": [{"VarCharValue": text} for text in row]} for row in (("n", "x"), ("many", "NaN"))]
    found = {"ResultSet": {"ResultSetMetadata": {"ColumnInfo": kinds}, "Rows": rows}}
    fake.get_query_results = lambda **_: found  # type: ignore
    assert asked(fake).rows == [["many", "nan"]]


def key(day: int, region: str = "eu-west-1", number: int = 0) -> str:
    return f"AWSLogs/{ACCOUNT}/CloudTrail/{region}/2026/11/{day:02}/{number}.json.gz"


def test_what_is_in_glacier_is_said_with_its_share_and_until_when() -> None:
    objects = {key(day): "DEEP_ARCHIVE" if day < 5 else "STANDARD" for day in range(1, 11)}
    about = wanted(begin="2026-11-01", end="2026-11-10")
    found = look(Fake(objects=objects).client, NAMES, about, date(2026, 11, 26))
    assert found.notes == (
        "Of 2026-11-01 to 2026-11-11, 40% of the 10 files looked at are in Glacier, up to those of "
        "2026-11-04: Athena skips them silently, so their events are missing here.",
    )
    assert found.facts["lastArchivedDay"] == "2026-11-04"


def test_classes_that_athena_reads_are_readable() -> None:
    objects = {key(1): "GLACIER_IR", key(2): "INTELLIGENT_TIERING", key(3): "STANDARD"}
    found = look(Fake(objects=objects).client, NAMES, wanted(begin="2026-11-01"), date(2026, 11, 3))
    assert found.notes == ("Readable: 2026-11-01 to 2026-11-03; of 3 files looked at none is in Glacier.",)


def test_what_could_not_be_looked_at_is_not_known() -> None:
    fake = Fake(objects={key(1): "STANDARD"})
    fake.list_objects_v2 = lambda **_: (_ for _ in ()).throw(refused("AccessDenied"))  # type: ignore
    found = look(fake.client, NAMES, wanted(begin="2026-11-01", region="eu-west-1"), date(2026, 11, 3))
    assert "isn't known" in found.notes[0]
    assert "s3:ListBucket" in found.notes[0] or "s3:ListObjectsV2" in found.notes[0]


def test_a_long_time_is_looked_at_by_a_sample() -> None:
    assert spread(list(range(100)), 4) == [0, 33, 66, 99]
    assert spread([1, 2], 4) == [1, 2]


def test_an_organization_s_accounts_are_those_that_have_log_files() -> None:
    folder = "AWSLogs/o-exampleorgid"
    objects = {f"{folder}/{account}/CloudTrail/x": "STANDARD" for account in ("222233334444", "111122223333")}
    assert accounts(Fake(objects=objects).client, OF_ORGANIZATION) == ("111122223333", "222233334444")
    many = {f"{folder}/{n:012}/CloudTrail/x": "STANDARD" for n in range(1001)}
    with pytest.raises(UsageFailure, match="1,001 accounts have log files"):
        accounts(Fake(objects=many).client, OF_ORGANIZATION)
