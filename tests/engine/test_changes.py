"""Each setting, changed alone on a stack that is deployed, updates only what it should."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from components.resource_names import short_name
from components.settings import specs
from tests.engine.base import BASE
from tests.engine.changes import CHANGES, FIXED, OF_ORGANIZATIONS
from tests.engine.scene import Scene, scene

pytestmark = pytest.mark.engine

KEPT_FOREVER = ("log-bucket", "log-key", "trail")


@pytest.fixture(scope="module")
def deployed(cli: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """A stack with BASE's settings, deployed once; a test that deploys something else puts BASE back."""
    with scene(tmp_path_factory.mktemp("changes") / "stack", BASE) as it:
        it.stack.up()
        yield it


def ids(scene: Scene) -> dict[str, Any]:
    """Type and name -> physical id of what may never be replaced."""
    return {
        f"{r['type']} {r['urn'].rpartition('::')[2]}": r["id"]
        for r in scene.stack.resources()
        if r["type"].startswith("aws:") and short_name(r["urn"]) in KEPT_FOREVER
    }


@pytest.mark.parametrize("setting", sorted(CHANGES))
def test_a_setting_changed_alone_updates_only_what_it_should(deployed: Scene, setting: str) -> None:
    change = CHANGES[setting]
    deployed.stack.configure({**BASE, **change.settings})
    assert deployed.stack.preview().detailed_changes == change.changes


@pytest.mark.parametrize("setting", sorted({*CHANGES} - {"encryption", "kmsKeyArn"}))
def test_no_setting_replaces_or_deletes_bucket_key_or_trail(setting: str) -> None:
    touched = {CHANGES[setting].changes.get(name, "nothing") for name in KEPT_FOREVER}
    assert {what.partition(" ")[0] for what in touched} <= {"nothing", "update"}


def test_every_setting_is_in_the_table_or_cannot_be_changed() -> None:
    assert {*(setting.partition(",")[0] for setting in CHANGES), *FIXED, *OF_ORGANIZATIONS} == {*specs()}


def test_many_settings_change_at_once_and_back_in_place(deployed: Scene) -> None:
    # Tests of their own; a key and a topic that would have to be there; not with another approved region.
    left_out = {"encryption", "regionAlert", "kmsKeyArn", "alertTopicArn", "alertSkipRegions"}
    everything: dict[str, Any] = {}
    for setting in sorted({*CHANGES} - left_out):
        everything |= CHANGES[setting].settings
    before = ids(deployed)
    assert len(before) == 3
    for settings in ({**BASE, **everything}, BASE):
        deployed.stack.configure(settings)
        assert deployed.stack.up().changes != {}
        assert deployed.stack.preview().changes == {}
        assert ids(deployed) == before


def test_turning_the_alert_off_leaves_the_trail_and_its_bucket_alone(deployed: Scene) -> None:
    untouched: Mapping[str, Any] = ids(deployed)
    deployed.stack.configure({**BASE, "regionAlert": []})
    assert set(deployed.stack.up().changes.values()) == {"delete"}
    assert ids(deployed) == untouched
    deployed.stack.configure(BASE)
    assert set(deployed.stack.up().changes.values()) == {"create"}
