"""Event patterns that EventBridge refuses.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pattern-considerations.html
"""

from __future__ import annotations

import ipaddress
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

from components.settings.plain_data import is_list, is_map
from wizard.rehearsal.refusals import Refused
from wizard.rehearsal.refusals.pattern_complexity import ACCEPTED, complexity

LONGEST = 2048
MOST_WILDCARD_RULES = 30
_TEXT_OPERATORS = ("prefix", "suffix", "equals-ignore-case", "wildcard")
_OPERATORS = (*_TEXT_OPERATORS, "anything-but", "numeric", "cidr", "exists")


def check_pattern(pattern: str) -> None:
    """Raises Refused for a pattern, as JSON text, that PutRule doesn't take."""
    try:
        body = json.loads(pattern, object_pairs_hook=_once)
    except ValueError as error:
        _invalid(f"it isn't JSON: {error}")
    if not is_map(body) or not body:
        _invalid("it must be a JSON object with at least one field")
    for problem in _problems(body, ""):
        _invalid(problem)
    if len(pattern) > LONGEST:
        _invalid(f"it has {len(pattern)} characters; the quota is {LONGEST:,}")
    if complexity(body, ACCEPTED + 1) > ACCEPTED:
        _invalid(
            "Rule is too complex - try using fewer wildcard characters or fewer repeating character "
            "sequences after a wildcard character"
        )


def has_wildcard(pattern: str | None) -> bool:
    """Whether the pattern counts against the quota of rules with wildcards on a bus."""
    return '"wildcard"' in (pattern or "")


def check_wildcard_rules(others: int, pattern: str | None) -> None:
    """`others`: how many other rules with wildcards the bus has."""
    if has_wildcard(pattern) and others >= MOST_WILDCARD_RULES:
        raise Refused(
            "LimitExceededException",
            f"The bus has {others} rules with wildcards; at most {MOST_WILDCARD_RULES} are allowed.",
        )


def _invalid(reason: str) -> NoReturn:
    raise Refused("InvalidEventPatternException", f"Event pattern is not valid. Reason: {reason}.")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key is given twice in one object")
    return found


def _problems(node: Mapping[str, Any], path: str) -> Iterator[str]:
    for name, value in node.items():
        where = f"{path}.{name}" if path else name
        if name == "$or":
            yield from _or_problems(value, path)
        elif is_map(value):
            if not value:
                yield f"{where}: empty objects are not allowed"
            yield from _problems(value, where)
        elif is_list(value):
            if not value:
                yield f"{where}: empty arrays are not allowed"
            yield from (f"{where}: {problem}" for one in value for problem in _value_problems(one))
        else:
            yield f'"{where}" must be an object or an array'


def _or_problems(value: Any, path: str) -> Iterator[str]:
    if not is_list(value) or len(value) < 2 or not all(is_map(one) and one for one in value):
        yield "$or must be an array of at least two objects"
        return
    for branch in value:
        yield from _problems(branch, path)


def _value_problems(value: Any) -> Iterator[str]:
    if is_list(value):
        yield "an array can't stand in an array"
    if not is_map(value):
        return
    if len(value) != 1:
        yield "a comparison has exactly one operator"
        return
    operator, operand = next(iter(value.items()))
    if operator not in _OPERATORS:
        yield f"unrecognized match type {operator}"
    elif operator == "exists":
        if not isinstance(operand, bool):
            yield "exists takes true or false"
    elif operator == "numeric":
        yield from _numeric_problems(operand)
    elif operator == "cidr":
        yield from _cidr_problems(operand)
    elif operator == "anything-but":
        yield from _anything_but_problems(operand)
    else:
        yield from _text_problems(operator, operand)


def _text_problems(operator: str, operand: Any) -> Iterator[str]:
    if is_map(operand) and operator in ("prefix", "suffix"):
        if set(operand) != {"equals-ignore-case"} or not isinstance(operand["equals-ignore-case"], str):
            yield f"{operator} takes a text or an equals-ignore-case"
        return
    if not isinstance(operand, str):
        yield f"{operator} match pattern must be a string"
        return
    if operator == "wildcard":
        if re.search(r"(?<!\\)\*\*", operand):
            yield "consecutive wildcard characters"
        if re.search(r"\\(?![*\\])", re.sub(r"\\\\", "", operand)):
            yield "a backslash in a wildcard escapes only * and \\"
    elif not operand:
        yield f"null or empty {operator} not allowed"


def _anything_but_problems(operand: Any) -> Iterator[str]:
    if is_map(operand):
        if len(operand) != 1 or next(iter(operand)) not in _TEXT_OPERATORS:
            yield f"anything-but takes one of {', '.join(_TEXT_OPERATORS)}, texts or numbers"
            return
        operator, inner = next(iter(operand.items()))
        listed = inner if is_list(inner) else [inner]
        if not listed:
            yield "empty arrays are not allowed"
        yield from (problem for one in listed for problem in _text_problems(operator, one))
        return
    listed = operand if is_list(operand) else [operand]
    if not listed:
        yield "empty arrays are not allowed"
    texts = [isinstance(one, str) for one in listed]
    numbers = [isinstance(one, (int, float)) and not isinstance(one, bool) for one in listed]
    if not all(texts) and not all(numbers):
        yield "inside anything-but there are either texts or numbers"


def _numeric_problems(operand: Any) -> Iterator[str]:
    signs, numbers = (operand[::2], operand[1::2]) if is_list(operand) else ((), ())
    whole = is_list(operand) and len(operand) in (2, 4)
    if not whole or any(sign not in ("=", "<", "<=", ">", ">=") for sign in signs):
        yield "numeric takes one or two signs, each with a number"
    elif any(isinstance(one, bool) or not isinstance(one, (int, float)) or abs(one) > 5e9 for one in numbers):
        yield "numbers must be within the range of -5,000,000,000 to 5,000,000,000"


def _cidr_problems(operand: Any) -> Iterator[str]:
    try:
        ipaddress.ip_network(operand, strict=False)
    except ValueError:
        yield f"malformed CIDR {operand!r}"
