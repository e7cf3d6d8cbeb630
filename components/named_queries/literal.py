"""Values as SQL literals: what somebody types is data, in every place.

Both dialects double the quote in a string and know no other escape: https://trino.io/docs/current/language/types.html
and https://duckdb.org/docs/stable/sql/data_types/literal_types
"""

from __future__ import annotations

from collections.abc import Iterable


def literal(text: str) -> str:
    """'text', whatever is in it."""
    return "'" + text.replace("'", "''") + "'"


def listed(texts: Iterable[str]) -> str:
    """'a', 'b' ... for IN; one that fits nothing where there are none."""
    return ", ".join(map(literal, texts)) or "''"


def glob(text: str) -> str:
    r"""A LIKE pattern, with ESCAPE '\' behind it, for a text in which * stands for anything."""
    return literal("%".join(map(_escaped, text.split("*"))))


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
