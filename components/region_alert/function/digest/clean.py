"""Text from events is data: it is shown on one line, without invisible characters, at a bounded length."""

from __future__ import annotations

import re
from hashlib import sha256

LIMIT = 300
_HOST = re.compile(r"(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}(?![A-Za-z0-9-])")


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


def chosen(value: str, limit: int = LIMIT) -> str:
    """The same for a name that somebody chose, where people read it: no mail program makes a link of it, no
    filter finds a text in it for which it drops a mail."""
    value = clean(value, limit).replace("*", r"\x2a")
    return _HOST.sub(lambda found: found[0].replace(".", "[.]"), value)


def ascii_line(value: str, limit: int) -> str:
    """The same for a subject: ASCII only, at most `limit` characters.

    https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
    """
    value = clean(value, limit * 4).encode("ascii", "replace").decode()
    return value if len(value) <= limit else value[: limit - 3] + "..."


def bounded(value: str, limit: int = LIMIT) -> str:
    """A key no longer than the limit and still unlike every other: a long value's own hash stands for what is
    left out. Its end stays, which is the name where whoever makes a role chooses the path before it."""
    if len(value) <= limit:
        return value
    whole, end = sha256(value.encode("utf-8", "replace")).hexdigest()[:12], value[-(limit // 4) :]
    return f"{value[: limit - len(end) - 14]}…{whole}…{end}"
