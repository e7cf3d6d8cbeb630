"""What the nodes of a YAML text mean to Pulumi, and where that isn't the text that stands there.

Pulumi reads its files with Go's yaml.v3: `0042` is 34, `1.10` is 1.1, a date is a moment, while `off` and
`12:30` stay texts. https://github.com/go-yaml/yaml/blob/v3/resolve.go; tried line by line with CLI 3.250.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from components.settings import shown
from wizard.stack.yaml_nodes import Items, Node, Pairs, Scalar, Unreadable

_STANDARD = "tag:yaml.org,2002:"
_TEXT = f"{_STANDARD}str"
_KINDS = {
    f"{_STANDARD}int": int,
    f"{_STANDARD}float": (int, float),
    f"{_STANDARD}bool": bool,
    f"{_STANDARD}null": type(None),
    f"{_STANDARD}timestamp": str,
}
_WORDS = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
}
_NO_NUMBER = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_WHOLE = re.compile(
    r"(?P<sign>[-+]?)(0[xX](?P<hex>[0-9a-fA-F]+)|0[bB](?P<bin>[01]+)|0[oO]?(?P<oct>[0-7]+)|(?P<dec>0|[1-9][0-9]*))"
)
_BASES = {"hex": 16, "bin": 2, "oct": 8, "dec": 10}
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_MOMENT = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})"
    r"(?:[Tt](\d{1,2}):(\d{1,2}):(\d{1,2})(\.\d+)?(Z|[-+]\d\d:\d\d)"
    r"| (\d{1,2}):(\d{1,2}):(\d{1,2})(\.\d+)?)?",
    re.ASCII,
)
_LARGEST = 2**63 - 1


@dataclass(frozen=True)
class Turned:
    """Something without quotes that is read as something else than the text that stands there; of keys, what
    is no text at all.

    path: the keys and numbers that lead to it; is_key: it is the last of these keys itself; line and column
    count from 1.
    """

    path: tuple[str | int, ...]
    written: str
    read: str
    line: int
    column: int
    is_key: bool = False


def values(node: Node | None) -> tuple[Any, tuple[Turned, ...]]:
    """Plain data, keys always texts, and what was turned into something else. Raises Unreadable."""
    turned: list[Turned] = []
    return (None if node is None else _value(node, (), turned)), tuple(turned)


def as_text(value: object) -> str:
    """A scalar as a text: what becomes of it where a text is wanted. Pulumi hands 1.0 over as 1."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    return "null" if value is None else str(value)


def _value(node: Node, path: tuple[str | int, ...], turned: list[Turned]) -> Any:
    if isinstance(node, Scalar):
        value = _scalar(node)
        _note(node, value, path, turned)
        return value
    if isinstance(node, Items):
        return [_value(item, (*path, n), turned) for n, item in enumerate(node.items)]
    assert isinstance(node, Pairs)
    found: dict[str, Any] = {}
    for key, item in node.pairs:
        if not _is_merge(key):
            name = _key(key, path, turned)
            if name in found:
                raise _unreadable(f"the key {shown(name)} appears twice; remove one of the two", key)
            found[name] = _value(item, (*path, name), turned)
    for key, item in node.pairs:
        if _is_merge(key):
            for one in _merged(key, item):
                for name, value in _value(one, path, turned).items():
                    found.setdefault(name, value)
    return found


def _key(key: Node, path: tuple[str | int, ...], turned: list[Turned]) -> str:
    if not isinstance(key, Scalar):
        raise _unreadable("a list or map can't be a key; Pulumi takes texts alone", key)
    value = _scalar(key)
    name = as_text(value)
    _note(key, value, (*path, name), turned, is_key=True)
    return name


def _is_merge(key: Node) -> bool:
    """https://yaml.org/type/merge.html"""
    return (
        isinstance(key, Scalar)
        and key.text == "<<"
        and not key.style
        and key.tag in ("", f"{_STANDARD}merge")
    )


