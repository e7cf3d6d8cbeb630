"""`verify` and Prowler say the same of what both look at, in the rehearsal and where somebody changed it.

Where they don't, AWS's own page decides, and docs/scanners.md says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.prowler import own_resources, scan
from tests.wizard.verify.mutations_of_bucket import OF_BUCKET
from tests.wizard.verify.mutations_of_trail import OF_TRAIL
from tests.wizard.verify.scene import Scene, deployed
from wizard.review.controls import demands_of
from wizard.verify.catalogue import CHECKS

pytestmark = [pytest.mark.prowler, pytest.mark.long]

MUTATIONS = {**OF_TRAIL, **OF_BUCKET}
CHANGED = (
    "logging is stopped",
    "validation is off",
    "one region alone",
    "reads are left out",
    "no key",
    "plain HTTP is let in",
    "public access isn't blocked",
    "versioning is suspended",
    "the lifecycle is removed",
    "access isn't logged",
    "the key doesn't rotate",
    "the key is to be deleted",
)
#: What both look at; the bucket of access logs has checks of its own in `verify`.
BOTH = ("trail", "log-bucket", "log-key", "the account")
#: Of the settings that were deployed, not of a change: Prowler wants what they leave off. docs/scanners.md.
LEFT_OFF = {"s3_bucket_object_lock", "cloudtrail_bucket_requires_mfa_delete", "s3_bucket_no_mfa_delete"} | {
    f"cloudtrail_s3_dataevents_{kind}_enabled" for kind in ("read", "write")
}
LEFT_OFF |= {"cloudtrail_cloudwatch_logging_enabled"}
#: Change -> checks that Prowler and `verify` see differently, each with its reason in docs/scanners.md.
DIFFER = {
    "one region alone": {
        "cloudtrail_multi_region_enabled",
        "cloudtrail_multi_region_enabled_logging_management_events",
    }
}


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    with deployed() as made:
        yield made


@pytest.mark.parametrize("name", ["nothing is changed", *CHANGED])
def test_verify_and_prowler_agree(scene: Scene, name: str, tmp_path: Path) -> None:
    undo = MUTATIONS[name][0](scene) if name in MUTATIONS else lambda: None
    try:
        amiss = {id for id, state in scene.amiss().items() if state == "failed"}
        found = scan(scene.account, tmp_path, ("cloudtrail", "s3", "kms"))
        ours = own_resources(scene.names, scene.account)
    finally:
        undo()
    prowler: dict[str, bool] = {}
    for one in found:
        if ours.get(one.resource) in BOTH and one.check not in LEFT_OFF and demands_of(one.check):
            prowler[one.check] = prowler.get(one.check, True) and one.status == "PASS"
    asked = {check: {*demands_of(check)} & CHECKS.keys() for check in prowler}
    assert len([check for check, ids in asked.items() if ids]) >= 15
    apart = {check for check, ids in asked.items() if ids and prowler[check] == bool(ids & amiss)}
    assert apart == DIFFER.get(name, set[str]())
