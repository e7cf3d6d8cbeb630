"""The plan in plain words, and what is said loudly."""

from __future__ import annotations

import pytest

from wizard.engine.automation.events import Run, Step
from wizard.engine.show.plan_words import dangers, drift, lines, numbers, summary

BUCKET, KEY, TRAIL = "aws:s3/bucket:Bucket", "aws:kms/key:Key", "aws:cloudtrail/trail:Trail"


def run(*steps: Step) -> Run:
    return Run(steps={step.name: step for step in steps})


def test_each_kind_of_change_is_counted_once() -> None:
    plan = run(
        Step("create", KEY, "a"), Step("create", KEY, "b"), Step("update", KEY, "c"), Step("same", KEY, "d")
    )
    assert summary(plan) == "2 resources to make, 1 to change; 1 stays as it is."


def test_nothing_to_do_says_so() -> None:
    assert summary(run(Step("same", KEY, "d"))) == "Nothing would change: 1 resource stays as it is."


def test_several_that_stay_stay_as_they_are() -> None:
    there = (Step("same", KEY, "a"), Step("same", KEY, "b"))
    assert summary(run(*there)) == "Nothing would change: 2 resources stay as they are."
    assert summary(run(*there, Step("create", KEY, "c"))) == "1 resource to make; 2 stay as they are."


def test_what_is_made_is_counted_and_all_else_is_named_with_what_differs() -> None:
    steps = [
        Step("create", KEY, "alert-email-1", component="alert-topic"),
        Step("update", KEY, "alert-topic", component="alert-topic", changed=("tags", "policy")),
        Step("delete", KEY, "alert-email-2", component="alert-topic"),
        Step("forget", KEY, "log-key", component="log-key"),
    ]
    assert lines(steps) == [
        "log key: to leave in AWS: log-key",
        "alert topic: 1 to make; to change: alert-topic (tags, policy); to delete: alert-email-2",
    ]


def test_what_is_taken_over_and_changed_too_isn_t_taken_over_as_it_is() -> None:
    steps = [
        Step("import", BUCKET, "log-bucket", component="log-bucket"),
        Step("import", KEY, "log-bucket-policy", component="log-bucket", changed=("policy",)),
    ]
    assert lines(steps) == [
        "log bucket: 1 to take over unchanged; to take over and change: log-bucket-policy (policy)"
    ]
    assert summary(run(*steps)) == "1 resource to take over unchanged, 1 to take over and change."
    assert summary(run(steps[1])) == "1 resource to take over and change."


def test_what_goes_is_counted_by_component() -> None:
    steps = [Step("delete", KEY, name, component="digest") for name in ("a", "b")]
    assert numbers(steps) == ["digest: 2"]


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (
            Step("replace", TRAIL, "trail", because=("name",)),
            "The trail is replaced (because of name). Nothing is",
        ),
        (Step("delete", TRAIL, "trail"), "The trail is DELETED. Nothing is recorded any more."),
        (
            Step("replace", BUCKET, "log-bucket", kept=True),
            "The bucket log-bucket is replaced by a new, empty one.",
        ),
        (
            Step("replace", BUCKET, "log-bucket"),
            "The bucket log-bucket is DELETED, and every file in it is lost",
        ),
        (
            Step("delete", BUCKET, "log-bucket"),
            "The bucket log-bucket is DELETED, and every file in it is lost",
        ),
        (
            Step("replace", KEY, "log-key", component="log-key", kept=True),
            "The log key is replaced by a new one.",
        ),
        (
            Step("delete", KEY, "log-key", component="log-key"),
            "The log key is DELETED. What it encrypted can't be",
        ),
    ],
)
def test_a_trail_bucket_or_key_that_goes_is_a_danger(step: Step, said: str) -> None:
    (danger,) = dangers([step])
    assert danger.startswith(said)


@pytest.mark.parametrize(
    "step",
    [
        Step("create", TRAIL, "trail"),
        Step("update", BUCKET, "log-bucket"),
        Step("forget", BUCKET, "log-bucket", kept=True),
        Step("delete", KEY, "alert-key", component="alert-topic"),
        Step("delete", "aws:sqs/queue:Queue", "alert-queue"),
    ],
)
def test_anything_else_is_none(step: Step) -> None:
    assert dangers([step]) == []


def test_drift_tells_what_was_changed_and_what_is_gone() -> None:
    steps = [Step("update", TRAIL, "trail", changed=("enableLogging",)), Step("delete", KEY, "alert-key")]
    assert drift(steps) == [
        "Changed in AWS since the last deploy: trail (enableLogging).",
        "Gone from AWS since the last deploy: alert-key.",
    ]
