"""Alarms for the day when the alert itself is stuck."""

from __future__ import annotations

import functools
from typing import Any

import pytest

from components.alert_alarms import AlertAlarms
from components.alert_topic import AlertTopic
from components.region_alert.function.digest.heartbeat import NAMESPACE
from tests.components.cases import HOME, at, deployed, deployment, names
from tests.components.recording import Run

KIND = "aws:cloudwatch/metricAlarm:MetricAlarm"


@functools.cache
def made(minutes: int = 1) -> Run:
    mine = deployment(alert_every_minutes=minutes, alert_repeat_minutes=1440)

    def program() -> None:
        AlertAlarms(mine, AlertTopic(mine))

    return at(HOME, program)


def alarm(name: str, minutes: int = 1) -> dict[str, Any]:
    return made(minutes).one(KIND, f"{name}-alarm").inputs


def test_there_are_three_and_each_goes_straight_to_the_topic_and_says_when_it_is_over() -> None:
    found = made().of_type(KIND)
    assert sorted(a.inputs["name"] for a in found) == [
        "everyregion-alert-dead-letters",
        "everyregion-alert-heartbeat",
        "everyregion-alert-late",
    ]
    for each in found:
        assert each.inputs["alarmActions"] == ["arn:aws:mock:::alert-topic"]
        assert each.inputs["okActions"] == ["arn:aws:mock:::alert-topic"]
        assert "alert-topic-policy" in each.waits_for


def test_every_alarm_is_one_that_the_tamper_alert_watches() -> None:
    assert {a.inputs["name"] for a in made().of_type(KIND)} == {*names().alarms} - {names().tamper_alarm}


def test_an_alarm_says_in_words_what_is_the_matter() -> None:
    assert {name: alarm(name)["alarmDescription"] for name in ("alert-late", "alert-heartbeat")} == {
        "alert-late": (
            "Activity in unapproved regions waits and nobody is told: look at the digest function's log"
        ),
        "alert-heartbeat": (
            "The digest function doesn't run, so nobody hears of activity in unapproved regions"
        ),
    }


def test_a_message_that_waits_for_a_quarter_of_an_hour_is_late() -> None:
    found = alarm("alert-late")
    assert found["dimensions"] == {"QueueName": "everyregion-alerts"}
    assert (found["namespace"], found["metricName"]) == ("AWS/SQS", "ApproximateAgeOfOldestMessage")
    assert (found["statistic"], found["comparisonOperator"]) == ("Maximum", "GreaterThanThreshold")
    assert (found["threshold"], found["evaluationPeriods"]) == (900, 1)


def test_with_rare_digests_a_message_is_late_after_three_of_them() -> None:
    assert alarm("alert-late", minutes=60)["threshold"] == 3 * 3600


def test_one_dead_letter_is_enough() -> None:
    found = alarm("alert-dead-letters")
    assert found["dimensions"] == {"QueueName": "everyregion-alert-dead-letters"}
    assert (found["namespace"], found["metricName"]) == ("AWS/SQS", "ApproximateNumberOfMessagesVisible")
    assert found["statistic"] == "Maximum"
    assert (found["comparisonOperator"], found["threshold"]) == ("GreaterThanThreshold", 0)


def test_a_heart_that_beats_nothing_in_three_periods_is_an_alarm() -> None:
    found = alarm("alert-heartbeat")
    assert (found["namespace"], found["metricName"]) == (NAMESPACE, "Heartbeat")
    assert found["dimensions"] == {"TrailName": "everyregion"}
    assert (found["statistic"], found["comparisonOperator"], found["threshold"]) == (
        "Sum",
        "LessThanThreshold",
        1,
    )


def test_a_heart_that_stopped_is_told_and_one_that_never_beat_yet_is_not() -> None:
    # How CloudWatch judges that is in tests/rehearsal/test_alarms.py.
    found = alarm("alert-heartbeat")
    assert found["treatMissingData"] == "missing"
    assert found["insufficientDataActions"] == ["arn:aws:mock:::alert-topic"]
    assert "insufficientDataActions" not in alarm("alert-late")


@pytest.mark.parametrize("name", ["alert-late", "alert-dead-letters"])
def test_a_queue_that_says_nothing_is_no_alarm(name: str) -> None:
    assert alarm(name)["treatMissingData"] == "notBreaching"


@pytest.mark.parametrize("minutes", [1, 4, 5, 7, 60, 1440])
def test_an_alarm_looks_back_over_a_time_that_cloudwatch_takes(minutes: int) -> None:
    # Whole minutes, at most a week; at most a day where a period is shorter than an hour.
    # https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
    for each in made(minutes).of_type(KIND):
        period, times = each.inputs["period"], each.inputs["evaluationPeriods"]
        assert period % 60 == 0
        assert period * times <= (86_400 if period < 3600 else 604_800)


@pytest.mark.parametrize("minutes", [1, 5, 60, 1440])
def test_a_heartbeat_is_missed_only_after_three_digests(minutes: int) -> None:
    found = alarm("alert-heartbeat", minutes)
    assert found["period"] >= minutes * 60
    assert found["evaluationPeriods"] == 3


def test_without_any_alert_there_are_no_alarms() -> None:
    assert deployed(region_alert=(), tamper_alert=False).of_type(KIND) == []
