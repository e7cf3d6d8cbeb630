"""What can't change once deployed is refused by the program itself, before it registers anything."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any
from unittest import mock

import pulumi
import pytest

from components import fixed
from components.fixed import moved
from tests.components.cases import ARCHIVE, ARCHIVE_ROLE, IN_ORGANIZATION, settings

DEPLOYED = {
    "trailArn": "arn:aws:cloudtrail:eu-west-1:111122223333:trail/everyregion",
    "logBucketAccountId": "111122223333",
    "organizationId": "",
}
AS_ORGANIZATION = {**DEPLOYED, "organizationId": "o-abcdefghij"}
ANOTHER = "To change it, destroy this stack first, or deploy a stack and a trail of their own."


def told(exported: dict[str, Any], account: str = "111122223333", **fields: Any) -> list[str]:
    return [str(one) for one in moved(settings(**fields), account, exported)]


@pytest.mark.parametrize(
    ("exported", "fields"),
    [
        (DEPLOYED, {}),
        (AS_ORGANIZATION, IN_ORGANIZATION),
        (
            {**AS_ORGANIZATION, "logBucketAccountId": ARCHIVE},
            {**IN_ORGANIZATION, "log_archive_role_arn": ARCHIVE_ROLE},
        ),
    ],
)
def test_what_is_as_it_was_deployed_is_fine(exported: dict[str, Any], fields: dict[str, Any]) -> None:
    assert told(exported, **fields) == []


@pytest.mark.parametrize(
    ("exported", "fields", "now", "was"),
    [
        (DEPLOYED, IN_ORGANIZATION, "organization", "account"),
        (AS_ORGANIZATION, {}, "account", "organization"),
    ],
)
def test_the_scope_can_not_be_switched(
    exported: dict[str, Any], fields: dict[str, Any], now: str, was: str
) -> None:
    assert told(exported, **fields) == [
        f"scope: it is {now}, but this stack's trail was deployed with scope: {was}. Its log files would lie "
        "elsewhere, and members would lose their trail or get a second one, which is paid. "
        f"Set scope to {was}. {ANOTHER}"
    ]


def test_the_trail_can_not_be_renamed() -> None:
    assert told(DEPLOYED, trail_name="audit") == [
        'trailName: it is "audit", but this stack\'s trail is called "everyregion". CloudTrail would delete '
        "the one and make the other: events between the two would be lost. Set trailName to everyregion. "
        f"{ANOTHER}"
    ]


def test_the_logs_can_not_move_to_another_account() -> None:
    assert told(AS_ORGANIZATION, log_archive_role_arn=ARCHIVE_ROLE, **IN_ORGANIZATION) == [
        f"logArchiveRoleArn: the log bucket would be in account {ARCHIVE}, but this stack's is in "
        "111122223333. Bucket, key and alert would be made anew there, and the old ones let go of. "
        f"Use the settings and credentials that it was deployed with. {ANOTHER}"
    ]


def test_deploying_from_another_account_would_move_the_logs_too() -> None:
    assert len(told(AS_ORGANIZATION, "222233334444", **IN_ORGANIZATION)) == 1


def test_with_a_log_archive_the_delegated_administrator_may_go_on() -> None:
    exported = {**AS_ORGANIZATION, "logBucketAccountId": ARCHIVE}
    assert told(exported, "222233334444", log_archive_role_arn=ARCHIVE_ROLE, **IN_ORGANIZATION) == []


HALF_WRITTEN = Exception("invoke of pulumi:pulumi:readStackOutputs failed: failed to load checkpoint: EOF")


def read(*answers: Any) -> Any:
    """What is read where the engine answers so, one after the other."""
    with (
        mock.patch.object(pulumi.runtime, "invoke", side_effect=answers),
        mock.patch.object(pulumi, "get_stack", return_value="dev"),
        mock.patch.object(pulumi, "get_project", return_value="everyregion"),
        mock.patch.object(pulumi, "get_organization", return_value="organization"),
        mock.patch.object(fixed, "_PAUSE", 0),
    ):
        return fixed._last_exported()  # pyright: ignore[reportPrivateUsage]


def test_a_state_that_the_engine_is_writing_just_then_is_read_again() -> None:
    answer = SimpleNamespace(value={"outputs": DEPLOYED})
    assert read(HALF_WRITTEN, HALF_WRITTEN, answer) == DEPLOYED


def test_a_state_that_stays_unreadable_stops_the_program() -> None:
    with pytest.raises(pulumi.RunError, match="What the stack exported last can't be read"):
        read(*[HALF_WRITTEN] * 50)


def test_any_other_failure_is_raised_as_it_is() -> None:
    with pytest.raises(Exception, match="no such stack"):
        read(Exception("no such stack"))
