"""Everything that ends a command early, each with its exit code; cli.py prints them in one place."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

from components.settings import Problem
from wizard.failures import deeds


class ExitCode(IntEnum):
    """How a command ends: a promise to whoever runs it in a script. words: what it means, for `--help`."""

    GOOD = 0, "good"
    CHECK_FAILED = 1, "a check failed"
    BAD_SETTINGS = 2, "usage or settings"
    REFUSED = 3, "AWS or the engine refused, or this program has a mistake"
    UNKNOWN = 4, "only something is unknown"
    CHANGES = 7, "preview --expect-no-changes saw changes"
    CANCELLED = 130, "cancelled"

    words: str

    def __new__(cls, number: int, words: str) -> ExitCode:
        code = int.__new__(cls, number)
        code._value_, code.words = number, words
        return code


class Failure(Exception):
    """Ends the command with `exit_code`; `problems` are listed below the message."""

    exit_code = ExitCode.CHECK_FAILED

    def __init__(self, message: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(message)
        self.message, self.problems = message, tuple(problems)


class UsageFailure(Failure):
    """The command line, an answer or a file is wrong (exit 2)."""

    exit_code = ExitCode.BAD_SETTINGS


class UnusableSettings(UsageFailure):
    """All that is wrong with the settings, at once."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("These settings can't be used:", problems)


class AwsFailure(Failure):
    """AWS or the engine refused or can't be reached (exit 3)."""

    exit_code = ExitCode.REFUSED


class NotKnown(Failure):
    """Something has to be known first, and couldn't be found out (exit 4)."""

    exit_code = ExitCode.UNKNOWN


class Cancelled(Failure):
    """The person left (exit 130)."""

    exit_code = ExitCode.CANCELLED

    def __init__(self, message: str = "") -> None:
        super().__init__(message or f"Cancelled{deeds.claim('; nothing was written')}.")
