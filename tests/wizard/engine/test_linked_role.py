"""CloudTrail's service-linked role: looked up, and made before the engine runs where it is missing."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from components.organization import Organization
from tests.components.cases import settings
from tests.wizard.sky import ACCOUNT, MANAGEMENT, ORGANIZATION, Sky, organization, overhead
from wizard.account.organization_verdict import UNSEEN_ROLE
from wizard.account.origin import Origin
from wizard.engine.linked_role import make_linked_role, mention_linked_role, mention_unseen
from wizard.failures import AwsFailure, Cancelled, deeds
from wizard.program.resource_types import KEY, TRAIL

HOME = "eu-west-1"


class Person:
    """Who says yes or no."""

    def __init__(self, answer: bool) -> None:
        self.answer, self.asked = answer, 0

    def pick(self, ask: Any) -> bool:
        self.asked += 1
        return self.answer


def run(*changes: tuple[str, str]) -> Any:
    return SimpleNamespace(changes=[SimpleNamespace(op=op, type=type) for op, type in changes])


def session(sky: Sky, person: Person | None = None, owner: str = ACCOUNT, yes: bool = False) -> Any:
    said: list[str] = []
    return SimpleNamespace(
        origin=Origin(ACCOUNT, Organization(ORGANIZATION, owner)),
        account=SimpleNamespace(id=ACCOUNT),
        settings=settings(HOME, scope="organization"),
        client_for=sky.client_for,
        options=SimpleNamespace(yes=yes),
        asker=person,
        said=said,
        say=lambda text, style="": said.append(text),
        note=said.append,
    )


def without_role(**answers: Any) -> Sky:
    sky = organization(CreateServiceLinkedRole={"Role": {"Arn": "arn:r"}}, **answers)
    sky.refusals["GetRole"] = "missing"
    return sky


@pytest.fixture(autouse=True)
def nothing_done() -> None:
    deeds.begin()


def test_a_role_that_is_there_is_left_alone() -> None:
    with overhead(organization()) as sky:
        made = session(sky)
        make_linked_role(made)
    assert (sky.asked, made.said) == (["GetRole in eu-west-1"], [])


def test_after_a_yes_it_is_made_and_told() -> None:
    person = Person(True)
    with overhead(without_role()) as sky:
        made = session(sky, person)
        make_linked_role(made)
    assert sky.asked[-1] == "CreateServiceLinkedRole in eu-west-1"
    assert person.asked == 1
    assert made.said == [
        "The trail needs the role AWSServiceRoleForCloudTrail in the management account, and there is none.",
        "AWSServiceRoleForCloudTrail is made.",
    ]
    assert deeds.so_far() == ["the role AWSServiceRoleForCloudTrail was made"]


def test_after_a_no_nothing_is_made() -> None:
    with overhead(without_role()) as sky, pytest.raises(Cancelled):
        make_linked_role(session(sky, Person(False)))
    assert sky.asked == ["GetRole in eu-west-1"]


def test_with_yes_nobody_is_asked() -> None:
    person = Person(False)
    with overhead(without_role()) as sky:
        make_linked_role(session(sky, person, yes=True))
    assert (person.asked, sky.asked[-1]) == (0, "CreateServiceLinkedRole in eu-west-1")


def test_a_refusal_is_one_sentence_with_the_command() -> None:
    sky = without_role()
    sky.refusals["CreateServiceLinkedRole"] = "refused"
    with overhead(sky), pytest.raises(AwsFailure) as failed:
        make_linked_role(session(sky))
    assert failed.value.message == (
        "The trail needs the role AWSServiceRoleForCloudTrail in the management account, and there is "
        "none. It "
        "couldn't be made: not allowed: iam:CreateServiceLinkedRole in eu-west-1 (AccessDenied). Allow "
        "that, or have "
        "somebody run `aws iam create-service-linked-role --aws-service-name cloudtrail.amazonaws.com`. "
        "Nothing "
        "was changed."
    )


def test_a_delegated_administrator_looks_for_no_role_of_another_account() -> None:
    with overhead(without_role()) as sky:
        make_linked_role(session(sky, owner=MANAGEMENT))
    assert sky.asked == []


def test_a_role_that_may_not_be_looked_up_is_left_to_cloudtrails_own_error() -> None:
    sky = organization()
    sky.refusals["GetRole"] = "refused"
    with overhead(sky):
        make_linked_role(session(sky))
    assert sky.asked == ["GetRole in eu-west-1"]


def test_a_preview_mentions_it_and_makes_nothing() -> None:
    with overhead(without_role()) as sky:
        made = session(sky)
        mention_linked_role(made)
    assert sky.asked == ["GetRole in eu-west-1"]
    assert "makes it first" in made.said[0]


@pytest.mark.parametrize(
    ("owner", "changes", "told"),
    [
        (MANAGEMENT, ("create", TRAIL), 1),
        (MANAGEMENT, ("update", TRAIL), 0),
        (MANAGEMENT, ("create", KEY), 0),
        (ACCOUNT, ("create", TRAIL), 0),
    ],
    ids=["delegated", "delegated, the trail is there", "delegated, no trail", "management"],
)
def test_a_delegated_administrator_who_makes_the_trail_is_told_that_the_role_can_not_be_seen(
    owner: str, changes: tuple[str, str], told: int
) -> None:
    made = session(organization(), owner=owner)
    mention_unseen(made, run(changes))
    assert made.said == [UNSEEN_ROLE] * told
