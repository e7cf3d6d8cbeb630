"""What ends a command: failures with their exit codes, our own mistakes, and the log file that keeps them."""

from wizard.failures.kinds import (
    AwsFailure,
    Cancelled,
    ExitCode,
    Failure,
    NotKnown,
    UnusableSettings,
    UsageFailure,
)

__all__ = ["AwsFailure", "Cancelled", "ExitCode", "Failure", "NotKnown", "UnusableSettings", "UsageFailure"]
