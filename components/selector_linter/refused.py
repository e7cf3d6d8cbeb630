"""What CloudTrail refuses of an advanced event selector. Pure.

https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedFieldSelector.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from components.event_selectors import Field, Selector
from components.selector_linter.finding import (
    MANAGEMENT_SOURCES,
    OPERATORS,
    Finding,
    category,
    listed,
    refusal,
    values_of,
)
from components.settings.problems import shown
from components.settings.rules.data_event_types import nearest, surely_meant
from components.settings.rules.data_events import LONGEST_VALUE

_FIELDS: Mapping[str, tuple[str, ...]] = {
    "Management": ("eventCategory", "eventSource", "readOnly"),
    "Data": (
        *("eventCategory", "eventName", "eventSource", "eventType", "readOnly", "resources.ARN"),
        *("resources.type", "sessionCredentialFromConsole", "userIdentity.arn"),
    ),
    "NetworkActivity": (
        *("eventCategory", "eventSource", "eventName", "errorCode", "vpcEndpointId", "userIdentity.arn"),
    ),
}
_NEEDED = {"Data": "resources.type", "NetworkActivity": "eventSource"}
_IN_WORDS = {"Management": "management events", "Data": "data events", "NetworkActivity": "network activity"}
# Those that event data stores know beside these, which are no trails.
_STORES_TOO = ("eventName", "eventType", "sessionCredentialFromConsole", "userIdentity.arn")
_STORE_CATEGORIES = ("Insight", "ConfigurationItem", "Evidence", "ActivityAuditLog")


def refused(where: str, selector: Selector) -> Iterator[Finding]:
    """Everything that it is refused for. where: how messages call it."""
    names = [field.name for field in selector.fields]
    if len(selector.name) > 1000:
        yield refusal(where, "has a name of more than 1,000 characters.", "Shorten it.")
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            yield refusal(where, f"says {name} twice.", "Put the conditions into one.")
    said = next((field for field in selector.fields if field.name == "eventCategory"), Field("eventCategory"))
    if not category(selector):
        store = [one for one in said.equals if one in _STORE_CATEGORIES]
        what = "must say eventCategory, once, as Equals Management, Data or NetworkActivity."
        if store:
            what = f"is of the category {store[0]}, which event data stores have and trails don't."
        yield refusal(
            where, what, _did_you_mean(said.equals, frozenset(_FIELDS)) or "Add or mend that field."
        )
        return
    kind = category(selector)
    needed = _NEEDED.get(kind)
    if needed and needed not in names:
        fix = f"Add {needed} with Equals; one selector for each."
        yield refusal(where, f"of {_IN_WORDS[kind]} doesn't say {needed}.", fix)
    for field in selector.fields:
        yield from _field_refused(where, kind, field)


def _field_refused(where: str, kind: str, field: Field) -> Iterator[Finding]:
    name, used = field.name, values_of(field)
    if name not in _FIELDS[kind]:
        near = nearest(name, frozenset(_FIELDS[kind]), 0.75)
        fix = f"Did you mean {near}?" if near else f"Those are {', '.join(_FIELDS[kind])}."
        what = f"filters by {shown(name)}, which isn't a field of {_IN_WORDS[kind]}."
        if kind == "Management" and name in _STORES_TOO:
            what = f"filters management events by {name}: only event data stores can, a trail can't."
            fix = "Remove the field."
        yield refusal(where, what, fix)
        return
    if not used:
        yield refusal(where, f"has {name} without a value.", "Name what it is to match, or remove it.")
        return
    allowed = _operators(kind, name)
    wrong = [operator for operator in used if operator not in allowed]
    if wrong:
        fix = f"{name} takes {' and '.join(allowed)} only."
        yield refusal(where, f"has {name} with {wrong[0]}.", fix)
        return
    values = [value for one in used.values() for value in one]
    for value in values:
        if not 1 <= len(value) <= LONGEST_VALUE:
            yield refusal(
                where, f"has a value of {len(value)} characters in {name}.", "1 to 2,048 are allowed."
            )
    yield from _value_refused(where, kind, name, used, values)


def _operators(kind: str, name: str) -> tuple[str, ...]:
    if kind == "Management" and name == "eventSource":
        return ("NotEquals",)
    if name in ("eventCategory", "readOnly", "resources.type", "errorCode"):
        return ("Equals",)
    if kind == "NetworkActivity" and name == "eventSource":
        return ("Equals",)
    if name == "sessionCredentialFromConsole":
        return ("Equals", "NotEquals")
    return tuple(OPERATORS.values())


def _value_refused(
    where: str, kind: str, name: str, used: Mapping[str, Sequence[str]], values: Sequence[str]
) -> Iterator[Finding]:
    first = values[0]
    if name == "readOnly" and (len(values) != 1 or first not in ("true", "false")):
        fix = "Leave readOnly out for both." if len(values) > 1 else "Write true for reads, false for writes."
        yield refusal(where, f"has readOnly with {listed(values)}; it is true or false.", fix)
    elif name == "sessionCredentialFromConsole" and set(values) != {"true"}:
        fix = 'For the others: NotEquals "true".'
        yield refusal(where, f'has {name} with {listed(values)}; it takes "true" only.', fix)
    elif name == "errorCode" and set(values) != {"VpceAccessDenied"}:
        fix = "Write VpceAccessDenied."
        yield refusal(where, f"has errorCode with {listed(values)}, which isn't a code it takes.", fix)
    elif kind == "Management" and name == "eventSource" and not set(values) <= {*MANAGEMENT_SOURCES}:
        fix = f"Only {' and '.join(MANAGEMENT_SOURCES)} can be left out of management events."
        yield refusal(where, f"leaves out {listed(set(values) - {*MANAGEMENT_SOURCES})}.", fix)
    elif name == "resources.type":
        if len(values) != 1:
            yield refusal(where, f"names {len(values)} resource types.", "Make a selector of each.")
        elif surely_meant(first) or not re.fullmatch(r"AWS::\w+::\w+", first):
            meant = surely_meant(first)
            fix = f"Did you mean {meant}?" if meant else "Types are written like AWS::S3::Object."
            yield refusal(where, f"is of {shown(first)}, which isn't a resource type of data events.", fix)
    elif name == "resources.ARN":
        yield from _arn_refused(where, used)
    elif kind == "NetworkActivity" and name == "eventSource" and len(values) != 1:
        yield refusal(where, f"names {len(values)} event sources.", "Make a selector of each.")


def _arn_refused(where: str, used: Mapping[str, Sequence[str]]) -> Iterator[Finding]:
    """Equals and NotEquals have to be whole ARNs. That they are of this very type, AWS says too, and writes
    examples that aren't: those are taken, and told as what records nothing."""
    for operator in ("Equals", "NotEquals"):
        for value in used.get(operator, ()):
            if not re.fullmatch(r"arn:[\w-]+:[\w-]+:[^:]*:[^:]*:.+", value):
                what = f"has resources.ARN {operator} {shown(value)}, which isn't a whole ARN."
                fix = "Write the whole ARN, or use StartsWith."
                yield refusal(where, what, fix)


def _did_you_mean(values: Sequence[str], known: frozenset[str]) -> str:
    near = nearest(values[0], known, 0.6) if values else ""
    return f"Did you mean {near}?" if near and near != values[0] else ""
