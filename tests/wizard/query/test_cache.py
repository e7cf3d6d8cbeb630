"""What was loaded is loaded once; whatever ends a load, the next one goes on from there."""

from __future__ import annotations

import errno
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from tests.table import for_each
from tests.wizard.query.asking import ask_sql, column, local, record, wanted, write_log
from tests.wizard.query.generated_day import write
from wizard.failures import UsageFailure
from wizard.query.local import batch
from wizard.query.local import load as loading
from wizard.query.local.cache import folder_for
from wizard.query.local.source import Folder

COUNT = "SELECT count(*) AS n FROM events"
ROOT = Path(__file__).parents[3]


def count(folder: Path) -> int:
    return ask_sql(folder, COUNT).rows[0][0]


def new(folder: Path) -> int:
    return ask_sql(folder, COUNT).facts["filesNew"]


def test_files_are_loaded_once_and_new_ones_are_added(tmp_path: Path) -> None:
    write_log(tmp_path / "logs", [record(1)], "one.json.gz")
    assert (new(tmp_path / "logs"), new(tmp_path / "logs")) == (1, 0)
    write_log(tmp_path / "logs", [record(2)], "two.json.gz")
    assert (new(tmp_path / "logs"), count(tmp_path / "logs")) == (1, 2)


def test_a_file_that_changed_is_loaded_anew_and_one_that_went_no_longer_counts(tmp_path: Path) -> None:
    for name in ("one.json.gz", "two.json.gz"):
        write_log(tmp_path / "logs", [record(1), record(2)], name)
    assert count(tmp_path / "logs") == 4
    write_log(tmp_path / "logs", [record(number) for number in range(7)], "one.json.gz")
    assert count(tmp_path / "logs") == 9
    (tmp_path / "logs" / "two.json.gz").unlink()
    assert count(tmp_path / "logs") == 7


def test_what_was_set_aside_is_not_tried_again_until_it_changes(tmp_path: Path) -> None:
    write_log(tmp_path / "logs", [record(1)], "good.json.gz")
    (tmp_path / "logs" / "bad.json").write_text("{")
    assert (new(tmp_path / "logs"), new(tmp_path / "logs")) == (2, 0)
    (tmp_path / "logs" / "bad.json").write_text('{"Records":[]}')
    assert ask_sql(tmp_path / "logs", COUNT).facts["setAside"] == []


def test_only_what_may_hold_the_events_asked_for_is_loaded(tmp_path: Path) -> None:
    name = "111122223333_CloudTrail_eu-west-1_202611{}T1000Z_a.json.gz"
    for day in (20, 24, 25, 26, 27):
        write_log(tmp_path / "logs", [record(day)], name.format(day))
    write_log(tmp_path / "logs", [record(1)], "unknown.json.gz")
    about = wanted(begin="2026-11-24", end="2026-11-25")
    # The day after, too: what happened before midnight may be delivered after it.
    assert local(tmp_path / "logs").ask(COUNT, about, 9).facts["filesNew"] == 5 - 1
    assert new(tmp_path / "logs") == 2


def test_a_spoilt_manifest_means_loading_anew(tmp_path: Path) -> None:
    write_log(tmp_path / "logs", [record(1)])
    assert count(tmp_path / "logs") == 1
    folder = folder_for(Folder.at(str(tmp_path / "logs")).identity, str(tmp_path / "cache"))
    (folder / "manifest.sqlite").write_bytes(b"not a database" * 100)
    assert (new(tmp_path / "logs"), count(tmp_path / "logs")) == (1, 1)


def test_many_small_parts_become_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "_MOST_SMALL_PARTS", 3)
    for number in range(6):
        write_log(tmp_path / "logs", [record(number)], f"{number}.json.gz")
        assert count(tmp_path / "logs") == number + 1
    folder = folder_for(Folder.at(str(tmp_path / "logs")).identity, str(tmp_path / "cache"))
    assert len(list(folder.glob("*.parquet"))) <= 3
    (tmp_path / "logs" / "2.json.gz").unlink()
    assert sorted(column(ask_sql(tmp_path / "logs", "SELECT eventid FROM events"), "eventid")) == [
        "id-0", "id-1", "id-3", "id-4", "id-5",
    ]  # fmt: skip


