"""Workgroups, saved queries, databases and tables that Athena and Glue refuse."""

from __future__ import annotations

from typing import Any

import pytest

from tests.rehearsal import world
from tests.rehearsal.refusal import refused
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.makers.catalogue import maker_for
from wizard.rehearsal.refusals.athena import (
    check_glue_name,
    check_named_query,
    check_projection,
    check_workgroup,
)

WORKGROUP, NAMED_QUERY = "athena/workgroup:Workgroup", "athena/namedQuery:NamedQuery"
SAVED = {"name": "root-use", "database": "logs", "query": "SELECT 1", "workgroup": "questions"}
PARAMETERS = {
    "projection.enabled": "true",
    "projection.day.type": "date",
    "storage.location.template": "s3://logs/${day}",
}


@pytest.mark.parametrize(
    ("name", "configuration"),
    [
        ("my group", {}),
        ("w" * 129, {}),
        ("", {}),
        ("questions", {"bytesScannedCutoffPerQuery": 10_485_759}),
        ("questions", {"resultConfiguration": {"outputLocation": "answers/"}}),
    ],
)
def test_a_workgroup_that_athena_refuses(name: str, configuration: dict[str, Any]) -> None:
    check_workgroup("questions", {"configuration": {"bytesScannedCutoffPerQuery": 10_485_760}})
    with refused("InvalidRequestException"):
        check_workgroup(name, {"configuration": configuration})


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "n" * 129},
        {"query": ""},
        {"query": "q" * 262_145},
        {"description": "d" * 1025},
        {"database": ""},
        {"database": "d" * 256},
    ],
    ids=str,
)
def test_a_saved_query_is_neither_empty_nor_too_long(wrong: dict[str, str]) -> None:
    check_named_query({**SAVED, "name": "n" * 128, "query": "q" * 262_144, "description": "d" * 1024})
    with refused("InvalidRequestException", next(iter(wrong))):
        check_named_query({**SAVED, **wrong})


def test_a_saved_query_needs_its_workgroup(account: EmulatedAccount) -> None:
    with refused("InvalidRequestException", "WorkGroup questions is not found"):
        world.make(account, NAMED_QUERY, **SAVED)


@pytest.mark.parametrize("force", [True, False])
def test_a_workgroup_with_saved_queries_goes_by_force_alone(account: EmulatedAccount, force: bool) -> None:
    id, outputs = world.make(account, WORKGROUP, name="questions", configuration={}, forceDestroy=force)
    world.make(account, NAMED_QUERY, **SAVED)
    athena = account.client("athena", world.HOME)
    assert len(athena.list_named_queries(WorkGroup="questions")["NamedQueryIds"]) == 1
    if force:
        maker_for(f"aws:{WORKGROUP}").delete(account, id, outputs)
        assert "questions" not in [one["Name"] for one in athena.list_work_groups()["WorkGroups"]]
    else:
        with refused("InvalidRequestException", "is not empty"):
            maker_for(f"aws:{WORKGROUP}").delete(account, id, outputs)


@pytest.mark.parametrize("name", ["Logs", "my-logs", "", "l" * 256])
def test_a_database_has_a_name_that_athena_takes(name: str) -> None:
    check_glue_name("trail_logs")
    with refused("InvalidInputException"):
        check_glue_name(name)


@pytest.mark.parametrize(
    "wrong",
    [
        {"projection.day.type": None},
        {"storage.location.template": "s3://logs/"},
        {"storage.location.template": "s3://logs//${day}"},
        {"projection.day.values": "a, b"},
    ],
    ids=str,
)
def test_a_projection_that_athena_could_not_read_is_refused(wrong: dict[str, str | None]) -> None:
    keys = [{"name": "day", "type": "string"}]
    check_projection({"parameters": PARAMETERS, "partitionKeys": keys})
    changed = {key: value for key, value in {**PARAMETERS, **wrong}.items() if value is not None}
    with refused("INVALID_TABLE_PROPERTY"):
        check_projection({"parameters": changed, "partitionKeys": keys})
