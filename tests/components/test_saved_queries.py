"""The named questions as a person finds them in Athena's console."""

from __future__ import annotations

import re

import sqlglot
from sqlglot import exp
from sqlglot.errors import ErrorLevel

from components.named_queries.catalogue import queries
from components.named_queries.saved import SavedQuery, saved_queries
from tests.components.cases import HOME, deployed, deployed_for_organization
from tests.table import for_each

NAMED_QUERY = "aws:athena/namedQuery:NamedQuery"
OF_ACCOUNT = saved_queries([HOME], of_organization=False)
OF_ORGANIZATION = saved_queries([HOME], of_organization=True)
EVERY = [*OF_ACCOUNT, *OF_ORGANIZATION]
#: How many values the console asks for: of an account's logs, and one more of an organization's.
PARAMETERS = {"bucket-access": 1, "principal-activity": 1}


def comments(saved: SavedQuery) -> list[str]:
    return [line for line in saved.text.splitlines() if line.startswith("-- ")]


def test_each_named_query_is_saved_in_the_stack_s_workgroup_and_database() -> None:
    made = {r.inputs["name"]: r for r in deployed(queries=True).resources if r.type == NAMED_QUERY}
    assert sorted(made) == sorted(queries())
    assert [made[name].name for name in queries()] == [f"query-{name}" for name in queries()]
    assert {(one.inputs["workgroup"], one.inputs["database"]) for one in made.values()} == {
        ("everyregion-queries", "everyregion_logs")
    }
    assert made["root-use"].inputs["description"] == "What the root users did"
    assert made["root-use"].inputs["query"] == OF_ACCOUNT[4].text


def test_the_whole_text_of_one() -> None:
    (saved,) = [one for one in OF_ORGANIZATION if one.name == "principal-activity"]
    assert saved.text.startswith(
        "-- What this principal did: a user, a role with all its sessions, or an access key\n"
        "-- Of the last 7 days: write another number for more. Athena is paid by what it reads.\n"
        "-- Parameter 1: an account, as in '111122223333' (for more, write account IN ('...', '...') below)\n"
        "-- Parameter 2: ARN, user or role name, access key or unique id, as in 'ann'\n"
        "SELECT DISTINCT\n"
    )
    assert (
        "\nWHERE account = ?\n  AND day >= date_format(current_date - interval '7' day, '%Y/%m/%d')\n"
    ) in saved.text


def test_approved_regions_stand_in_it_as_they_were_deployed() -> None:
    run = deployed(queries=True, approved_regions=(HOME, "eu-central-1"))
    text = run.one(NAMED_QUERY, "query-unapproved-regions").inputs["query"]
    assert f"NOT IN ('{HOME}', 'eu-central-1')" in text


def test_of_an_organization_each_asks_for_an_account_first() -> None:
    made = [r for r in deployed_for_organization(queries=True).resources if r.type == NAMED_QUERY]
    assert len(made) == len(queries())
    assert all("WHERE account = ?" in one.inputs["query"] for one in made)


@for_each("saved", EVERY)
def test_it_is_one_select_in_athena_s_dialect_with_its_parameters_in_where(saved: SavedQuery) -> None:
    parsed = sqlglot.parse_one(saved.text, read="athena", error_level=ErrorLevel.RAISE)
    assert isinstance(parsed, exp.Select)
    holders = [*parsed.find_all(exp.Placeholder)]
    assert len(holders) == PARAMETERS.get(saved.name, 0) + (saved in OF_ORGANIZATION)
    assert all(one.find_ancestor(exp.Where) for one in holders)


@for_each("saved", EVERY)
def test_question_marks_are_parameters_alone_and_each_is_explained(saved: SavedQuery) -> None:
    told = [line for line in comments(saved) if line.startswith("-- Parameter ")]
    assert saved.text.count("?") == len(told) == PARAMETERS.get(saved.name, 0) + (saved in OF_ORGANIZATION)
    assert [line.count("'") % 2 for line in comments(saved)] == [0] * len(comments(saved))


@for_each("saved", EVERY)
def test_it_keeps_within_athena_s_limits(saved: SavedQuery) -> None:
    """https://docs.aws.amazon.com/athena/latest/APIReference/API_CreateNamedQuery.html"""
    assert re.fullmatch(r"[a-z-]{1,128}", saved.name)
    assert 1 <= len(saved.description) <= 1024
    assert len(saved.text) <= 20_000
