"""A project that a user gave a name of their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.base import BASE, WATCHED
from tests.engine.scene import scene

pytestmark = pytest.mark.engine


def test_a_renamed_project_reads_its_settings_under_its_own_name(cli: None, tmp_path: Path) -> None:
    with scene(tmp_path / "stack", BASE, project="security-baseline") as it:
        planned = it.stack.preview().changes
    assert planned["security-baseline-test"] == "create"
    rules = {name for name in planned if name.startswith("watch-") and not name.endswith("-target")}
    assert rules == {f"watch-{region}" for region in WATCHED}
