"""The calls that put a trail right, in an order without a gap, each with the call that undoes it. Pure."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from components.settings import Settings
from wizard.account.facts import Trail
from wizard.trails import new_selectors
from wizard.trails.closer_look import CloserLook
from wizard.trails.difference import Difference, Kind
from wizard.trails.missing import insights_now, is_on_management, missing_insights


@dataclass(frozen=True)
class Call:
    """One call of an AWS service. operation: boto3's name; region: where it has to be made, the trail's home
    (elsewhere: InvalidHomeRegionException); says: what it does, for a person; undo: the call that brings back
    what was there."""

    service: str
    operation: str
    region: str
    parameters: Mapping[str, Any]
    says: str
    undo: Call | None = None


def fixes(
    trail: Trail, differences: Sequence[Difference], settings: Settings, closer_look: CloserLook | None = None
) -> list[Call]:
    """Calls for those of the differences that can be put right in place; other differences are passed over.

    Nothing that is recorded today is missed on the way: what is recorded is widened before anything else
    is left out, and a stopped trail starts once it is as it should be.
    """
    kinds: set[Kind] = {one.kind for one in differences if one.is_fixable}
    return list(_calls(trail, kinds, settings, closer_look or CloserLook()))


def _calls(trail: Trail, kinds: set[Kind], settings: Settings, closer_look: CloserLook) -> Iterator[Call]:
    if "validation" in kinds:
        yield _update(
            trail,
            "Turns log file validation on: a digest file every hour proves what was delivered.",
            "Turns log file validation off.",
            EnableLogFileValidation=(False, True),
        )
    if "key" in kinds:
        yield _update(
            trail,
            "Encrypts new log files with your KMS key; those that are there stay as they are.",
            "Encrypts new log files as before.",
            KmsKeyId=(trail.key, settings.kms_key_arn),
        )
    if kinds & {"regions", "global-events"}:
        yield _reach(trail, "regions" in kinds)
    chosen: set[Kind] = {kind for kind in new_selectors.KINDS if kind in kinds}
    before, after = new_selectors.now(trail), new_selectors.changed(trail, settings, closer_look, chosen)
    if chosen and before and after:
        says = f"Changes what is recorded: {_said(chosen)}. All other events stay as they are."
        back = _call(trail, "put_event_selectors", "Records what was recorded before.", before)
        yield _call(trail, "put_event_selectors", says, after, back)
    now = insights_now(trail, closer_look)
    if "insights" in kinds and now is not None:
        wanted = {"InsightSelectors": _with(now, missing_insights(now, settings))}
        back = _call(
            trail, "put_insight_selectors", "Leaves Insights as they were.", {"InsightSelectors": [*now]}
        )
        yield _call(trail, "put_insight_selectors", "Turns Insights on for management events.", wanted, back)
    if "stopped" in kinds:
        back = _call(trail, "stop_logging", "Stops logging.", {})
        yield _call(trail, "start_logging", "Starts logging.", {}, back)


def _reach(trail: Trail, every_region: bool) -> Call:
    """A multi-region trail has to include global services."""
    services = {"IncludeGlobalServiceEvents": (trail.global_events, True)}
    if not every_region:
        return _update(trail, "Records global services too.", "Leaves global services out.", **services)
    return _update(
        trail,
        "Records every region, also those that are enabled later, and global services.",
        f"Records {trail.home_region} alone, as before.",
        IsMultiRegionTrail=(False, True),
        **services,
    )


_SAYINGS: dict[Kind, str] = {
    "management": "all management events",
    "selector-name": "the name that scanners look for",
    "loop": "its own log files are left out",
    "data-events": "the data events that you want are added",
}


def _said(kinds: set[Kind]) -> str:
    return "; ".join(words for kind, words in _SAYINGS.items() if kind in kinds)


def _with(now: Sequence[Mapping[str, Any]], missing: Sequence[str]) -> list[Mapping[str, Any]]:
    """Those that are on, and the missing ones: PutInsightSelectors replaces the whole list.

    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_PutInsightSelectors.html
    """
    widened = [
        one
        if one["InsightType"] not in missing or is_on_management(one)
        else {**one, "EventCategories": ["Management", *one["EventCategories"]]}
        for one in now
    ]
    there = {one["InsightType"] for one in now}
    return [*widened, *({"InsightType": kind} for kind in missing if kind not in there)]


def _update(trail: Trail, says: str, unsays: str, **values: tuple[Any, Any]) -> Call:
    """values: parameter -> what it is now, what it is to be. What isn't named stays as it is.

    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_UpdateTrail.html
    """
    back = _call(trail, "update_trail", unsays, {name: old for name, (old, _) in values.items()})
    return _call(trail, "update_trail", says, {name: new for name, (_, new) in values.items()}, back)


def _call(
    trail: Trail, operation: str, says: str, parameters: Mapping[str, Any], undo: Call | None = None
) -> Call:
    """parameters: those beside the trail's own, which some calls name otherwise."""
    named = "TrailName" if operation.endswith("_selectors") else "Name"
    return Call("cloudtrail", operation, trail.home_region, {named: trail.arn, **parameters}, says, undo)


def command_line(call: Call, profile: str = "") -> str:
    """`aws cloudtrail update-trail ...`, quoted for a POSIX shell."""
    words = ["aws", call.service, call.operation.replace("_", "-"), *_options(call.parameters)]
    words += ["--region", call.region, *(["--profile", profile] if profile else [])]
    return shlex.join(words)


def _options(parameters: Mapping[str, Any]) -> Iterator[str]:
    """https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-parameters-types.html"""
    from botocore import xform_name  # pyright: ignore[reportMissingTypeStubs, reportUnknownVariableType]

    for name, value in parameters.items():
        option = xform_name(name, "-")
        if isinstance(value, bool):
            yield f"--{option}" if value else f"--no-{option}"
        else:
            yield f"--{option}"
            yield value if isinstance(value, str) else json.dumps(value)
