"""The condition operators one by one: does a value of the request match a value of the policy?

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
"""

from __future__ import annotations

import base64
import binascii
import ipaddress
import operator
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timezone
from decimal import Decimal, InvalidOperation
from typing import Any

from .wildcards import Pattern, arn_matches, like, text_of


@dataclass(frozen=True)
class Operator:
    """`matches(pattern, value)` is the positive comparison; a negated operator asks that none matches.
    `accepts(text)` says whether a policy value has the operator's type, `wants` names that type."""

    matches: Callable[[Pattern, str], bool]
    negated: bool = False
    accepts: Callable[[str], bool] = lambda text: True
    wants: str = "a string"


@dataclass(frozen=True)
class Name:
    """A written operator taken apart, such as `ForAnyValue:StringLikeIfExists`."""

    qualifier: str
    base: str
    if_exists: bool


def take_apart(written: str) -> Name | None:
    """None for an operator that AWS doesn't know. `Null` takes no IfExists."""
    head, colon, tail = written.partition(":")
    qualifier, rest = (head, tail) if colon else ("", written)
    if qualifier not in ("", "ForAllValues", "ForAnyValue"):
        return None
    if rest == "Null":
        return Name(qualifier, rest, False) if not qualifier else None
    base = rest.removesuffix("IfExists")
    return Name(qualifier, base, base != rest) if base in OPERATORS else None


def number(text: str) -> Decimal | None:
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def moment(text: str) -> datetime | None:
    """A date as ISO 8601 or as seconds since 1970; without a zone it is UTC."""
    seconds = number(text)
    try:
        if seconds is not None and len(text) > len("2026"):
            return datetime.fromtimestamp(float(seconds), tz=timezone.utc)
        iso = {4: f"{text}-01-01", 7: f"{text}-01"}.get(len(text), text)
        found = datetime.fromisoformat(iso.replace("Z", "+00:00"))
    except (ValueError, OverflowError, OSError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=timezone.utc)


def network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None


def octets(text: str) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None


def _exact(made: Pattern, value: str) -> bool:
    return text_of(made) == value


def _exact_any_case(made: Pattern, value: str) -> bool:
    return text_of(made).lower() == value.lower()


def _within(made: Pattern, value: str) -> bool:
    wanted, given = network(text_of(made)), network(value)
    if wanted is None or given is None:
        return False
    return given.network_address in wanted and given.broadcast_address in wanted


def _compared(read: Callable[[str], Any], test: Callable[[Any, Any], bool]) -> Callable[[Pattern, str], bool]:
    def matches(made: Pattern, value: str) -> bool:
        wanted, given = read(text_of(made)), read(value)
        return wanted is not None and given is not None and test(given, wanted)

    return matches


def _ordered(kind: str, read: Callable[[str], Any], wants: str) -> dict[str, Operator]:
    tests = {
        "LessThan": operator.lt,
        "LessThanEquals": operator.le,
        "GreaterThan": operator.gt,
        "GreaterThanEquals": operator.ge,
    }
    made = {
        kind + name: Operator(_compared(read, test), False, _reads(read), wants)
        for name, test in tests.items()
    }
    return made | _pair(
        f"{kind}Equals", f"{kind}NotEquals", _compared(read, operator.eq), _reads(read), wants
    )


def _reads(read: Callable[[str], Any]) -> Callable[[str], bool]:
    return lambda text: read(text) is not None


def _pair(
    plain: str,
    negated: str,
    matches: Callable[[Pattern, str], bool],
    accepts: Callable[[str], bool] = lambda text: True,
    wants: str = "a string",
) -> dict[str, Operator]:
    return {plain: Operator(matches, False, accepts, wants), negated: Operator(matches, True, accepts, wants)}


def truth(text: str) -> bool:
    return text.lower() in ("true", "false")


OPERATORS: dict[str, Operator] = {
    **_pair("StringEquals", "StringNotEquals", _exact),
    **_pair("StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", _exact_any_case),
    **_pair("StringLike", "StringNotLike", like),
    **_pair("ArnEquals", "ArnNotEquals", arn_matches),
    **_pair("ArnLike", "ArnNotLike", arn_matches),
    **_pair(
        "IpAddress", "NotIpAddress", _within, _reads(network), "an address or a range like 203.0.113.0/24"
    ),
    **_ordered("Numeric", number, "a number"),
    **_ordered("Date", moment, "a date like 2026-01-31T00:00:00Z"),
    "Bool": Operator(_exact_any_case, False, truth, "true or false"),
    "BinaryEquals": Operator(_compared(octets, operator.eq), False, _reads(octets), "base64"),
}
