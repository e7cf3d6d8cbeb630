"""Each named query finds in a generated day what the day's own plan says, whatever the layout."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.wizard.query.asking import ask, column
from tests.wizard.query.generated_day import (
    ACCOUNTS,
    REGIONS,
    SUSPECT,
    WATCHED_BUCKET,
    Plan,
    account_layout,
    control_tower_layout,
    organization_layout,
    write,
)

EVENTS = 20_000
pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("generated") / "logs"


@pytest.fixture(scope="module")
def plan(folder: Path) -> Plan:
    return write(folder, EVENTS, minutes=240).plan


def test_activity_in_unapproved_regions_is_what_was_planned_and_nothing_else(
    folder: Path, plan: Plan
) -> None:
    assert len(plan.unapproved) == 40
    assert sorted(column(ask(folder, "unapproved-regions"), "event_id")) == sorted(plan.unapproved)


def test_coverage_counts_every_event_of_each_account_and_region(folder: Path, plan: Plan) -> None:
    answer = ask(folder, "coverage")
    counted = {
        pair: events
        for *pair, events in zip(
            column(answer, "account"), column(answer, "region"), column(answer, "events"), strict=True
        )
        for pair in [tuple(pair)]
    }
    assert counted == {(a, r): plan.cells[a, r] for a in ACCOUNTS for r in REGIONS}
    assert sum(counted.values()) == plan.events == EVENTS


def test_the_hours_add_up_to_all_events(folder: Path, plan: Plan) -> None:
    answer = ask(folder, "activity-by-hour")
    found = zip(column(answer, "region"), column(answer, "hour"), column(answer, "events"), strict=True)
    assert {(region, hour[11:13]): events for region, hour, events in found} == dict(plan.hours)


def test_root_use_is_every_call_of_a_root_user(folder: Path, plan: Plan) -> None:
    assert sorted(column(ask(folder, "root-use"), "event_id")) == sorted(plan.root)


def test_sign_ins_without_mfa_are_those_that_succeeded_of_users(folder: Path, plan: Plan) -> None:
    assert len(plan.without_mfa) == 9
    assert sorted(column(ask(folder, "sign-ins-without-mfa"), "event_id")) == sorted(plan.without_mfa)


def test_denied_calls_are_counted_for_each_role(folder: Path, plan: Plan) -> None:
    answer = ask(folder, "denied-calls")
    assert dict(zip(column(answer, "principal"), column(answer, "denied"), strict=True)) == dict(plan.denied)


def test_who_touched_a_bucket_is_found_by_its_name_and_by_its_objects(folder: Path, plan: Plan) -> None:
    found = column(ask(folder, "bucket-access", bucket=WATCHED_BUCKET), "event_id")
    assert sorted(found) == sorted(plan.bucket)


def test_changes_to_the_trail_are_found(folder: Path, plan: Plan) -> None:
    answer = ask(folder, "trail-changes")
    assert sorted(column(answer, "event_id")) == sorted(plan.trail)
    assert set(column(answer, "trail")) == {"arn:aws:cloudtrail:eu-west-1:111122223333:trail/everyregion"}


@pytest.mark.parametrize(
    "who",
    [
        SUSPECT,
        "arn:aws:iam::333344445555:role/Contractor",
        "Contractor",
        "*:assumed-role/Contractor/*",
        "role/Contractor",
        "assumed-role/Contractor/*",
        SUSPECT.rpartition(":")[2],
    ],
)
def test_a_principal_is_found_by_session_role_name_pattern_or_as_tables_show_it(
    folder: Path, plan: Plan, who: str
) -> None:
    found = column(ask(folder, "principal-activity", principal=who), "event_id")
    assert sorted(found) == sorted(plan.suspect)


def test_first_seen_regions_know_since_when(folder: Path, plan: Plan) -> None:
    answer = ask(folder, "first-seen-regions")
    found = zip(
        column(answer, "account"), column(answer, "region"), column(answer, "first_seen"), strict=True
    )
    assert {(account, region): time for account, region, time in found} == plan.first


def test_a_time_takes_its_beginning_and_leaves_its_end(folder: Path, plan: Plan) -> None:
    answer = ask(folder, "coverage", begin="2026-11-25T06:00", end="2026-11-25T07:00")
    assert sum(column(answer, "events")) == sum(n for (_, hour), n in plan.hours.items() if hour == "06")


def test_an_account_and_a_region_leave_out_all_others(folder: Path, plan: Plan) -> None:
    answer = ask(folder, "coverage", account=ACCOUNTS[1], region="sa-east-1")
    assert [tuple(row[:4]) for row in answer.rows] == [
        (ACCOUNTS[1], "sa-east-1", "2026-11-25", plan.cells[ACCOUNTS[1], "sa-east-1"])
    ]


@pytest.mark.parametrize("layout", [account_layout, organization_layout, control_tower_layout])
def test_every_layout_of_folders_gives_the_same_answer(tmp_path: Path, layout: Callable[[str], str]) -> None:
    plan = write(tmp_path / "logs", 2_000, minutes=480, layout=layout).plan
    answer = ask(tmp_path / "logs", "coverage")
    assert sum(column(answer, "events")) == 2_000
    assert sorted(column(ask(tmp_path / "logs", "unapproved-regions"), "event_id")) == sorted(plan.unapproved)


def test_files_in_one_flat_folder_give_the_same_answer(tmp_path: Path) -> None:
    plan = write(tmp_path / "made", 2_000, minutes=480).plan
    (tmp_path / "logs").mkdir()
    for path in (tmp_path / "made").rglob("*.gz"):
        path.rename(tmp_path / "logs" / path.name)
    answer = ask(tmp_path / "logs", "coverage", account=ACCOUNTS[0])
    assert sum(column(answer, "events")) == sum(n for (a, _), n in plan.cells.items() if a == ACCOUNTS[0])
