"""The command line's words: what the help shows, and what is refused instead of ignored."""

from __future__ import annotations

import pytest

from wizard.commands.options import COMMANDS
from wizard.commands.parser import parse
from wizard.failures import UsageFailure

NAMES = [command.name for command in COMMANDS]


def shown(*words: str, columns: int, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """The lines of a help screen this wide."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", str(columns))
        with pytest.raises(SystemExit):
            parse([*words, "--help"])
    return capsys.readouterr().out.splitlines()


def refused(*words: str) -> str:
    with pytest.raises(UsageFailure) as caught:
        parse(words)
    return caught.value.message


@pytest.mark.parametrize("columns", [60, 80, 120])
@pytest.mark.parametrize("command", ["", *NAMES])
def test_no_help_breaks_a_word_or_is_wider_than_its_terminal(
    command: str, columns: int, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = shown(*filter(None, [command]), columns=columns, capsys=capsys)
    assert max(map(len, lines)) <= min(columns, 100)
    assert not [line for line in lines if line.endswith("-")]


def test_a_commands_help_begins_with_what_is_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    lines = shown("preview", columns=100, capsys=capsys)
    assert lines[0].endswith(" -m wizard preview [OPTION ...]")
    assert lines[2] == "What a deploy would change, and nothing else; --yes makes a stack that is missing."
    assert [line for line in lines if line.endswith(":")] == [
        "options:",
        "answers:",
        "options of every command:",
    ]


@pytest.mark.parametrize(
    ("command", "flags"),
    [
        ("rehearse", ["--region", "--answers", "--set", "--defaults"]),
        ("check", ["--region", "--answers", "--set", "--defaults"]),
        ("review", ["--region", "--answers", "--set", "--defaults"]),
        ("preview", ["--yes"]),
        ("deploy", ["--yes"]),
        ("destroy", ["--yes"]),
        ("drill", ["--region", "--answers", "--set"]),
        ("policy", ["--region", "--answers", "--set", "--defaults"]),
        ("scp", ["--region", "--answers", "--set", "--defaults", "--yes"]),
    ],
)
def test_a_commands_help_has_the_answers_that_it_heeds_and_no_others(
    command: str, flags: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    lines = shown(command, columns=80, capsys=capsys)
    answers = lines[lines.index("answers:") + 1 : lines.index("options of every command:")]
    assert [line.split()[0] for line in answers if line.startswith("  --")] == flags


@pytest.mark.parametrize("flags", [["--fix-trail", "x"], ["--allow-second-trail"]])
@pytest.mark.parametrize("command", NAMES)
def test_what_is_for_the_set_up_alone_is_refused_elsewhere_before_and_after_the_command(
    command: str, flags: list[str]
) -> None:
    for words in ([*flags, command], [command, *flags]):
        said = refused(*words)
        assert said.startswith(f"{flags[0]}: that is for the set-up, `")
        assert said.endswith(f"; `{command}` changes no other trail.")


@pytest.mark.parametrize("flags", [["--set", "a=b"], ["--answers", "x"], ["--region", "x"], ["--defaults"]])
@pytest.mark.parametrize("command", ["preview", "deploy", "destroy"])
def test_a_run_of_the_engine_takes_no_answers(command: str, flags: list[str]) -> None:
    assert refused(command, *flags).startswith(
        f"{flags[0]}: `{command}` takes the settings from the stack file alone, as `pulumi up` does."
    )


def test_a_drill_takes_no_defaults() -> None:
    assert refused("drill", "--defaults") == (
        "--defaults: `drill` is about what is deployed, and no default says that."
    )


@pytest.mark.parametrize("command", NAMES)
def test_a_command_that_asks_nothing_is_not_hurt_by_a_yes(command: str) -> None:
    assert parse([command, "--yes"]).yes is True


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("deploy --fo", "There is no option --fo. Did you mean --forget-closed-regions? "),
        ("--versoin", "There is no option --versoin. Did you mean --version? "),
        ("-x", "There is no option -x. `"),
        # policy alone has --for.
        ("--foo", "There is no option --foo. `"),
        ("review extra", '"extra" is one word too many. `'),
        ("rehearse --serve", "--serve needs a value. `"),
        ("rehearse --serve x", "--serve: x isn't a whole number. `"),
        ("--yes=1", "--yes takes no value. `"),
        ("polcy", 'There is no command "polcy". Did you mean `'),
    ],
)
def test_a_slip_is_named_with_what_was_meant(words: str, said: str) -> None:
    assert refused(*words.split()).startswith(said)


@pytest.mark.parametrize("words", ["--serve 1", "review --serve 1", "--serve=1"])
def test_an_option_of_another_command_says_whose_it_is(words: str) -> None:
    said = refused(*words.split())
    assert said.startswith("--serve is an option of `")
    assert said.endswith(" -m wizard rehearse`.")


@pytest.mark.parametrize("words", ["policy --for deploy", "--stack deploy policy --for drill"])
def test_a_command_s_name_as_a_value_is_no_command(words: str) -> None:
    assert parse(words.split()).command == "policy"


def test_a_negative_port_is_a_value_and_no_option() -> None:
    assert parse(["rehearse", "--serve", "-1"]).serve == -1


def test_an_option_that_is_given_before_and_after_the_command_keeps_both_values() -> None:
    assert list(parse(["--set", "a=1", "review", "--set", "b=2"]).set) == ["a=1", "b=2"]
