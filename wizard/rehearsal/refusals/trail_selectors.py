"""Event and Insights selectors that CloudTrail refuses.

https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedFieldSelector.html
https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_PutEventSelectors.html
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-insights-events-with-cloudtrail.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NoReturn

from wizard.rehearsal.refusals import Refused

MOST_VALUES = 500
_OPERATORS = ("equals", "notEquals", "startsWiths", "notStartsWiths", "endsWiths", "notEndsWiths")
_EQUALS_ONLY = ("eventCategory", "readOnly", "resources.type")
_FIELDS = {
    "Management": ("eventCategory", "eventSource", "readOnly"),
    "Data": (
        *(
            "eventCategory",
            "eventName",
            "eventSource",
            "eventType",
            "readOnly",
            "resources.ARN",
            "resources.type",
        ),
        *("sessionCredentialFromConsole", "userIdentity.arn"),
    ),
    "NetworkActivity": (
        "eventCategory",
        "eventSource",
        "eventName",
        "errorCode",
        "vpcEndpointId",
        "userIdentity.arn",
    ),
}
_MANAGEMENT_SOURCES = ("kms.amazonaws.com", "rdsdata.amazonaws.com")
_INSIGHTS = ("ApiCallRateInsight", "ApiErrorRateInsight")
Selector = Mapping[str, Any]


def check_advanced(selectors: Sequence[Selector]) -> None:
    """Advanced event selectors, in pulumi-aws' shape."""
    values = sum(
        len(field.get(o) or ()) for one in selectors for field in one["fieldSelectors"] for o in _OPERATORS
    )
    if values > MOST_VALUES:
        _invalid(f"There are {values} values over all selectors; at most {MOST_VALUES} are allowed.")
    for selector in selectors:
        if len(selector.get("name") or "") > 1000:
            _invalid("A selector's name has at most 1,000 characters.")
        for problem in _problems(selector["fieldSelectors"]):
            _invalid(f"Selector {selector.get('name') or '(no name)'}: {problem}")


def _invalid(why: str) -> NoReturn:
    raise Refused("InvalidEventSelectorsException", why)


def _problems(fields: Sequence[Selector]) -> Iterator[str]:
    names = [field["field"] for field in fields]
    yield from (f"{name} is given twice." for name in dict.fromkeys(names) if names.count(name) > 1)
    categories = next((_equals(field) for field in fields if field["field"] == "eventCategory"), list[str]())
    if len(categories) != 1 or categories[0] not in _FIELDS:
        yield f"eventCategory must equal exactly one of {', '.join(_FIELDS)}."
        return
    category = categories[0]
    for field in fields:
        yield from _field_problems(category, field)
    if category == "Data" and "resources.type" not in names:
        yield "a selector for data events needs resources.type."
    if category == "NetworkActivity" and "eventSource" not in names:
        yield "a selector for network activity needs eventSource."


def _field_problems(category: str, field: Selector) -> Iterator[str]:
    name = field["field"]
    used = [operator for operator in _OPERATORS if field.get(operator)]
    if name not in _FIELDS[category]:
        yield f"{name} isn't a field for {category} events; those are {', '.join(_FIELDS[category])}."
    if not used:
        yield f"{name} has no operator with a value."
    if name in _EQUALS_ONLY and used != ["equals"]:
        yield f"{name} takes Equals only."
    values = _equals(field)
    if name == "readOnly" and (len(values) != 1 or values[0] not in ("true", "false")):
        yield "readOnly equals either true or false."
    if name == "resources.type" and (len(values) != 1 or not re.fullmatch(r"AWS::\w+::\w+", values[0])):
        yield "resources.type equals exactly one type, like AWS::S3::Object."
    if category == "Management" and name == "eventSource":
        wrong = used != ["notEquals"] or not set(field["notEquals"]) <= {*_MANAGEMENT_SOURCES}
        if wrong:
            yield f"eventSource of management events takes NotEquals with {' or '.join(_MANAGEMENT_SOURCES)}."
    if name == "errorCode" and (used != ["equals"] or values != ["VpceAccessDenied"]):
        yield "errorCode equals VpceAccessDenied."


def _equals(field: Selector) -> list[str]:
    return field.get("equals") or []


def check_basic(selectors: Sequence[Selector]) -> None:
    """Basic event selectors, in pulumi-aws' shape."""
    if len(selectors) > 5:
        _invalid(f"A trail has at most 5 event selectors, not {len(selectors)}.")
    for selector in selectors:
        if selector.get("readWriteType") not in (None, "All", "ReadOnly", "WriteOnly"):
            _invalid(f"readWriteType is All, ReadOnly or WriteOnly, not {selector['readWriteType']!r}.")
        for resource in selector.get("dataResources") or ():
            if resource["type"] not in ("AWS::S3::Object", "AWS::Lambda::Function", "AWS::DynamoDB::Table"):
                _invalid(f"{resource['type']} needs an advanced event selector.")
        unknown = set(selector.get("excludeManagementEventSources") or ()) - {*_MANAGEMENT_SOURCES}
        if unknown:
            _invalid(f"excludeManagementEventSources can't have {', '.join(sorted(unknown))}.")


def check_insights(
    insights: Sequence[Mapping[str, Any]], advanced: Sequence[Selector], basic: Sequence[Selector]
) -> None:
    """Insights need the events that they are worked out from: call rates write management events, error rates
    any."""
    for one in insights:
        kind = one.get("insightType")
        if kind not in _INSIGHTS:
            raise Refused(
                "InvalidInsightSelectorsException",
                f"{kind!r} isn't an Insights type; {', '.join(_INSIGHTS)}.",
            )
        writes, reads = _management(advanced, basic)
        if not writes and (kind == "ApiCallRateInsight" or not reads):
            wanted = "write management events" if kind == "ApiCallRateInsight" else "management events"
            raise Refused("InvalidInsightSelectorsException", f"{kind} needs a trail that logs {wanted}.")


def _management(advanced: Sequence[Selector], basic: Sequence[Selector]) -> tuple[bool, bool]:
    """Whether write and read management events are logged."""
    if not advanced:
        kinds = {
            one.get("readWriteType") or "All"
            for one in basic
            if one.get("includeManagementEvents") is not False
        }
        kinds = kinds if basic else {"All"}
        return bool(kinds & {"All", "WriteOnly"}), bool(kinds & {"All", "ReadOnly"})
    writes = reads = False
    for selector in advanced:
        fields = {field["field"]: _equals(field) for field in selector["fieldSelectors"]}
        if fields.get("eventCategory") == ["Management"]:
            only = fields.get("readOnly", [])
            writes, reads = writes or only != ["true"], reads or only != ["false"]
    return writes, reads
