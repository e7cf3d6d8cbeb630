"""CloudWatch alarms."""

from __future__ import annotations

from typing import Any, ClassVar

from wizard.program import resource_types as types
from wizard.rehearsal import stand_ins
from wizard.rehearsal.makers.alarm_metrics import metrics, queries
from wizard.rehearsal.makers.base import Maker, Place, State
from wizard.rehearsal.makers.shapes import asked, physical_name, told
from wizard.rehearsal.makers.tags import Tags, pairs, unpaired
from wizard.rehearsal.refusals.observations import check_alarm

# What an alarm has that doesn't say.
_DEFAULTS = {
    "actionsEnabled": True,
    "treatMissingData": "missing",
    "alarmActions": [],
    "okActions": [],
    "insufficientDataActions": [],
}
_SETTINGS = (
    *("comparisonOperator", "evaluationPeriods", "metricName", "namespace", "period", "statistic"),
    *("extendedStatistic", "threshold", "unit", "datapointsToAlarm", "alarmDescription"),
    *("actionsEnabled", "treatMissingData", "alarmActions", "insufficientDataActions"),
)
_OTHERS = {"okActions": "OKActions"}


class MetricAlarm(Maker):
    type = types.ALARM
    tags: ClassVar[Tags] = Tags("cloudwatch", "ResourceARN")

    def make(self, at: Place, name: str, inputs: State) -> str:
        alarm = physical_name(name, inputs)
        self._put(at, alarm, inputs, Tags=self.tags.of(inputs))
        return alarm

    def _put(self, at: Place, alarm: str, inputs: State, **more: Any) -> None:
        check_alarm(alarm, inputs)
        at.account.stand_in(stand_ins.ALARMS)
        more |= asked(inputs, *_SETTINGS, **_OTHERS)
        if inputs.get("metricQueries"):
            more["Metrics"] = metrics(inputs["metricQueries"])
        else:
            more["Dimensions"] = pairs(inputs.get("dimensions"), "Name")
        at.client("cloudwatch").put_metric_alarm(AlarmName=alarm, **more)

    def live(self, at: Place, id: str, known: State) -> dict[str, Any] | None:
        found = next(iter(at.client("cloudwatch").describe_alarms(AlarmNames=[id])["MetricAlarms"]), None)
        if found is None:
            return None
        settings = {**_DEFAULTS, **told(found, *_SETTINGS, **_OTHERS)}
        dimensions = unpaired(found.get("Dimensions"), "Name")
        return {
            "name": id,
            "arn": found["AlarmArn"],
            **{
                camel: value
                for camel, value in settings.items()
                if value != _DEFAULTS.get(camel) or known.get(camel) is not None
            },
            **({"dimensions": dimensions} if dimensions or known.get("dimensions") else {}),
            **({"metricQueries": queries(found["Metrics"])} if found.get("Metrics") else {}),
        }

    def change(self, at: Place, id: str, old: State, new: State) -> None:
        self._put(at, id, new)

    def unmake(self, at: Place, id: str, known: State) -> None:
        at.client("cloudwatch").delete_alarms(AlarmNames=[id])


MAKERS = (MetricAlarm(),)
