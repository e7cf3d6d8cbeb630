"""The command line's words: commands, options, and what each is for."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any, NoReturn

from wizard import __version__, command_options
from wizard.failures import UsageFailure

# Command -> the module that runs it. `python -m wizard` without a command is `setup`.
COMMANDS = {
    "setup": "wizard.setup",
    "rehearse": "wizard.rehearse",
    "review": "wizard.review_command",
    "drill": "wizard.drill.command",
    "check": "wizard.check.command",
    "preview": "wizard.engine.preview",
    "deploy": "wizard.engine.deploy",
    "destroy": "wizard.engine.destroy",
    "policy": "wizard.policy.command",
}
NOT_YET = ("verify", "scp", "query")
# What an option that isn't given stands for. Kept here, and not in argparse: there, an option given
# before the command would be reset by the command's own default.
_ABSENT = {
    "command": "setup",
    "stack": "",
    "profile": "",
    "region": "",
    "answers": "",
    "set": (),
    "fix_trail": "",
    "serve": None,
    "source": "",
    "timeout": "",
    "purpose": "",
    "out": "",
    "allow_unknown": False,
    **dict.fromkeys(("refresh", "expect_no_changes", "forget_closed_regions"), False),
    **dict.fromkeys(("json", "plain", "debug", "defaults", "yes", "allow_second_trail"), False),
}


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageFailure(f"{message}. `python -m wizard --help` lists what there is.")


class _Repeated(argparse.Action):
    """Appends to one list (const) wherever the option stands: before the command, after it, or both."""

    def __call__(
        self, parser: Any, namespace: argparse.Namespace, values: Any, option_string: str | None = None
    ) -> None:
        self.const.append(values)
        setattr(namespace, self.dest, self.const)


def _common() -> _Parser:
    common = _Parser(add_help=False, argument_default=argparse.SUPPRESS)
    add = common.add_argument
    add(
        "--stack",
        metavar="NAME",
        help="the Pulumi stack (default: the selected one, or dev)",
    )
    add("--profile", metavar="NAME", help="AWS profile to look with")
    add(
        "--region",
        metavar="REGION",
        help="the home region of trail, bucket and alert",
    )
    add(
        "--json",
        action="store_true",
        help="one JSON document on stdout; asks nothing",
    )
    add(
        "--plain",
        action="store_true",
        help="ask line by line, for screen readers and simple terminals",
    )
    add("--debug", action="store_true", help="show tracebacks")
    answers = common.add_argument_group("answers")
    add = answers.add_argument
    add(
        "--answers",
        metavar="FILE",
        help="YAML or JSON with the stack file's keys; a stack file too",
    )
    add(
        "--set",
        metavar="KEY=VALUE",
        action=_Repeated,
        const=[],
        help="one setting, lists by commas or as JSON; may be repeated; wins over --answers",
    )
    add(
        "--defaults",
        action="store_true",
        help="take the default for every open question",
    )
    add("--yes", action="store_true", help="write, deploy or destroy without asking for confirmation")
    add(
        "--allow-second-trail",
        action="store_true",
        help=(
            "go on although another trail records management events already, and each copy after the "
            "first is paid for"
        ),
    )
    add(
        "--fix-trail",
        metavar="TRAIL",
        help="put this existing trail right in place, by name or ARN, and make no other; each call is shown",
    )
    return common


def _parser() -> _Parser:
    common = _common()
    parser = _Parser(
        prog="python -m wizard",
        description="Sets up a CloudTrail trail for every region and an alert for regions you never use. "
        "Without a command: the guided set-up, which writes Pulumi.<stack>.yaml.",
        epilog="Answers: --set and --region win over --answers, that over the stack file, that over "
        "the defaults. Exit codes: 0 good, 1 a check failed, 2 usage or settings, 3 AWS or the engine "
        "refused, or this program has a mistake, 4 only something is unknown, 7 preview "
        "--expect-no-changes saw changes, 130 cancelled.",
        parents=[common],
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"everyregion {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=_Parser)
    for command in command_options.COMMANDS:
        its = commands.add_parser(
            command.name,
            help=command.words,
            description=command.words,
            parents=[common],
            allow_abbrev=False,
        )
        for option in command.options:
            option.add_to(its)
    for promised in NOT_YET:
        commands.add_parser(promised, add_help=False)
    return parser


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """The options with every default filled in. Raises UsageFailure."""
    options, unknown = _parser().parse_known_args(argv, argparse.Namespace(**_ABSENT))
    options.command = options.command or "setup"
    if options.command in NOT_YET:
        raise UsageFailure(f"`{options.command}` is not yet built.")
    if unknown:
        raise UsageFailure(f"There is no option {unknown[0]}. `python -m wizard --help` lists what there is.")
    return options
