"""Events by region and time as a picture."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from components.named_queries.catalogue import queries
from tests.table import for_each
from tests.wizard.query.asking import record, write_log
from wizard.commands.cli import main
from wizard.failures import UsageFailure
from wizard.query.answer import Answer
from wizard.query.plot import NothingToPlot, Picture, as_png, draw, lines, picture, sql_of
from wizard.stack.report_file import PLOT, ReportFile

COLUMNS = ("hour", "region", "events")
ROWS = [
    ("2026-11-25T00:00", "eu-west-1", 100),
    ("2026-11-25T01:00", "eu-west-1", 1),
    ("2026-11-25T03:00", "sa-east-1", 25),
]


def test_a_row_is_a_region_and_a_column_an_hour() -> None:
    drawn = picture(COLUMNS, ROWS, 24)
    assert drawn == Picture(
        datetime(2026, 11, 25), 1, {"eu-west-1": [100, 1, 0, 0], "sa-east-1": [0, 0, 0, 25]}
    )
    assert lines(drawn, 80, "utf-8") == [
        "eu-west-1 |█░  | 101",
        "sa-east-1 |   ▒| 25",
        "",
        "2026-11-25 00:00 to 2026-11-25 04:00 UTC, 1 hour a column;",
        "░ is a few, █ up to 100 events.",
    ]


def test_a_terminal_without_such_characters_gets_others() -> None:
    assert lines(picture(COLUMNS, ROWS, 24), 80, "ascii")[0] == "eu-west-1 |#.  | 101"


@for_each("steps", [8, 20, 49, 200])
def test_a_long_time_is_drawn_in_longer_steps(steps: int) -> None:
    rows = [(f"2026-{month:02}-15T07:00", "eu-west-1", month) for month in range(1, 12)]
    drawn = picture(COLUMNS, rows, steps)
    assert len(drawn.counts["eu-west-1"]) <= steps
    assert sum(drawn.counts["eu-west-1"]) == sum(range(1, 12))


def test_a_picture_is_a_png_that_may_be_written_again(tmp_path: Path) -> None:
    drawn = as_png(picture(COLUMNS, ROWS, 24), "activity-by-hour")
    assert drawn.startswith(b"\x89PNG\r\n")
    for _ in range(2):
        ReportFile.of(PLOT, str(tmp_path / "x.png")).write(drawn)
    assert (tmp_path / "x.png").read_bytes() == drawn


@for_each("there", [b"config: {}\n", b"\x89PNG\r\n\x1a\n somebody's"], named=lambda one: str(one[:8]))
def test_a_file_that_somebody_else_made_is_no_place_for_a_picture(
    tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str], there: bytes
) -> None:
    folder = tmp_path_factory.mktemp("plot")
    write_log(folder / "logs", [record(1)])
    (folder / "x.png").write_bytes(there)
    words = ["query", "activity-by-hour", "--local", str(folder / "logs"), "--cache", str(folder)]
    assert main([*words, "--plot", str(folder / "x.png")]) == 2
    assert "`query --plot` didn't write it" in " ".join(capsys.readouterr().err.split())
    assert (folder / "x.png").read_bytes() == there


def test_queries_with_times_and_regions_can_be_drawn_and_others_say_why_not() -> None:
    drawn = {name for name, query in queries().items() if _has_axis(name, query.sql)}
    assert set(queries()) - drawn == {"first-seen-regions", "denied-calls"}


def _has_axis(name: str, sql: str) -> bool:
    try:
        return bool(sql_of(queries()[name], sql))
    except UsageFailure:
        return False


def test_a_query_without_times_says_that_it_has_none() -> None:
    with pytest.raises(UsageFailure, match=r"^denied-calls has no time axis, so there is nothing to plot\.$"):
        sql_of(queries()["denied-calls"], "")


def test_nothing_found_is_nothing_to_draw() -> None:
    with pytest.raises(NothingToPlot):
        picture(COLUMNS, [], 24)


@pytest.mark.parametrize("into_file", [True, False])
def test_an_answer_without_rows_is_an_answer_and_its_notes_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], into_file: bool
) -> None:
    file = ReportFile.of(PLOT, str(tmp_path / "x.png")) if into_file else None
    draw(Answer(COLUMNS, [], notes=("From 3 log files.",)), "root-use", file, shows=True)
    said = capsys.readouterr()
    assert "Nothing was found, so there is nothing to plot" in said.err
    assert "From 3 log files." in (said.err if into_file else said.out)
    assert not (tmp_path / "x.png").exists()


@pytest.mark.parametrize("shows", [True, False])
def test_a_picture_that_cannot_be_written_is_drawn_in_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], shows: bool
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    file = ReportFile.of(PLOT, str(folder / "x.png"))
    folder.rmdir()
    failure = draw(Answer(COLUMNS, ROWS, notes=("From 3 log files.",)), "coverage", file, shows=shows)
    said = capsys.readouterr()
    assert failure is not None
    assert failure.message == (
        f"{folder / 'x.png'} can't be written: its folder doesn't exist. Nothing was changed."
    )
    assert said.err == ""
    assert said.out.splitlines()[:1] == (["eu-west-1 |█░  | 101"] if shows else [])
    assert said.out.endswith("From 3 log files.\n" if shows else "")


def test_a_query_whose_picture_cannot_be_written_ends_with_2_and_its_rows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_log(tmp_path / "logs", [record(1)])
    monkeypatch.setattr(
        ReportFile, "write", lambda *_: (_ for _ in ()).throw(UsageFailure("x.png can't be written."))
    )
    words = ["query", "coverage", "--local", str(tmp_path / "logs"), "--cache", str(tmp_path / "cache")]
    assert main([*words, "--plot", str(tmp_path / "x.png"), "--csv"]) == 2
    said = capsys.readouterr()
    assert said.out.splitlines()[1].startswith("2026-11-25,eu-west-1,1")
    assert said.err.endswith("x.png can't be written.\n")
