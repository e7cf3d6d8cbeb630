"""What is kept of the trail itself: its Insights, and the topic that hears of each delivery."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.wizard.adoption.cases import ACCOUNT, HOME, TRAIL, found, settings, trail
from wizard.adoption.make_plan import plan_trail
from wizard.adoption.plan import Plan
from wizard.adoption.read import _data_insights  # pyright: ignore[reportPrivateUsage]

RATE, ERRORS = "ApiCallRateInsight", "ApiErrorRateInsight"


def with_insights(*selectors: dict[str, Any], **said: Any) -> Plan:
    there = replace(
        TRAIL,
        insights=tuple(one["InsightType"] for one in selectors),
        data_insights=_data_insights(selectors),
    )
    return plan_trail(found(trail=there), settings(**said))


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({"SnsTopicName": f"arn:aws:sns:{HOME}:{ACCOUNT}:acme"}, "acme"),
        ({"SnsTopicName": "acme"}, "acme"),
        ({"SnsTopicARN": f"arn:aws:sns:{HOME}:{ACCOUNT}:acme"}, "acme"),
        ({"SnsTopicName": f"arn:aws:sns:us-east-1:{ACCOUNT}:acme"}, f"arn:aws:sns:us-east-1:{ACCOUNT}:acme"),
        ({"SnsTopicName": f"arn:aws:sns:{HOME}:444455556666:acme"}, f"arn:aws:sns:{HOME}:444455556666:acme"),
        ({}, ""),
    ],
)
def test_a_topic_is_written_as_the_provider_keeps_it(given: dict[str, str], kept: str) -> None:
    adopted = plan_trail(found(trail=trail(**given)), settings()).adopted.trail
    assert adopted
    assert adopted.topic == kept


def test_insights_of_data_events_that_would_go_are_a_change() -> None:
    made = with_insights({"InsightType": RATE, "EventCategories": ["Management", "Data"]}, insights="both")
    assert f"Insights are turned on: {ERRORS}" in made.changes
    (off,) = [one for one in made.changes if one.startswith("Insights of data events are turned off")]
    assert RATE in off


def test_insights_of_data_events_that_stay_are_named_with_what_turns_them_off() -> None:
    made = with_insights(
        {"InsightType": RATE, "EventCategories": ["Management", "Data"]},
        {"InsightType": ERRORS},
        insights="both",
    )
    assert not [one for one in made.changes if "Insights" in one]
    (note,) = made.notes[:1]
    assert note.startswith(
        f"Insights of data events stay ({RATE}), as long as the setting insights isn't changed"
    )


def test_insights_of_data_events_alone_are_not_taken_for_those_of_management_events() -> None:
    made = with_insights({"InsightType": RATE, "EventCategories": ["Data"]}, insights="call-rate")
    assert made.notes[1].startswith(f"Of management events nobody is told by {RATE}")


def test_insights_without_categories_are_about_management_events() -> None:
    made = with_insights({"InsightType": RATE}, {"InsightType": ERRORS}, insights="both")
    assert not [one for one in (*made.changes, *made.notes) if "data events" in one]


def test_a_kept_selector_that_says_something_in_vain_is_told_and_kept() -> None:
    fields = [
        {"Field": "eventCategory", "Equals": ["Data"]},
        {"Field": "resources.type", "Equals": ["AWS::S3::Object"]},
        {"Field": "resources.ARN", "StartsWith": ["arn:aws:s3:::payments/*"]},
    ]
    there = replace(TRAIL, advanced=({"Name": "payments", "FieldSelectors": fields},), basic=())
    made = plan_trail(found(trail=there), settings())
    assert made.adopted.trail
    assert [one["Name"] for one in made.adopted.trail.selectors] == ["payments"]
    (note, nothing) = [one for one in made.notes if one.startswith("Kept as it is")]
    assert note == (
        'Kept as it is, of what is recorded today: Selector "payments": has resources.ARN StartsWith '
        '"arn:aws:s3:::payments/*", which holds a *, which stands for itself here, not for anything. '
        "CloudTrail "
        "compares how an ARN begins, letter by letter: this would match nothing. Write "
        "arn:aws:s3:::payments/."
    )
    assert nothing.endswith("has no resources.ARN that can match. This selector records nothing. Mend them.")


def test_a_kept_selector_that_the_settings_cover_is_told() -> None:
    fields = [
        {"Field": "eventCategory", "Equals": ["Data"]},
        {"Field": "resources.type", "Equals": ["AWS::S3::Object"]},
        {"Field": "readOnly", "Equals": ["false"]},
        {"Field": "resources.ARN", "StartsWith": ["arn:aws:s3:::payments/"]},
    ]
    there = replace(TRAIL, advanced=({"Name": "payments", "FieldSelectors": fields},), basic=())
    made = plan_trail(found(trail=there), settings(dataEvents=["AWS::S3::Object"]))
    assert (
        'Selector "payments", which is kept, records nothing that dataEvents doesn\'t record. It costs '
        "nothing more." in made.notes
    )