def test_the_cache_is_for_its_owner_alone(tmp_path: Path) -> None:
    write_log(tmp_path / "logs", [record(1)])
    count(tmp_path / "logs")
    folder = folder_for(Folder.at(str(tmp_path / "logs")).identity, str(tmp_path / "cache"))
    assert oct(folder.stat().st_mode & 0o777) == "0o700"


@pytest.mark.long
@pytest.mark.parametrize("ended", [signal.SIGKILL, signal.SIGINT])
def test_a_load_that_was_ended_in_its_middle_is_gone_on_with(tmp_path: Path, ended: signal.Signals) -> None:
    write(tmp_path / "logs", 3_000, minutes=480)
    program = (
        "from tests.wizard.query.test_cache import *\n"
        "from pathlib import Path\n"
        "from wizard.query.local import batch\n"
        "batch._BATCH_FILES = 5\n"
        f"count(Path({str(tmp_path / 'logs')!r}))\n"
    )
    folder = folder_for(Folder.at(str(tmp_path / "logs")).identity, str(tmp_path / "cache"))
    with subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as process:
        while len(list(folder.glob("*.parquet"))) < 3:
            assert process.poll() is None, process.stderr and process.stderr.read().decode()[-800:]
            time.sleep(0.01)
        process.send_signal(ended)
        process.wait(60)
    files = sum(1 for _ in (tmp_path / "logs").rglob("*.gz"))
    assert 0 < new(tmp_path / "logs") < files
    assert count(tmp_path / "logs") == 3_000
    assert column(ask_sql(tmp_path / "logs", "SELECT count(DISTINCT eventid) AS n FROM events"), "n") == [
        3_000
    ]


def damage_part(folder: Path) -> None:
    part = next(folder.glob("*.parquet"))
    part.write_bytes(part.read_bytes()[:100])


def damage_tables(folder: Path) -> None:
    with sqlite3.connect(folder / "manifest.sqlite") as base:
        base.execute("DROP TABLE dead")


@for_each(
    "damage",
    [
        damage_part,
        damage_tables,
        lambda folder: next(folder.glob("*.parquet")).unlink(),
        lambda folder: (folder / "manifest.sqlite").write_bytes(b"no database" * 500),
        lambda folder: (folder / "spool").rmdir() or (folder / "spool").write_text(""),
        lambda folder: (folder / "spool").rmdir() or (folder / "spool").symlink_to("/nowhere"),
    ],
    named=lambda one: str(one.__code__.co_firstlineno),
)
def test_what_was_spoilt_in_the_cache_is_loaded_again(
    tmp_path_factory: pytest.TempPathFactory, damage: Callable[[Path], object]
) -> None:
    logs = tmp_path_factory.mktemp("spoilt") / "logs"
    write_log(logs, [record(1), record(2)])
    assert count(logs) == 2
    kept = folder_for(Folder.at(str(logs)).identity, str(logs.parent / "cache"))
    (kept / "spool").mkdir(exist_ok=True)
    damage(kept)
    assert count(logs) == 2


def test_a_cache_that_cannot_be_written_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def is_full(*_: object) -> None:
        raise duckdb.IOException("No space left on device")

    write_log(tmp_path / "logs", [record(1)])
    monkeypatch.setattr(loading._Loading, "run", is_full)
    with pytest.raises(UsageFailure, match=r"No space left on device. Make room, .* with --cache DIR\.$"):
        count(tmp_path / "logs")


RENEWED = (
    "Some of what had been loaded was another version's, or damaged: it was thrown away, and loaded again."
)


def of_another_version(folder: Path) -> None:
    with sqlite3.connect(folder / "manifest.sqlite") as base:
        base.execute("PRAGMA user_version = 0")


