"""The alarms on a stuck alert and on tampering, and what they say now. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from components.alert_metrics import ALL_MATCHES, alarm_metrics, tamper_dimensions
from components.names import Names
from components.settings import Settings
from wizard.verify.facts import Alert, Facts
from wizard.verify.muted import put_back, told
from wizard.verify.result import Result, failed, passed, unknown, young
from wizard.verify.target import tampering
from wizard.verify.times import ago, epoch

_MATCHES = ("AWS/Events", "MatchedEvents")
# A function that was changed so lately needn't have beaten yet.
_SETTLED_SECONDS = 1800


def alarms(facts: Facts, it: Alert, settings: Settings, names: Names) -> Iterator[Result]:
    """Three results: are they as deployed, does anything wait, does the heart beat?"""
    if it.alarms.value is None:
        for id in ("alert.alarms", "alert.backlog", "alert.heartbeat"):
            yield unknown(id, it.alarms)
        return
    found = it.alarms.value
    wanted = [one for one in names.alarms if settings.tamper_alert or one != names.tamper_alarm]
    wrong, muted = list(_unfit(found, wanted, settings, names)), it.muted.value or {}
    quiet = told(wanted, muted)
    if wrong or quiet:
        fix = put_back(bool(wrong), wanted, muted)
        yield failed("alert.alarms", " ".join([*wrong, *quiet]), fix)
    elif it.muted.value is None:
        yield unknown("alert.alarms", it.muted)
    else:
        yield passed("alert.alarms", f"All {len(wanted)} are there and tell the topic.")
    if it.queue.state != "bad":
        yield _backlog(it, found.get(names.named("alert-late"), {}), names)
    yield _heartbeat(facts, it, found.get(names.named("alert-heartbeat"), {}))


def _unfit(
    found: Mapping[str, Mapping[str, Any]], wanted: list[str], settings: Settings, names: Names
) -> Iterator[str]:
    topic = names.alert_topic_arn
    metrics = {names.named(end): made for end, made in alarm_metrics(settings, names).items()}
    for name in wanted:
        alarm = found.get(name)
        if alarm is None:
            yield f"The alarm {name} is gone."
        elif not alarm.get("ActionsEnabled", True):
            yield f"The actions of the alarm {name} are off."
        elif topic not in (alarm.get("AlarmActions") or ()):
            yield f"The alarm {name} doesn't tell the topic."
        elif name in metrics and _metric(alarm) != metrics[name]:
            yield f"The alarm {name} looks at something else than was deployed."
        elif name not in metrics and not _counts_matches(alarm, settings, names):
            yield f"The alarm {name} doesn't count the tamper rules' matches any more."
        elif name == names.named("alert-heartbeat") and topic not in (
            alarm.get("InsufficientDataActions") or ()
        ):
            # That is its state once the heart doesn't beat: components/alert_alarms.py.
            yield f"The alarm {name} doesn't tell the topic when nothing beats any more."


def _metric(alarm: Mapping[str, Any]) -> dict[str, Any]:
    """What an alarm looks at, as components/alert_metrics.py says it."""
    return {
        "namespace": alarm.get("Namespace"),
        "metric_name": alarm.get("MetricName"),
        "dimensions": {one["Name"]: one["Value"] for one in alarm.get("Dimensions") or ()},
        "statistic": alarm.get("Statistic"),
        "comparison_operator": alarm.get("ComparisonOperator"),
        "threshold": alarm.get("Threshold"),
        "period": alarm.get("Period"),
        "evaluation_periods": alarm.get("EvaluationPeriods"),
        "treat_missing_data": alarm.get("TreatMissingData"),
    }


def _counts_matches(alarm: Mapping[str, Any], settings: Settings, names: Names) -> bool:
    """Whether one match of any of the rules is enough, as it was deployed."""
    queries = alarm.get("Metrics") or ()
    metrics = [one["MetricStat"]["Metric"] for one in queries if one.get("MetricStat")]
    counted = [{one["Name"]: one["Value"] for one in metric.get("Dimensions") or ()} for metric in metrics]
    wanted = tamper_dimensions(names, tampering(settings, names))
    told = [one.get("Expression") for one in queries if one.get("ReturnData", True)]
    return (
        all(one in counted for one in wanted)
        and all((one.get("Namespace"), one.get("MetricName")) == _MATCHES for one in metrics)
        and told == [ALL_MATCHES]
        and alarm.get("ComparisonOperator") == "GreaterThanThreshold"
        and alarm.get("Threshold") == 0
        and alarm.get("EvaluationPeriods") == 1
    )


def _backlog(it: Alert, late: Mapping[str, Any], names: Names) -> Result:
    if it.queue.value is None:
        return unknown("alert.backlog", it.queue)
    count = int(it.queue.value.get("ApproximateNumberOfMessages", 0))
    if late.get("StateValue") == "ALARM":
        text = f"{count} wait in {names.alerts}, and the oldest is older than the alarm allows."
        return failed("alert.backlog", text, f"Look at the log of the function {names.digest}.")
    return passed("alert.backlog", f"{count} wait in {names.alerts}; the oldest isn't late.")


def _heartbeat(facts: Facts, it: Alert, alarm: Mapping[str, Any]) -> Result:
    """An alarm that never saw a beat is where it began; see components/alert_alarms.py."""
    state = alarm.get("StateValue")
    names = facts.names
    assert names is not None
    if state == "OK":
        return passed("alert.heartbeat", "It beats.")
    since = facts.now - epoch(alarm.get("AlarmConfigurationUpdatedTimestamp"))
    if state in (None, "INSUFFICIENT_DATA") and (not alarm or since < _SETTLED_SECONDS):
        text = (
            "There is no alarm that would know."
            if not alarm
            else f"No beat yet; its alarm is {ago(since)} old."
        )
        return young("alert.heartbeat", text)
    text = "No beat lately" if state == "INSUFFICIENT_DATA" else "The last runs failed"
    return failed("alert.heartbeat", f"{text}.", f"Look at the schedule and the log of {names.digest}.")
