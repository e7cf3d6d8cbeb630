"""CloudWatch alarms."""

from __future__ import annotations

from typing import Any

from wizard.rehearsal import stand_ins
from wizard.rehearsal.makers.alarm_metrics import metrics, queries
from wizard.rehearsal.makers.base import Maker, Place, State
from wizard.rehearsal.makers.shapes import given, pairs, physical_name, retagging, tagged, unpaired
from wizard.rehearsal.refusals.observations import check_alarm

# pulumi-aws' name -> CloudWatch's, and what an alarm has that doesn't say
_SETTINGS: dict[str, tuple[str, Any]] = {
    "comparisonOperator": ("ComparisonOperator", None),
    "evaluationPeriods": ("EvaluationPeriods", None),
    "metricName": ("MetricName", None),
    "namespace": ("Namespace", None),
    "period": ("Period", None),
    "statistic": ("Statistic", None),
    "extendedStatistic": ("ExtendedStatistic", None),
    "threshold": ("Threshold", None),
    "unit": ("Unit", None),
    "datapointsToAlarm": ("DatapointsToAlarm", None),
    "alarmDescription": ("AlarmDescription", None),
    "actionsEnabled": ("ActionsEnabled", True),
    "treatMissingData": ("TreatMissingData", "missing"),
    "alarmActions": ("AlarmActions", []),
    "okActions": ("OKActions", []),
    "insufficientDataActions": ("InsufficientDataActions", []),
}


class MetricAlarm(Maker):
    type = "aws:cloudwatch/metricAlarm:MetricAlarm"
    replaces = frozenset({"name", "region"})
    computed = frozenset({"arn", "tagsAll"})

    def make(self, at: Place, name: str, inputs: State) -> str:
        alarm = physical_name(name, inputs)
        self._put(at, alarm, inputs, Tags=pairs(inputs.get("tags")))
        return alarm

    def _put(self, at: Place, alarm: str, inputs: State, **more: Any) -> None:
        check_alarm(alarm, inputs)
        at.account.stand_in(stand_ins.ALARMS)
        asked = given(**{api: inputs.get(camel) for camel, (api, _) in _SETTINGS.items()})
        if inputs.get("metricQueries"):
            asked["Metrics"] = metrics(inputs["metricQueries"])
        else:
            asked["Dimensions"] = pairs(inputs.get("dimensions"), "Name")
        at.client("cloudwatch").put_metric_alarm(AlarmName=alarm, **asked, **more)

    def live(self, at: Place, id: str, known: State) -> dict[str, Any] | None:
        client = at.client("cloudwatch")
        found = next(iter(client.describe_alarms(AlarmNames=[id])["MetricAlarms"]), None)
        if found is None:
            return None
        settings = {}
        for camel, (api, default) in _SETTINGS.items():
            value = found.get(api) if found.get(api) is not None else default
            if value is not None and (value != default or known.get(camel) is not None):
                settings[camel] = value
        dimensions = unpaired(found.get("Dimensions"), "Name")
        tags = client.list_tags_for_resource(ResourceARN=found["AlarmArn"])["Tags"]
        return {
            "id": id,
            "name": id,
            "arn": found["AlarmArn"],
            **settings,
            **({"dimensions": dimensions} if dimensions or known.get("dimensions") else {}),
            **({"metricQueries": queries(found["Metrics"])} if found.get("Metrics") else {}),
            **tagged(unpaired(tags), known),
        }

    def change(self, at: Place, id: str, old: State, new: State) -> None:
        self._put(at, id, new)
        client = at.client("cloudwatch")
        gone, changed = retagging(old.get("tags"), new.get("tags"))
        if gone:
            client.untag_resource(ResourceARN=old["arn"], TagKeys=gone)
        if changed:
            client.tag_resource(ResourceARN=old["arn"], Tags=pairs(changed))

    def unmake(self, at: Place, id: str, known: State) -> None:
        at.client("cloudwatch").delete_alarms(AlarmNames=[id])


MAKERS = (MetricAlarm(),)
