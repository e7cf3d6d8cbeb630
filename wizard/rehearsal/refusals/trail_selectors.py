"""Event and Insights selectors that CloudTrail refuses.

https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedFieldSelector.html
https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_PutEventSelectors.html
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-insights-events-with-cloudtrail.html
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from components import merging
from components.event_selectors import Selector as EventSelector
from components.selector_linter import Finding, lint, lint_basic
from components.settings.plain_data import is_list_or_tuple, is_map
from wizard.rehearsal.refusals import Refused

_API = {
    "equals": "Equals",
    "notEquals": "NotEquals",
    "startsWiths": "StartsWith",
    "notStartsWiths": "NotStartsWith",
    "endsWiths": "EndsWith",
    "notEndsWiths": "NotEndsWith",
}
_INSIGHTS = ("ApiCallRateInsight", "ApiErrorRateInsight")
Selector = Mapping[str, Any]


def check_advanced(selectors: Sequence[Selector]) -> None:
    """Advanced event selectors, in pulumi-aws' shape."""
    _raise_first(lint([_selector(one) for one in selectors]))


def check_basic(selectors: Sequence[Selector]) -> None:
    """Basic event selectors, in pulumi-aws' shape."""
    _raise_first(lint_basic([_as_aws(one) for one in selectors]))


def _raise_first(found: Sequence[Finding]) -> None:
    for one in found:
        if one.kind == "refused":
            raise Refused("InvalidEventSelectorsException", str(one))


def _selector(one: Selector) -> EventSelector:
    return merging.selector_of(
        {
            "Name": one.get("name"),
            "FieldSelectors": [
                {
                    "Field": field["field"],
                    **{api: field[ours] for ours, api in _API.items() if field.get(ours)},
                }
                for field in one["fieldSelectors"]
            ],
        }
    )


def _as_aws(value: Any) -> Any:
    """A basic selector with AWS's names, which differ by the first letter."""
    if is_map(value):
        return {f"{key[:1].upper()}{key[1:]}": _as_aws(item) for key, item in value.items()}
    return [_as_aws(item) for item in value] if is_list_or_tuple(value) else value


def _equals(field: Selector) -> list[str]:
    return field.get("equals") or []


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
