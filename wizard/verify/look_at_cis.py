"""Looks at the CIS benchmark's metric filters and alarms, which are beside the trail."""

from __future__ import annotations

from functools import partial

from components.names import Names
from wizard.account.facts import Probe
from wizard.account.one_call import ask, ask_every_page
from wizard.verify.facts import CisAlarms
from wizard.verify.muted import look_for_mute_rules
from wizard.verify.together import Asking


def look_at_cis(asking: Asking, names: Names) -> CisAlarms:
    """https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeMetricFilters.html"""
    home, client_for = names.home, asking.client_for
    found = asking.together(
        {
            "filters": partial(
                ask_every_page,
                client_for,
                "logs",
                home,
                "describe_metric_filters",
                logGroupName=names.log_group,
                filterNamePrefix=names.cis_alarm(""),
            ),
            "mute rules": partial(look_for_mute_rules, client_for, home, names.cis_alarms),
            "alarms": partial(
                ask, client_for, "cloudwatch", home, "describe_alarms", AlarmNames=names.cis_alarms
            ),
        }
    )
    filters, alarms = found.get("filters") or Probe(), found.get("alarms") or Probe()
    return CisAlarms(
        filters.then(lambda answer: {one["filterName"]: one for one in answer.get("metricFilters") or ()}),
        alarms.then(lambda answer: {one["AlarmName"]: one for one in answer.get("MetricAlarms") or ()}),
        found.get("mute rules") or Probe(),
    )
