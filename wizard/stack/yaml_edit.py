"""Sets keys below `config:` in a stack file's text, leaving every other character as it is.

ruamel.yaml says where each node stands; the edits are made in the text itself, because writing the
parsed document anew would reindent and requote lines that aren't ours. Pure: text in, text out.
"""

# ruamel.yaml's nodes have no types.
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false
from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode


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
        self.root: Any = YAML(typ="safe", pure=True).compose(text)

    def with_values(self, values: Mapping[str, object]) -> str:
        if self.root is None or (isinstance(self.root, ScalarNode) and not self.root.value):
            return self._appended(values)
        if not isinstance(self.root, MappingNode) or self.root.flow_style:
            raise CannotEdit("the whole file is written in braces")
        for key, config in self.root.value:
            if key.value == "config":
                return self._apply(self._config_edits(key, config, values))
        return self._appended(values)

    def _appended(self, values: Mapping[str, object]) -> str:
        gap = "" if not self.text or self.text.endswith("\n") else self.newline
        return self.text + gap + self.newline.join(["config:", *self._lines(values, 2), ""])

    def _config_edits(self, key: Node, config: Node, values: Mapping[str, object]) -> list[_Edit]:
        if isinstance(config, MappingNode) and config.value:
            return self._mapping_edits(config, values)
        if not isinstance(config, (ScalarNode, MappingNode)):
            raise CannotEdit("`config:` isn't a map")
        # `config:` alone, null, ~ or {}: what stands there goes, a comment behind it stays.
        colon = self._colon(key)
        end = self._end(config, key)
        gone = [_Edit(colon, end, "")] if end > colon else []
        return [*gone, self._insert_below(end, self._lines(values, key.start_mark.column + 2))]

    def _mapping_edits(self, config: MappingNode, values: Mapping[str, object]) -> list[_Edit]:
        pairs = {key.value: (key, value) for key, value in config.value}
        edits: list[_Edit] = []
        for name, value in values.items():
            if name in pairs:
                edits += self._value_edits(*pairs[name], value, in_braces=bool(config.flow_style))
        new = {name: value for name, value in values.items() if name not in pairs}
        end = self._end(config.value[-1][1], config.value[-1][0])
        if new and config.flow_style:
            edits.append(
                _Edit(end, end, "".join(f", {flow(name)}: {flow(value)}" for name, value in new.items()))
            )
        elif new:
            edits.append(self._insert_below(end, self._lines(new, config.value[0][0].start_mark.column)))
        return edits

    def _value_edits(self, key: Node, old: Any, new: object, in_braces: bool) -> Iterator[_Edit]:
        """Edits that put `new` where the node `old` stands."""
        colon = self._colon(key)
        alias = re.compile(r"[ \t]*\*[^\s,\]}]+").match(self.text, colon)
        start, end = (colon, alias.end()) if alias else (old.start_mark.index, self._end(old, key))
        is_block = not alias and isinstance(old, (MappingNode, SequenceNode)) and not old.flow_style
        style = old.style if isinstance(old, ScalarNode) and not alias else None
        if in_braces:
            yield _Edit(colon, end, f" {flow(new)}")
        elif is_block and isinstance(old, SequenceNode) and isinstance(new, list) and new:
            yield from self._list_edits(old, new)
        elif is_block:
            yield _Edit(self._line_start(start), self._line_end(end), "")
            yield from self._fresh(key, colon, colon, new)
        elif isinstance(old, SequenceNode) and not alias and old.value and isinstance(new, list) and new:
            yield _Edit(start, end, f"[{', '.join(scalar(item, in_flow=True) for item in new)}]")
        elif end > start and style in (None, "'", '"') and not isinstance(new, (list, dict)):
            yield _Edit(start, end, quoted(word(new), style) if style else scalar(new))
        else:
            yield from self._fresh(key, colon, end, new)

    def _fresh(self, key: Node, colon: int, end: int, new: object) -> Iterator[_Edit]:
        """Replaces text[colon:end] by `new`: behind the colon if it fits there, else in the lines below."""
        if isinstance(new, (list, dict)) and new:
            if end > colon:
                yield _Edit(colon, end, "")
            yield self._insert_below(end, block(new, key.start_mark.column + 2))
        else:
            yield _Edit(colon, end, f" {flow(new) if isinstance(new, (list, dict)) else scalar(new)}")

    def _list_edits(self, old: SequenceNode, new: list[Any]) -> Iterator[_Edit]:
        """Removes and adds single lines of a block list, so that comments beside the others stay."""
        before = [item.value for item in old.value]
        kept = [word for word in before if word in new]
        indent = old.start_mark.column
        last = self._end(old.value[-1])
        if not kept or new[: len(kept)] != kept or len(set(before)) != len(before):
            yield _Edit(
                self._line_start(old.start_mark.index),
                self._line_end(last),
                self._joined(block(new, indent)),
            )
            return
        for item in old.value:
            if item.value not in new:
                yield _Edit(self._line_start(item.start_mark.index), self._line_end(self._end(item)), "")
        if new[len(kept) :]:
            yield self._insert_below(last, block(new[len(kept) :], indent))

    def _lines(self, values: Mapping[str, object], indent: int) -> list[str]:
        lines = []
        for name, value in values.items():
            if isinstance(value, (list, dict)) and value:
                lines += [f"{' ' * indent}{scalar(name)}:", *block(value, indent + 2)]
            else:
                word = flow(value) if isinstance(value, (list, dict)) else scalar(value)
                lines.append(f"{' ' * indent}{scalar(name)}: {word}")
        return lines

    def _insert_below(self, position: int, lines: list[str]) -> _Edit:
        at = self._line_end(position)
        gap = "" if at == 0 or self.text[at - 1] == "\n" else self.newline
        return _Edit(at, at, gap + self._joined(lines))

    def _joined(self, lines: list[str]) -> str:
        return "".join(line + self.newline for line in lines)

    def _apply(self, edits: list[_Edit]) -> str:
        text = self.text
        # From the end, so that earlier positions stay true; at one position in the order they were made.
        in_order = sorted(edits, key=lambda edit: (edit.start, edit.end))
        for edit in reversed(in_order):
            text = text[: edit.start] + edit.new + text[edit.end :]
        return text

    def _colon(self, key: Node) -> int:
        """The position just behind the colon after a key."""
        return self.text.index(":", key.end_mark.index) + 1

    def _end(self, node: Any, key: Node | None = None) -> int:
        """Where a node's own text ends: a block collection's end mark stands behind later comments."""
        if key and isinstance(node, ScalarNode) and not node.value and not node.style:
            return self._colon(key)
        if isinstance(node, (MappingNode, SequenceNode)) and not node.flow_style and node.value:
            last = node.value[-1]
            return self._end(last[1], last[0]) if isinstance(node, MappingNode) else self._end(last)
        end = node.end_mark.index
        if isinstance(node, ScalarNode) and node.style in ("|", ">"):
            body = self.text[node.start_mark.index : end].rstrip()
            return node.start_mark.index + len(body)
        return end

    def _line_start(self, position: int) -> int:
        return self.text.rfind("\n", 0, position) + 1

    def _line_end(self, position: int) -> int:
        """The start of the next line, or the text's end."""
        found = self.text.find("\n", position)
        return len(self.text) if found < 0 else found + 1


# Words that YAML 1.1 or 1.2 reads as something other than text.
_NOT_TEXT = {"true", "false", "yes", "no", "on", "off", "y", "n", "null", "nan", "inf"}
_PLAIN = re.compile(r"[A-Za-z][\w./@+=:-]*(?<!:)", re.ASCII)


def block(value: Any, indent: int) -> list[str]:
    margin = " " * indent
    if isinstance(value, dict):
        return [f"{margin}{scalar(name)}: {scalar(item)}" for name, item in value.items()]
    return [f"{margin}- {scalar(item)}" for item in value]


def flow(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def word(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def scalar(value: object, in_flow: bool = False) -> str:
    if not isinstance(value, str):
        return word(value)
    if _PLAIN.fullmatch(value) and value.lower() not in _NOT_TEXT and not (in_flow and "=" in value):
        return value
    return quoted(value, '"')


def quoted(text: str, style: str) -> str:
    if style == "'" and text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    return json.dumps(text, ensure_ascii=False)
