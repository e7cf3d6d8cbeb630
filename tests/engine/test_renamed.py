"""A project that a user gave a name of their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.changes import BASE
from tests.engine.scene import scene

pytestmark = pytest.mark.engine


def test_a_renamed_project_deploys_under_its_own_name(cli: None, tmp_path: Path) -> None:
    with scene(tmp_path / "stack", {**BASE, "regionAlert": []}, project="security-baseline") as it:
        it.stack.up()
        projects = {resource["urn"].split("::")[1] for resource in it.stack.resources()}
        assert projects == {"security-baseline"}
        assert it.stack.outputs()["approvedRegions"] == BASE["approvedRegions"]
        assert it.stack.preview().changes == {}
