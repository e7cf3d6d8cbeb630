"""Columns of a terminal, which aren't the letters of a text."""

from __future__ import annotations

import pytest

from wizard.screen.columns import columns, cut, left, right


@pytest.mark.parametrize(
    ("text", "expected"),
    [("audit", 5), ("監査", 4), ("e\u0301quipe", 6), ("\U0001f512 logs", 7), ("ﾛｸﾞ", 3), ("équipe", 6)],
)
def test_wide_letters_take_two_columns_and_accents_of_their_own_none(text: str, expected: int) -> None:
    assert columns(text) == expected


def test_it_is_filled_up_to_its_room() -> None:
    assert left("監査", 6) + "|" == "監査  |"
    assert right("監査", 6) == "  監査"
    assert left("longer", 3) == "longer"


@pytest.mark.parametrize(
    ("text", "room", "expected"),
    [
        ("監査ログ", 8, "監査ログ"),
        ("監査ログ", 7, "監査..."),
        ("監査ログ", 6, "監..."),
        ("audit", 4, "a..."),
        ("audit", 2, ".."),
    ],
)
def test_what_has_no_room_is_cut_between_letters(text: str, room: int, expected: str) -> None:
    assert cut(text, room) == expected
