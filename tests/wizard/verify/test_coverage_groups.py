"""Accounts that are covered alike are told together."""

from __future__ import annotations

from wizard.verify.html.coverage import Account, Cell, best, groups

GOOD, BAD, UNSURE, NONE = (
    Cell("passed"),
    Cell("failed", "No digest file."),
    Cell("unknown", "Forbidden."),
    Cell("none"),
)


def account(id: str, *cells: Cell, why: str = "") -> Account:
    return Account(id, f"name-{id}", why, dict(zip(("a", "b", "c"), cells, strict=False)))


def test_those_that_are_alike_stand_together_and_the_worst_come_first() -> None:
    found = groups(
        [
            account("1", GOOD, GOOD),
            account("2", GOOD, UNSURE),
            account("3", GOOD, GOOD, GOOD),
            account("4", BAD, GOOD),
            account("5", NONE, NONE, why="It is suspended."),
            account("6", BAD, BAD),
        ]
    )
    assert [(one.state, [it.id for it in one.accounts]) for one in found] == [
        ("failed", ["6"]),
        ("failed", ["4"]),
        ("unknown", ["2"]),
        ("passed", ["1", "3"]),
        ("none", ["5"]),
    ]


def test_a_group_says_in_how_many_regions_its_accounts_are_covered() -> None:
    (group,) = groups([account("1", GOOD, GOOD), account("3", GOOD, GOOD, GOOD)])
    assert group.proved == (2, 3)


def test_a_group_says_which_regions_and_why() -> None:
    (group,) = groups([account("1", GOOD, BAD, UNSURE)])
    assert (group.failed, group.unknown) == (("b",), ("c",))
    assert group.whys == {"b": "No digest file.", "c": "Forbidden."}


def test_what_is_said_of_the_account_comes_before_its_regions() -> None:
    (group,) = groups([account("1", NONE, why="It is suspended.")])
    assert group.whys == {"": "It is suspended."}


def test_of_several_trails_the_one_that_proves_most_counts() -> None:
    assert best([BAD, UNSURE, GOOD]) == GOOD
    assert best([BAD, UNSURE]) == UNSURE
