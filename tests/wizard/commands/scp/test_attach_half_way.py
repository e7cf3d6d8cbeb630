"""`scp --attach` where AWS refuses, or gives no answer, half-way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ReadTimeoutError

from tests.wizard.commands.scp.scene import (
    NAME,
    SCP,
    Scene,
    failing,
    instead,
    losing,
    refusal,
)


@pytest.mark.parametrize(
    ("code", "reason", "said"),
    [
        ("PolicyTypeNotEnabledException", "", "Service control policies are off"),
        ("PolicyChangesInProgressException", "", "Something else is changing the organization's policies"),
        ("ConcurrentModificationException", "", "Wait a minute."),
        (
            "ConstraintViolationException",
            "MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED",
            "The target has as many service control policies as AWS takes.",
        ),
        ("AccessDeniedException", "", "Not allowed: organizations:AttachPolicy"),
        ("TooManyRequestsException", "", "AWS throttled organizations:AttachPolicy"),
    ],
)
def test_a_policy_that_is_made_but_not_attached_is_told_and_the_next_run_goes_on(
    scene: Scene, code: str, reason: str, said: str
) -> None:
    with failing("AttachPolicy", refusal("AttachPolicy", code, reason=reason)):
        ran = scene.scp("--attach", scene.unit, "--yes")
    (id,) = scene.policies
    assert ran.code == 3
    assert f"The policy {NAME} ({id}) is made, but it isn't attached to the unit {scene.unit}" in ran.said
    assert said in ran.said
    assert f"`aws organizations delete-policy --policy-id {id}`" in ran.said
    assert "Nothing was changed" not in ran.said
    again = scene.scp("--attach", scene.unit, "--yes")
    assert again.code == 0, again.err
    assert (list(scene.policies), scene.attached(scene.unit)) == ([id], [NAME])


def test_a_policy_that_aws_refuses_to_make_changes_nothing(scene: Scene) -> None:
    error = refusal("CreatePolicy", "ConstraintViolationException", reason="POLICY_CONTENT_LIMIT_EXCEEDED")
    with failing("CreatePolicy", error):
        ran = scene.scp("--attach", scene.unit, "--yes")
    assert ran.code == 3
    assert f"The policy {NAME} wasn't made." in ran.said
    assert "The policy is longer than AWS takes here." in ran.said
    assert ran.said.endswith("Nothing was changed.")


@pytest.mark.parametrize("operation", ["CreatePolicy", "UpdatePolicy", "AttachPolicy"])
def test_where_no_answer_comes_it_is_not_known_and_the_next_run_finds_out(
    scene: Scene, operation: str
) -> None:
    if operation == "UpdatePolicy":
        scene.scp("--attach", scene.unit, "--yes")
    words = ("--attach", scene.unit, "--yes", "--set", "approvedRegions=eu-west-1")
    with losing(operation, ReadTimeoutError(endpoint_url="https://organizations.us-east-1.amazonaws.com")):
        ran = scene.scp(*words)
    assert ran.code == 3
    assert "isn't known" in ran.said
    assert "Nothing was changed" not in ran.said
    again = scene.scp(*words)
    assert again.code == 0, again.err
    (id,) = scene.policies
    assert (scene.regions(id), scene.attached(scene.unit)) == (["eu-west-1"], [NAME])


@pytest.mark.parametrize(
    ("operation", "code"),
    [
        ("CreatePolicy", "DuplicatePolicyException"),
        ("AttachPolicy", "DuplicatePolicyAttachmentException"),
    ],
)
def test_an_attempt_whose_answer_was_lost_is_no_failure_of_the_next(
    scene: Scene, operation: str, code: str
) -> None:
    """botocore tries again by itself, and AWS then says that it is there already."""
    with losing(operation, refusal(operation, code)):
        ran = scene.scp("--attach", scene.unit, "--yes")
    assert ran.code == 0, ran.err
    assert (len(scene.policies), scene.attached(scene.unit)) == (1, [NAME])


def test_a_policy_that_somebody_else_makes_meanwhile_is_left_alone(scene: Scene) -> None:
    theirs = {"Name": NAME, "Description": "theirs", "Content": "{}", "Type": SCP}
    others = iter([theirs])

    def answer(name: str, make: Callable[[], Any]) -> Any:
        if name == "CreatePolicy":
            for one in others:
                scene.client.create_policy(**one)
        return make()

    with instead(answer):
        ran = scene.scp("--attach", scene.unit, "--yes")
    assert ran.code == 3
    assert "Somebody made a policy of this name meanwhile." in ran.said
    assert scene.attached(scene.unit) == []


@pytest.mark.parametrize("operation", ["CreatePolicy", "AttachPolicy"])
def test_a_fault_of_aws_s_own_leaves_it_unknown(scene: Scene, operation: str) -> None:
    with failing(operation, refusal(operation, "ServiceException", 500)):
        ran = scene.scp("--attach", scene.unit, "--yes")
    assert ran.code == 3
    assert "isn't known" in ran.said
    assert "Nothing was changed" not in ran.said


@pytest.mark.parametrize("operation", ["CreatePolicy", "AttachPolicy"])
def test_ctrl_c_during_a_call_is_told_as_not_known(scene: Scene, operation: str) -> None:
    with failing(operation, KeyboardInterrupt()):
        ran = scene.scp("--attach", scene.unit, "--yes")
    assert ran.code == 130
    assert "isn't known" in ran.said
    assert "Nothing was changed" not in ran.said


def test_what_aws_took_and_does_not_show_is_not_known(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """A portal's empty answer looks like AWS's."""
    monkeypatch.setattr("time.sleep", lambda _: None)
    with instead(lambda name, make: {} if name == "AttachPolicy" else make()):
        ran = scene.scp("--attach", scene.unit, "--yes")
    assert ran.code == 4
    assert "without an error, but AWS doesn't show it there. Run the same command again" in ran.said


def test_a_file_and_attaching_go_together_and_a_failure_says_that_the_file_is_there(scene: Scene) -> None:
    with failing("CreatePolicy", refusal("CreatePolicy", "AccessDeniedException")):
        ran = scene.scp("--attach", scene.unit, "--yes", "--out", "scp.json")
    assert ran.code == 3
    assert (scene.project.path / "scp.json").exists()
    assert "It isn't as before: scp.json is written." in ran.said
