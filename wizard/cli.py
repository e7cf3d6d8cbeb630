"""The command line: parses, starts one command, and turns every failure into a message and an exit code.

Nothing slow is imported here: a person sees the first question before boto3, moto or pulumi load.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import signal
import sys
from collections.abc import Sequence
from types import FrameType
from typing import Any, NoReturn

from components.settings import SettingsError
from wizard import __version__, terminal
from wizard.failures import BAD_SETTINGS, CANCELLED, Cancelled, Failure, UsageFailure

# Command -> the module that runs it. `python -m wizard` without a command is `setup`.
COMMANDS = {"setup": "wizard.setup", "rehearse": "wizard.rehearse"}
NOT_YET = ("review", "check", "preview", "deploy", "destroy", "verify", "drill", "policy", "scp", "query")


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
    common = _Parser(add_help=False)
    # SUPPRESS: an option given before the command isn't reset by the command's own default.
    add = common.add_argument
    add(
        "--stack",
        metavar="NAME",
        default=argparse.SUPPRESS,
        help="the Pulumi stack (default: the selected one, or dev)",
    )
    add("--profile", metavar="NAME", default=argparse.SUPPRESS, help="AWS profile to look with")
    add(
        "--region",
        metavar="REGION",
        default=argparse.SUPPRESS,
        help="the home region of trail, bucket and alert",
    )
    add(
        "--json",
        action="store_true",
        default=argparse.SUPPRESS,
        help="one JSON document on stdout; asks nothing",
    )
    add("--debug", action="store_true", default=argparse.SUPPRESS, help="show tracebacks")
    answers = common.add_argument_group("answers")
    add = answers.add_argument
    add(
        "--answers",
        metavar="FILE",
        default=argparse.SUPPRESS,
        help="YAML or JSON with the stack file's keys; a stack file too",
    )
    add(
        "--set",
        metavar="KEY=VALUE",
        action=_Repeated,
        const=[],
        default=argparse.SUPPRESS,
        help="one setting, lists by commas or as JSON; may be repeated; wins over --answers",
    )
    add(
        "--defaults",
        action="store_true",
        default=argparse.SUPPRESS,
        help="take the default for every open question",
    )
    add("--yes", action="store_true", default=argparse.SUPPRESS, help="write without asking for confirmation")
    add(
        "--allow-second-trail",
        action="store_true",
        default=argparse.SUPPRESS,
        help=(
            "go on although another trail records management events already, and each copy after the "
            "first is paid for"
        ),
    )
    return common


def _parser() -> _Parser:
    common = _common()
    parser = _Parser(
        prog="python -m wizard",
        description="Sets up a CloudTrail trail for every region and an alert for regions you never use. "
        "Without a command: the guided set-up, which writes Pulumi.<stack>.yaml.",
        epilog="Exit codes: 0 good, 1 a check failed, 2 usage or settings, 3 AWS refused, 130 cancelled.",
        parents=[common],
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"everyregion {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=_Parser)
    rehearse = "the same set-up, deployed into an emulated AWS account: no account, no cost"
    commands.add_parser("rehearse", help=rehearse, description=rehearse, parents=[common], allow_abbrev=False)
    for promised in NOT_YET:
        commands.add_parser(promised, add_help=False)
    return parser


def _options(argv: Sequence[str]) -> argparse.Namespace:
    absent = argparse.Namespace(
        command="setup", stack="", profile="", region="", json=False, debug=False, answers="", set=[],
        defaults=False, yes=False, allow_second_trail=False,
    )  # fmt: skip
    options, unknown = _parser().parse_known_args(argv, absent)
    options.command = options.command or "setup"
    if options.command in NOT_YET:
        raise UsageFailure(f"`{options.command}` is not yet built.")
    if unknown:
        raise UsageFailure(f"There is no option {unknown[0]}. `python -m wizard --help` lists what there is.")
    return options


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    as_json, debug = "--json" in words, "--debug" in words
    command = next((word for word in words if word in COMMANDS or word in NOT_YET), "setup")
    terminal.forgiving_output()
    _leave_on_hangup()
    try:
        options = _options(words)
        command = options.command
        code = importlib.import_module(COMMANDS[command]).run(options)
        sys.stdout.flush()
        return code
    except (KeyboardInterrupt, EOFError):
        return _report(Cancelled(), command, as_json, debug)
    except SettingsError as error:
        return _report(UsageFailure("These settings can't be used:", error.problems), command, as_json, debug)
    except Failure as error:
        return _report(error, command, as_json, debug)
    except OSError as error:
        return _closed(error, debug)


def _report(failure: Failure, command: str, as_json: bool, debug: bool) -> int:
    """One place for every message. With --json stdout still carries one document."""
    if debug:
        import traceback

        traceback.print_exc()
    try:
        if as_json:
            print(json.dumps(_document(failure, command), indent=2, default=str))
        for line in _message(failure):
            print(line, file=sys.stderr)
        sys.stdout.flush()
    except OSError as error:
        return _closed(error, debug)
    return failure.exit_code


def _document(failure: Failure, command: str) -> dict[str, Any]:
    return {
        "schema": f"everyregion/{command}/1",
        "error": failure.message,
        "problems": [problem.as_dict() for problem in failure.problems],
        "exitCode": failure.exit_code,
    }


def _message(failure: Failure) -> list[str]:
    lines = [line for part in failure.message.splitlines() for line in terminal.wrapped(part)]
    for problem in failure.problems:
        lines += terminal.wrapped(str(problem), indent="    ", first="  - ")
    return lines


def _closed(error: OSError, debug: bool) -> int:
    """The terminal or the pipe's reader went away: nobody is left to tell. Any other OSError is told."""
    import errno

    if error.errno not in (errno.EPIPE, errno.EIO):
        if debug:
            raise error
        print(f"{terminal.safe(error)}", file=sys.stderr)
        return BAD_SETTINGS
    # The interpreter flushes both once more at exit, and would complain.
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for descriptor in (1, 2):
        os.dup2(nowhere, descriptor)
    return CANCELLED


def _leave_on_hangup() -> None:
    """A closed terminal (SIGHUP) or SIGTERM leaves the same way as Ctrl-C: nothing half-written stays."""

    def leave(_signal: int, _frame: FrameType | None) -> NoReturn:
        raise KeyboardInterrupt

    for name in ("SIGHUP", "SIGTERM"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), leave)
