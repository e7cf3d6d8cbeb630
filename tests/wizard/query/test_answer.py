"""How an answer is told: a table that fits, CSV that no spreadsheet runs, JSON with everything."""

from __future__ import annotations

import pytest

from tests.table import for_each
from wizard.query.answer import Answer, as_csv, document, table

COLUMNS = ("time", "region", "event", "principal", "account", "event_id")
ROWS = [
    (
        f"2026-11-25T10:00:0{n}Z",
        "eu-west-1",
        "ec2:RunInstances",
        f"arn:aws:sts::111122223333:assumed-role/Deploy/session-{n}-of-a-pipeline",
        "111122223333",
        f"00000000-1111-4222-8333-{n:012}",
    )
    for n in range(2)
]


@for_each("width", [20, 40, 60, 80, 100, 120, 500])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    assert max(map(len, table(COLUMNS, ROWS, width))) <= width


def test_a_table_says_once_what_is_the_same_in_every_row_and_names_what_has_no_room() -> None:
    assert table(COLUMNS, ROWS, 80) == [
        "In every row: region eu-west-1, event ec2:RunInstances, account 111122223333.",
        "",
        "time                 principal                     event id",
        "2026-11-25 10:00:00  assumed-role/Deploy/sessi...  00000000-1111-4222-8333-00...",
        "2026-11-25 10:00:01  assumed-role/Deploy/sessi...  00000000-1111-4222-8333-00...",
    ]
    assert table(COLUMNS, ROWS, 50)[-1] == "No room for: event id. --csv and --json have it."


def test_numbers_stand_at_the_right_with_their_thousands() -> None:
    assert table(("region", "events"), [("eu-west-1", 1234567), ("sa-east-1", 0)], 80) == [
        "region        events",
        "eu-west-1  1,234,567",
        "sa-east-1          0",
    ]


def test_wide_letters_leave_the_columns_in_line() -> None:
    rows = [["監査", "a"], ["audit", "b"]]
    assert table(["account", "what"], rows, 80) == [
        "account  what",
        "監査     a",
        "audit    b",
    ]


def test_no_rows_leave_the_heads() -> None:
    assert table(("a", "b_c"), [], 80) == ["a  b c"]


def test_what_an_intruder_chose_reaches_the_terminal_escaped() -> None:
    rows = [("\x1b[2J\x1b]0;owned\x07", "line\nbreak"), ("\u202eabc", "\u200b")]
    text = "\n".join(table(("a", "b"), rows, 80))
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "line\\nbreak" in text


_BLANKS = ("\t", " ", "\n", "\xa0", "\u200b", "\ufeff", "\u3000")


@for_each("cell", ["=1+1", "+cmd", "-2", "@SUM(A1)", "\uff1d1", *(f"{blank}=1" for blank in _BLANKS)])
def test_a_spreadsheet_takes_no_cell_for_a_formula(cell: str) -> None:
    assert as_csv(Answer(("a",), [(cell,)])).startswith(("a\n'", "a\n\"'")), cell


def test_a_formula_behind_a_tab_is_none() -> None:
    assert as_csv(Answer(("a",), [("x\t=1",)])) == "a\nx\t'=1\n"


def test_a_formula_behind_a_semicolon_or_in_a_heading_is_none_either() -> None:
    made = as_csv(Answer(("=a",), [("x;=cmd|y",), ("Mozilla/5.0 (X11; Linux; rv:1)",), (-5,)]))
    assert made == "'=a\nx;'=cmd|y\nMozilla/5.0 (X11; Linux; rv:1)\n-5\n"


def test_csv_on_a_terminal_moves_no_cursor() -> None:
    assert as_csv(Answer(("a",), [("x\x1b]0;owned\x07\x9b2J\u202e",)])) == (
        "a\nx\\x1b]0;owned\\x07\\x9b2J\\u202e\n"
    )


def test_csv_quotes_what_it_must() -> None:
    assert as_csv(Answer(("a", "b"), [('say "hi"', "x,y"), (None, 3)])) == 'a,b\n"say ""hi""","x,y"\n,3\n'


def test_the_document_has_every_column_by_its_name() -> None:
    made = document(
        Answer(("a", "b"), [(1, None)], is_cut=True, notes=("Note.",), facts={"engine": "duckdb"})
    )
    assert made == {
        "columns": ["a", "b"],
        "rows": [{"a": 1, "b": None}],
        "rowsCut": True,
        "notes": ["Note."],
        "engine": "duckdb",
    }


@pytest.mark.parametrize("same", ["name", "name "])
def test_columns_of_the_same_name_are_told_apart(same: str) -> None:
    rows = document(Answer((same, same), [(1, 2)]))["rows"]
    assert rows == [{same: 1, f"{same}_2": 2}]
