"""What CloudTrail takes, and what then records nothing, less or more than was meant. Pure.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/filtering-data-events.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from components.event_selectors import Field, Selector
from components.selector_linter.finding import Finding, category, listed, values_of
from components.selector_matching import ANY, dead, may_match, selected
from components.settings.problems import shown
from components.settings.rules.data_event_types import NETWORK_SOURCES, TYPES, nearest, perhaps_meant
from components.settings.rules.resource_arns import arn_fault

# https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
_EVENT_TYPES = frozenset(
    {"AwsApiCall", "AwsServiceEvent", "AwsConsoleAction", "AwsConsoleSignIn", "AwsVpceEvent"}
)
_ENDPOINT = re.compile(r"vpce-[0-9a-zA-Z]+")
NOTHING = "This selector records nothing."


def in_vain(where: str, selector: Selector, partition: str) -> Iterator[Finding]:
    """Everything of one that CloudTrail takes. where: how messages call it; partition: the trail's, or ""."""
    fields = {field.name: field for field in selector.fields}
    kind = category(selector)
    if kind == "Data":
        resource_type = fields["resources.type"].equals[0]
        yield from _type_in_vain(where, resource_type)
        yield from _arns_in_vain(where, resource_type, fields.get("resources.ARN"), partition)
        yield from _events_in_vain(where, resource_type, fields)
    if kind == "NetworkActivity":
        yield from _network_in_vain(where, fields)
    for field in selector.fields:
        yield from _field_in_vain(where, field)


def _field_in_vain(where: str, field: Field) -> Iterator[Finding]:
    if not may_match(field) or (field.name == "resources.ARN" and _leaves_out_every_arn(field)):
        yield Finding(
            "nothing",
            where,
            f"leaves out by {field.name} all that it selects.",
            NOTHING,
            "Remove one of the conditions that contradict each other.",
        )
    else:
        for texts in dead(field):
            value = texts.whole or texts.begin or texts.end
            what = f"selects {shown(value)} by {field.name}, and leaves it out again."
            yield Finding("part", where, what, "That value does nothing.", "Remove one of the two.")
    if field.name in ("resources.ARN", "resources.type", "eventCategory"):
        return
    for operator, values in values_of(field).items():
        for value in values:
            if re.search(r"[*?]", value):
                does = "leaves out" if operator.startswith("Not") else "matches"
                what = f"has {field.name} {operator} {shown(value)}: wildcards stand for themselves."
                fix = "Use StartsWith or EndsWith, or their negations, with what is fixed."
                yield Finding("part", where, what, f"It {does} nothing.", fix)


def _leaves_out_every_arn(field: Field) -> bool:
    return selected(field) == (ANY,) and any("arn:aws".startswith(one) for one in field.not_starts_with)


def _type_in_vain(where: str, resource_type: str) -> Iterator[Finding]:
    near = perhaps_meant(resource_type)
    if near:
        yield Finding(
            "nothing",
            where,
            f"is of {resource_type}, which isn't a type that is known here.",
            "If CloudTrail doesn't know it either, it refuses the selectors.",
            f"Did you mean {near}?",
        )


def _arns_in_vain(where: str, resource_type: str, field: Field | None, partition: str) -> Iterator[Finding]:
    if field is None:
        return
    bad = 0
    for operator, values in values_of(field).items():
        for value in values:
            found = None
            if not operator.endswith("EndsWith"):
                how = "whole" if operator.endswith("Equals") else "beginning"
                found = arn_fault(resource_type, value, how, partition)
            elif "*" in value:
                found = arn_fault(resource_type, "*", "whole")
            if found is None:
                continue
            negative = operator.startswith("Not")
            wide = found.fault == "slash" and operator.endswith("StartsWith")
            bad += not negative and not wide
            consequence = found.consequence
            if negative:
                also = consequence.replace("also matches", "also leaves out")
                consequence = also if wide else "It leaves nothing out."
            fix = f"Write {found.instead}." if found.instead else "Name ARNs of this type, or another type."
            what = f"has resources.ARN {operator} {shown(value)}, which {found.what}"
            yield Finding("wider" if wide else "part", where, what, consequence, fix)
    positive = sum(len(v) for operator, v in values_of(field).items() if not operator.startswith("Not"))
    if positive and bad == positive:
        yield Finding("nothing", where, "has no resources.ARN that can match.", NOTHING, "Mend them.")


def _events_in_vain(where: str, resource_type: str, fields: Mapping[str, Field]) -> Iterator[Finding]:
    known = TYPES.get(resource_type)
    names = fields.get("eventName", Field("eventName")).equals
    if known and names and selected(fields["eventName"]) != (ANY,):
        events = frozenset((*known.reads, *known.writes))
        for name in names:
            near = "" if name in events else nearest(name, events)
            if near:
                what = f"has eventName {shown(name)}, which isn't an event of {resource_type} that is known."
                yield Finding("part", where, what, "It matches nothing.", f"Did you mean {near}?")
        only = fields.get("readOnly", Field("readOnly")).equals
        against = known.reads if only == ("false",) else known.writes if only == ("true",) else ()
        others = fields["eventName"].starts_with or fields["eventName"].ends_with
        if against and set(names) <= {*against} and not others:
            does = "reads" if only == ("false",) else "writes"
            what = f"asks for {listed(names)}, which are {does}, and for readOnly {only[0]}."
            yield Finding("nothing", where, what, NOTHING, "Remove readOnly, or name other events.")
    source = fields.get("eventSource", Field("eventSource"))
    for value in source.equals:
        if not value.endswith(".amazonaws.com"):
            what = f"has eventSource {shown(value)}; sources are written like s3.amazonaws.com."
            yield Finding("part", where, what, "It matches nothing.", f"Write {value}.amazonaws.com.")
    for value in fields.get("eventType", Field("eventType")).equals:
        if value not in _EVENT_TYPES:
            near = nearest(value, _EVENT_TYPES, 0.6)
            fix = f"Did you mean {near}?" if near else f"Those are {', '.join(sorted(_EVENT_TYPES))}."
            what = f"has eventType {shown(value)}, which isn't one."
            yield Finding("part", where, what, "It matches nothing.", fix)


def _network_in_vain(where: str, fields: Mapping[str, Field]) -> Iterator[Finding]:
    source = fields["eventSource"].equals[0]
    near = "" if source in NETWORK_SOURCES else nearest(source, NETWORK_SOURCES)
    if near or not source.endswith(".amazonaws.com"):
        what = f"has eventSource {shown(source)}, which isn't one whose network activity is known."
        fix = f"Did you mean {near or f'{source}.amazonaws.com'}?"
        yield Finding("nothing", where, what, "CloudTrail refuses it, or it records nothing.", fix)
    for value in fields.get("vpcEndpointId", Field("vpcEndpointId")).equals:
        if not _ENDPOINT.fullmatch(value):
            what = f"has vpcEndpointId {shown(value)}; ids are like vpce-0a1b2c3d."
            yield Finding("part", where, what, "It matches nothing.", "Write the endpoint's id.")
