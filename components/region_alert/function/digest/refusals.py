"""What AWS answered instead, or why it didn't: the errors of every call, and their codes."""

from __future__ import annotations

from botocore.exceptions import BotoCoreError, ClientError  # pyright: ignore[reportMissingTypeStubs]

from .json_values import Json, part, text

FAILURES = (ClientError, BotoCoreError)
"""A refusal by AWS, and a call that got no answer."""


def code_of(error: Exception) -> str:
    """AWS's code, "AccessDenied"; for a call without an answer the error's own name, "ReadTimeoutError"."""
    # A connection's error has a response too, which is None.
    answer: Json = getattr(error, "response", None)
    return text(part(answer, "Error").get("Code")) or type(error).__name__


def is_refusal(error: Exception) -> bool:
    """Whether AWS said no, so that nothing was done. With another error, or without an answer, it may have
    been."""
    answer: Json = getattr(error, "response", None)
    status = part(answer, "ResponseMetadata").get("HTTPStatusCode")
    return isinstance(status, int) and 400 <= status < 500


def said_by(error: Exception) -> str:
    """The code, after the call that it is of: "GetRole: AccessDenied"."""
    call = text(getattr(error, "operation_name", ""))
    return f"{call}: {code_of(error)}" if call else code_of(error)
