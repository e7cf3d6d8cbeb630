"""`query` as a command: what it takes, how it ends, what it prints."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import boto3
import pytest
from moto import mock_aws

from components.named_queries.catalogue import queries
from tests.table import for_each
from tests.wizard.command import ProjectFolder, Ran, project_folder
from tests.wizard.query.asking import record, write_log
from tests.wizard.query.test_ask_athena import Fake


@pytest.fixture
def project(tmp_path: Path) -> ProjectFolder:
    return project_folder(tmp_path, COLUMNS="80", XDG_CACHE_HOME=str(tmp_path / "home-cache"))


@pytest.fixture
def logs(tmp_path: Path) -> str:
    elsewhere = {"awsRegion": "sa-east-1", "eventName": "RunInstances"}
    write_log(tmp_path / "logs", [record(1), record(2, **elsewhere), record(3, **elsewhere)])
    return str(tmp_path / "logs")


def test_without_a_name_it_lists_the_questions_within_80_columns(project: ProjectFolder) -> None:
    ran = project.inside("query")
    assert ran.code == 0
    assert [name for name in queries() if f"{name} " not in ran.out] == []
    assert max(map(len, ran.out.splitlines())) <= 80
    listed = project.inside("query", "--json").document
    assert [one["name"] for one in listed["queries"]] == list(queries())


def test_a_named_query_prints_a_table(project: ProjectFolder, logs: str) -> None:
    ran = project.inside("query", "unapproved-regions", "--local", logs, "--set", "approvedRegions=eu-west-1")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[:6] == [
        "In every row: region sa-east-1, event ec2:RunInstances, principal user/ann,",
        "account 111122223333, address 203.0.113.5.",
        "",
        "time                 event id",
        "2026-11-25 10:00:03  id-3",
        "2026-11-25 10:00:02  id-2",
    ]
    assert ran.out.endswith("\n2 rows.\nFrom 1 log file, 1 of them new.\n")


def test_the_approved_regions_come_from_the_stack_file(project: ProjectFolder, logs: str) -> None:
    project.stack_file.write_text(
        "config:\n  aws:region: sa-east-1\n  everyregion:approvedRegions: [sa-east-1]\n"
    )
    rows = project.inside("query", "unapproved-regions", "--local", logs, "--json").document["rows"]
    assert [row["event_id"] for row in rows] == ["id-1"]


def test_csv_is_nothing_but_rows(project: ProjectFolder, logs: str) -> None:
    ran = project.inside("query", "coverage", "--local", logs, "--csv")
    rows = list(csv.DictReader(io.StringIO(ran.out)))
    assert [(row["region"], row["events"]) for row in rows] == [("eu-west-1", "1"), ("sa-east-1", "2")]


def test_json_is_one_document(project: ProjectFolder, logs: str) -> None:
    found = project.inside("query", "root-use", "--local", logs, "--json", "--from", "2026-11-25").document
    assert (found["schema"], found["query"], found["rows"]) == ("everyregion/query/1", "root-use", [])
    assert found["period"] == "since 2026-11-25 00:00 UTC"
    assert found["engine"] == "duckdb"


def test_more_rows_than_asked_for_are_said_to_be_there(project: ProjectFolder, logs: str) -> None:
    ran = project.inside("query", "coverage", "--local", logs, "--limit", "1")
    assert "1 row, the first: there are more, --limit says how many." in ran.out


def test_a_plot_is_drawn_in_the_terminal_or_into_a_file(
    project: ProjectFolder, logs: str, tmp_path: Path
) -> None:
    ran = project.inside("query", "--plot", "activity-by-hour", "--local", logs)
    assert ran.out.splitlines()[:2] == ["sa-east-1 |#| 2", "eu-west-1 |*| 1"]
    file = tmp_path / "x.png"
    ran = project.inside("query", "activity-by-hour", "--plot", str(file), "--local", logs)
    assert ran.said == f"Written: {file}. From 1 log file."
    assert file.read_bytes().startswith(b"\x89PNG")


def test_own_sql_is_asked_as_it_stands(project: ProjectFolder, logs: str, tmp_path: Path) -> None:
    file = tmp_path / "mine.sql"
    file.write_text("-- mine\nSELECT awsregion, count(*) AS n FROM events GROUP BY 1 ORDER BY 1;\n")
    ran = project.inside("query", "--sql", str(file), "--local", logs, "--csv")
    assert ran.out == "awsregion,n\neu-west-1,1\nsa-east-1,2\n"
    ran = project.inside("query", "--sql", str(file), "--local", logs, "--region", "eu-west-1")
    assert (ran.code, "--region: say that in" in ran.said) == (2, True)


REFUSED = {
    ("nonsense",): 'There is no query "nonsense".',
    ("root-us",): "Did you mean `python -m wizard query root-use`?",
    ("root-use", "--local", "nowhere"): "There is no folder nowhere.",
    ("bucket-access", "--local", "."): "bucket-access needs to know which bucket: add --bucket NAME.",
    ("principal-activity", "--local", "."): "needs to know which principal: add --principal WHO.",
    ("root-use", "--bucket", "x", "--local", "."): "--bucket is for bucket-access",
    ("root-use", "--from", "yesterday", "--account", "12", "--region", "eu-wst-1"): "This can't be asked:",
    ("root-use", "--from", "2026-11-25", "--to", "2026-11-01"): "it is before --from 2026-11-25.",
    ("root-use", "--limit", "0"): "--limit is at least 1.",
    ("root-use", "--csv", "--json"): "--csv or --json",
    ("unapproved-regions", "--local", "."): "Which regions are approved isn't known",
    ("unapproved-regions", "--local", ".", "--set", "approvedRegions=eu-wst-1"): "Did you mean eu-west-1?",
    ("denied-calls", "--plot", "--local", "."): "denied-calls has no time axis",
    ("root-use", "--sql", "x.sql"): "ask one of the two.",
    ("root-use", "--local", "s3://"): "names no bucket.",
    ("root-use", "--allow-unknown"): "--allow-unknown is for --local",
    ("root-use", "--defaults"): "--defaults",
}  # fmt: skip


@for_each("words", REFUSED)
def test_what_cannot_be_asked_is_said(
    tmp_path_factory: pytest.TempPathFactory, words: tuple[str, ...]
) -> None:
    ran = project_folder(tmp_path_factory.mktemp("p"), COLUMNS="80").inside("query", *words)
    assert ran.code == 2, ran
    assert REFUSED[words] in ran.said


def test_a_folder_without_log_files_says_so(project: ProjectFolder, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    ran = project.inside("query", "coverage", "--local", str(tmp_path / "empty"))
    assert (ran.code, ran.said) == (2, f"There are no log files in {tmp_path / 'empty'}.")


def test_what_is_not_installed_is_named_with_the_command_that_installs_it(
    project: ProjectFolder, logs: str
) -> None:
    with mock.patch.dict(sys.modules), mock.patch("importlib.util.find_spec", return_value=None):
        ran = project.inside("query", "coverage", "--local", logs)
    assert ran.code == 2
    assert ran.said == "duckdb and sqlglot: not installed here. Run `scripts/install query`, then this again."


@pytest.fixture
def bucket() -> Iterator[str]:
    with mock_aws():
        client = boto3.client("s3", "eu-west-1", aws_access_key_id="x", aws_secret_access_key="x")
        client.create_bucket(Bucket="my-logs", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
        yield "my-logs"


def test_log_files_are_read_from_a_bucket_and_archived_ones_are_counted(bucket: str, tmp_path: Path) -> None:
    project = project_folder(
        tmp_path, COLUMNS="80", AWS_ACCESS_KEY_ID="x", AWS_SECRET_ACCESS_KEY="x", AWS_REGION="eu-west-1",
        XDG_CACHE_HOME=str(tmp_path / "home-cache"),
    )  # fmt: skip
    client = boto3.client("s3", "eu-west-1", aws_access_key_id="x", aws_secret_access_key="x")
    folder = "AWSLogs/111122223333/CloudTrail{}/eu-west-1/2026/11/{}/"
    key = f"{folder}111122223333_CloudTrail{{}}_eu-west-1_{{}}.json.gz"
    body = write_log(tmp_path / "made", [record(1)]).read_bytes()
    client.put_object(Bucket=bucket, Key=key.format("", 25, "", 1), Body=body)
    client.put_object(Bucket=bucket, Key=key.format("", 24, "", 2), Body=body, StorageClass="GLACIER")
    client.put_object(Bucket=bucket, Key=key.format("-Digest", 25, "-Digest", 3), Body=b"{}")
    ran = project.inside("query", "coverage", "--local", f"s3://{bucket}/AWSLogs/", "--json")
    assert (ran.code, ran.err) == (4, "")
    found = ran.document
    assert [row["events"] for row in found["rows"]] == [1]
    assert [one["why"] for one in found["unread"]] == ["archived, so to be restored before it can be read"]
    assert (found["filesLoaded"], found["filesArchived"], found["filesOfOthers"]) == (1, 1, 1)
    words = ("query", "coverage", "--local", f"s3://{bucket}/AWSLogs/", "--json")
    assert project.inside(*words, "--allow-unknown").code == 0
    since = project.inside(*words, "--from", "2026-11-25")
    assert (since.code, since.document["filesNew"], since.document["rows"]) == (0, 0, found["rows"])
    client.delete_object(Bucket=bucket, Key=key.format("", 25, "", 1))
    none = project.inside(*words)
    assert (none.code, none.document["exitCode"]) == (3, 3)
    assert (
        "none can be read: archived, so to be restored before it can be read: AWSLogs/"
        in (none.document["error"])
    )


def test_a_bucket_that_may_not_be_read_ends_in_one_sentence(tmp_path: Path) -> None:
    project = project_folder(
        tmp_path,
        AWS_ACCESS_KEY_ID="x",
        AWS_SECRET_ACCESS_KEY="x",
        XDG_CACHE_HOME=str(tmp_path / "home-cache"),
    )
    with mock_aws():
        ran = project.inside("query", "coverage", "--local", "s3://nobody-has-this/")
    assert ran.code == 2
    assert "There is no bucket nobody-has-this. `aws s3 ls` lists those of this account." in ran.said


STACK = (
    "config:\n  aws:region: eu-west-1\n  everyregion:approvedRegions: [eu-west-1]\n"
    "  everyregion:queries: {queries}\n"
)


def of_athena(project: ProjectFolder, fake: Fake, *words: str, queries: str = "true") -> Ran:
    project.stack_file.write_text(STACK.format(queries=queries))
    with mock.patch("wizard.account.connect.connector", return_value=lambda: fake.client):
        return project.inside("query", *words)


def test_athena_is_asked_where_no_place_is_named(project: ProjectFolder) -> None:
    fake = Fake("SUCCEEDED")
    ran = of_athena(project, fake, "unapproved-regions", "--from", "2026-11-20", "--to", "2026-11-25")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[:3] == ["region  events", "r-0          0", "r-1          1"]
    assert "Athena read 123.5 MB, which costs 0.0006 USD." in ran.out
    assert "No log files of 2026-11-20 to 2026-11-26 were found" in " ".join(ran.out.split())
    (start,) = fake.called("start")
    assert "NOT IN ('eu-west-1')" in start["QueryString"]
    assert "day >= '2026/11/20'" in start["QueryString"]
    assert start["QueryString"].endswith("\nLIMIT 1001")


def test_without_a_time_athena_reads_the_last_days_alone(project: ProjectFolder) -> None:
    fake = Fake("SUCCEEDED")
    found = of_athena(project, fake, "root-use", "--json").document
    assert "day >= '20" in fake.called("start")[0]["QueryString"]
    assert found["period"].startswith("since 20")
    assert (found["engine"], found["bytesScanned"], found["workgroup"]) == (
        "athena", 123_456_789, "everyregion-queries",
    )  # fmt: skip


def test_own_sql_goes_to_athena_as_it_stands(project: ProjectFolder, tmp_path: Path) -> None:
    (tmp_path / "mine.sql").write_text("SELECT 1;\n")
    fake = Fake("SUCCEEDED")
    assert of_athena(project, fake, "--sql", str(tmp_path / "mine.sql"), "--csv").code == 0
    assert fake.called("start")[0]["QueryString"] == "SELECT 1"


def test_own_sql_that_would_change_something_never_reaches_athena(
    project: ProjectFolder, tmp_path: Path
) -> None:
    (tmp_path / "mine.sql").write_text("DROP TABLE events")
    fake = Fake("SUCCEEDED")
    ran = of_athena(project, fake, "--sql", str(tmp_path / "mine.sql"))
    assert (ran.code, fake.asked) == (2, [])
    assert "A query is one SELECT (or WITH ... SELECT), and nothing else." in ran.said


def test_what_cannot_be_read_ends_with_4_unless_that_is_allowed(
    project: ProjectFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_log(tmp_path / "logs", [record(1)])

    def gone(path: str, mode: str) -> Any:
        raise PermissionError(13, "Permission denied", path)

    words = ("query", "coverage", "--local", str(tmp_path / "logs"), "--cache", str(tmp_path / "cache"))
    monkeypatch.setattr("wizard.query.local.source.open", gone, raising=False)
    ran = project.inside(*words)
    assert ran.code == 4
    assert "1 file can't be read, so events may be missing:" in ran.out
    assert project.inside(*words, "--allow-unknown").code == 0
    assert project.inside(*words, "--json").document["unread"][0]["why"] == "Permission denied"


def test_a_stack_without_a_table_says_so(project: ProjectFolder) -> None:
    ran = of_athena(project, Fake("SUCCEEDED"), "root-use", queries="false")
    assert ran.code == 2
    assert "This stack has no table for Athena: queries is false." in ran.said
