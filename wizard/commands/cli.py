"""The command line: parses, starts one command, and turns every failure into a message and an exit code.

Nothing slow is imported here: a person sees the first question before boto3, moto or pulumi load.
"""

from __future__ import annotations

import errno
import importlib
import os
import signal
import sys
from collections.abc import Sequence
from types import FrameType
from typing import Any

from components.settings import SettingsError
from wizard.commands import installed, options, parser
from wizard.failures import Cancelled, ExitCode, Failure, UnusableSettings, UsageFailure, deeds
from wizard.failures.redaction import without_secrets
from wizard.screen import terminal

_MOST_PROBLEMS = 50
# They could change more than a file, and who leaves wants to know.
_COULD_CHANGE_AWS = ("preview", "deploy", "destroy")


def main(argv: Sequence[str] | None = None) -> ExitCode:
    """Runs one command and returns its exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    as_json, debug = "--json" in words, "--debug" in words
    command = next((word for word in words if word in options.MODULES), "setup")
    terminal.forgiving_output()
    _leave_on_hangup()
    deeds.begin()
    try:
        chosen = parser.parse(words)
        command = chosen.command
        code = importlib.import_module(options.MODULES[command]).run(chosen)
        sys.stdout.flush()
        return code
    except (KeyboardInterrupt, EOFError):
        so = deeds.claim("; nothing was changed") if command in _COULD_CHANGE_AWS else ""
        return _report(Cancelled(f"Cancelled{so}.") if so else Cancelled(), command, as_json, debug)
    except SettingsError as error:
        return _report(UnusableSettings(error.problems), command, as_json, debug)
    except Failure as error:
        return _report(error, command, as_json, debug)
    except OSError as error:
        if _nobody_left(error):
            return _closed()
        return _report(
            UsageFailure(f"This machine refused what was needed: {error}"), command, as_json, debug
        )
    # The one place where any error is caught: nobody should have to read a trace to learn that it isn't
    # their fault.
    except Exception as error:  # noqa: BLE001
        from wizard.failures import own_bug

        spoilt = installed.broken(error, words) if isinstance(error, ImportError) else ""
        failure = UsageFailure(spoilt) if spoilt else own_bug.mistake_of(error, command)
        return _report(failure, command, as_json, debug)


def _report(failure: Failure, command: str, as_json: bool, debug: bool) -> ExitCode:
    """One place for every message. With --json stdout still carries one document."""
    failure.message = without_secrets(failure.message)
    if debug:
        import traceback

        # As the file keeps it: without secrets, and with nothing that writes to a terminal by itself.
        for line in without_secrets(traceback.format_exc()).splitlines():
            print(terminal.safe(line), file=sys.stderr)
    try:
        if as_json:
            terminal.show_document(_document(failure, command))
        for line in _message(failure):
            print(line, file=sys.stderr)
        sys.stdout.flush()
    except OSError as error:
        if _nobody_left(error):
            return _closed()
        print(terminal.safe(error), file=sys.stderr)
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
    for problem in failure.problems[:_MOST_PROBLEMS]:
        lines += terminal.wrapped(str(problem), indent="    ", first="  - ")
    more = len(failure.problems) - _MOST_PROBLEMS
    return [*lines, f"  - and {more:,} more; --json lists all of them"] if more > 0 else lines


def _nobody_left(error: OSError) -> bool:
    """Whether the terminal or the pipe's reader went away."""
    return error.errno in (errno.EPIPE, errno.EIO)


def _closed() -> ExitCode:
    # The interpreter flushes both once more at exit, and would complain.
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for descriptor in (1, 2):
        os.dup2(nowhere, descriptor)
    return ExitCode.CANCELLED


def _end_question() -> bool:
    """Ends the question that is on screen, as Ctrl-C does; False where there is none. Raised in the middle of
    its event loop, the interrupt would be taken for a mistake there, and shown."""
    prompts = sys.modules.get("prompt_toolkit.application")
    app = prompts.get_app_or_none() if prompts else None
    if app is None or not app.is_running or app.loop is None:
        return False

    def end() -> None:
        if app.is_running and not app.is_done:
            app.exit(exception=KeyboardInterrupt())

    app.loop.call_soon_threadsafe(end)
    return True


def _leave_on_hangup() -> None:
    """A closed terminal (SIGHUP) or SIGTERM leaves the same way as Ctrl-C: nothing half-written stays."""

    def leave(_signal: int, _frame: FrameType | None) -> None:
        if not _end_question():
            raise KeyboardInterrupt

    for name in ("SIGHUP", "SIGTERM"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), leave)
