"""The function's one log line: JSON for people, and the heartbeat as a CloudWatch metric in it.

A metric in a log line needs no permission and no call:
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
"""

from __future__ import annotations

import json
from dataclasses import asdict

from .clean import clean
from .report import Report

NAMESPACE = "Everyregion"


def log_line(report: Report, trail: str, now: float) -> str:
    """One line of ASCII JSON. `Heartbeat` is 1 for a run that came to its end, also with nothing to do."""
    about = asdict(report)
    about["problems"] = [clean(problem) for problem in report.problems]
    about["memory"], about["outcome"] = clean(report.memory), clean(report.outcome)
    return json.dumps(
        {
            "_aws": {
                "Timestamp": int(now * 1000),
                "CloudWatchMetrics": [
                    {
                        "Namespace": NAMESPACE,
                        "Dimensions": [["TrailName"]],
                        # The one that an alarm looks at. Each is paid for by the month, and the numbers
                        # below can be searched for in the log as well.
                        "Metrics": [{"Name": "Heartbeat", "Unit": "Count"}],
                    }
                ],
            },
            "TrailName": trail,
            "Heartbeat": 1 if report.outcome == "done" else 0,
            "MessagesHandled": report.messages,
            "Alerts": report.groups_told,
            "LagSeconds": round(max(0.0, report.lag_seconds), 1),
            **about,
        }
    )
