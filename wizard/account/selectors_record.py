"""What a trail's selectors record: management events, data events, its own log files. Pure.

https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_EventSelector.html
https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedFieldSelector.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from components import merging
from components.arns import Arn
from components.event_selectors import MANAGEMENT, Field
from components.own_files import LOG_FILE, OwnFiles, records
from components.selector_matching import Texts, left_out, selected
from components.settings.rules.resource_arns import S3_OBJECTS
from wizard.account.facts import Trail

Selector = Mapping[str, Any]  # as AWS gives and takes it
Mode = Literal["reads", "writes"]
MODES: tuple[Mode, ...] = ("reads", "writes")
_VALUE: dict[Mode, str] = {"reads": "true", "writes": "false"}  # of the field readOnly
_READ_ONLY = {"ReadOnly": ["true"], "WriteOnly": ["false"]}
# For a basic selector these mean every resource of the type; functions and tables are named exactly.
_EVERYTHING = re.compile(r"arn:aws[\w-]*:(s3(:::)?|lambda|dynamodb)", re.ASCII)
_ARN = "resources.ARN"
_POSITIVE, _NEGATIVE = ("Equals", "StartsWith", "EndsWith"), ("NotEquals", "NotStartsWith", "NotEndsWith")


@dataclass(frozen=True)
class Management:
    """What is recorded of one mode's management events. left_out: sources that are not, where it is "most";
    "some": only a part, chosen in a way that is more than leaving sources out."""

    extent: Literal["all", "most", "some", "none"]
    left_out: tuple[str, ...] = ()


def as_advanced(trail: Trail) -> list[Selector] | None:
    """The trail's selectors in the advanced form, recording exactly the same; None if they aren't known.

    A trail with no selectors has the default ones: all management events.
    """
    if trail.basic_selectors is None or trail.advanced_selectors is None:
        return None
    if trail.advanced_selectors:
        return list(trail.advanced_selectors)
    basic = trail.basic_selectors or ({},)
    return [made for one in basic for made in _converted(one)]


def _converted(basic: Selector) -> Iterable[Selector]:
    mode = basic.get("ReadWriteType", "All")
    read_only = [_field("readOnly", Equals=_READ_ONLY[mode])] if mode in _READ_ONLY else []
    if basic.get("IncludeManagementEvents", True):
        without: Sequence[str] = basic.get("ExcludeManagementEventSources") or []
        sources = [_field("eventSource", NotEquals=list(without))] if without else []
        name = MANAGEMENT if not (read_only or sources) else "Management events, in part"
        yield _selector(name, [_field("eventCategory", Equals=["Management"]), *read_only, *sources])
    resources: Sequence[Mapping[str, Any]] = basic.get("DataResources") or []
    for resource in resources:
        kind, values = resource["Type"], list(resource.get("Values") or [])
        if not values:
            continue
        operator = "StartsWith" if kind == S3_OBJECTS else "Equals"
        everything = any(_EVERYTHING.fullmatch(value) for value in values)
        arns = [] if everything else [_field("resources.ARN", **{operator: values})]
        chosen = [_field("resources.type", Equals=[kind]), _field("eventCategory", Equals=["Data"])]
        yield _selector(f"Data events: {kind}", [*chosen, *read_only, *arns])


def _selector(name: str, fields: Sequence[Mapping[str, Any]]) -> Selector:
    return {"Name": name, "FieldSelectors": list(fields)}


def _field(name: str, **conditions: list[str]) -> dict[str, Any]:
    return {"Field": name, **conditions}


def category(selector: Selector) -> str:
    """Management, Data, NetworkActivity, or an empty text."""
    return next(iter(_fields(selector).get("eventCategory", {}).get("Equals", [])), "")


def _fields(selector: Selector) -> dict[str, Mapping[str, Any]]:
    return {field["Field"]: field for field in selector["FieldSelectors"]}


def _modes(selector: Selector) -> tuple[Mode, ...]:
    wanted = _fields(selector).get("readOnly", {}).get("Equals")
    if not wanted:
        return MODES
    return tuple(mode for mode in MODES if _VALUE[mode] in wanted)


def management(selectors: Sequence[Selector]) -> dict[Mode, Management]:
    """What is recorded of reads and of writes among the management events."""
    mine = [one for one in selectors if category(one) == "Management"]
    return {mode: _extent([one for one in mine if mode in _modes(one)]) for mode in MODES}


def _extent(selectors: Sequence[Selector]) -> Management:
    if not selectors:
        return Management("none")
    left_out: set[str] | None = None
    for selector in selectors:
        rest = {k: v for k, v in _fields(selector).items() if k not in ("eventCategory", "readOnly")}
        source = rest.pop("eventSource", {})
        if rest or any(source.get(operator) for operator in (*_POSITIVE, *_NEGATIVE[1:])):
            continue
        without: set[str] = set(source.get("NotEquals") or ())
        left_out = without if left_out is None else left_out & without
    if left_out is None:
        return Management("some")
    return Management("most", tuple(sorted(left_out))) if left_out else Management("all")


def has_scanners_name(selectors: Sequence[Selector]) -> bool:
    """Whether Prowler finds the selector of the management events, which it looks for by name."""
    return any(
        one.get("Name") == MANAGEMENT and category(one) == "Management" and "readOnly" not in _fields(one)
        for one in selectors
    )


def covers(selectors: Sequence[Selector], wanted: Selector) -> bool:
    """Whether these record everything that the data selector `wanted` would."""
    mine = merging.selector_of(wanted)
    kind = _fields(wanted)["resources.type"]["Equals"][0]
    arn = next((one for one in mine.fields if one.name == _ARN), Field(_ARN))
    able = [one for one in selectors if _is_of(one, kind) and not _is_narrowed(one)]
    return all(
        any(mode in _modes(one) and _takes(one, texts, left_out(arn)) for one in able)
        for texts in selected(arn)
        for mode in _modes(wanted)
    )


def _is_of(selector: Selector, kind: str) -> bool:
    return category(selector) == "Data" and kind in _fields(selector).get("resources.type", {}).get(
        "Equals", []
    )


def _is_narrowed(selector: Selector) -> bool:
    known = ("eventCategory", "readOnly", "resources.type", "resources.ARN")
    return any(name not in known for name in _fields(selector))


def _takes(selector: Selector, texts: Texts, needless: Sequence[Texts]) -> bool:
    """Whether every ARN among these texts is recorded, but for those that needn't be."""
    arn = next((one for one in merging.selector_of(selector).fields if one.name == _ARN), Field(_ARN))
    refused = [met for one in left_out(arn) if (met := texts.meet(one))]
    return any(one.holds(texts) for one in selected(arn)) and all(
        any(one.holds(met) for one in needless) for met in refused
    )


def log_files_of(trail: Trail) -> OwnFiles:
    """The trail's own log and digest files.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html
    """
    partition = Arn.of(trail.arn).partition
    return OwnFiles(f"arn:{partition}:s3:::{trail.bucket}/{trail.log_folder}", LOG_FILE)


def records_writing(selector: Selector, own: OwnFiles) -> bool:
    """Whether it may record that AWS writes one of these files."""
    return category(selector) == "Data" and records(merging.selector_of(selector), own)
