"""The command line's words: every command with its options, and what each is for.

A command's module is `wizard.commands.<its name>`; `python -m wizard` without a command is `setup`.
"""

from __future__ import annotations

import argparse
import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from components.command_line import wizard
from components.settings.problems import shown
from wizard import __version__
from wizard.failures import ExitCode, UsageFailure

NOT_YET = ("verify", "scp", "query")


class _Parser(argparse.ArgumentParser):
    def _check_value(self, action: argparse.Action, value: str) -> None:
        """argparse lists every choice, in words of its own; a near miss of one is what people type."""
        names = [command.name for command in COMMANDS]
        if action.dest != "command" or value in names:
            return
        if value in NOT_YET:
            raise UsageFailure(f"`{value}` is not yet built.")
        close = difflib.get_close_matches(value.lower(), names, n=1)
        meant = f"Did you mean `{wizard(close[0])}`?" if close else f"There are {', '.join(names)}."
        raise UsageFailure(
            f"There is no command {shown(value)}. {meant} `{wizard()} --help` lists what there is."
        )

    def error(self, message: str) -> NoReturn:
        raise UsageFailure(f"{message}. `{wizard()} --help` lists what there is.")


class _Repeated(argparse.Action):
    """Appends to one list (const) wherever the option stands: before the command, after it, or both."""

    def __call__(
        self, parser: Any, namespace: argparse.Namespace, values: Any, option_string: str | None = None
    ) -> None:
        self.const.append(values)
        setattr(namespace, self.dest, self.const)


@dataclass(frozen=True)
class Option:
    """metavar: what stands for its value, "" for one that is only there or not; default: its value
    where it isn't given."""

    flag: str
    help: str
    metavar: str = ""
    dest: str = ""
    type: type[int] | type[str] = str
    default: Any = ""
    repeats: bool = False

    @property
    def absent(self) -> tuple[str, Any]:
        """Its name among the parsed options, and what it is there where it isn't given."""
        name = self.dest or self.flag.removeprefix("--").replace("-", "_")
        return name, self.default if self.metavar else False

    def add_to(self, parser: Any) -> None:
        """Adds it without its default: an option given before the command would be reset by it."""
        how: dict[str, Any] = {"help": self.help, "default": argparse.SUPPRESS, "dest": self.absent[0]}
        if not self.metavar:
            how["action"] = "store_true"
        else:
            how.update(metavar=self.metavar, type=self.type)
        if self.repeats:
            how.update(action=_Repeated, const=[])
        parser.add_argument(self.flag, **how)


@dataclass(frozen=True)
class Command:
    name: str
    words: str
    options: tuple[Option, ...] = ()


#: What every command takes; the second list stands under "answers" in the help.
COMMON = (
    Option("--stack", "the Pulumi stack (default: the selected one, or dev)", "NAME"),
    Option("--profile", "AWS profile to look with", "NAME"),
    Option("--region", "the home region of trail, bucket and alert", "REGION"),
    Option("--json", "one JSON document on stdout; asks nothing"),
    Option("--plain", "ask line by line, for screen readers and simple terminals"),
    Option("--debug", "show tracebacks"),
)
ANSWERS = (
    Option("--answers", "YAML or JSON with the stack file's keys; a stack file too", "FILE"),
    Option(
        "--set",
        "one setting, lists by commas or as JSON; may be repeated; wins over --answers",
        "KEY=VALUE",
        default=(),
        repeats=True,
    ),
    Option("--defaults", "take the default for every open question"),
    Option("--yes", "write, deploy or destroy without asking for confirmation"),
    Option(
        "--allow-second-trail",
        "go on although another trail records management events already, and each copy after the first is "
        "paid for",
    ),
    Option(
        "--fix-trail",
        "put this existing trail right in place, by name or ARN, and make no other; each call is shown",
        "TRAIL",
    ),
)

_FORGET = Option(
    "--forget-closed-regions", "take out of the stack what is in regions that aren't enabled any more"
)

