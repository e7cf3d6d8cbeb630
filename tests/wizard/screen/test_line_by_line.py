"""Questions line by line, for dumb terminals and screen readers."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from wizard.screen.line_by_line import LineByLine
from wizard.screen.questions import BACK, Ask, Option

OPTIONS = [Option("both", "both", "call rate and error rate"), Option("none", "none", "off")]
Typed = Callable[..., list[str]]


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Typed:
    """Queues lines for input(); the list returned collects the prompts."""

    def queue(*lines: str) -> list[str]:
        prompts: list[str] = []
        left = list(lines)

        def answer(prompt: str) -> str:
            prompts.append(prompt)
            return left.pop(0)

        monkeypatch.setattr("builtins.input", answer)
        return prompts

    return queue


def test_a_choice_is_taken_by_number_name_or_enter(typed: Typed) -> None:
    ask = Ask("Insights", options=OPTIONS, preset="both")
    prompts = typed("2", "none", "")
    assert [LineByLine().pick(ask) for _ in range(3)] == ["none", "none", "both"]
    assert prompts[0] == "Number or name [both]: "


def test_an_unknown_choice_is_said_and_asked_again(typed: Typed, capsys: pytest.CaptureFixture[str]) -> None:
    typed("9", "1")
    assert LineByLine().pick(Ask("Insights", options=OPTIONS)) == "both"
    assert "! There is no choice '9'." in capsys.readouterr().out


def test_the_question_shows_its_risk_and_its_choices(
    typed: Typed, capsys: pytest.CaptureFixture[str]
) -> None:
    typed("<")
    ask = Ask(
        "Insights", "0.35 USD", "More words.", step="[2/9]", preset="none", options=OPTIONS, can_go_back=True
    )
    assert LineByLine().pick(ask) is BACK
    assert capsys.readouterr().out.splitlines() == [
        "",
        "[2/9] Insights",
        "0.35 USD",
        "  - 1: both, call rate and error rate",
        "  - 2: none, off",
        "`?` explains, `<` goes back.",
    ]


def test_a_question_mark_explains(typed: Typed, capsys: pytest.CaptureFixture[str]) -> None:
    typed("?", "1")
    LineByLine().pick(Ask("Insights", more="More words.", options=OPTIONS))
    assert "More words." in capsys.readouterr().out


def test_ticks_are_replaced_by_what_is_typed_and_kept_by_enter(typed: Typed) -> None:
    ask = Ask("Kinds", options=OPTIONS, preset=["none"])
    prompts = typed("1, none", "")
    assert [LineByLine().tick(ask), LineByLine().tick(ask)] == [["both", "none"], ["none"]]
    assert prompts[0] == "Numbers or names, with commas [none]: "


def test_a_wrong_text_is_said_and_asked_again(typed: Typed, capsys: pytest.CaptureFixture[str]) -> None:
    typed("x", "7")
    ask = Ask("Days", preset="90", check=lambda answer: "" if answer.isdigit() else "it isn't a number.")
    assert LineByLine().type(ask) == "7"
    assert "! it isn't a number." in capsys.readouterr().out


def test_a_dash_empties_a_text_that_may_be_empty(typed: Typed, capsys: pytest.CaptureFixture[str]) -> None:
    typed("-")
    ask = Ask("Addresses", hint="Commas between several", preset="ops@example.com", may_be_none=True)
    assert LineByLine().type(ask) == ""
    assert capsys.readouterr().out.splitlines()[-1] == "Commas between several, `-` for none."


def test_where_nothing_is_no_answer_no_way_to_give_it_is_shown(
    typed: Typed, capsys: pytest.CaptureFixture[str]
) -> None:
    prompts = typed("-")
    assert LineByLine().type(Ask("Days", preset="90", can_go_back=True)) == "-"
    assert capsys.readouterr().out.splitlines()[-1] == "`<` goes back."
    assert prompts == ["Answer [90]: "]


@pytest.mark.parametrize(
    ("ask", "prompt"),
    [
        (Ask("Addresses", may_be_none=True), "Answer, or Enter for none: "),
        (Ask("The stack's name"), "Answer: "),
    ],
)
def test_enter_stands_for_none_only_where_nothing_is_an_answer(typed: Typed, ask: Ask, prompt: str) -> None:
    prompts = typed("x")
    LineByLine().type(ask)
    assert prompts == [prompt]


@pytest.mark.parametrize("end", [KeyboardInterrupt, EOFError])
def test_who_leaves_at_a_prompt_leaves_its_line(
    end: type[BaseException], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def leave(prompt: str) -> str:
        print(prompt, end="")
        raise end

    monkeypatch.setattr("builtins.input", leave)
    with pytest.raises(end):
        LineByLine().type(Ask("Days", preset="90"))
    assert capsys.readouterr().out.endswith("Answer [90]: \n")


def test_the_first_question_starts_what_waits_for_it(typed: Typed) -> None:
    typed("1", "1")
    started: list[str] = []
    lines = LineByLine()
    lines.on_first_screen(lambda: started.append("x"))
    lines.pick(Ask("Insights", options=OPTIONS))
    lines.pick(Ask("Insights", options=OPTIONS))
    assert started == ["x"]


def test_a_hidden_answer_is_read_without_an_echo_and_its_preset_is_not_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    prompts: list[str] = []
    left = ["", "-", "new"]

    def unseen(prompt: str) -> str:
        prompts.append(prompt)
        return left.pop(0)

    monkeypatch.setattr("getpass.getpass", unseen)
    ask = Ask("External id", preset="CANARY", is_hidden=True)
    assert [LineByLine().type(ask) for _ in range(3)] == ["CANARY", "", "new"]
    assert prompts == ["Answer, unseen [the one so far]: "] * 3
    assert "CANARY" not in capsys.readouterr().out
