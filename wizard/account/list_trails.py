"""Every trail of an account, in whichever region it is at home, and those of its organization."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from wizard.account.connect import ClientFor
from wizard.account.facts import Probe, Trail
from wizard.account.in_parallel import AT_ONCE, late, side_by_side
from wizard.account.one_call import ask, ask_every_page

Entry = Mapping[str, Any]
_LIST, _DESCRIBE = "cloudtrail:ListTrails", "cloudtrail:DescribeTrails"
# Seconds by which an inner wait ends before the one around it.
_GRACE = 0.3


def trails(
    client_for: ClientFor, region: str, until: float, at_once: int = AT_ONCE
) -> Probe[tuple[Trail, ...]]:
    """Every trail that records something in this account, those that record `region` first.

    The trails that record a region are its own and the shadow copies of multi-region and organization
    trails; single-region trails of other regions are known to ListTrails alone, and described at home.
    Unknown, with the trails that were found, when one may be missing or couldn't be described.
    until: a time of time.monotonic(); what isn't answered by then is unknown.
    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_ListTrails.html
    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DescribeTrails.html
    """
    first = side_by_side(
        {_LIST: partial(_listed, client_for, region), _DESCRIBE: partial(_described, client_for, region)},
        until - _GRACE,
        at_once=at_once,
    )
    listed, described = first.get(_LIST, late(_LIST, region)), first.get(_DESCRIBE, late(_DESCRIBE, region))
    # A trail that isn't described here is of one other region, unless nothing could be described here.
    known = {entry["TrailARN"]: {"HomeRegion": region, **entry} for entry in described.value or ()}
    for entry in listed.value or ():
        bare = {**entry, "IsMultiRegionTrail": described.state != "good", "bare": True}
        known.setdefault(entry["TrailARN"], bare)
    by_home: dict[str, list[Entry]] = {}
    for entry in known.values():
        by_home.setdefault(entry["HomeRegion"], []).append(entry)
    homes = _Homes(client_for, region, described, until - _GRACE, at_once)
    answers = side_by_side(
        {home: partial(homes.trails, home, entries) for home, entries in by_home.items()},
        until,
        at_once=at_once,
    )
    found = {
        home: answers.get(home) or _bare(entries, late(_DESCRIBE, home)) for home, entries in by_home.items()
    }
    made = tuple(trail for one in found.values() for trail in one.value or ())
    gaps = [probe for probe in (listed, described, *found.values()) if probe.state != "good"]
    if gaps:
        worst = next((probe for probe in gaps if probe.cause == "credentials"), gaps[0])
        why = "; ".join(dict.fromkeys(probe.why for probe in gaps))
        return Probe("unknown", made, why, worst.action, worst.cause)
    return Probe("good", made)


@dataclass(frozen=True)
class _Homes:
    """Asks each trail's home region. described: what was described in `region`."""

    client_for: ClientFor
    region: str
    described: Probe[list[Entry]]
    until: float
    at_once: int

    def trails(self, home: str, entries: Sequence[Entry]) -> Probe[tuple[Trail, ...]]:
        """The trails that are at home there; described there unless they are already.

        A shadow copy answers for nothing: status and selectors are asked where the trail is at home.
        """
        described = self.described
        if home != self.region and any("bare" in entry for entry in entries):
            described = _described(self.client_for, home)
            there = {entry["TrailARN"]: entry for entry in described.value or ()}
            entries = [there.get(entry["TrailARN"], entry) for entry in entries]
        calls = {
            (entry["TrailARN"], action): partial(call, self.client_for, home, entry["TrailARN"])
            for entry in entries
            for action, call in _DETAILS.items()
        }
        details = side_by_side(calls, self.until, at_once=self.at_once)

        def told(arn: str) -> Mapping[str, Probe[Any]]:
            return {one: details.get((arn, one), late(f"cloudtrail:{one}", home)) for one in _DETAILS}

        made = tuple(
            _trail(entry, home, told(entry["TrailARN"]), described.why if "bare" in entry else "")
            for entry in entries
        )
        gap = next((probe for probe in details.values() if probe.cause == "credentials"), described)
        return Probe("good" if gap.state == "good" else "unknown", made, gap.why, gap.action, gap.cause)