#: In the order of `--help`. `python -m wizard` without a command has no options of its own.
COMMANDS = (
    Command(
        "rehearse",
        "the same set-up, deployed into an emulated AWS account: no account, no cost",
        (
            Option(
                "--from",
                "with scope: organization, the account that it is deployed from: management (the default) or "
                "delegated-administrator",
                metavar="ACCOUNT",
                dest="deployed_from",
            ),
            Option(
                "--serve",
                "afterwards leave the emulated account up on 127.0.0.1 for the AWS CLI or Prowler; 0 takes a "
                "free port",
                metavar="PORT",
                type=int,
                default=None,
            ),
        ),
    ),
    Command(
        "check",
        "looks only: who you are, what exists, and what would stop a deployment",
        (Option("--allow-unknown", "end with 0 instead of 4 where only something couldn't be found out"),),
    ),
    Command("review", "the settings in plain words, cost, scanners' verdicts, diff; no AWS needed"),
    Command(
        "preview",
        "what a deploy would change, and nothing else; --yes makes a stack that is missing",
        (
            Option("--refresh", "look at AWS too, for what somebody changed since the last deploy"),
            Option("--expect-no-changes", "exit with 7 if something would change"),
        ),
    ),
    Command(
        "deploy",
        "shows what would change, asks, and makes it; goes on where an earlier one stopped",
        (_FORGET,),
    ),
    Command("destroy", "says what goes and what stays, asks, and takes the stack down", (_FORGET,)),
    Command(
        "drill",
        "one harmless call in an unapproved region, then waits until the alert really arrives",
        (
            Option(
                "--source",
                "rules or delivered-logs (default: rules, where regionAlert has them)",
                metavar="SOURCE",
            ),
            Option(
                "--timeout",
                "how long to wait, such as 90s or 15m (default: 15m by rules, 30m by log files, and one "
                "digest)",
                metavar="TIME",
            ),
        ),
    ),
    Command(
        "policy",
        "the IAM policy with the least that deploying, reading or drilling this stack needs",
        (
            Option(
                "--for",
                "deploy, verify, drill or check (default: deploy)",
                metavar="PURPOSE",
                dest="purpose",
            ),
            Option("--log-archive", "for the role in the log-archive account that logArchiveRoleArn names"),
            Option("--out", "write each document into a file in DIR instead of to stdout", metavar="DIR"),
        ),
    ),
)


#: Command -> the module that runs it.
MODULES = {name: f"wizard.commands.{name}" for name in ("setup", *(command.name for command in COMMANDS))}


def _absent() -> Mapping[str, Any]:
    every = (*COMMON, *ANSWERS, *(option for command in COMMANDS for option in command.options))
    return {"command": "setup", **dict(option.absent for option in every)}


def _parser() -> _Parser:
    common = _Parser(add_help=False, argument_default=argparse.SUPPRESS)
    for option in COMMON:
        option.add_to(common)
    answers = common.add_argument_group("answers")
    for option in ANSWERS:
        option.add_to(answers)
    parser = _Parser(
        prog=wizard(),
        description="Sets up a CloudTrail trail for every region and an alert for regions you never use. "
        "Without a command: the guided set-up, which writes Pulumi.<stack>.yaml. "
        f"Not yet: {', '.join(NOT_YET)}.",
        epilog="Answers: --set and --region win over --answers, that over the stack file, that over "
        f"the defaults. Exit codes: {', '.join(f'{code.value} {code.words}' for code in ExitCode)}.",
        parents=[common],
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"everyregion {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=_Parser)
    for command in COMMANDS:
        its = commands.add_parser(
            command.name,
            help=command.words,
            description=command.words,
            parents=[common],
            allow_abbrev=False,
        )
        for option in command.options:
            option.add_to(its)
    return parser


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """The options with every default filled in. Raises UsageFailure."""
    options, unknown = _parser().parse_known_args(argv, argparse.Namespace(**_absent()))
    options.command = options.command or "setup"
    if unknown:
        raise UsageFailure(f"There is no option {unknown[0]}. `{wizard()} --help` lists what there is.")
    return options
