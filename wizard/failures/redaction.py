"""Strikes secrets out of what is about to be printed or kept in a file: the last line, behind messages that
never quote a credential, a header or a body in the first place."""

from __future__ import annotations

import json
import os
import re
import urllib.parse
from collections.abc import Iterable, Iterator

_SECRET_NAMES = ("SECRET", "TOKEN", "PASSPHRASE", "PASSWORD", "ACCESS_KEY", "CREDENTIAL")
# The name says where a secret lies, not what it is.
_NO_SECRETS = ("_FILE", "_PATH", "_URI", "_URL")
_SHORTEST_SECRET = 4
# A part of one that broke at a line's end: shorter ones may be words.
_SHORTEST_PART = 8
_USER_INFO = re.compile(r"(?<=://)[^/\s@'\"]*@")

_learned: dict[str, str] = {}


def learn(name: str, value: str | None) -> None:
    """Notes a secret that this run has come to know. name: what stands in its place, in angle brackets."""
    if value and not _is_a_word(name, value):
        _learned[value] = name


def without_secrets(text: str) -> str:
    """The text without the environment's secrets, those that were learned, and the user-info of URLs."""
    for name, value in _secrets():
        for form in _forms(value):
            text = text.replace(form, f"<{name}>")
    return _USER_INFO.sub("", text)


def _secrets() -> list[tuple[str, str]]:
    """The longest first: a shorter one may be a part of it."""
    found = {value: name for name, value in os.environ.items() if _is_secret(name)}
    found.update(_learned)
    named = [
        (name, value)
        for value, name in found.items()
        if len(value) >= _SHORTEST_SECRET and not _is_a_word(name, value)
    ]
    return sorted(named, key=lambda one: len(one[1]), reverse=True)


def _is_secret(name: str) -> bool:
    upper = name.upper()
    return any(part in upper for part in _SECRET_NAMES) and not upper.endswith(_NO_SECRETS)


def _is_a_word(name: str, value: str) -> bool:
    """`rehearsal`, as an emulated account takes it for a key: to strike it out would spoil every sentence."""
    return name.upper().startswith("AWS_") and re.fullmatch(r"[a-z]{1,12}", value) is not None


def _forms(value: str) -> Iterator[str]:
    """As it is, as Python, JSON or a URL writes it, and what a line's end or a control character cut off."""
    known: set[str] = set()
    whole = (
        value,
        repr(value)[1:-1],
        repr(value.encode("utf-8", "backslashreplace"))[2:-1],
        json.dumps(value)[1:-1],
        urllib.parse.quote(value, safe=""),
        urllib.parse.quote_plus(value),
    )
    for form in (*whole, *_parts(value)):
        if form and form not in known:
            known.add(form)
            yield form


def _parts(value: str) -> Iterable[str]:
    return (
        part for part in re.split(r"[\x00-\x1f\x7f]+|[^\x00-\x7f]+", value) if len(part) >= _SHORTEST_PART
    )
