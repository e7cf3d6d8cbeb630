"""Each thing that somebody changes in an organization fails its checks, and no others."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.wizard.verify.mutation import amiss_after
from tests.wizard.verify.mutations_of_organization import OF_ORGANIZATION
from tests.wizard.verify.organization_scene import (
    ADMINISTRATOR,
    OrganizationScene,
    organization_deployed,
)

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def scene() -> Iterator[OrganizationScene]:
    with organization_deployed(**ADMINISTRATOR) as made:
        yield made


def test_an_organization_s_stack_passes_everything(scene: OrganizationScene) -> None:
    assert scene.amiss() == {}


@pytest.mark.parametrize("name", OF_ORGANIZATION)
def test_a_change_in_an_account_fails_its_checks_and_no_others(scene: OrganizationScene, name: str) -> None:
    change, expected = OF_ORGANIZATION[name]
    assert set(amiss_after(scene, change)) == expected


def test_what_was_brought_back_passes_again(scene: OrganizationScene) -> None:
    assert scene.amiss() == {}
