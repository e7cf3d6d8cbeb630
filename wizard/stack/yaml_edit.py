"""Sets keys below `config:` in a stack file's text, leaving every other character as it is.

The parser says where each node stands; the edits are made in the text itself, because writing the
parsed document anew would reindent and requote lines that aren't ours. Pure: text in, text out.
"""

# ruamel.yaml's nodes have no types.
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false
from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from wizard.stack.yaml_items import colon, end_of, entries, line_end, line_start, rearranged
from wizard.stack.yaml_nodes import Items, Node, Pairs, Scalar, compose
from wizard.stack.yaml_values import values as read_values
from wizard.stack.yaml_words import block, flow, quoted, scalar, word


class CannotEdit(ValueError):
    """The layout doesn't allow a change in place; the text says why."""


@dataclass(frozen=True)
class _Edit:
    """Replace text[start:end]."""

    start: int
    end: int
    new: str


def with_config(text: str, values: Mapping[str, object]) -> str:
    """`text` with each key of `values` set below `config:`; keys are as the file writes them.

    Raises CannotEdit. The caller reads the result back: this function doesn't check its own work.
    """
    return _Editor(text).with_values(values)


class _Editor:
    def __init__(self, text: str) -> None:
        self.text = text
        self.newline = "\r\n" if "\r\n" in text else "\n"
        self.root = compose(text)

    def with_values(self, values: Mapping[str, object]) -> str:
        if self.root is None or (isinstance(self.root, Scalar) and not self.root.text):
            return self._appended(values)
        if not isinstance(self.root, Pairs) or self.root.in_brackets:
            raise CannotEdit("the whole file is written in braces")
        for key, config in self.root.pairs:
            if _text(key) == "config":
                return self._apply(self._config_edits(key, config, values))
        return self._appended(values)

    def _appended(self, values: Mapping[str, object]) -> str:
        gap = "" if not self.text or self.text.endswith("\n") else self.newline
        return self.text + gap + self.newline.join(["config:", *self._lines(values, 2), ""])

    def _config_edits(self, key: Node, config: Node, values: Mapping[str, object]) -> list[_Edit]:
        if isinstance(config, Pairs) and config.pairs:
            return self._map_edits(config, values)
        if not isinstance(config, (Scalar, Pairs)):
            raise CannotEdit("`config:` isn't a map")
        # `config:` alone, null, ~ or {}: what stands there goes, a comment behind it stays.
        behind, end = colon(self.text, key), end_of(self.text, config, key)
        gone = [_Edit(behind, end, "")] if end > behind else []
        return [*gone, self._insert_below(end, self._lines(values, key.column + 2))]

    def _map_edits(self, old: Pairs, values: Mapping[str, object]) -> list[_Edit]:
        """Sets these keys of a map and leaves its others."""
        pairs = {_text(key): (key, value) for key, value in old.pairs}
        edits: list[_Edit] = []
        for name, value in values.items():
            if name in pairs:
                edits += self._value_edits(*pairs[name], value, in_braces=old.in_brackets)
        new = {name: value for name, value in values.items() if name not in pairs}
        end = end_of(self.text, old.pairs[-1][1], old.pairs[-1][0])
        if new and old.in_brackets:
            edits.append(
                _Edit(end, end, "".join(f", {flow(name)}: {flow(value)}" for name, value in new.items()))
            )
        elif new:
            first, last = old.pairs[0][0], old.pairs[-1][1]
            lines = self._lines(new, self._indent(first))
            # A line end behind the text's last line would become part of a | or > that ends there.
            is_open = isinstance(last, Scalar) and last.style in ("|", ">") and self.text[-1] != "\n"
            if is_open and line_end(self.text, end) == len(self.text):
                edits.append(self._insert(line_start(self.text, first.start), lines))
            else:
                edits.append(self._insert_below(end, lines))
        return edits

    def _value_edits(self, key: Node, old: Node, new: object, in_braces: bool) -> Iterator[_Edit]:
        """Edits that put `new` where the node `old` stands."""
        behind, end = colon(self.text, key), end_of(self.text, old, key)
        style = old.style if isinstance(old, Scalar) and not old.is_alias else None
        if self.text[behind - 1] != ":":
            raise CannotEdit("a key stands there without a colon")
        if in_braces:
            self._refuse_comments(old)
            yield _Edit(behind, end, f" {flow(new)}")
        elif isinstance(old, Items) and old.items and not old.is_alias and isinstance(new, list) and new:
            yield from self._list_edits(key, old, new)
        elif isinstance(old, Pairs) and _is_block(old) and isinstance(new, dict) and _names(old) & new.keys():
            yield from self._changed_map(key, old, new)
        elif isinstance(old, (Items, Pairs)) and _is_block(old):
            begin, stop = line_start(self.text, old.start), line_end(self.text, end)
            comments = "".join(entry.above for entry in entries(self.text, old, begin))
            yield _Edit(begin, stop, comments)
            yield from self._fresh(key, behind, behind, new)
        elif end > old.start and style in ("", "'", '"') and not isinstance(new, (list, dict)):
            yield _Edit(old.start, end, quoted(word(new), style) if style else scalar(new))
        else:
            self._refuse_comments(old)
            yield from self._fresh(key, behind, end, new)

    def _fresh(self, key: Node, behind: int, end: int, new: object) -> Iterator[_Edit]:
        """Replaces text[behind:end] by `new`: behind the colon if it fits there, else in the lines below."""
        if isinstance(new, (list, dict)) and new:
            if end > behind:
                yield _Edit(behind, end, "")
            yield self._insert_below(end, block(new, key.column + 2))
        else:
            yield _Edit(behind, end, f" {flow(new) if isinstance(new, (list, dict)) else scalar(new)}")

    def _list_edits(self, key: Node, old: Items, new: list[Any]) -> Iterator[_Edit]:
        begin = line_end(self.text, old.start if old.in_brackets else colon(self.text, key))
        lines = entries(self.text, old, begin)
        if lines:
            yield _Edit(
                begin,
                lines[-1].start + len(lines[-1].own),
                rearranged(lines, new, scalar, self.newline, old.in_brackets),
            )
        elif old.in_brackets:
            self._refuse_comments(old)
            yield _Edit(old.start, old.end, f"[{', '.join(scalar(item, in_flow=True) for item in new)}]")
        else:
            raise CannotEdit("a list stands in an unusual layout")

    def _changed_map(self, key: Node, old: Pairs, new: Mapping[str, Any]) -> Iterator[_Edit]:
        """Changes, removes and adds single lines of a block map."""
        lines = entries(self.text, old, line_end(self.text, colon(self.text, key)))
        if not lines:
            raise CannotEdit("a map stands in an unusual layout")
        for line in lines:
            if line.name not in new:
                yield _Edit(line.start, line.start + len(line.own), "")
        same = {
            _text(name) for name, value in old.pairs if read_values(value)[0] == new.get(_text(name) or "")
        }
        yield from self._map_edits(old, {name: value for name, value in new.items() if name not in same})

    def _refuse_comments(self, old: Node) -> None:
        """Where a list or map in brackets goes as a whole, comments in it would go too."""
        if not isinstance(old, Scalar) and re.search(r"(^|\s)#", self.text[old.start : old.end]):
            raise CannotEdit("comments stand between the brackets of a list or map")

    def _lines(self, values: Mapping[str, object], indent: int) -> list[str]:
        lines = []
        for name, value in values.items():
            if isinstance(value, (list, dict)) and value:
                lines += [f"{' ' * indent}{scalar(name)}:", *block(value, indent + 2)]
            else:
                text = flow(value) if isinstance(value, (list, dict)) else scalar(value)
                lines.append(f"{' ' * indent}{scalar(name)}: {text}")
        return lines

    def _indent(self, key: Node) -> int:
        """Where the line of a key begins: in `? key`, that isn't the key itself."""
        before = self.text[line_start(self.text, key.start) : key.start]
        return len(before) - len(before.lstrip(" "))

    def _insert_below(self, position: int, lines: list[str]) -> _Edit:
        return self._insert(line_end(self.text, position), lines)

    def _insert(self, at: int, lines: list[str]) -> _Edit:
        gap = "" if at == 0 or self.text[at - 1] == "\n" else self.newline
        return _Edit(at, at, gap + "".join(line + self.newline for line in lines))

    def _apply(self, edits: list[_Edit]) -> str:
        text = self.text
        # From the end, so that earlier positions stay true; at one position in the order they were made.
        in_order = sorted(edits, key=lambda edit: (edit.start, edit.end))
        for edit in reversed(in_order):
            text = text[: edit.start] + edit.new + text[edit.end :]
        return text


def _is_block(node: Items | Pairs) -> bool:
    return not node.is_alias and not node.in_brackets


def _text(node: Node) -> str | None:
    return node.text if isinstance(node, Scalar) else None


def _names(node: Pairs) -> set[str | None]:
    return {_text(key) for key, _ in node.pairs}
