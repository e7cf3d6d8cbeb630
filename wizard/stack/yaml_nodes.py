"""A YAML text as a tree of nodes with their places, within bounds of depth, number and repetition.

ruamel.yaml's parser makes the events; the tree is built here, event by event, so that a hostile text is given
up where it crosses a bound, not after it has filled the memory. Pure: text in, nodes or Unreadable out.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from components.settings import shown

# The largest stack files in the wild have some hundred values, four or five levels deep.
DEEPEST = 60
MOST = 10_000
_TOO_DEEP = f"it is nested too deeply, more than {DEEPEST} levels"
_LONGEST_TAG = 200
_LONG_WORD = re.compile(rf"\S{{{_LONGEST_TAG + 1}}}")
_NO_YAML = "there is something that YAML doesn't have"
_TOO_MANY = f"there are more than {MOST:,} values up to here, aliases unfolded; settings take a few dozen"


class Unreadable(ValueError):
    """What is wrong, without the value (it may be a secret), and where: line and column count from 1."""

    def __init__(self, fault: str, line: int, column: int) -> None:
        super().__init__(fault)
        self.fault, self.line, self.column = fault, line, column


@dataclass(eq=False)
class Node:
    """start, end: positions in the text; line and column count from 0; tag: as written and made whole, "" for
    none; is_alias: only `*name` stands there, and what is below it stands elsewhere."""

    start: int
    end: int
    line: int
    column: int
    tag: str
    is_alias: bool = field(default=False, kw_only=True)


@dataclass(eq=False)
class Scalar(Node):
    """style: "" for a plain one, else ' " | or >."""

    text: str = ""
    style: str = ""


@dataclass(eq=False)
class Items(Node):
    """A list. in_brackets: written [a, b]."""

    items: list[Node] = field(default_factory=list)
    in_brackets: bool = False


@dataclass(eq=False)
class Pairs(Node):
    """A map. in_brackets: written {a: b}."""

    pairs: list[tuple[Node, Node]] = field(default_factory=list)
    in_brackets: bool = False


@dataclass
class _Open:
    """A list or map whose end hasn't come yet; an alias's values count where it stands."""

    node: Items | Pairs
    anchor: str | None
    children: list[Node] = field(default_factory=list)
    values: int = 1


@functools.lru_cache(maxsize=8)
def compose(text: str) -> Node | None:
    """The text's only document, None for an empty one. Nobody may change what is returned: it is shared.

    The project file is long and read more than once in a run, a fortieth of a second each time.
    """
    builder = Builder()
    for event in _events(text):
        kind = type(event).__name__
        if kind == "DocumentStartEvent":
            builder.begin(*_place(event.start_mark))
        elif kind == "AliasEvent":
            builder.alias(event.anchor, Node(*_span(event)))
        elif kind == "ScalarEvent":
            builder.add(Scalar(*_span(event), event.value, event.style or ""), event.anchor)
        elif kind == "SequenceStartEvent":
            builder.open(Items(*_span(event), in_brackets=bool(event.flow_style)), event.anchor)
        elif kind == "MappingStartEvent":
            builder.open(Pairs(*_span(event), in_brackets=bool(event.flow_style)), event.anchor)
        elif kind in ("SequenceEndEvent", "MappingEndEvent"):
            builder.close(event.end_mark.index)
    return builder.root


