"""Of one account, `policy --for integrity` allows each call of a real `verify --integrity`."""

from __future__ import annotations

import pytest

from tests.iam.test_integrity_policy import OWN, TAKEN_ON, Ran, names_of, run
from tests.wizard.verify.scene import AWAY, HOME, deployed

pytestmark = pytest.mark.long


def test_each_call_is_allowed_also_of_a_trail_that_is_younger_than_what_is_asked_for() -> None:
    with deployed((HOME, AWAY, "us-east-1")) as scene:
        ran = Ran(run(scene, 86400), scene.settings, scene.names)
    assert names_of(ran.calls[OWN]) == {
        "cloudtrail:ListPublicKeys",
        "cloudtrail:LookupEvents",
        "s3:GetObject",
        "s3:ListObjectsV2",
    }
    assert ran.calls[TAKEN_ON] == []
    assert ran.refused(OWN, ran.policy()) == []
