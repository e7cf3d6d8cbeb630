"""CloudTrail trails."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from wizard.rehearsal import stand_ins
from wizard.rehearsal.makers.base import Maker, Place, State
from wizard.rehearsal.makers.cloudtrail_checks import check_home, check_new, check_settings
from wizard.rehearsal.makers.shapes import (
    from_api,
    given,
    pairs,
    physical_name,
    retagging,
    tagged,
    to_api,
    unpaired,
)

# Terraform's name -> CloudTrail's
_SETTINGS = {
    "s3BucketName": "S3BucketName",
    "s3KeyPrefix": "S3KeyPrefix",
    "snsTopicName": "SnsTopicName",
    "includeGlobalServiceEvents": "IncludeGlobalServiceEvents",
    "isMultiRegionTrail": "IsMultiRegionTrail",
    "enableLogFileValidation": "EnableLogFileValidation",
    "cloudWatchLogsGroupArn": "CloudWatchLogsLogGroupArn",
    "cloudWatchLogsRoleArn": "CloudWatchLogsRoleArn",
    "kmsKeyId": "KmsKeyId",
    "isOrganizationTrail": "IsOrganizationTrail",
}
_DEFAULTS = {
    "includeGlobalServiceEvents": True,
    "isMultiRegionTrail": False,
    "enableLogFileValidation": False,
}
_DESCRIBED = {**_SETTINGS, "enableLogFileValidation": "LogFileValidationEnabled"}
# pulumi-aws has the names of lists in the plural.
_FIELD_NAMES = {
    "startsWiths": "StartsWith",
    "notStartsWiths": "NotStartsWith",
    "endsWiths": "EndsWith",
    "notEndsWiths": "NotEndsWith",
}
# What a trail without selectors records: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_PutEventSelectors.html
_ALL_MANAGEMENT = {
    "ReadWriteType": "All",
    "IncludeManagementEvents": True,
    "DataResources": [],
    "ExcludeManagementEventSources": [],
}


def _tags(tags: Mapping[str, str] | None) -> list[dict[str, str]]:
    """An empty value is left out: CloudTrail's has a length of 1 to 256, and may be absent.

    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_Tag.html
    """
    return [given(Key=tag["Key"], Value=tag["Value"] or None) for tag in pairs(tags)]


class Trail(Maker):
    type = "aws:cloudtrail/trail:Trail"
    replaces = frozenset({"name", "region"})
    computed = frozenset({"arn", "homeRegion", "snsTopicArn", "tagsAll"})
    defaults: ClassVar = {**_DEFAULTS, "enableLogging": True, "isOrganizationTrail": False}

    def make(self, at: Place, name: str, inputs: State) -> str:
        trail = physical_name(name, inputs)
        check_new(at, trail, inputs)
        check_settings(at, trail, inputs)
        at.account.stand_in(stand_ins.LOG_FILES)
        at.account.stand_in(stand_ins.EVENTS)
        client = at.client("cloudtrail")
        made = client.create_trail(Name=trail, **_settings(inputs), TagsList=_tags(inputs.get("tags")))
        if inputs.get("enableLogging") is not False:
            client.start_logging(Name=made["TrailARN"])
        self._select(client, trail, inputs)
        if inputs.get("insightSelectors"):
            at.account.stand_in(stand_ins.INSIGHTS)
            client.put_insight_selectors(TrailName=trail, InsightSelectors=to_api(inputs["insightSelectors"]))
        return made["TrailARN"]

    def _select(self, client: Any, trail: str, inputs: State) -> None:
        if inputs.get("advancedEventSelectors"):
            client.put_event_selectors(
                TrailName=trail, AdvancedEventSelectors=to_api(inputs["advancedEventSelectors"], _FIELD_NAMES)
            )
        else:
            asked = [to_api(s, {"type": "Type"}) for s in inputs.get("eventSelectors") or ()]
            client.put_event_selectors(TrailName=trail, EventSelectors=asked or [_ALL_MANAGEMENT])

    def live(self, at: Place, id: str, known: State) -> dict[str, Any] | None:
        client = at.client("cloudtrail")
        listed = client.describe_trails(includeShadowTrails=False)["trailList"]
        found = next((trail for trail in listed if id in (trail["TrailARN"], trail["Name"])), None)
        if found is None:
            return None
        tags = client.list_tags(ResourceIdList=[found["TrailARN"]])["ResourceTagList"]
        return {
            "id": found["TrailARN"],
            "arn": found["TrailARN"],
            "name": found["Name"],
            "homeRegion": found["HomeRegion"],
            "snsTopicArn": found.get("SnsTopicARN", ""),
            "enableLogging": client.get_trail_status(Name=found["TrailARN"])["IsLogging"],
            **{camel: found.get(api) for camel, api in _DESCRIBED.items() if found.get(api) is not None},
            **self._live_selectors(client, found["Name"], known),
            **tagged(unpaired(tags[0]["TagsList"] if tags else ()), known),
        }

    def _live_selectors(self, client: Any, name: str, known: State) -> dict[str, Any]:
        events = client.get_event_selectors(TrailName=name)
        insights = from_api(client.get_insight_selectors(TrailName=name).get("InsightSelectors") or [])
        found: dict[str, Any] = (
            {"insightSelectors": insights} if insights or known.get("insightSelectors") else {}
        )
        advanced = [_selector(s) for s in events.get("AdvancedEventSelectors") or ()]
        if advanced or known.get("advancedEventSelectors"):
            found["advancedEventSelectors"] = advanced
        elif events.get("EventSelectors") != [_ALL_MANAGEMENT] or known.get("eventSelectors"):
            found["eventSelectors"] = from_api(events.get("EventSelectors") or [])
        return found

    def change(self, at: Place, id: str, old: State, new: State) -> None:
        client = at.client("cloudtrail")
        name = id.rsplit("/", 1)[-1]
        check_home(at, name)
        check_settings(at, name, new)
        cleared = {c: "" for c in _SETTINGS if old.get(c) and isinstance(old[c], str) and not new.get(c)}
        client.update_trail(Name=name, **_settings({**new, **cleared}))
        wanted, logging = new.get("enableLogging") is not False, old.get("enableLogging") is not False
        if wanted != logging:
            (client.start_logging if wanted else client.stop_logging)(Name=name)
        self._select(client, name, new)
        if new.get("insightSelectors") != old.get("insightSelectors"):
            client.put_insight_selectors(
                TrailName=name, InsightSelectors=to_api(new.get("insightSelectors") or [])
            )
        gone, changed = retagging(old.get("tags"), new.get("tags"))
        if gone:
            kept = old.get("tags") or {}
            client.remove_tags(ResourceId=id, TagsList=_tags({key: kept[key] for key in gone}))
        if changed:
            client.add_tags(ResourceId=id, TagsList=_tags(changed))

    def unmake(self, at: Place, id: str, known: State) -> None:
        at.client("cloudtrail").delete_trail(Name=id.rsplit("/", 1)[-1])


def _settings(inputs: State) -> dict[str, Any]:
    asked = {**_DEFAULTS, **{name: value for name, value in inputs.items() if value is not None}}
    return given(**{api: asked.get(camel) for camel, api in _SETTINGS.items()})


def _selector(selector: dict[str, Any]) -> dict[str, Any]:
    fields = [
        {name: value for name, value in from_api(field, _FIELD_NAMES).items() if value}
        for field in selector["FieldSelectors"]
    ]
    return {**({"name": selector["Name"]} if selector.get("Name") else {}), "fieldSelectors": fields}


MAKERS = (Trail(),)
