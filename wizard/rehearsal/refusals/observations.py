"""Log groups, metric filters and alarms that CloudWatch refuses.

https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/logs/FilterAndPatternSyntax.html
https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from components.arns import Arn
from wizard.rehearsal.account.permissions import service_may
from wizard.rehearsal.refusals import Refused
from wizard.rehearsal.refusals.names import ALARM, LOG_GROUP, METRIC_FILTER

_CODE = "InvalidParameterException"
_DAYS = (
    *(0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180),
    *(365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653),
)
_MISSING = (None, "missing", "ignore", "breaching", "notBreaching")


def check_log_group(name: str, days: int | None) -> None:
    LOG_GROUP.check(name)
    if days is not None and days not in _DAYS:
        raise Refused(
            _CODE, f"{days} days can't be a retention; it is one of {', '.join(map(str, _DAYS[1:]))}."
        )


def check_log_group_key(key_arn: str, policy: str | None, group_arn: str, dns_suffix: str) -> None:
    """`policy`: the key's, None if there is no such key.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
    """
    group = Arn.of(group_arn)
    logs = f"logs.{group.region}.{dns_suffix}"
    context = {"kms:EncryptionContext:aws:logs:arn": group_arn}
    for action in ("kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey"):
        if policy is None or not service_may(logs, action, key_arn, policy, context, group.account).allowed:
            raise Refused(
                _CODE,
                f"The specified KMS Key Id could not be found or does not allow {logs} {action}: {key_arn}.",
            )


def check_metric_filter(name: str, pattern: str) -> None:
    METRIC_FILTER.check(name)
    if len(pattern) > 1024:
        raise Refused(_CODE, f"The filter pattern has {len(pattern)} characters; at most 1,024 are allowed.")
    bare = re.sub(r'"(\\.|[^"\\])*"', "", pattern).strip()
    braces = bare.startswith("{") == bare.endswith("}") and bare.count("{") == bare.count("}")
    if '"' in bare or not braces or bare.count("(") != bare.count(")"):
        raise Refused(_CODE, f"Invalid metric filter pattern: {pattern}")


def check_alarm(name: str, inputs: Mapping[str, Any]) -> None:
    """An alarm on one metric or on metric math, in pulumi-aws' shape."""
    ALARM.check(name)
    if inputs.get("metricQueries"):
        _check_math(inputs)
    period, count = inputs.get("period"), inputs.get("evaluationPeriods")
    if period is not None and period not in (10, 20, 30) and (period < 60 or period % 60):
        raise Refused(
            "ValidationError", f"A period is 10, 20, 30 or any multiple of 60 seconds, not {period}."
        )
    longest = 86400 if (period or 0) < 3600 else 604800
    if period and count and period * count > longest:
        raise Refused(
            "ValidationError",
            f"Metrics cannot be checked across more than {longest // 86400} day(s) (EvaluationPeriods * "
            f"Period must be <= {longest}).",
        )
    if (inputs.get("datapointsToAlarm") or 0) > (count or 0):
        raise Refused("ValidationError", "DatapointsToAlarm can't be more than EvaluationPeriods.")
    if inputs.get("treatMissingData") not in _MISSING:
        raise Refused("ValidationError", f"treatMissingData can't be {inputs['treatMissingData']!r}.")


def _check_math(inputs: Mapping[str, Any]) -> None:
    """https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html"""
    queries = inputs["metricQueries"]
    alone = [name for name in ("metricName", "namespace", "period", "statistic") if inputs.get(name)]
    if alone:
        raise Refused("ValidationError", f"An alarm has metricQueries or {', '.join(alone)}, not both.")
    if sum(bool(one.get("returnData")) for one in queries) != 1:
        raise Refused("ValidationError", "Exactly one element of the metrics list should return data.")
    ids = [one["id"] for one in queries]
    if len({*ids}) != len(ids) or not all(re.fullmatch(r"[a-z][A-Za-z0-9_]{0,254}", one) for one in ids):
        raise Refused(
            "ValidationError", "Each metric needs an id of its own that begins with a small letter."
        )
    for one in queries:
        if bool(one.get("metric")) == bool(one.get("expression")):
            raise Refused("ValidationError", f"{one['id']} needs either a metric or an expression.")
