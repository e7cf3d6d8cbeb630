"""README's recording and picture: made by scripts, from real runs, and fit to be shown."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree

import pyte

from scripts.recording import COLUMNS, ROWS, Frame, drawn, is_question, read
from tests.project.sources import ROOT

SVG = "{http://www.w3.org/2000/svg}"


def screen(*lines: str) -> Any:
    made = pyte.Screen(COLUMNS, ROWS)
    pyte.Stream(made).feed("\r\n".join(lines))
    return made


def test_each_frame_of_a_recording_is_a_screen_in_its_colours() -> None:
    frames = [Frame(read(screen("one <b>")), 1.0), Frame(read(screen("one <b>", "\x1b[33mtwo\x1b[0m")), 3.0)]
    text = drawn(frames)
    root = ElementTree.fromstring(text)
    assert [one.text for one in root.iter(f"{SVG}text")] == ["one <b>", "two"]
    assert [one.get("fill") for one in root.iter(f"{SVG}text")] == ["#e6eaee", "#efc36b"]
    # A line that stands in both is there once.
    assert len(list(root.iter(f"{SVG}use"))) == 3
    assert "animation:play 4.0s step-end infinite" in text
    assert "25.000%{transform:translateY(-" in text


def test_a_recording_answers_what_asks_and_nothing_else() -> None:
    assert is_question(screen("  Up/Down choose, Enter takes it, Esc goes back").display)
    assert not is_question(screen("Making trail (7)").display)


def test_the_recording_is_an_image_that_loads_nothing() -> None:
    text = (ROOT / "docs" / "setup.svg").read_text("utf-8")
    root = ElementTree.fromstring(text)
    assert {one.tag for one in root.iter()} <= {
        f"{SVG}{name}" for name in ("svg", "style", "defs", "rect", "g", "text", "use")
    }
    assert re.findall(r'(?:href|src)="(?!#)[^"]*"|url\(', text) == []
    said = " ".join(one.text or "" for one in root.iter(f"{SVG}text"))
    assert "[1/10]" in said
    assert "Everything is as it should be: " in said


def test_the_images_of_readme_are_there_and_small() -> None:
    shown = re.findall(r"!\[[^\]]+\]\((docs/[^)]+)\)", (ROOT / "README.md").read_text("utf-8"))
    assert shown == ["docs/board.png", "docs/setup.svg"]
    assert [name for name in shown if (ROOT / name).stat().st_size > 200_000] == []
