"""CloudTrail trails."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from components.arns import Arn
from wizard.program import resource_types as types
from wizard.rehearsal import stand_ins
from wizard.rehearsal.makers.base import Maker, Place, State
from wizard.rehearsal.makers.cloudtrail_checks import check_home, check_new, check_settings
from wizard.rehearsal.makers.shapes import asked, from_api, given, physical_name, to_api, told
from wizard.rehearsal.makers.tags import Tags, pairs, unpaired

_SETTINGS = (
    *("s3BucketName", "s3KeyPrefix", "snsTopicName", "includeGlobalServiceEvents", "isMultiRegionTrail"),
    *("cloudWatchLogsRoleArn", "kmsKeyId", "isOrganizationTrail"),
)
_OTHERS = {"cloudWatchLogsGroupArn": "CloudWatchLogsLogGroupArn"}
_LOG_GROUP = ("cloudWatchLogsGroupArn", "cloudWatchLogsRoleArn")
_VALIDATION = "enableLogFileValidation"  # asked for under this name, told as LogFileValidationEnabled
_DEFAULTS = {
    "includeGlobalServiceEvents": True,
    "isMultiRegionTrail": False,
    "enableLogFileValidation": False,
}
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


class _TrailTags(Tags):
    """An empty value is left out: CloudTrail's has a length of 1 to 256, and may be absent.

    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_Tag.html
    """

    def to_api(self, tags: Mapping[str, str] | None) -> Any:
        return [given(Key=tag["Key"], Value=tag["Value"] or None) for tag in pairs(tags)]

    def read(self, client: Any, name: str) -> dict[str, str]:
        listed = client.list_tags(ResourceIdList=[name])["ResourceTagList"]
        return unpaired(listed[0]["TagsList"] if listed else ())

    def remove(self, client: Any, name: str, gone: Mapping[str, str]) -> None:
        client.remove_tags(ResourceId=name, TagsList=self.to_api(gone))


def _topic(found: Mapping[str, Any]) -> dict[str, str]:
    """However the topic was given, pulumi-aws keeps its bare name where it is in the trail's account and
    region: https://github.com/hashicorp/terraform-provider-aws/pull/41279"""
    topic, trail = Arn.of(found.get("SnsTopicARN") or ""), Arn.of(found["TrailARN"])
    if not topic.resource:
        return {}
    is_near = (topic.account, topic.region) == (trail.account, trail.region)
    return {"snsTopicName": topic.resource if is_near else found["SnsTopicARN"]}


class Trail(Maker):
    type = types.TRAIL
    tags: ClassVar[Tags] = _TrailTags("cloudtrail", "ResourceId", add_call="add_tags", tags="TagsList")

    def make(self, at: Place, name: str, inputs: State) -> str:
        trail = physical_name(name, inputs)
        check_new(at, trail, inputs)
        check_settings(at, trail, inputs)
        at.account.stand_in(stand_ins.LOG_FILES)
        at.account.stand_in(stand_ins.EVENTS)
        client = at.client("cloudtrail")
        made = client.create_trail(Name=trail, **_settings(inputs), TagsList=self.tags.of(inputs))
        if inputs.get("enableLogging") is not False:
            client.start_logging(Name=made["TrailARN"])
        self._select(client, made["TrailARN"], inputs)
        if inputs.get("insightSelectors"):
            at.account.stand_in(stand_ins.INSIGHTS)
            client.put_insight_selectors(
                TrailName=made["TrailARN"], InsightSelectors=to_api(inputs["insightSelectors"])
            )
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
        listed = client.describe_trails(trailNameList=[id])["trailList"]
        found = next((trail for trail in listed if trail["HomeRegion"] == at.region), None)
        if found is None:
            return None
        return {
            "id": found["TrailARN"],
            "arn": found["TrailARN"],
            "name": found["Name"],
            "homeRegion": found["HomeRegion"],
            "snsTopicArn": found.get("SnsTopicARN", ""),
            "enableLogging": client.get_trail_status(Name=found["TrailARN"])["IsLogging"],
            **told(found, *_SETTINGS, **_OTHERS, **{_VALIDATION: "LogFileValidationEnabled"}),
            **self._live_selectors(client, found["TrailARN"], known),
            **_topic(found),
        }

    def _live_selectors(self, client: Any, arn: str, known: State) -> dict[str, Any]:
        events = client.get_event_selectors(TrailName=arn)
        insights = from_api(client.get_insight_selectors(TrailName=arn).get("InsightSelectors") or [])
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
        """By its ARN: a delegated administrator's name for it is nobody's."""
        client = at.client("cloudtrail")
        check_home(at, id)
        check_settings(at, id.rsplit("/", 1)[-1], _without_what_stays(old, new))
        cleared = {
            c: "" for c in (*_SETTINGS, *_OTHERS) if old.get(c) and isinstance(old[c], str) and not new.get(c)
        }
        client.update_trail(Name=id, **_settings({**new, **cleared}))
        wanted, logging = new.get("enableLogging") is not False, old.get("enableLogging") is not False
        if wanted != logging:
            (client.start_logging if wanted else client.stop_logging)(Name=id)
        self._select(client, id, new)
        if new.get("insightSelectors") != old.get("insightSelectors"):
            client.put_insight_selectors(
                TrailName=id, InsightSelectors=to_api(new.get("insightSelectors") or [])
            )

    def unmake(self, at: Place, id: str, known: State) -> None:
        at.client("cloudtrail").delete_trail(Name=id)


def _without_what_stays(old: State, new: State) -> State:
    """pulumi-aws sends what differs. A log group that stays isn't looked at again: it may be in an account
    that isn't the caller's.

    https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/cloudtrail/trail.go
    """
    stays = all(old.get(key) == new.get(key) for key in (*_LOG_GROUP, "isOrganizationTrail"))
    return {key: value for key, value in new.items() if not (stays and key in _LOG_GROUP)}


def _settings(inputs: State) -> dict[str, Any]:
    settings = {**_DEFAULTS, **{name: value for name, value in inputs.items() if value is not None}}
    return asked(settings, *_SETTINGS, _VALIDATION, **_OTHERS)


def _selector(selector: dict[str, Any]) -> dict[str, Any]:
    fields = [
        {name: value for name, value in from_api(field, _FIELD_NAMES).items() if value}
        for field in selector["FieldSelectors"]
    ]
    return {**({"name": selector["Name"]} if selector.get("Name") else {}), "fieldSelectors": fields}


MAKERS = (Trail(),)