def with_another_table(folder: Path) -> None:
    with sqlite3.connect(folder / "manifest.sqlite") as base:
        base.execute("ALTER TABLE files DROP COLUMN problem")


def without_a_table(folder: Path) -> None:
    with sqlite3.connect(folder / "manifest.sqlite") as base:
        base.execute("DROP TABLE dead")


def with_a_cut_manifest(folder: Path) -> None:
    os.truncate(folder / "manifest.sqlite", 5000)


def with_an_empty_manifest(folder: Path) -> None:
    os.truncate(folder / "manifest.sqlite", 0)


def naming_a_file_elsewhere(folder: Path) -> None:
    with sqlite3.connect(folder / "manifest.sqlite") as base:
        base.execute("UPDATE files SET part = '../../other.parquet'")


def without_a_part(folder: Path) -> None:
    next(folder.glob("*.parquet")).unlink()


def with_a_cut_part(folder: Path) -> None:
    part = next(folder.glob("*.parquet"))
    os.truncate(part, part.stat().st_size // 2)


def with_a_part_edited_in_its_middle(folder: Path) -> None:
    part = next(folder.glob("*.parquet"))
    held = bytearray(part.read_bytes())
    held[4 : len(held) // 2] = bytes(len(held) // 2 - 4)
    part.write_bytes(held)


def with_a_part_of_other_columns(folder: Path) -> None:
    part = next(folder.glob("*.parquet"))
    duckdb.sql(f"COPY (SELECT 1 AS file, 2 AS eventid) TO '{part}' (FORMAT parquet)")


@pytest.mark.parametrize(
    "spoil",
    [
        of_another_version,
        with_another_table,
        without_a_table,
        with_a_cut_manifest,
        with_an_empty_manifest,
        naming_a_file_elsewhere,
        without_a_part,
        with_a_cut_part,
        with_a_part_edited_in_its_middle,
        with_a_part_of_other_columns,
    ],
)
def test_what_does_not_fit_is_thrown_away_and_loaded_again_with_one_line_said(
    tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    logs, every = tmp_path / "logs", "SELECT eventid, useridentity FROM events ORDER BY 1"
    for number in range(3):
        write_log(logs, [record(number)], f"{number}.json.gz")
    before = ask_sql(logs, every)
    assert RENEWED not in before.notes
    spoil(folder_for(Folder.at(str(logs)).identity, str(tmp_path / "cache")))
    after = ask_sql(logs, every)
    assert (after.rows, after.notes.count(RENEWED), after.facts["filesNew"]) == (before.rows, 1, 3)
    again = ask_sql(logs, every)
    assert (again.rows, again.notes.count(RENEWED), again.facts["filesNew"]) == (before.rows, 0, 0)


def test_a_query_that_fails_by_itself_throws_nothing_away(tmp_path: Path) -> None:
    write_log(tmp_path / "logs", [record(1)])
    count(tmp_path / "logs")
    with pytest.raises(UsageFailure, match="DuckDB refused the query"):
        ask_sql(tmp_path / "logs", "SELECT CAST(eventid AS BIGINT) FROM events")
    assert new(tmp_path / "logs") == 0


def test_a_disk_that_fills_up_is_told_with_the_place_and_what_was_loaded_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_log(tmp_path / "logs", [record(1)], "one.json.gz")
    assert len(ask_sql(tmp_path / "logs", "SELECT eventid FROM events").rows) == 1
    write_log(tmp_path / "logs", [record(2)], "two.json.gz")

    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(batch, "unpack", full)
        with pytest.raises(UsageFailure) as failure:
            ask_sql(tmp_path / "logs", "SELECT eventid FROM events")
    assert failure.value.message.startswith(f"What is loaded can't be kept in {tmp_path / 'cache'}")
    assert (
        "No space left on device. Make room, remove that folder, or name another one with --cache DIR."
        in (failure.value.message)
    )
    answer = ask_sql(tmp_path / "logs", "SELECT eventid FROM events")
    assert (len(answer.rows), answer.facts["filesNew"]) == (2, 1)
