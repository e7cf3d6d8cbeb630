"""What is allowed, and said aloud because it is most likely not what was meant."""

from __future__ import annotations

import pytest

from tests.components.cases import cautions

NOBODY = "alertEmails: nobody is subscribed to the alerts. Alerts are made, and reach no one. Add an address."
QUIET = {"approved_regions": ("eu-west-1", "us-east-1"), "alert_emails": ("night@example.com",)}


def test_a_usual_set_of_settings_draws_no_warning() -> None:
    assert cautions(**QUIET) == []


def test_an_alert_that_nobody_hears_is_warned_about() -> None:
    assert cautions(**{**QUIET, "alert_emails": ()}) == [NOBODY]


def test_an_existing_topic_counts_as_somebody() -> None:
    assert (
        cautions(
            **{**QUIET, "alert_emails": (), "alert_topic_arn": "arn:aws:sns:eu-west-1:111122223333:security"}
        )
        == []
    )


def test_an_alert_that_is_off_is_warned_about_once() -> None:
    assert cautions(**{**QUIET, "alert_emails": (), "region_alert": (), "tamper_alert": False}) == [
        "regionAlert: the region alert is off. Activity in a region you never use is logged, but nobody is "
        "told. Remove regionAlert to get its default, [rules, delivered-logs]."
    ]


def test_in_china_the_way_to_an_alert_is_not_the_rules() -> None:
    off = {"region_alert": (), "tamper_alert": False}
    assert cautions("cn-north-1", approved_regions=("cn-north-1", "cn-northwest-1"), **off) == [
        "regionAlert: the region alert is off. Activity in a region you never use is logged, but nobody is "
        "told. Remove regionAlert to get its default, [delivered-logs]."
    ]


def test_a_home_region_approved_alone_is_warned_about() -> None:
    assert cautions(**{**QUIET, "approved_regions": ("eu-west-1",)}) == [
        "approvedRegions: only the home region eu-west-1 is approved. A write in any other region raises the "
        "alert. If you work elsewhere too, add those regions."
    ]


@pytest.mark.parametrize("archive_class", ["GLACIER", "DEEP_ARCHIVE"])
def test_an_archive_that_queries_skip_is_warned_about(archive_class: str) -> None:
    assert cautions(**QUIET, archive_class=archive_class, archive_after_days=30) == [
        f"archiveClass: log files in {archive_class} can't be read without restoring them. "
        "Queries silently miss everything older than 30 days. "
        "GLACIER_IR costs a little more and stays readable."
    ]


@pytest.mark.parametrize("archive_class", ["STANDARD", "INTELLIGENT_TIERING", "GLACIER_IR"])
def test_an_archive_that_stays_readable_is_not(archive_class: str) -> None:
    assert cautions(**QUIET, archive_class=archive_class) == []


def test_logs_that_go_with_the_stack_are_warned_about() -> None:
    assert cautions(**QUIET, retain_logs=False) == [
        "retainLogs: destroying the stack deletes the log bucket with every log file, and the key. "
        "Nobody can bring them back. Leave it true except for trials."
    ]


@pytest.mark.parametrize("encryption", ["existing-key", "sse-s3"])
def test_a_key_that_the_stack_did_not_make_does_not_go_with_it(encryption: str) -> None:
    [said] = cautions(**QUIET, retain_logs=False, encryption=encryption)
    assert said.startswith(
        "retainLogs: destroying the stack deletes the log bucket with every log file. Nobody can"
    )
