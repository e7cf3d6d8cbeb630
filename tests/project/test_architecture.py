"""The picture of the rooms: drawn from the imports, and current."""

from __future__ import annotations

import pytest

from scripts.architecture import PAGE, floors, needed_arrows, picture, updated
from tests.project.sources import ROOT


def test_the_picture_in_the_docs_is_drawn_from_the_imports_of_today() -> None:
    text = (ROOT / PAGE).read_text("utf-8")
    assert "<!-- rooms -->" in text
    assert updated(text) == text, "draw it anew: python -m scripts.architecture"


def test_a_room_stands_just_above_the_highest_one_that_it_imports() -> None:
    imports = {"top": frozenset({"low", "mid"}), "mid": frozenset({"low"}), "low": frozenset[str]()}
    assert floors(imports) == [["top"], ["mid"], ["low"]]


def test_rooms_in_a_circle_have_no_floor() -> None:
    with pytest.raises(ValueError, match=r"in a circle: \['a', 'b'\]"):
        floors({"a": frozenset({"b"}), "b": frozenset({"a"})})


def test_an_arrow_that_others_imply_is_left_out() -> None:
    imports = {"top": frozenset({"low", "mid"}), "mid": frozenset({"low"}), "low": frozenset[str]()}
    assert needed_arrows(imports) == {"top": {"mid"}, "mid": {"low"}, "low": set()}


def test_the_picture_says_what_is_behind_each_door() -> None:
    drawn = picture({"upper": ("Asks.", frozenset({"lower"})), "lower": ("Answers.", frozenset())})
    assert [line for line in drawn.splitlines() if line.startswith("wizard/")] == [
        "wizard/upper/       Asks.  -> lower",
        "wizard/lower/       Answers.",
    ]
