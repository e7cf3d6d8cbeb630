"""What ends a command: failures with their exit codes, our own mistakes, and the log file that keeps them."""

from wizard.failures.kinds import (
    BAD_SETTINGS,
    CANCELLED,
    CHANGES,
    CHECK_FAILED,
    GOOD,
    REFUSED,
    UNKNOWN,
    AwsFailure,
    Cancelled,
    Failure,
    UsageFailure,
)

__all__ = [
    "BAD_SETTINGS",
    "CANCELLED",
    "CHANGES",
    "CHECK_FAILED",
    "GOOD",
    "REFUSED",
    "UNKNOWN",
    "AwsFailure",
    "Cancelled",
    "Failure",
    "UsageFailure",
]
