"""What the settings ask of an existing trail's selectors and Insights, as AWS takes them. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from components import event_selectors
from components.arns import Arn
from components.own_files import OwnFiles
from components.selector_linter.finding import OPERATORS
from components.settings import Settings
from components.settings.rules.data_events import read
from wizard.account.facts import Trail
from wizard.account.selectors_record import Selector, covers, log_files_of, records_writing
from wizard.trails.closer_look import CloserLook


def missing_data(
    selectors: Sequence[Selector], trail: Trail, settings: Settings, closer_look: CloserLook
) -> list[Selector]:
    """The data selectors of the settings that aren't covered yet; none of them records its own log files."""
    own = [_bucket_arn(trail, closer_look.access_logs.value)] if closer_look.access_logs.value else []
    whole = _bucket_arn(trail, trail.bucket)
    is_within = any(one.arn_prefix.startswith(f"{whole}/") for one in map(read, settings.data_events) if one)
    # Somebody who wants events of another folder of the same bucket gets them.
    own.insert(0, log_files_of(trail).arn if is_within else whole)
    made = [_plain(one) for one in event_selectors.selectors(settings, own)[1:]]
    return [one for one in made if not covers(selectors, one)]


def _plain(selector: event_selectors.Selector) -> Selector:
    fields = [
        {"Field": one.name}
        | {api: list(getattr(one, ours)) for ours, api in OPERATORS.items() if getattr(one, ours)}
        for one in selector.fields
    ]
    return {"Name": selector.name, "FieldSelectors": fields}


def _bucket_arn(trail: Trail, name: str) -> str:
    return f"arn:{Arn.of(trail.arn).partition}:s3:::{name}"


def loops(selectors: Sequence[Selector], trail: Trail, closer_look: CloserLook) -> list[OwnFiles]:
    """Files whose writing the selectors record, so that each makes another one."""
    own = [] if closer_look.recursive.value is False else [log_files_of(trail)]
    if closer_look.access_logs.value:
        own.append(OwnFiles(_bucket_arn(trail, closer_look.access_logs.value)))
    return [files for files in own if any(records_writing(one, files) for one in selectors)]


def insights_now(trail: Trail, closer_look: CloserLook) -> tuple[Mapping[str, Any], ...] | None:
    """The trail's Insights selectors; None if they aren't known."""
    if closer_look.insights.value is not None:
        return closer_look.insights.value
    return None if trail.insights is None else tuple({"InsightType": kind} for kind in trail.insights)


def is_on_management(selector: Mapping[str, Any]) -> bool:
    """Without categories, Insights are about management events.

    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_InsightSelector.html
    """
    return "Management" in (selector.get("EventCategories") or ["Management"])


def missing_insights(now: Sequence[Mapping[str, Any]], settings: Settings) -> list[str]:
    """The types that the settings ask for and that don't look at management events yet."""
    there = {one["InsightType"] for one in now if is_on_management(one)}
    return [kind for kind in event_selectors.insights(settings) if kind not in there]
