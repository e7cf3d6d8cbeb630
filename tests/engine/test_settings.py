"""Stack files as people have them: wrong, older than the program, or of a project under another name."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.engine.base import BASE
from tests.engine.scene import Scene, scene

pytestmark = pytest.mark.engine


@pytest.fixture(scope="module")
def fresh(cli: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """A stack with nothing deployed: these tests only preview."""
    with scene(tmp_path_factory.mktemp("settings") / "stack", BASE) as it:
        yield it


WRONG = {
    "approvedRegions": ["eu-west-1", "us-eats-1"],
    "expireAfterDays": 100,
    "alertEmails": ["night shift@example.com"],
    "insights": "all",
    "trialName": "everyregion",
}


def test_a_bad_stack_file_fails_the_preview_with_every_problem_at_once(fresh: Scene) -> None:
    fresh.stack.configure({**BASE, **WRONG})
    said = fresh.stack.preview(fails=True).text
    assert [key for key in WRONG if f"{key}: " not in said] == []


def test_a_bad_stack_file_is_told_without_a_traceback(fresh: Scene) -> None:
    fresh.stack.configure({**BASE, **WRONG})
    said = fresh.stack.preview(fails=True).text
    assert ("Traceback" in said, "__main__.py" in said) == (False, False)


def test_a_mistyped_region_is_told_with_the_one_that_was_meant(fresh: Scene) -> None:
    fresh.stack.configure({**BASE, **WRONG})
    assert "us-east-1" in fresh.stack.preview(fails=True).text


def test_a_bad_stack_file_plans_nothing(fresh: Scene) -> None:
    fresh.stack.configure({**BASE, **WRONG})
    assert {step.type for step in fresh.stack.preview(fails=True).steps} == {"pulumi:pulumi:Stack"}


def test_a_stack_file_without_newer_keys_takes_their_defaults(fresh: Scene) -> None:
    fresh.stack.configure({"approvedRegions": BASE["approvedRegions"]})
    planned = fresh.stack.preview().changes
    assert {"trail", "log-bucket", "log-key", "watch-us-east-1"} <= {*planned}


def test_settings_written_as_text_mean_the_same(fresh: Scene) -> None:
    fresh.stack.configure({**BASE, "alertReads": "true", "expireAfterDays": "3650"})
    assert "trail" in fresh.stack.preview().changes


def test_a_stack_without_a_home_region_is_told_to_set_one(fresh: Scene) -> None:
    fresh.stack.configure(BASE, region=None)
    assert "aws:region" in fresh.stack.preview(fails=True).text


def test_nobody_to_alert_is_a_warning_at_every_deploy(fresh: Scene) -> None:
    fresh.stack.configure({**BASE, "alertEmails": []})
    messages = fresh.stack.preview().messages
    assert [message for message in messages if message.startswith("warning: alertEmails: ")] != []