def _merged(key: Node, node: Node) -> Iterator[Node]:
    parts = node.items if isinstance(node, Items) else [node]
    for part in parts:
        if not isinstance(part, Pairs):
            raise _unreadable("<< takes in maps, and this is none; write the keys themselves", key)
        yield part


def _note(
    node: Scalar, value: object, path: tuple[str | int, ...], turned: list[Turned], is_key: bool = False
) -> None:
    is_plain = not node.style and not node.tag
    read = as_text(value)
    is_odd = read != node.text or (is_key and not isinstance(value, str))
    if is_plain and value is not None and is_odd:
        turned.append(Turned(path, node.text, read, node.line + 1, node.column + 1, is_key))


def _scalar(node: Scalar) -> Any:
    if node.tag == _TEXT or (node.style and not node.tag):
        return node.text
    if node.tag == f"{_STANDARD}binary":
        try:
            return base64.b64decode(node.text.encode(), validate=False).decode()
        except (binascii.Error, UnicodeError):
            raise _unreadable("this !!binary isn't a text in base64", node) from None
    if not node.tag:
        return _resolved(node)
    if node.tag not in _KINDS:
        raise _unreadable(f"the tag {shown(_short(node.tag))} isn't known here; remove it", node)
    value = _resolved(node)
    is_kind = isinstance(value, _KINDS[node.tag]) and (
        not isinstance(value, bool) or _KINDS[node.tag] is bool
    )
    if not is_kind or (isinstance(value, str) and value == node.text):
        raise _unreadable(f"this isn't what its tag {_short(node.tag)} says", node)
    return value


def _short(tag: str) -> str:
    return f"!!{tag.removeprefix(_STANDARD)}" if tag.startswith(_STANDARD) else tag


def _resolved(node: Scalar) -> str | int | float | None:
    """A text without quotes, as Go's yaml.v3 resolves it."""
    text = node.text
    if text in _WORDS:
        return _WORDS[text]
    if _NO_NUMBER.fullmatch(text):
        raise _unreadable(
            f"Pulumi can't read {text}, which isn't a number; if it is a text, put it in quotes", node
        )
    if text[0] == ".":
        return _float(text, text)
    if text[0] not in "+-0123456789":
        return text
    moment = _moment(text)
    return moment if moment is not None else _number(text)


def _number(text: str) -> str | int | float:
    plain = text.replace("_", "")
    match = _WHOLE.fullmatch(plain)
    if match and len(plain) <= 70:
        base = next(name for name in _BASES if match[name])
        whole = int(match[base], _BASES[base]) * (-1 if match["sign"] == "-" else 1)
        if -_LARGEST - 1 <= whole <= _LARGEST:
            return whole
        if base != "dec" and whole > 2 * _LARGEST + 1:
            return text
    return _float(plain, text)


def _float(plain: str, text: str) -> str | float:
    if not _FLOAT.fullmatch(plain):
        return text
    number = float(plain)
    return text if number in (float("inf"), float("-inf")) else number


def _moment(text: str) -> str | None:
    """A date or moment as Go prints it."""
    match = _MOMENT.fullmatch(text)
    if not match:
        return None
    year, month, day, *rest = match.groups()
    hour, minute, second = (int(rest[n] or rest[n + 5] or 0) for n in range(3))
    fraction, zone = rest[3] or rest[8] or "", rest[4]
    try:
        moment = datetime(int(year), int(month), int(day), hour, minute, second)
    except ValueError:
        return None
    offset = "+0000 UTC" if zone in (None, "Z") else f"{zone.replace(':', '')} {zone.replace(':', '')}"
    return f"{moment:%Y-%m-%d %H:%M:%S}{fraction[:10].rstrip('0').rstrip('.')} {offset}"


def _unreadable(fault: str, node: Node) -> Unreadable:
    return Unreadable(fault, node.line + 1, node.column + 1)
