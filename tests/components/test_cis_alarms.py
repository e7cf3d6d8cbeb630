"""The CIS benchmark's alarms: what they look for, whom they tell, and where they are."""

from __future__ import annotations

import json
from typing import Any

import pytest

from components import policies
from components.cis_benchmark import cis_alarms
from tests.components.cases import deployed, names
from tests.components.recording import Run

FILTER, ALARM = "aws:cloudwatch/logMetricFilter:LogMetricFilter", "aws:cloudwatch/metricAlarm:MetricAlarm"


def with_alarms(**fields: Any) -> Run:
    return deployed(cloud_watch_logs=True, cis_alarms=True, **fields)


def of_benchmark(run: Run) -> list[dict[str, Any]]:
    return [one.inputs for one in run.of_type(ALARM) if one.inputs["name"].startswith("everyregion-cis-")]


def test_there_are_fifteen_from_4_1_to_4_15() -> None:
    assert [one.control for one in cis_alarms()] == [f"4.{number}" for number in range(1, 16)]


def test_a_pattern_has_at_most_1024_characters() -> None:
    # https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html
    assert max(len(one.pattern) for one in cis_alarms()) <= 1024


def test_a_pattern_names_source_and_events() -> None:
    (keys,) = [one for one in cis_alarms() if one.name == "keys-disabled"]
    assert keys.pattern == (
        '{ ($.eventSource = "kms.amazonaws.com") && (($.eventName = DisableKey) || '
        "($.eventName = ScheduleKeyDeletion)) }"
    )


def test_each_has_a_filter_on_the_trail_s_log_group_and_an_alarm_on_its_metric() -> None:
    run = with_alarms()
    filters = {one.inputs["name"]: one.inputs for one in run.of_type(FILTER)}
    alarms = {one["name"]: one for one in of_benchmark(run)}
    assert len(filters) == len(alarms) == 15
    for name, alarm in alarms.items():
        filter = filters[name]
        assert filter["logGroupName"] == "/aws/cloudtrail/everyregion"
        assert filter["metricTransformation"] == {"name": name, "namespace": "Everyregion", "value": "1"}
        assert (alarm["metricName"], alarm["namespace"]) == (name, "Everyregion")
        assert (alarm["statistic"], alarm["threshold"], alarm["period"]) == ("Sum", 1, 300)
        assert alarm["treatMissingData"] == "notBreaching"


def test_all_tell_the_one_topic_once() -> None:
    run = with_alarms()
    assert len(run.of_type("aws:sns/topic:Topic")) == 1
    for alarm in of_benchmark(run):
        assert alarm["alarmActions"] == ["arn:aws:mock:::alert-topic"]
        assert "okActions" not in alarm


def test_a_mail_says_what_it_is_about_and_where_to_look() -> None:
    (root,) = [one for one in of_benchmark(with_alarms()) if one["name"] == "everyregion-cis-root-use"]
    assert root["alarmDescription"] == (
        "CIS 4.3: use of the root user. By whom and from where is in the log group "
        "/aws/cloudtrail/everyregion: look for the pattern of its metric filter everyregion-cis-root-use."
    )


def test_the_topic_takes_these_alarms_by_their_whole_names() -> None:
    document = with_alarms().document("aws:sns/topicPolicy:TopicPolicy", "alert-topic-policy")
    taken = document["Statement"][0]["Condition"]["ArnEquals"]["aws:SourceArn"]
    assert len(taken) == 19
    assert "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:everyregion-cis-root-use" in taken


def test_without_them_the_topic_takes_none_of_their_names() -> None:
    assert "-cis-" not in json.dumps(policies.alert_topic(names()))


@pytest.mark.parametrize("fields", [{}, {"cloud_watch_logs": True}], ids=["by default", "with a log group"])
def test_without_the_setting_there_are_none(fields: dict[str, Any]) -> None:
    assert deployed(**fields).of_type(FILTER) == []


def test_without_an_alert_they_have_a_topic_all_the_same() -> None:
    run = with_alarms(region_alert=(), tamper_alert=False)
    assert len(run.of_type("aws:sns/topic:Topic")) == 1
    assert len(of_benchmark(run)) == 15
    assert run.of_type("aws:lambda/function:Function") == []
