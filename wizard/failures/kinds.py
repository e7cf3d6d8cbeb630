"""Everything that ends a command early, each with its exit code; cli.py prints them in one place."""

from __future__ import annotations

from collections.abc import Sequence

from components.settings import Problem

GOOD, CHECK_FAILED, BAD_SETTINGS, REFUSED, UNKNOWN, CHANGES, CANCELLED = 0, 1, 2, 3, 4, 7, 130


class Failure(Exception):
    """Ends the command with `exit_code`; `problems` are listed below the message."""

    exit_code = CHECK_FAILED

    def __init__(self, message: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(message)
        self.message, self.problems = message, tuple(problems)


class UsageFailure(Failure):
    """The command line, an answer or a file is wrong (exit 2)."""

    exit_code = BAD_SETTINGS


class AwsFailure(Failure):
    """AWS or the engine refused or can't be reached (exit 3)."""

    exit_code = REFUSED


class Cancelled(Failure):
    """The person left (exit 130). Nothing was written unless the message says so."""

    exit_code = CANCELLED

    def __init__(self, message: str = "Cancelled; nothing was written.") -> None:
        super().__init__(message)
