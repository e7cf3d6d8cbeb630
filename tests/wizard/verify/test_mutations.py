"""Each thing that somebody changes in a deployed account fails its checks, and no others."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.wizard.verify.mutation import amiss_after
from tests.wizard.verify.mutations_of_alert import OF_ALERT
from tests.wizard.verify.mutations_of_bucket import OF_BUCKET
from tests.wizard.verify.mutations_of_details import OF_DETAILS
from tests.wizard.verify.mutations_of_trail import OF_TRAIL
from tests.wizard.verify.scene import Scene, deployed

pytestmark = pytest.mark.long

MUTATIONS = {**OF_TRAIL, **OF_BUCKET, **OF_ALERT, **OF_DETAILS}


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    with deployed() as made:
        yield made


def test_a_deployed_stack_passes_everything(scene: Scene) -> None:
    assert scene.amiss() == {}


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_change_by_hand_fails_its_checks_and_no_others(scene: Scene, name: str) -> None:
    change, expected = MUTATIONS[name]
    assert set(amiss_after(scene, change)) == expected


def test_what_was_brought_back_passes_again(scene: Scene) -> None:
    assert scene.amiss() == {}
