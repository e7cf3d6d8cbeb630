"""Text from events is data: it is shown on one line, without invisible characters, at a bounded length."""

from __future__ import annotations

from hashlib import sha256

LIMIT = 300


def clean(value: str, limit: int = LIMIT) -> str:
    """The value as it may appear in a message: line breaks, control and bidirectional characters become
    visible escapes, a link can't be followed by a click, and what is too long ends with an ellipsis."""
    value = value[: limit + 1]
    if not value.isprintable():
        value = "".join(
            c if c.isprintable() else c.encode("unicode_escape", "replace").decode() for c in value
        )
    value = value.replace("://", "[:]//")
    return value if len(value) <= limit else value[: limit - 1] + "…"


def ascii_line(value: str, limit: int) -> str:
    """The same for a subject: ASCII only, at most `limit` characters.

    https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
    """
    value = clean(value, limit * 4).encode("ascii", "replace").decode()
    return value if len(value) <= limit else value[: limit - 3] + "..."


def bounded(value: str, limit: int = LIMIT) -> str:
    """A key no longer than the limit and still unlike every other: long values end in their own hash."""
    if len(value) <= limit:
        return value
    return value[: limit - 13] + "…" + sha256(value.encode("utf-8", "replace")).hexdigest()[:12]
