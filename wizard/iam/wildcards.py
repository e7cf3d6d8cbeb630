"""Patterns: `*`, `?` and policy variables, in actions, resources, ARNs and strings.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

Context = Mapping[str, tuple[str, ...]]
Token = tuple[str, bool]  # a character, and whether it is a wildcard
Pattern = tuple[Token, ...]

_VARIABLE = re.compile(r"\$\{\s*(?P<name>[^,}]*?)\s*(?:,\s*'(?P<default>[^']*)'\s*)?\}")
_ARN_PARTS = 6


def pattern(text: str, context: Context | None = None) -> Pattern | None:
    """The text as a pattern. With a context, `${key}` is replaced by the key's value, taken literally, and
    `${*}`, `${?}`, `${$}` stand for the bare characters; without one (policy version 2008-10-17) nothing is
    replaced. None if a variable has no single value and no default: such a pattern matches nothing."""
    if context is None:
        return tuple(_tokens(text))
    tokens: list[Token] = []
    end = 0
    for found in _VARIABLE.finditer(text):
        value = _value(found["name"], found["default"], context)
        if value is None:
            return None
        tokens += _tokens(text[end : found.start()])
        tokens += [(character, False) for character in value]
        end = found.end()
    return tuple(tokens) + tuple(_tokens(text[end:]))


def text_of(made: Pattern) -> str:
    return "".join(character for character, _ in made)


def like(made: Pattern, value: str, *, ignore_case: bool = False) -> bool:
    """`*` is any run of characters and `?` any one, over the whole value."""
    return _compiled(made, False, False, ignore_case).fullmatch(value) is not None


def action_matches(text: str, action: str) -> bool:
    """Actions are compared without regard to case."""
    return like(tuple(_tokens(text)), action, ignore_case=True)


def resource_matches(made: Pattern, resource: str) -> bool:
    """A wildcard stays inside its colon-separated segment, but a `*` that ends a segment may run past the
    colon, and the last part of an ARN is one run of characters. Parts left off at the end count as `*`."""
    if not resource.startswith("arn:"):
        return like(made, resource)
    return _compiled(_completed(made), True, True, False).fullmatch(resource) is not None


def arn_matches(made: Pattern, value: str) -> bool:
    """ArnEquals and ArnLike: each of the six parts is compared by itself, `*` and `?` allowed in each.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
    """
    return _compiled(_completed(made), True, False, False).fullmatch(value) is not None


def _value(name: str, default: str | None, context: Context) -> str | None:
    if name in ("*", "?", "$"):
        return name
    values = context.get(name.lower(), ())
    return values[0] if len(values) == 1 else default


def _tokens(text: str) -> Iterator[Token]:
    return ((character, character in "*?") for character in text)


def _completed(made: Pattern) -> Pattern:
    missing = _ARN_PARTS - 1 - sum(character == ":" for character, _ in made)
    return made + ((":", False), ("*", True)) * max(missing, 0)


@lru_cache(maxsize=2048)
def _compiled(made: Pattern, segments: bool, expands: bool, ignore_case: bool) -> re.Pattern[str]:
    expression, colons = "", 0
    for position, (character, wild) in enumerate(made):
        inside = segments and colons < _ARN_PARTS - 1
        if not wild:
            expression += re.escape(character)
            colons += character == ":"
            continue
        ends = position + 1 == len(made) or made[position + 1] == (":", False)
        bounded = inside and not (expands and ends and character == "*")
        expression += ("[^:]" if bounded else ".") + ("*" if character == "*" else "")
    return re.compile(expression, re.DOTALL | (re.IGNORECASE if ignore_case else 0))