class Builder:
    """Puts nodes together in the order of the text, and counts."""

    def __init__(self) -> None:
        self.root: Node | None = None
        self._has_begun = False
        self._open: list[_Open] = []
        self._anchors: dict[str, tuple[Node, int]] = {}
        self._values = 0

    def begin(self, line: int, column: int) -> None:
        """A document begins."""
        if self._has_begun:
            raise Unreadable("a second document begins here; one is expected", line, column)
        self._has_begun = True

    def add(self, node: Node, anchor: str | None = None, values: int = 1) -> None:
        """values: how many it stands for."""
        self._count(values, node.line + 1, node.column + 1)
        self._place(node, values)
        if anchor:
            self._anchors[anchor] = node, values

    def open(self, node: Items | Pairs, anchor: str | None = None) -> None:
        if len(self._open) == DEEPEST:
            raise Unreadable(_TOO_DEEP, node.line + 1, node.column + 1)
        self._count(1, node.line + 1, node.column + 1)
        self._open.append(_Open(node, anchor))

    def close(self, end: int) -> None:
        done = self._open.pop()
        node = done.node
        node.end = end
        if isinstance(node, Items):
            node.items = done.children
        else:
            node.pairs = list(zip(done.children[::2], done.children[1::2], strict=True))
        self._place(node, done.values)
        if done.anchor:
            self._anchors[done.anchor] = node, done.values

    def alias(self, name: str, place: Node) -> None:
        line, column = place.line + 1, place.column + 1
        if any(part.anchor == name for part in self._open):
            raise Unreadable(f"{shown(f'*{name}')} stands inside of what it stands for", line, column)
        if name not in self._anchors:
            raise Unreadable(f"{shown(f'*{name}')} has no anchor {shown(f'&{name}')} above it", line, column)
        node, values = self._anchors[name]
        self._count(values, line, column)
        where = {name: getattr(place, name) for name in ("start", "end", "line", "column")}
        self._place(replace(node, **where, is_alias=True), values)

    def _count(self, values: int, line: int, column: int) -> None:
        self._values += values
        if self._values > MOST:
            raise Unreadable(_TOO_MANY, line, column)

    def _place(self, node: Node, values: int) -> None:
        if self._open:
            self._open[-1].children.append(node)
            self._open[-1].values += values
        else:
            self.root = node


def _span(event: Any) -> tuple[int, int, int, int, str]:
    start = event.start_mark
    tag = str(getattr(event, "ctag", None) or "")
    # A lone ! says nothing, in Pulumi's eyes.
    return start.index, event.end_mark.index, start.line, start.column, "" if tag == "!" else tag


def _place(mark: Any) -> tuple[int, int]:
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _events(text: str) -> Iterator[Any]:
    """The parser's events. Every complaint of the parser becomes Unreadable."""
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    parser = _parser()
    try:
        yield from parser.parse(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise Unreadable(_fault(str(error.problem)), *_place(mark)) from None
    except YAMLError as error:
        # A reader's error (a character that YAML forbids) has a position and no mark.
        line, column = line_and_column(text, getattr(error, "position", 0) or 0)
        raise Unreadable(getattr(error, "reason", "") or _NO_YAML, line, column) from None


def _parser() -> Any:
    from ruamel.yaml import YAML

    parser = YAML(typ="safe", pure=True)
    parser.Scanner = _scanner()
    return parser


@functools.cache
def _scanner() -> Any:
    from ruamel.yaml.scanner import Scanner

    class Bounded(Scanner):
        """It reads ahead of its events, and looks at every open bracket for each token."""

        def fetch_more_tokens(self) -> Any:
            try:
                return super().fetch_more_tokens()
            except Unreadable:
                raise
            except (ValueError, OverflowError, LookupError, TypeError, AttributeError):
                # It trips over a few texts itself, such as an escape of no character.
                raise Unreadable(_NO_YAML, self.reader.line + 1, self.reader.column + 1) from None

        def fetch_tag(self) -> None:
            # Its characters are looked at one by one, several times each.
            if _LONG_WORD.match(self.reader.buffer, self.reader.pointer):
                raise Unreadable(
                    f"there is a tag of more than {_LONGEST_TAG} characters; remove it",
                    self.reader.line + 1,
                    self.reader.column + 1,
                )
            super().fetch_tag()

        def fetch_flow_collection_start(self, TokenClass: Any, to_push: str) -> None:
            if len(self.flow_context) >= DEEPEST:
                raise Unreadable(_TOO_DEEP, self.reader.line + 1, self.reader.column + 1)
            super().fetch_flow_collection_start(TokenClass, to_push)

    return Bounded


def line_and_column(text: str, position: int) -> tuple[int, int]:
    before = text[:position]
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1


def _fault(problem: str) -> str:
    """The parser's complaint in this project's words."""
    if r"'\t'" in problem:
        return "there is a tab; indent with spaces"
    return re.sub(r"\s+", " ", problem)
