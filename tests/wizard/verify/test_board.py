"""The board: which regions are on it, where, and what each tile says."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from components.regions import partitions
from components.settings import validate
from wizard.verify.html.board import Seen, Tile, board, counted_tiles
from wizard.verify.html.coverage import Account, Cell
from wizard.verify.html.places import city, continent, continents
from wizard.verify.result import Result

HOME = "eu-central-1"
ON = (HOME, "eu-west-1", "us-east-1", "us-west-2")
OWN = Account("111122223333", cells={one: Cell("passed", "Digest file of 20:04.", "") for one in ON})
RULES = [Result("alert.rule", "passed", "It is on.", region=one) for one in ("eu-west-1", "us-west-2")]


def settings(**more: Any) -> Any:
    return validate({"approvedRegions": [HOME, "us-east-1"], **more}, HOME)


SEEN = Seen(HOME, ON, settings(), [OWN], RULES)


def tiles(seen: Seen) -> dict[str, Tile]:
    return {tile.region: tile for one in board(seen) for tile in one.tiles}


def test_every_region_that_is_known_is_on_a_continent() -> None:
    nowhere = [one for part in partitions() for one in part.regions if continent(one) == continents()[-1]]
    assert nowhere == []


@pytest.mark.parametrize(
    ("region", "where"),
    [
        ("eu-central-1", "Europe"),
        ("il-central-1", "Middle East"),
        ("mx-central-1", "North America"),
        ("ap-southeast-2", "Australia and New Zealand"),
        ("us-gov-west-1", "North America"),
        ("eusc-de-east-1", "Europe"),
        ("xx-new-1", "Elsewhere"),
    ],
)
def test_the_continent_of_a_region(region: str, where: str) -> None:
    assert continent(region) == where


@pytest.mark.parametrize(
    ("region", "name"),
    [
        ("eu-central-1", "Frankfurt"),
        ("us-east-1", "N. Virginia"),
        ("ca-central-1", "Canada (Central)"),
        ("us-gov-east-1", "GovCloud (US-East)"),
        ("xx-new-1", "xx-new-1"),
    ],
)
def test_what_people_call_a_region(region: str, name: str) -> None:
    assert city(region) == name


def test_all_regions_of_the_partition_are_there_and_no_others() -> None:
    assert tiles(SEEN).keys() == partitions()[0].regions.keys()
    china = tiles(Seen("cn-north-1", ("cn-north-1",), None, [], []))
    assert list(china) == ["cn-north-1", "cn-northwest-1"]


def test_a_region_that_is_newer_than_the_list_is_on_the_board_too() -> None:
    assert tiles(replace(SEEN, enabled=(*ON, "eu-new-9")))["eu-new-9"].state == "passed"


def test_each_tile_says_whether_it_is_approved_or_what_watches_it() -> None:
    found = tiles(SEEN)
    assert found[HOME].role == "Approved, home"
    assert found["us-east-1"].role == "Approved"
    assert found["us-west-2"].role == "Rule + log files"
    assert found["us-west-2"].alert == (
        "Not approved: activity here is told by a rule of its own, and by its delivered log files."
    )
    assert (found["me-south-1"].state, found["me-south-1"].word) == ("off", "Not enabled")


@pytest.mark.parametrize(
    ("more", "role"),
    [
        ({"regionAlert": ["rules"]}, "Rule"),
        ({"regionAlert": ["delivered-logs"]}, "Log files"),
        ({"regionAlert": []}, "Not watched"),
    ],
)
def test_the_sources_are_those_of_the_settings(more: dict[str, Any], role: str) -> None:
    assert tiles(replace(SEEN, settings=settings(**more)))["us-west-2"].role == role


def test_a_rule_that_is_off_watches_nothing() -> None:
    off = Result("alert.rule", "failed", "The rule is DISABLED.", "Turn it on.", region="us-west-2")
    tile = tiles(replace(SEEN, results=[off]))["us-west-2"]
    assert (tile.state, tile.word, tile.role) == ("failed", "Covered, with a problem", "Log files")
    assert tile.wrong == ("The rule is DISABLED.",)


def test_without_a_stack_nothing_is_said_of_an_alert() -> None:
    tile = tiles(replace(SEEN, settings=None))["us-west-2"]
    assert (tile.role, tile.alert) == ("", "")


@pytest.mark.parametrize(
    ("state", "word"), [("failed", "Not covered"), ("unknown", "Not known"), ("passed", "Covered")]
)
def test_a_region_is_as_its_proof_is(state: str, word: str) -> None:
    cells = {**OWN.cells, "us-west-2": Cell(state, "So it is.")}
    tile = tiles(replace(SEEN, accounts=[replace(OWN, cells=cells)]))["us-west-2"]
    assert (tile.state, tile.word, tile.coverage) == (state, word, "So it is.")


def test_of_many_accounts_it_says_in_how_many() -> None:
    bad = replace(OWN, id="2", cells={**OWN.cells, "us-west-2": Cell("failed")})
    unsure = replace(OWN, id="3", cells={**OWN.cells, "us-west-2": Cell("unknown")})
    gone = replace(OWN, id="4", cells=dict.fromkeys(ON, Cell("none")))
    tile = tiles(replace(SEEN, accounts=[OWN, bad, unsure, gone]))["us-west-2"]
    assert (tile.state, tile.word) == ("failed", "1 of 3 not covered")
    assert tile.coverage == "Proved in 1 of 3 accounts, 1 failed, 1 not known."


def test_a_region_of_one_other_account_alone_is_on_the_board() -> None:
    other = Account("2", cells={"me-south-1": Cell("failed", "No digest file.")})
    tile = tiles(replace(SEEN, accounts=[OWN, other]))["me-south-1"]
    assert tile.state == "failed"


def test_the_newest_event_of_all_accounts_is_told() -> None:
    cells = {"us-west-2": Cell("passed", "", "2026-11-26T19:44:10Z")}
    older = {"us-west-2": Cell("passed", "", "2026-11-26T19:02:00Z")}
    found = tiles(replace(SEEN, accounts=[Account("1", cells=cells), Account("2", cells=older)]))
    assert found["us-west-2"].activity == "last event 19:44"
    assert found["us-west-2"].newest == "2026-11-26 19:44 UTC."
    assert tiles(SEEN)["us-west-2"].activity == "quiet"


def test_an_event_that_was_not_read_is_no_silence() -> None:
    cells = {"us-west-2": Cell("passed", "", None)}
    assert tiles(replace(SEEN, accounts=[Account("1", cells=cells)]))["us-west-2"].activity == ""


def test_where_it_is_not_known_what_is_enabled_nothing_is_called_off() -> None:
    found = tiles(Seen(HOME, None, settings(), [], []))
    assert {tile.state for tile in found.values()} == {"unknown"}


def test_of_two_trails_what_one_covers_is_covered() -> None:
    arns = ("arn:aws:cloudtrail:eu-central-1:1:trail/a", "arn:aws:cloudtrail:eu-central-1:1:trail/b")
    results = [
        Result("trail.logging", "failed", "It doesn't log.", "Start it.", "us-west-2", trail=arns[0]),
        Result("trail.logging", "passed", "It logs.", region="us-west-2", trail=arns[1]),
    ]
    assert tiles(replace(SEEN, settings=None, results=results))["us-west-2"].state == "passed"
    assert tiles(replace(SEEN, settings=None, results=results[:1]))["us-west-2"].state == "failed"


def test_the_tiles_are_counted() -> None:
    assert counted_tiles(board(SEEN)) == {"passed": 4, "failed": 0, "unknown": 0, "off": 32}