def _bare(entries: Sequence[Entry], why: Probe[Any]) -> Probe[tuple[Trail, ...]]:
    """The trails of a region that doesn't answer."""
    details = dict.fromkeys(_DETAILS, Probe[Any]("unknown"))
    made = tuple(_trail(entry, entry["HomeRegion"], details, why.why) for entry in entries)
    return Probe("unknown", made, why.why, why.action, why.cause)


def _listed(client_for: ClientFor, region: str) -> Probe[list[Entry]]:
    answer = ask_every_page(client_for, "cloudtrail", region, "list_trails")
    return answer.then(lambda found: found.get("Trails") or [])


def _described(client_for: ClientFor, region: str) -> Probe[list[Entry]]:
    answer = ask(client_for, "cloudtrail", region, "describe_trails", includeShadowTrails=True)
    return answer.then(lambda found: found["trailList"])


def _status(client_for: ClientFor, home: str, arn: str) -> Probe[Mapping[str, Any]]:
    return ask(client_for, "cloudtrail", home, "get_trail_status", Name=arn)


def _selectors(client_for: ClientFor, home: str, arn: str) -> Probe[Mapping[str, Any]]:
    return ask(client_for, "cloudtrail", home, "get_event_selectors", TrailName=arn)


def insight_selectors(client_for: ClientFor, home: str, arn: str) -> Probe[tuple[Mapping[str, Any], ...]]:
    """A trail without Insights answers with an error of its own.

    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetInsightSelectors.html
    """
    none = ("InsightNotEnabled",)
    answer = ask(client_for, "cloudtrail", home, "get_insight_selectors", absent=none, TrailName=arn)
    if answer.state == "bad":
        return Probe("good", ())
    return answer.then(lambda found: tuple(found.get("InsightSelectors") or ()))


_DETAILS: Mapping[str, Callable[[ClientFor, str, str], Probe[Any]]] = {
    "GetTrailStatus": _status,
    "GetEventSelectors": _selectors,
    "GetInsightSelectors": insight_selectors,
}


def _trail(entry: Entry, home: str, details: Mapping[str, Probe[Any]], unknown: str) -> Trail:
    status, chosen, insights = (details[action].value for action in _DETAILS)
    return Trail(
        name=entry["Name"],
        arn=entry["TrailARN"],
        home_region=home,
        bucket=entry.get("S3BucketName", ""),
        is_multi_region=bool(entry.get("IsMultiRegionTrail")),
        is_organization=bool(entry.get("IsOrganizationTrail")),
        is_logging=None if status is None else bool(status["IsLogging"]),
        records_management=None if chosen is None else _records_management(chosen),
        unknown="; ".join(filter(None, [unknown, *(probe.why for probe in details.values())])),
        prefix=entry.get("S3KeyPrefix", ""),
        key=entry.get("KmsKeyId", ""),
        validates=bool(entry.get("LogFileValidationEnabled")),
        global_events=bool(entry.get("IncludeGlobalServiceEvents")),
        log_group=entry.get("CloudWatchLogsLogGroupArn", ""),
        log_group_role=entry.get("CloudWatchLogsRoleArn", ""),
        basic_selectors=None if chosen is None else tuple(chosen.get("EventSelectors") or ()),
        advanced_selectors=None if chosen is None else tuple(chosen.get("AdvancedEventSelectors") or ()),
        insights=None if insights is None else tuple(one["InsightType"] for one in insights),
        delivery_error=None if status is None else status.get("LatestDeliveryError", ""),
    )


def _records_management(selectors: dict[str, Any]) -> bool:
    """A trail with no selectors at all has the default ones, which record management events.

    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetEventSelectors.html
    """
    basic, advanced = selectors.get("EventSelectors") or [], selectors.get("AdvancedEventSelectors") or []
    if not basic and not advanced:
        return True
    return any(selector.get("IncludeManagementEvents") for selector in basic) or any(
        field["Field"] == "eventCategory" and "Management" in field.get("Equals", [])
        for selector in advanced
        for field in selector["FieldSelectors"]
    )
