"""How a trail that exists differs from the settings."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from components.settings import Settings
from tests.wizard.trails.cases import (
    ALL_EVENTS,
    DATA,
    ERRORS,
    KEY,
    MANAGEMENT,
    OBJECTS,
    RATE,
    RIGHT,
    SEEN,
    advanced,
    arns,
    basic,
    objects,
    settings,
)
from wizard.account.facts import Probe, Trail
from wizard.trails.closer_look import CloserLook
from wizard.trails.compare import compare
from wizard.trails.difference import Difference

OTHER_KEY = KEY.replace("1234", "9999")
READS = {"Field": "readOnly", "Equals": ["true"]}
WRITES = objects("arn:aws:s3:::data/", mode="WriteOnly", management=False)
ONE_BUCKET = "AWS::S3::Object=arn:aws:s3:::data/"


def kinds(trail: Trail, closer_look: CloserLook = SEEN, wanted: Settings | None = None) -> list[str]:
    return [one.kind for one in compare(trail, wanted or settings(), closer_look)]


def only(
    trail: Trail, closer_look: CloserLook = SEEN, wanted: Settings | None = None, key: str = ""
) -> Difference:
    (found,) = compare(trail, wanted or settings(), closer_look, key)
    return found


def test_a_trail_that_is_right_differs_in_nothing() -> None:
    assert compare(RIGHT, settings(), SEEN) == []


@pytest.mark.parametrize(
    ("trail", "kind", "remedy", "part"),
    [
        (replace(RIGHT, is_logging=False), "stopped", "in place", "nothing is recorded"),
        (replace(RIGHT, is_multi_region=False), "regions", "in place", "records us-east-1 alone"),
        (replace(RIGHT, is_multi_region=False, global_events=False), "regions", "in place", "Prowler"),
        (replace(RIGHT, global_events=False), "global-events", "in place", "IAM and sign-in"),
        (replace(RIGHT, validates=False), "validation", "in place", "Security Hub CloudTrail.4"),
        (replace(RIGHT, key=""), "key", "stack", "who may read the bucket may read the logs"),
        (replace(RIGHT, delivery_error="AccessDenied"), "delivery", "by hand", "let CloudTrail write"),
        (replace(RIGHT, delivery_error="NoSuchBucket"), "delivery", "by hand", "the bucket is gone"),
        (replace(RIGHT, delivery_error="KMS.DisabledException"), "delivery", "by hand", "the KMS key"),
        (replace(RIGHT, delivery_error="Odd"), "delivery", "by hand", "(Odd): the bucket refused them"),
    ],
)  # fmt: skip
def test_one_thing_that_is_wrong(trail: Trail, kind: str, remedy: str, part: str) -> None:
    found = only(trail)
    assert (found.kind, found.remedy, found.state) == (kind, remedy, "bad")
    assert part in found.text


@pytest.mark.parametrize(
    ("trail", "part"),
    [
        (basic(objects("arn:aws:s3:::data/", management=False)), "No management events are recorded"),
        (basic({"ReadWriteType": "WriteOnly"}), "Reads among the management events aren't recorded."),
        (basic({"ReadWriteType": "ReadOnly"}), "Writes among the management events aren't recorded."),
        (
            basic({"ExcludeManagementEventSources": ["kms.amazonaws.com"]}),
            "Management events of kms.amazonaws.com are left out.",
        ),
        (advanced([MANAGEMENT, READS]), "Writes among the management events aren't recorded."),
        (
            advanced([MANAGEMENT, {"Field": "eventSource", "Equals": ["iam.amazonaws.com"]}]),
            "Only a part of the management events is recorded.",
        ),
    ],
)
def test_management_events_that_are_missing_fail_the_scanners(trail: Trail, part: str) -> None:
    found = only(trail)
    assert (found.kind, found.remedy) == ("management", "in place")
    assert part in found.text
    assert found.text.endswith("Security Hub CloudTrail.1 and Prowler fail it.")


def test_a_selector_that_prowler_does_not_find_is_told() -> None:
    trail = replace(
        advanced([MANAGEMENT]), advanced_selectors=({"Name": "all", "FieldSelectors": [MANAGEMENT]},)
    )
    assert only(trail).kind == "selector-name"


def test_basic_selectors_need_no_name() -> None:
    assert kinds(RIGHT) == []


@pytest.mark.parametrize(
    "trail",
    [
        basic(objects("arn:aws:s3")),
        basic(ALL_EVENTS, objects("arn:aws:s3:::company-logs/", mode="WriteOnly", management=False)),
        advanced([MANAGEMENT], [DATA, OBJECTS]),
        advanced([MANAGEMENT], [DATA, OBJECTS, arns(NotStartsWith=["arn:aws:s3:::other/"])]),
    ],
)
def test_data_events_of_its_own_log_files_are_a_loop(trail: Trail) -> None:
    found = only(trail)
    assert found.kind == "loop"
    assert "arn:aws:s3:::company-logs/AWSLogs/" in found.text
    assert "0.10 USD per 100,000 events" in found.text


def test_cloudtrail_that_leaves_out_its_own_deliveries_is_no_loop() -> None:
    assert kinds(basic(objects("arn:aws:s3")), replace(SEEN, recursive=Probe("good", False))) == []


def test_the_bucket_of_the_access_logs_loops_too() -> None:
    closer_look = replace(SEEN, access_logs=Probe("good", "company-access"))
    assert (
        "arn:aws:s3:::company-access/"
        in only(basic(objects("arn:aws:s3:::company-access/")), closer_look).text
    )


@pytest.mark.parametrize(
    ("trail", "wanted", "missing"),
    [
        (RIGHT, [ONE_BUCKET], True),
        (RIGHT, [], False),
        (basic(objects("arn:aws:s3:::data/")), [ONE_BUCKET], False),
        (basic(ALL_EVENTS, WRITES), [ONE_BUCKET], False),
        (basic(ALL_EVENTS, {**WRITES, "ReadWriteType": "ReadOnly"}), [ONE_BUCKET], True),
        (basic(objects("arn:aws:s3:::data/in/")), [ONE_BUCKET], True),
        (basic(objects("arn:aws:s3:::data/")), ["AWS::Lambda::Function"], True),
    ],
)
def test_data_events_that_are_wanted_and_not_recorded(trail: Trail, wanted: list[str], missing: bool) -> None:
    assert kinds(trail, wanted=settings(dataEvents=wanted)) == (["data-events"] if missing else [])


def test_reads_that_are_wanted_too() -> None:
    wanted = settings(dataEvents=[ONE_BUCKET], dataEventsReads=True)
    assert kinds(basic(ALL_EVENTS, WRITES), wanted=wanted) == ["data-events"]


@pytest.mark.parametrize(
    ("now", "setting", "missing"),
    [
        ([], "none", []),
        ([], "both", [RATE, ERRORS]),
        ([{"InsightType": RATE}], "both", [ERRORS]),
        ([{"InsightType": RATE}], "call-rate", []),
        ([{"InsightType": RATE, "EventCategories": ["Data"]}], "call-rate", [RATE]),
        ([{"InsightType": RATE, "EventCategories": ["Management", "Data"]}], "call-rate", []),
    ],
)
def test_insights_that_do_not_look_at_management_events(
    now: list[Any], setting: str, missing: list[str]
) -> None:
    found = compare(RIGHT, settings(insights=setting), replace(SEEN, insights=Probe("good", tuple(now))))
    assert [one.kind for one in found] == (["insights"] if missing else [])
    assert all(name in found[0].text for name in missing)


def test_another_key_than_the_settings_is_changed_only_when_it_was_found_good() -> None:
    wanted = settings(encryption="existing-key", kmsKeyArn=OTHER_KEY.replace("us-east-1", "eu-west-1"))
    assert only(RIGHT, wanted=wanted).remedy == "by hand"
    assert only(RIGHT, wanted=wanted, key=wanted.kms_key_arn).remedy == "in place"


def test_a_key_that_the_settings_do_not_ask_for_is_no_fault() -> None:
    assert kinds(RIGHT, wanted=settings(encryption="sse-s3")) == []
    assert kinds(replace(RIGHT, key=""), wanted=settings(encryption="sse-s3")) == []


@pytest.mark.parametrize(
    ("closer_look", "part"),
    [
        (replace(SEEN, bucket=Probe("good", "others")), "belongs to another account"),
        (replace(SEEN, bucket=Probe("good", "nobody")), "doesn't exist"),
        (replace(SEEN, key=Probe("good", "PendingDeletion")), "is PendingDeletion: nothing can be encrypted"),
    ],
)
def test_what_stands_around_it_is_put_right_by_hand(closer_look: CloserLook, part: str) -> None:
    found = only(RIGHT, closer_look)
    assert (found.remedy, found.state) == ("by hand", "bad")
    assert part in found.text


UNKNOWN = "not allowed: cloudtrail:GetEventSelectors in us-east-1 (AccessDenied)"


@pytest.mark.parametrize(
    ("trail", "closer_look", "kind"),
    [
        (replace(RIGHT, is_logging=None, unknown=UNKNOWN), SEEN, "stopped"),
        (replace(RIGHT, basic_selectors=None, unknown=UNKNOWN), SEEN, "management"),
        (replace(RIGHT, insights=None), replace(SEEN, insights=Probe("unknown", why=UNKNOWN)), "insights"),
        (RIGHT, replace(SEEN, bucket=Probe("unknown", why=UNKNOWN)), "bucket"),
        (RIGHT, replace(SEEN, key=Probe("unknown", why=UNKNOWN)), "key-state"),
    ],
)
def test_what_could_not_be_looked_at_is_unknown_and_not_right(
    trail: Trail, closer_look: CloserLook, kind: str
) -> None:
    found = only(trail, closer_look)
    assert (found.kind, found.state, found.is_fixable) == (kind, "unknown", False)
    assert found.text.endswith(f"isn't known: {UNKNOWN}.")


def test_of_a_trail_that_nobody_described_everything_is_unknown() -> None:
    bare = replace(RIGHT, bucket="", validates=False, key="", is_multi_region=False, unknown=UNKNOWN)
    assert [(one.kind, one.state) for one in compare(bare, settings(), CloserLook())] == [
        ("regions", "unknown")
    ]


def test_alerts_and_log_groups_need_a_deployment() -> None:
    wanted = settings(regionAlert=["rules"], tamperAlert=True, cloudWatchLogs=True)
    found = compare(RIGHT, wanted, SEEN)
    assert [(one.kind, one.remedy) for one in found] == [
        ("log-group", "stack"),
        ("region-alert", "stack"),
        ("tamper-alert", "stack"),
    ]
