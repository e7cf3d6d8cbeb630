"""Pulumi.yaml's config schema and the README's table say what the settings say."""

from __future__ import annotations

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from components.settings import fields, specs
from components.settings.published import config_schema, option_table, updated_project_file, updated_readme

ROOT = Path(__file__).parents[2]


def text(name: str) -> str:
    path = ROOT / name
    if not path.exists():
        pytest.skip(f"there is no {name} yet")
    return path.read_text(encoding="utf-8")


def test_pulumi_yaml_is_current() -> None:
    assert updated_project_file(text("Pulumi.yaml")) == text("Pulumi.yaml")


def test_the_readme_s_table_is_current() -> None:
    assert updated_readme(text("README.md")) == text("README.md")


def test_the_readme_has_a_row_for_every_setting() -> None:
    table = text("README.md").split("<!-- settings -->")[1].split("<!-- /settings -->")[0]
    keys = [line.split("`")[1] for line in table.splitlines() if line.startswith("| `")]
    assert keys == list(specs())


def test_writing_the_project_file_anew_keeps_what_stands_before_the_config() -> None:
    updated = updated_project_file("name: mine\nruntime: python\nconfig:\n  scope: old\n")
    assert updated.startswith("name: mine\nruntime: python\nconfig:\n  scope:\n    description: ")
    assert YAML(typ="safe").load(updated)["config"] == config_schema()


def test_writing_the_readme_anew_keeps_what_stands_around_the_table() -> None:
    updated = updated_readme("before\n<!-- settings -->\nold\n<!-- /settings -->\nafter\n")
    assert updated == f"before\n<!-- settings -->\n{option_table()}<!-- /settings -->\nafter\n"


def test_the_keys_are_bare_so_that_a_renamed_project_works() -> None:
    assert [key for key in config_schema() if ":" in key] == []
    # A declared key without a default is a required one, and regionAlert's depends on scope and partition.
    assert [key for key in specs() if key not in config_schema()] == ["regionAlert"]


def test_every_key_has_a_default_so_that_an_older_stack_file_works() -> None:
    without = [key for key, declared in config_schema().items() if "default" not in declared]
    assert without == []


def test_a_type_is_one_that_pulumi_knows() -> None:
    types = {key: declared.get("type") for key, declared in config_schema().items()}
    assert set(types.values()) == {"string", "integer", "boolean", "array", None}
    assert types["trailName"] == "string"
    assert types["expireAfterDays"] == "integer"
    assert types["retainLogs"] == "boolean"
    assert types["approvedRegions"] == "array"
    # Pulumi has no type for a map.
    assert types["tags"] is None


def test_a_default_is_written_as_its_type() -> None:
    schema = config_schema()
    assert schema["retainLogs"]["default"] is True
    assert schema["expireAfterDays"]["default"] == 2555
    assert schema["approvedRegions"] == {
        "description": "Regions you work in; a write anywhere else raises the alert",
        "type": "array",
        "items": {"type": "string"},
        "default": [],
    }
    assert schema["tags"]["default"] == {"ManagedBy": "pulumi", "Project": "everyregion"}
    # `off`, which a YAML 1.1 reader would take for false, has to be read back as the word.
    assert YAML(typ="safe").load(text("Pulumi.yaml"))["config"]["objectLock"]["default"] == "off"


def test_a_table_cell_cannot_break_the_table() -> None:
    lines = option_table().splitlines()
    assert {line.replace("\\|", "").count("|") for line in lines} == {4}
    assert [line for line in lines if "<trailName>" in line] == []


@pytest.mark.parametrize("spec", fields().values(), ids=lambda spec: spec.key)
def test_every_setting_is_explained_in_one_line(spec: object) -> None:
    words = getattr(spec, "help")  # noqa: B009
    assert words
    assert "\n" not in words
    assert len(words) <= 110
