"""CloudWatch Logs: groups and metric filters."""

from __future__ import annotations

from typing import Any, ClassVar

from wizard.program import resource_types as types
from wizard.rehearsal.account import contents
from wizard.rehearsal.makers.base import Maker, Place, Setting, State, missing_is_fine
from wizard.rehearsal.makers.shapes import given, physical_name
from wizard.rehearsal.makers.tags import Tags
from wizard.rehearsal.refusals import Refused
from wizard.rehearsal.refusals.observations import check_log_group, check_log_group_key, check_metric_filter


class LogGroup(Maker):
    type = types.LOG_GROUP
    tags: ClassVar[Tags] = Tags("logs", "resourceArn", tags="tags", keys="tagKeys", pair=None)

    def make(self, at: Place, name: str, inputs: State) -> str:
        group = physical_name(name, inputs)
        self._check(at, group, inputs)
        tags = self.tags.of(inputs)
        client = at.client("logs")
        client.create_log_group(
            logGroupName=group, **given(kmsKeyId=inputs.get("kmsKeyId")), **({"tags": tags} if tags else {})
        )
        if inputs.get("retentionInDays"):
            client.put_retention_policy(logGroupName=group, retentionInDays=inputs["retentionInDays"])
        return group

    def _check(self, at: Place, group: str, inputs: State) -> None:
        check_log_group(group, inputs.get("retentionInDays"))
        if inputs.get("kmsKeyId"):
            key = contents.key(at.account, at.region, inputs["kmsKeyId"])
            arn = at.arn("logs", f"log-group:{group}")
            check_log_group_key(inputs["kmsKeyId"], key.policy if key else None, arn, at.account.dns_suffix)

    def live(self, at: Place, id: str, known: State) -> dict[str, Any] | None:
        listed = at.client("logs").describe_log_groups(logGroupNamePrefix=id)["logGroups"]
        found = next((group for group in listed if group["logGroupName"] == id), None)
        if found is None:
            return None
        return {
            "name": id,
            "arn": at.arn("logs", f"log-group:{id}"),
            "retentionInDays": found.get("retentionInDays", 0),
            "skipDestroy": known.get("skipDestroy") or False,
            **given(kmsKeyId=found.get("kmsKeyId")),
        }

    def change(self, at: Place, id: str, old: State, new: State) -> None:
        client = at.client("logs")
        self._check(at, id, new)
        if new.get("retentionInDays"):
            client.put_retention_policy(logGroupName=id, retentionInDays=new["retentionInDays"])
        elif old.get("retentionInDays"):
            client.delete_retention_policy(logGroupName=id)
        if (new.get("kmsKeyId") or "") != (old.get("kmsKeyId") or ""):
            if new.get("kmsKeyId"):
                client.associate_kms_key(logGroupName=id, kmsKeyId=new["kmsKeyId"])
            else:
                client.disassociate_kms_key(logGroupName=id)

    def unmake(self, at: Place, id: str, known: State) -> None:
        if not known.get("skipDestroy"):
            at.client("logs").delete_log_group(logGroupName=id)


class LogMetricFilter(Setting):
    """pulumi-aws gives it its name as id; the group is in the state."""

    type = "aws:cloudwatch/logMetricFilter:LogMetricFilter"

    def identity(self, inputs: State) -> str:
        return inputs["name"]

    def put(self, at: Place, inputs: State) -> None:
        check_metric_filter(inputs["name"], inputs["pattern"])
        if at.arn("logs", f"log-group:{inputs['logGroupName']}") not in contents.log_groups(
            at.account, at.region
        ):
            raise Refused("ResourceNotFoundException", "The specified log group does not exist.")
        asked = inputs["metricTransformation"]
        metric = {
            "metricName": asked["name"],
            "metricNamespace": asked["namespace"],
            "metricValue": asked["value"],
            **given(unit=asked.get("unit"), dimensions=asked.get("dimensions")),
            **(
                {"defaultValue": float(asked["defaultValue"])}
                if asked.get("defaultValue") is not None
                else {}
            ),
        }
        self._drop(at, inputs)  # the emulator would keep both
        at.client("logs").put_metric_filter(
            logGroupName=inputs["logGroupName"],
            filterName=inputs["name"],
            filterPattern=inputs["pattern"],
            metricTransformations=[metric],
        )

    def live(self, at: Place, id: str, known: State) -> dict[str, Any] | None:
        group, _, name = id.rpartition(":")
        group = group or known.get("logGroupName", "")
        listed = at.client("logs").describe_metric_filters(logGroupName=group, filterNamePrefix=name)
        found = next(
            (f for f in listed["metricFilters"] if f["filterName"] == name and f["logGroupName"] == group),
            None,
        )
        if found is None:
            return None
        metric = found["metricTransformations"][0]
        transformed = {
            "name": metric["metricName"],
            "namespace": metric["metricNamespace"],
            "value": metric["metricValue"],
            **given(unit=metric.get("unit"), dimensions=metric.get("dimensions") or None),
        }
        if metric.get("defaultValue") is not None:
            value = float(metric["defaultValue"])
            transformed["defaultValue"] = str(int(value) if value.is_integer() else value)
        return {
            "id": name,
            "name": name,
            "logGroupName": group,
            "pattern": found["filterPattern"],
            "metricTransformation": transformed,
        }

    def unmake(self, at: Place, id: str, known: State) -> None:
        self._drop(at, known)

    def _drop(self, at: Place, filter: State) -> None:
        with missing_is_fine("ResourceNotFoundException"):
            at.client("logs").delete_metric_filter(
                logGroupName=filter["logGroupName"], filterName=filter["name"]
            )


MAKERS = (LogGroup(), LogMetricFilter())
