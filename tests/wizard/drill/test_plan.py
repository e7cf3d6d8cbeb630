"""What a drill does is decided before anything is asked of AWS."""

from __future__ import annotations

from typing import Any

import pytest

from components.settings import Settings, validate
from wizard.drill import plan
from wizard.drill.clock import elapsed
from wizard.failures import UsageFailure

HOME = "eu-west-1"
ENABLED = ("eu-central-1", "eu-west-1", "us-east-1", "us-west-2")


def settings(**changes: Any) -> Settings:
    return validate({"approvedRegions": [HOME, "eu-central-1"], **changes}, HOME)


def test_rules_are_drilled_where_there_are_any() -> None:
    assert plan.source_of(settings(), "") == "rules"
    assert plan.source_of(settings(regionAlert=["delivered-logs"]), "") == "delivered-logs"


def test_a_source_can_be_named() -> None:
    assert plan.source_of(settings(), "delivered-logs") == "delivered-logs"


@pytest.mark.parametrize(
    ("sources", "asked", "said"),
    [
        ([], "", "The region alert is off"),
        (["rules"], "delivered-logs", "regionAlert has only rules, so nothing would come that way"),
        (["rules"], "log-files", '--source "log-files": there are rules and delivered-logs.'),
    ],
)
def test_a_source_that_the_settings_lack_is_refused(sources: list[str], asked: str, said: str) -> None:
    with pytest.raises(UsageFailure, match=said):
        plan.source_of(settings(regionAlert=sources), asked)


def test_the_region_is_enabled_and_not_approved() -> None:
    assert plan.region_of(settings(), "rules", ENABLED) == "us-east-1"


def test_rules_are_drilled_where_a_rule_is() -> None:
    assert plan.region_of(settings(alertSkipRegions=["us-east-1"]), "rules", ENABLED) == "us-west-2"


def test_log_files_are_drilled_where_no_rule_is_if_there_is_such_a_region() -> None:
    skipping = settings(alertSkipRegions=["us-west-2"])
    assert plan.region_of(skipping, "delivered-logs", ENABLED) == "us-west-2"
    assert plan.region_of(settings(), "delivered-logs", ENABLED) == "us-east-1"


def test_without_an_unapproved_region_there_is_nothing_to_drill() -> None:
    with pytest.raises(UsageFailure, match="each of the 2 enabled regions is in approvedRegions, so there"):
        plan.region_of(settings(), "rules", ENABLED[:2])


def test_with_all_others_left_out_rules_have_nothing_to_drill() -> None:
    skipping = settings(alertSkipRegions=["us-east-1", "us-west-2"])
    with pytest.raises(UsageFailure, match="is in approvedRegions or in alertSkipRegions"):
        plan.region_of(skipping, "rules", ENABLED)


def test_the_call_is_a_dry_run() -> None:
    assert plan.WRITE.parameters["DryRun"] is True


@pytest.mark.parametrize(
    ("source", "minutes", "seconds"),
    [("rules", 1, 960), ("delivered-logs", 1, 1860), ("rules", 60, 4500)],
)
def test_the_time_to_wait_fits_the_source_and_the_digests(source: str, minutes: int, seconds: int) -> None:
    slow = settings(alertEveryMinutes=minutes, alertRepeatMinutes=60)
    assert plan.patience(slow, source, "") == seconds


@pytest.mark.parametrize(
    ("text", "seconds"), [("90s", 90), ("15m", 900), ("1h", 3600), ("48h", 172800), (" 5m ", 300)]
)
def test_a_time_is_a_number_with_its_unit(text: str, seconds: int) -> None:
    assert plan.patience(settings(), "rules", text) == seconds


@pytest.mark.parametrize("text", ["15", "m", "0m", "-1m", "1d", "49h", "1.5h", "15 m", "١m", "1m\n2m"])
def test_another_time_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(UsageFailure, match="write a time such as 90s, 15m or 1h, at most 48h"):
        plan.patience(settings(), "rules", text)


def notes(source: str, region: str = "us-east-1", **changes: Any) -> str:
    return " ".join(plan.notes_of(settings(tamperAlert=False, **changes), source, region))


def test_nothing_is_noted_where_there_is_one_source() -> None:
    assert notes("rules", regionAlert=["rules"]) == ""


def test_it_is_said_which_alert_is_waited_for() -> None:
    for source in plan.SOURCES:
        assert (
            notes(source) == f"Both sources bring an alert of their own; the one by {source} is waited for."
        )


def test_it_is_said_where_only_log_files_can_bring_the_alert() -> None:
    assert notes("delivered-logs", "us-west-2", alertSkipRegions=["us-west-2"]).startswith(
        "us-west-2 is in alertSkipRegions: no rule is there"
    )


def test_with_a_tamper_alert_its_messages_are_announced() -> None:
    made = settings(tamperAlert=True)
    note = plan.notes_of(made, "rules", "us-east-1")[-1]
    assert "which the tamper alert reports" in note


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0s"), (5.9, "5s"), (65, "1m 05s"), (960, "16m"), (3725, "1h 02m"), (-1, "0s")]
)
def test_elapsed_time_does_not_look_like_a_time_of_day(seconds: float, text: str) -> None:
    assert elapsed(seconds) == text
