"""What reaches the terminal."""

from __future__ import annotations

import io
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.wizard.command import ROOT, project_folder
from wizard.screen import terminal


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain Ünïcode 東京", "plain Ünïcode 東京"),
        ("clear\x1b[2J", r"clear\x1b[2J"),
        ("two\nlines\r\t", r"two\nlines\r\t"),
        ("right\u202eto left", r"right\u202eto left"),
        ("zero\u200bwidth", r"zero\u200bwidth"),
        ("line\u2028end", r"line\u2028end"),
        ("\x9b31m\x00\x7f", r"\x9b31m\x00\x7f"),
        (b"bytes", "b'bytes'"),
    ],
)
def test_control_bidirectional_and_invisible_characters_are_escaped(text: object, shown: str) -> None:
    assert terminal.safe(text) == shown


def test_text_is_wrapped_below_its_indent_and_long_words_stay_whole() -> None:
    assert terminal.wrapped("one two arn:aws:iam::123456789012:role/x", "    ", "  - ", 20) == [
        "  - one two",
        "    arn:aws:iam::123456789012:role/x",
    ]


def test_a_command_in_backticks_stays_on_one_line_to_be_copied() -> None:
    assert terminal.wrapped("First `python -m wizard`, then the rest.", "    ", "  - ", 27) == [
        "  - First",
        "    `python -m wizard`,",
        "    then the rest.",
    ]


def test_a_command_that_no_line_has_room_for_is_broken_at_its_blanks() -> None:
    assert terminal.wrapped("Run `python -m wizard`.", columns=18) == ["Run `python -m", "wizard`."]


def test_a_list_of_keys_ends_its_lines_between_two_of_them() -> None:
    keys = ["Enter takes it", "? explains", "Esc goes back"]
    assert terminal.listed(keys, "  ", 20) == ["  Enter takes it,", "  ? explains,", "  Esc goes back"]


def test_an_empty_text_keeps_its_first_words() -> None:
    assert terminal.wrapped("", "    ", "  - ") == ["  -"]


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("variables", "coloured"),
    [
        ({"TERM": "xterm"}, True),
        ({"TERM": "xterm", "NO_COLOR": "1"}, False),
        ({"TERM": "xterm", "NO_COLOR": ""}, True),
        ({"TERM": "dumb"}, False),
        ({"TERM": ""}, False),
    ],
)
def test_colours_only_where_they_are_welcome(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], coloured: bool
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    stream = Terminal()
    terminal.say("x", "bold", stream)
    assert ("\x1b[1m" in stream.getvalue()) == coloured


def test_no_colours_in_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    assert terminal.styled("x", "bold", io.StringIO()) == "x"


def test_a_diffs_signs_say_what_its_colours_say() -> None:
    stream = io.StringIO()
    terminal.show_diff(["-a: 1", "+a: 2", " b: \x1b[2J"], stream)
    assert stream.getvalue() == "  -a: 1\n  +a: 2\n   b: \\x1b[2J\n"


def test_a_value_that_a_diffs_line_has_no_room_for_stands_below_its_key(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    stream = io.StringIO()
    terminal.show_diff(["+config:", "+  everyregion:adoptTrail: arn:aws:cloudtrail:::trail/acme"], stream)
    assert stream.getvalue() == (
        "  +config:\n  +  everyregion:adoptTrail:\n         arn:aws:cloudtrail:::trail/acme\n"
    )


def test_a_long_diff_of_what_was_told_in_words_is_a_number_of_lines() -> None:
    stream = io.StringIO()
    terminal.show_diff(["--- a", "+++ b", "@@ -0,0 +1,39 @@", *["+x"] * 39], stream, most=12)
    assert stream.getvalue() == "39 lines, too many for the screen: they say in JSON what is told above.\n"


@pytest.mark.parametrize(
    ("number", "more", "said"),
    [
        (0, "", "0 write events"),
        (1, "", "1 write event"),
        (1, "+", "1+ write events"),
        (2, "", "2 write events"),
    ],
)
def test_a_number_stands_beside_the_right_form_of_its_word(number: int, more: str, said: str) -> None:
    assert terminal.counted(number, "write event", more) == said


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("  aws x y --a b", ["  aws x y --a b"]),
        (
            "  aws cloudtrail stop-logging --name trail --region us-east-1",
            ["  aws cloudtrail stop-logging \\", "      --name trail --region us-east-1"],
        ),
        (
            "undo: aws x put --json '[{\"a\": \"b --c\"}]' --name 'it'\"'\"'s --x y' --region r",
            [
                "undo: aws x put \\",
                '    --json \'[{"a": "b --c"}]\' \\',
                "    --name 'it'\"'\"'s --x y' --region r",
            ],
        ),
    ],
)
def test_a_command_that_is_too_long_is_still_one_for_a_shell(
    line: str, shown: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    stream = io.StringIO()
    terminal.show_command(line, stream)
    assert stream.getvalue().splitlines() == shown
    assert shlex.split(stream.getvalue().replace("\\\n", "")) == shlex.split(line)


def test_quoted_text_is_marked_line_by_line() -> None:
    stream = io.StringIO()
    terminal.quote(["Subject: x", "", "  Who  root\x1b"], stream)
    assert stream.getvalue() == "    | Subject: x\n    |\n    |   Who  root\\x1b\n"


def test_an_encoding_without_a_character_shows_it_escaped(tmp_path: Path) -> None:
    project = project_folder(tmp_path)
    variables = {**project.variables(), "PYTHONIOENCODING": "ascii"}
    command = [sys.executable, "-m", "wizard", "--set", "insights=é"]
    ran = subprocess.run(
        command, cwd=project.path, env=variables, stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    assert ran.returncode == 2
    assert rb"\xe9" in ran.stderr


def test_both_streams_in_one_pipe_keep_their_order() -> None:
    words = "import sys; from wizard.screen import terminal; terminal.forgiving_output(); "
    words += "print('plan'); print('failed', file=sys.stderr); print('next')"
    ran = subprocess.run(
        [sys.executable, "-c", words],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=True,
    )
    assert ran.stdout == "plan\nfailed\nnext\n"


def test_a_reader_that_stops_reading_is_no_error(tmp_path: Path) -> None:
    project = project_folder(tmp_path)
    project.stack_file.write_text(
        "config:\n  aws:region: eu-west-1\n  everyregion:approvedRegions: [eu-west-1]\n"
    )
    ran = subprocess.run(
        f"{sys.executable} -m wizard review | true; echo ${{PIPESTATUS[0]}}",
        shell=True,
        executable="/bin/bash",
        cwd=project.path,
        env=project.variables(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.stderr == ""
    assert ran.stdout.strip() in ("0", "130")


def test_version_names_the_project() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "wizard", "--version"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stdout) == (0, "everyregion 0.1.0\n")
