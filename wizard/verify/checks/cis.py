"""Whether the CIS benchmark's metric filters and alarms are as they were made. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from components.cis_benchmark import cis_alarms
from components.names import Names
from wizard.drill.stage_check import PUT_BACK
from wizard.verify.facts import CisAlarms, Facts
from wizard.verify.muted import put_back, told
from wizard.verify.result import Result, failed, passed, unknown

_ID = "trail.cis-alarms"


def cis(facts: Facts) -> Iterator[Result]:
    """One result; none where the settings have no such alarms."""
    it, names = facts.cis, facts.names
    if it is None or names is None:
        return
    for probe in (it.filters, it.alarms, it.muted):
        if probe.value is None:
            # The group is gone, and its filters with it.
            yield (
                failed(_ID, "The log group is gone.", PUT_BACK)
                if probe.state == "bad"
                else unknown(_ID, probe)
            )
            return
    muted = it.muted.value or {}
    wrong = list(_wrong(it, names))
    quiet = told(names.cis_alarms, muted)
    if wrong or quiet:
        more = f" And {len(wrong) + len(quiet) - 1} more." if len(wrong) + len(quiet) > 1 else ""
        fix = put_back(bool(wrong), names.cis_alarms, muted)
        yield failed(_ID, f"{[*wrong, *quiet][0]}{more}", fix)
    else:
        yield passed(_ID, f"All {len(names.cis_alarms)} look for what they should, and tell the topic.")


def _wrong(it: CisAlarms, names: Names) -> Iterator[str]:
    filters, alarms = it.filters.value or {}, it.alarms.value or {}
    for wanted in cis_alarms():
        name = names.cis_alarm(wanted.name)
        filter, alarm = filters.get(name), alarms.get(name)
        metric = (filter or {}).get("metricTransformations") or [{}]
        if filter is None:
            yield f"The metric filter {name} is gone."
        elif filter.get("filterPattern") != wanted.pattern or metric[0].get("metricName") != name:
            yield f"The metric filter {name} looks for something else."
        elif alarm is None:
            yield f"The alarm {name} is gone."
        elif alarm.get("MetricName") != name or float(alarm.get("Threshold") or 0) > 1:
            yield f"The alarm {name} looks at something else."
        elif not alarm.get("ActionsEnabled", True):
            yield f"The actions of the alarm {name} are off."
        elif names.alert_topic_arn not in (alarm.get("AlarmActions") or ()):
            yield f"The alarm {name} doesn't tell the topic."
