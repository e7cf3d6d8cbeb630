"""__main__.py as the engine runs it: configuration in, resources and exports out."""

from __future__ import annotations

import contextlib
import functools
import json
import runpy
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pulumi
import pytest

from components import config
from components.settings import Settings
from tests.components.cases import deployed
from tests.components.recording import Run, record

MAIN = Path(__file__).parents[2] / "__main__.py"
USUAL = {"aws:region": "eu-west-1", "everyregion:approvedRegions": '["eu-west-1"]'}


def run(more: Mapping[str, str], **options: Any) -> Run:
    return record(lambda: runpy.run_path(str(MAIN)), config={**USUAL, **more}, **options)


@functools.cache
def usual() -> Run:
    return run({})


def loaded(more: Mapping[str, str], project: str = "everyregion") -> Settings:
    found: list[Settings] = []
    record(lambda: found.append(config.load()), config={**USUAL, **more}, project=project)
    return found[0]


def refused(more: Mapping[str, str]) -> str:
    with pytest.raises(pulumi.RunError) as caught:
        record(config.load, config={**USUAL, **more})
    return str(caught.value)


def test_the_program_registers_the_whole_deployment() -> None:
    assert {r.urn for r in usual().resources} == {r.urn for r in deployed().resources}


def test_the_program_exports_what_the_deployment_says() -> None:
    assert usual().exports == deployed().exports


def test_the_program_finds_its_own_files_from_any_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert len(run({}).resources) == len(deployed().resources)


def test_settings_are_read_as_the_engine_hands_them_over() -> None:
    settings = loaded(
        {
            "everyregion:approvedRegions": '["eu-west-1", "us-east-1"]',
            "everyregion:retainLogs": "false",
            "everyregion:expireAfterDays": "400",
            "everyregion:insights": "none",
            "everyregion:tags": '{"Team": "security"}',
            "everyregion:regionAlert": "[]",
        }
    )
    assert settings.approved_regions == ("eu-west-1", "us-east-1")
    assert settings.retain_logs is False
    assert settings.expire_after_days == 400
    assert settings.insights == "none"
    assert settings.tags == (("Team", "security"),)
    assert settings.region_alert == ()
    assert settings.home_region == "eu-west-1"


def test_the_defaults_that_the_engine_fills_in_from_pulumi_yaml_are_the_program_s_own() -> None:
    from components.settings.published import config_schema

    filled = {
        f"everyregion:{key}": value if isinstance(value, str) else json.dumps(value)
        for key, declared in config_schema().items()
        if "default" in declared and key != "approvedRegions"
        for value in [declared["default"]]
    }
    assert loaded(filled) == loaded({})


def test_a_renamed_project_reads_its_own_keys() -> None:
    mine = {"mine:approvedRegions": '["eu-west-1"]', "mine:expireAfterDays": "400"}
    assert loaded(mine, project="mine").expire_after_days == 400


def test_another_project_s_keys_in_the_stack_file_do_not_matter() -> None:
    assert loaded({"other:nonsense": "1", "everyregionally:x": "1", "aws:profile": "audit"}) == loaded({})


def test_everything_wrong_is_reported_at_once_and_without_a_traceback() -> None:
    # RunError is what the engine prints without a traceback.
    assert refused({"everyregion:insights": "all", "everyregion:alertEmail": "a@example.com"}) == (
        "Settings of stack test:\n"
        "alertEmail: there is no such setting. It would do nothing. Did you mean alertEmails?\n"
        'insights: "all" isn\'t one of both, call-rate, error-rate, none.'
    )


def test_a_missing_home_region_is_reported_with_the_command_that_sets_it() -> None:
    with pytest.raises(pulumi.RunError) as caught:
        record(config.load, config={"everyregion:approvedRegions": '["eu-west-1"]'})
    assert str(caught.value) == (
        "Settings of stack test:\n"
        "aws:region: the home region is missing. Trail, log bucket and alert live there. "
        "Pass --region, or run `pulumi config set aws:region <region>`."
    )


def test_nothing_is_registered_with_settings_that_are_refused() -> None:
    def program() -> None:
        with contextlib.suppress(pulumi.RunError):
            runpy.run_path(str(MAIN))

    quick = {**USUAL, "everyregion:regionAlert": "[]", "everyregion:tamperAlert": "false"}
    assert record(program, config={**quick, "everyregion:insights": "all"}).resources == []
    assert record(program, config=quick).resources != []


def test_warnings_are_said_at_every_deploy() -> None:
    assert usual().warnings == [
        "alertEmails: nobody is subscribed to the alerts. Alerts are made, and reach no one. Add an address.",
        "approvedRegions: only the home region eu-west-1 is approved. A write in any other region raises the "
        "alert. If you work elsewhere too, add those regions.",
    ]


def test_a_deployment_as_it_should_be_draws_no_warning() -> None:
    quiet = {
        "everyregion:approvedRegions": '["eu-west-1", "us-east-1"]',
        "everyregion:alertEmails": '["night@example.com"]',
    }
    assert run(quiet).warnings == []
