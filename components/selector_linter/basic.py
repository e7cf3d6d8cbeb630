"""What is wrong with basic event selectors. Pure.

https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_EventSelector.html
https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DataResource.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from components.selector_linter.finding import MANAGEMENT_SOURCES, Finding, listed, refusal
from components.selector_linter.in_vain import NOTHING
from components.settings.problems import shown
from components.settings.rules.data_event_types import nearest, perhaps_meant, surely_meant
from components.settings.rules.resource_arns import arn_fault

MOST_BASIC, MOST_RESOURCES = 5, 250
_TYPES = ("AWS::S3::Object", "AWS::Lambda::Function", "AWS::DynamoDB::Table")
_READ_WRITE = ("All", "ReadOnly", "WriteOnly")
#: What names every resource of a type.
_EVERYTHING = re.compile(r"arn:aws[\w-]*:(s3(:::)?|lambda|dynamodb)", re.ASCII)


def lint_basic(selectors: Sequence[Mapping[str, Any]], partition: str = "") -> list[Finding]:
    """Everything that is wrong with basic event selectors, as AWS gives and takes them.

    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_EventSelector.html
    """
    found: list[Finding] = []
    if len(selectors) > MOST_BASIC:
        what = f"has {len(selectors)} event selectors; {MOST_BASIC} are allowed."
        found.append(refusal("The trail", what, "Use advanced event selectors."))
    resources = [resource for one in selectors for resource in one.get("DataResources") or () if resource]
    number = sum(len(one.get("Values") or ()) for one in resources)
    if number > MOST_RESOURCES:
        what = f"names {number} data resources; {MOST_RESOURCES} are allowed."
        found.append(refusal("The trail", what, "Use advanced event selectors, with beginnings of ARNs."))
    for place, one in enumerate(selectors, 1):
        found += _basic(f"Selector {place}", one, partition)
    return found


def _basic(where: str, one: Mapping[str, Any], partition: str) -> Iterator[Finding]:
    kind = one.get("ReadWriteType")
    if kind not in (None, *_READ_WRITE):
        near = nearest(str(kind), frozenset(_READ_WRITE), 0.6)
        fix = f"Did you mean {near}?" if near else "It is All, ReadOnly or WriteOnly."
        yield refusal(where, f"has readWriteType {shown(kind)}; it is All, ReadOnly or WriteOnly.", fix)
    sources = one.get("ExcludeManagementEventSources") or ()
    unknown = set(sources) - {*MANAGEMENT_SOURCES}
    if unknown:
        fix = f"Only {' and '.join(MANAGEMENT_SOURCES)} can be left out."
        yield refusal(where, f"leaves out {listed(unknown)}.", fix)
    resources: Sequence[Mapping[str, Any]] = one.get("DataResources") or ()
    if one.get("IncludeManagementEvents") is False:
        if sources:
            what = "leaves out sources of management events, of which it records none."
            yield Finding("part", where, what, "It does nothing.", "Remove ExcludeManagementEventSources.")
        if not any(resource.get("Values") for resource in resources):
            what = "records neither management events nor data events."
            yield Finding("nothing", where, what, NOTHING, "Remove it.")
    for resource in resources:
        yield from _basic_resource(where, resource, partition)


def _basic_resource(where: str, resource: Mapping[str, Any], partition: str) -> Iterator[Finding]:
    resource_type, values = str(resource.get("Type")), resource.get("Values") or ()
    if resource_type not in _TYPES:
        meant = surely_meant(resource_type) or perhaps_meant(resource_type)
        fix = f"Did you mean {meant}?" if meant in _TYPES else "Use an advanced event selector."
        yield refusal(where, f"is of {shown(resource_type)}, which needs an advanced event selector.", fix)
        return
    how = "beginning" if resource_type == "AWS::S3::Object" else "whole"
    for value in values:
        if _EVERYTHING.fullmatch(value) and arn_fault(resource_type, value, "beginning", partition) is None:
            continue
        found = arn_fault(resource_type, value, how, partition)
        if found:
            fix = f"Write {found.instead}." if found.instead else "Name resources of this type."
            wide = found.fault == "slash"
            what = f"has {shown(value)}, which {found.what}"
            yield Finding("wider" if wide else "part", where, what, found.consequence, fix)
