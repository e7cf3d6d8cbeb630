"""Values that are never shown: struck out of the stack file's text before any of it is. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from components.settings import specs
from wizard.stack.yaml_nodes import Node, Pairs, Scalar, compose

#: The settings whose value nobody sees.
KEYS = frozenset(key for key, spec in specs().items() if spec.hidden)
IN_PLACE = "(hidden)"
# Shorter ones may be parts of words.
_SHORTEST = 8


def masked(text: str, is_hidden: Callable[[str], bool], in_place: str = IN_PLACE) -> str:
    """The text with `in_place` where such a value stands: below `config:`, and wherever it is repeated.

    is_hidden: tells such a key as the file writes it. A text that is no YAML is nobody's stack file.
    """
    found = [node for node in _values(text, is_hidden) if node.text]
    for node in sorted(found, key=lambda one: one.start, reverse=True):
        if not node.is_alias:
            text = text[: node.start] + in_place + text[node.end :]
    for node in found:
        if len(node.text) >= _SHORTEST:
            text = text.replace(node.text, in_place)
    return text


def _values(text: str, is_hidden: Callable[[str], bool]) -> Iterator[Scalar]:
    root = compose(text)
    for name, config in _pairs(root):
        if name == "config":
            for key, value in _pairs(config):
                if is_hidden(key) and isinstance(value, Scalar):
                    yield value


def _pairs(node: Node | None) -> Iterator[tuple[str, Node]]:
    for key, value in node.pairs if isinstance(node, Pairs) else ():
        if isinstance(key, Scalar):
            yield key.text, value
