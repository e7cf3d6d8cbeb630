"""The user's own project behind the engine."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

import pytest

from wizard.engine.automation.pulumi_process import Cli
from wizard.engine.automation.workspace import Engine
from wizard.stack.project import Project


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Engine:
    script = tmp_path / "bin" / "pulumi"
    script.parent.mkdir()
    script.write_text("#!/bin/sh\necho v3.260.0\n")
    script.chmod(0o755)
    monkeypatch.setenv("PULUMI_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    monkeypatch.delenv("PULUMI_DEBUG_PROVIDERS", raising=False)
    project = Project(tmp_path / "Pulumi.yaml", "everyregion", tmp_path)
    return Engine(project, "dev", Cli(str(tmp_path)), {"AWS_PROFILE": "audit"})


def test_the_first_run_says_that_the_provider_is_fetched(engine: Engine, tmp_path: Path) -> None:
    assert engine.first_time == " (fetching Pulumi's AWS provider first, once)"
    (tmp_path / "home" / "plugins" / f"resource-aws-v{version('pulumi_aws')}").mkdir(parents=True)
    assert engine.first_time == ""


def test_what_it_learns_later_is_added_to_the_clis_environment(engine: Engine) -> None:
    engine.know({"PULUMI_CONFIG_PASSPHRASE": "x"})
    assert engine.workspace.env_vars == {
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "AWS_PROFILE": "audit",
        "PULUMI_CONFIG_PASSPHRASE": "x",
    }


def test_opening_it_writes_no_project_file(engine: Engine, tmp_path: Path) -> None:
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bin"]
