"""The lines of a list or map, item by item, with the comments that belong to them. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from wizard.stack.yaml_nodes import Items, Node, Pairs, Scalar

_COLON = re.compile(r"(\s|#[^\n]*\n)*:")
_BESIDE = re.compile(r"[ \t]*,?[ \t]*(#.*)?\r?\n?")


@dataclass(frozen=True)
class Entry:
    """name: the item's or key's text; above: the lines between it and the one before; own: its own lines;
    start: where those begin in the text; margin: how many characters stand before it; cut: where in `own` the
    item ends and a comma or comment begins."""

    name: str | None
    above: str
    own: str
    start: int
    margin: int
    cut: int


def entries(text: str, node: Items | Pairs, begin: int) -> list[Entry]:
    """Every item from `begin` on, the start of the first line after what the list belongs to. None at all
    where items share a line with each other or with a bracket."""
    dash = isinstance(node, Items) and not node.in_brackets
    before = re.compile(r" *-[ \t]+" if dash else r"[ \t]*")
    found: list[Entry] = []
    seen = begin
    for first, last in _spans(node):
        start, cut = line_start(text, first.start), end_of(text, last, None if last is first else first)
        end = line_end(text, cut)
        if start < seen or not before.fullmatch(text[start : first.start]):
            return []
        if node.in_brackets and not _BESIDE.fullmatch(text[cut:end]):
            return []
        name = first.text if isinstance(first, Scalar) else None
        found.append(Entry(name, text[seen:start], text[start:end], start, first.start - start, cut - start))
        seen = end
    return found


def _spans(node: Items | Pairs) -> list[tuple[Node, Node]]:
    return node.pairs if isinstance(node, Pairs) else [(item, item) for item in node.items]


def rearranged(
    old: list[Entry], wanted: list[str], fresh: Callable[[str], str], newline: str, in_brackets: bool
) -> str:
    """The lines of a list that holds `wanted`: an item that stays keeps the comments above and beside it, and
    comments above one that goes stay where they were. fresh: how a new item is written."""
    stays: dict[str, tuple[str, str]] = {}
    left = ""
    for entry in old:
        left += entry.above
        if entry.name in wanted and entry.name not in stays:
            own = entry.own
            if in_brackets and not own[entry.cut :].lstrip().startswith(","):
                own = f"{own[: entry.cut]},{own[entry.cut :]}"
            stays[entry.name], left = (left, own), ""
    margin = old[0].own[: old[0].margin]
    comma = "," if in_brackets else ""
    first, last = ("", left) if stays else (left, "")
    parts = [first]
    for item in wanted:
        parts += stays.pop(item, ("", f"{margin}{fresh(item)}{comma}"))
    parts.append(last)
    lines = "".join(part if not part or part.endswith("\n") else part + newline for part in parts)
    return lines if old[-1].own.endswith("\n") else lines.removesuffix(newline)


def line_start(text: str, position: int) -> int:
    return text.rfind("\n", 0, position) + 1


def line_end(text: str, position: int) -> int:
    """The start of the next line, or the text's end."""
    found = text.find("\n", position)
    return len(text) if found < 0 else found + 1


def colon(text: str, key: Node) -> int:
    """The position just behind the colon after a key, or behind the key where there is none (`? key`)."""
    found = _COLON.match(text, key.end)
    return found.end() if found else key.end


def end_of(text: str, node: Node, key: Node | None = None) -> int:
    """Where a node's own text ends: a block collection's end mark stands behind later comments."""
    if node.is_alias:
        return node.end
    if key and isinstance(node, Scalar) and not node.text and not node.style and not node.tag:
        return colon(text, key)
    if isinstance(node, Items) and not node.in_brackets and node.items:
        return end_of(text, node.items[-1])
    if isinstance(node, Pairs) and not node.in_brackets and node.pairs:
        return end_of(text, node.pairs[-1][1], node.pairs[-1][0])
    if isinstance(node, Scalar) and node.style in ("|", ">"):
        return node.start + len(text[node.start : node.end].rstrip())
    return node.end
