"""A JSON text as the same nodes that a YAML text becomes: one set of bounds, one reading of values."""

from __future__ import annotations

import json
import re
from typing import Any

from wizard.stack.yaml_nodes import DEEPEST, Builder, Items, Node, Pairs, Scalar, Unreadable, line_and_column

# A text without its end reaches to the end of the file, so that every place is looked at once.
_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?|[^\s"\[\]{},:]+|[\[\]{}]', re.DOTALL)


def compose_json(text: str) -> Node | None:
    """The text's value. Raises Unreadable for what isn't JSON or crosses a bound."""
    tokens = list(_TOKEN.finditer(text))
    _refuse_depth(text, tokens)
    try:
        json.loads(text, parse_int=str, parse_float=str, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        raise Unreadable(error.msg, error.lineno, error.colno) from None
    except _NoNumber as error:
        place = next((token.start() for token in tokens if token[0].startswith(str(error))), 0)
        raise Unreadable(f"{error} isn't a number", *line_and_column(text, place)) from None
    return _built(text, tokens)


class _NoNumber(Exception):
    pass


def _no_number(word: str) -> Any:
    raise _NoNumber(word)


def _refuse_depth(text: str, tokens: list[re.Match[str]]) -> None:
    depth = 0
    for token in tokens:
        depth += (token[0] in "[{") - (token[0] in "]}")
        if depth > DEEPEST:
            fault = f"it is nested too deeply, more than {DEEPEST} levels"
            raise Unreadable(fault, *line_and_column(text, token.start()))


def _built(text: str, tokens: list[re.Match[str]]) -> Node | None:
    builder = Builder()
    line = begin = seen = 0
    for token in tokens:
        # Lines are counted on the way: a count from the top for each would be quadratic.
        line += text.count("\n", seen, token.start())
        begin = max(begin, text.rfind("\n", seen, token.start()) + 1)
        seen = token.start()
        at = (token.start(), token.end(), line, token.start() - begin, "")
        if token[0] == "[":
            builder.open(Items(*at, in_brackets=True))
        elif token[0] == "{":
            builder.open(Pairs(*at, in_brackets=True))
        elif token[0] in "]}":
            builder.close(token.end())
        elif token[0].startswith('"'):
            builder.add(Scalar(*at, text=json.loads(token[0]), style='"'))
        else:
            builder.add(Scalar(*at, text=token[0]))
    return builder.root
