"""From the words of a command line to its options; what no command would heed is refused."""

from __future__ import annotations

import argparse
import difflib
import re
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from components.command_line import wizard
from components.settings.problems import shown
from wizard import __version__
from wizard.commands.option import Command
from wizard.commands.options import COMMANDS, SETUP
from wizard.commands.shared_options import ANSWERS, COMMON, DEFAULTS, GIVEN, TRAILS, YES
from wizard.failures import ExitCode, UsageFailure
from wizard.screen import terminal

_ANSWERED = {"-h", "--help", "--version"}
_EVERY = (*COMMON, *ANSWERS, *(option for command in COMMANDS for option in command.options))


class _Help(argparse.HelpFormatter):
    """As wide as everything else, and words stay whole: argparse breaks --fix-trail at its hyphen."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=terminal.width())

    def _split_lines(self, text: str, width: int) -> list[str]:
        return terminal.wrapped(text, columns=width)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n".join(terminal.wrapped(text, indent, columns=width))


class _Parser(argparse.ArgumentParser):
    def _check_value(self, action: argparse.Action, value: str) -> None:
        """argparse lists every choice, in words of its own; a near miss of one is what people type."""
        names = [command.name for command in COMMANDS]
        if action.dest != "command" or value in names:
            return
        close = difflib.get_close_matches(value.lower(), names, n=1)
        meant = f"Did you mean `{wizard(close[0])}`?" if close else f"There are {', '.join(names)}."
        raise UsageFailure(f"There is no command {shown(value)}. {meant} {_listed()}")

    def error(self, message: str) -> NoReturn:
        """argparse's words say which argument; which value is wanted, the help of this command says."""
        said = message.removeprefix("argument ").replace(": expected one argument", " needs a value")
        said = re.sub(r": ignored explicit argument .*$", " takes no value", said)
        said = re.sub(r": invalid int value: .(.*).$", r": \1 isn't a whole number", said)
        raise UsageFailure(f"{said}. `{self.prog} --help` says what it takes.")


def _listed() -> str:
    return f"`{wizard()} --help` lists what there is."


def _absent() -> Mapping[str, Any]:
    return {"command": SETUP.name, "argument": "", **dict(option.absent for option in _EVERY)}


def _parser() -> _Parser:
    lists: dict[str, list[Any]] = {}
    parser = _Parser(
        prog=wizard(),
        usage=f"{wizard()} [COMMAND] [OPTION ...]",
        description="Sets up a CloudTrail trail for every region and an alert for regions you never use. "
        "Without a command: the guided set-up, which writes Pulumi.<stack>.yaml.",
        epilog="Answers: --set and --region win over --answers, that over the stack file, that over "
        f"the defaults. Exit codes: {', '.join(f'{code.value} {code.words}' for code in ExitCode)}.",
        formatter_class=_Help,
        add_help=False,
        allow_abbrev=False,
    )
    commands = parser.add_subparsers(
        dest="command", metavar="COMMAND", title="commands", prog=wizard(), parser_class=_Parser
    )
    _fill(parser, SETUP, lists)
    for command in COMMANDS:
        its = commands.add_parser(
            command.name,
            usage=" ".join(filter(None, (wizard(command.name), command.argument[0], "[OPTION ...]"))),
            help=command.words,
            description=f"{command.words[0].upper()}{command.words[1:]}.",
            formatter_class=_Help,
            add_help=False,
            allow_abbrev=False,
        )
        _fill(its, command, lists)
    return parser


def _fill(parser: _Parser, command: Command, lists: dict[str, list[Any]]) -> None:
    """The command's own options first. What it refuses is parsed too, unseen, to be refused with a reason."""
    own = parser.add_argument_group("options")
    metavar, words = command.argument
    if metavar:
        own.add_argument("argument", nargs="?", metavar=metavar, help=words, default=argparse.SUPPRESS)
    for option in command.options:
        option.add_to(own, lists)
    answers = parser.add_argument_group("answers")
    own_flags = {option.flag for option in command.options}
    for option in ANSWERS:
        if option.flag in own_flags:
            # The same word for something else: here it is this command's.
            continue
        option.add_to(answers, lists, is_hidden=option not in command.answers)
    everywhere = parser.add_argument_group("options of every command")
    for option in COMMON:
        option.add_to(everywhere, lists)
    everywhere.add_argument("-h", "--help", action="help", help="show this")
    version = f"everyregion {__version__}"
    everywhere.add_argument("--version", action="version", version=version, help="say which version this is")


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """The options with every default filled in. Raises UsageFailure."""
    _refuse_unknown(argv)
    options, unknown = _parser().parse_known_args(argv, argparse.Namespace(**_absent()))
    options.command = options.command or SETUP.name
    if unknown:
        raise UsageFailure(f"{shown(unknown[0])} is one word too many. {_listed()}")
    _refuse_unheeded(options)
    return options


def _refuse_unknown(argv: Sequence[str]) -> None:
    """Before argparse, which takes the value of an option that it doesn't know for a command."""
    flags = [word.partition("=")[0] for word in argv if re.match("--|-[a-zA-Z]", word)]
    known = {option.flag for option in _EVERY} | _ANSWERED
    named = _command_in(argv)
    for flag in flags:
        if flag not in known:
            begun = [one for one in sorted(_flags(named)) if one.startswith(flag)]
            close = begun or difflib.get_close_matches(
                flag, sorted(_flags(named) | _ANSWERED), n=1, cutoff=0.7
            )
            meant = f"Did you mean {close[0]}? " if close else ""
            raise UsageFailure(f"There is no option {terminal.safe(flag)}. {meant}{_listed()}")
        if flag not in _flags(named) | _ANSWERED:
            owners = [command.name for command in COMMANDS if flag in _flags(command)]
            said = " and ".join(f"`{wizard(one)}`" for one in owners)
            raise UsageFailure(f"{flag} is an option of {said}.")


def _flags(command: Command) -> set[str]:
    return {option.flag for option in (*COMMON, *ANSWERS, *command.options)}


def _command_in(argv: Sequence[str]) -> Command:
    """The command that these words name, before anything is known to be right; a value is none."""
    with_a_value = {option.flag for option in _EVERY if option.metavar}
    words = iter(argv)
    for word in words:
        if word in with_a_value:
            next(words, None)
        elif not word.startswith("-"):
            return next((command for command in COMMANDS if command.name == word), SETUP)
    return SETUP


def _refuse_unheeded(options: argparse.Namespace) -> None:
    """Raises UsageFailure where an answer was given to a command that would ignore it. --yes never hurts:
    who asks nothing does as it says."""
    command = next((one for one in COMMANDS if one.name == options.command), SETUP)
    own = {option.flag for option in command.options}
    heeded = (*command.answers, *YES)
    unheeded = [option for option in ANSWERS if option not in heeded and option.flag not in own]
    given = [option for option in unheeded if getattr(options, option.absent[0]) != option.absent[1]]
    if not given:
        return
    flags, name = ", ".join(option.flag for option in given), command.name
    if set(command.answers) >= set(GIVEN) and {*given} <= {*DEFAULTS}:
        raise UsageFailure(f"{flags}: `{name}` is about what is deployed, and no default says that.")
    if set(given) & {*TRAILS}:
        raise UsageFailure(f"{flags}: that is for the set-up, `{wizard()}`; `{name}` changes no other trail.")
    raise UsageFailure(
        f"{flags}: `{name}` takes the settings from the stack file alone, as `pulumi up` does. Write them "
        f"into it first: {wizard()}"
    )
