"""Pulumi.yaml's config schema and the README's table say what the settings say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from components.settings import fields, specs
from components.settings.published import (
    config_schema,
    main,
    option_table,
    updated_project_file,
    updated_readme,
)
from components.settings.spec import Spec

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


def test_both_files_are_written_anew_by_one_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: mine\nconfig:\n  scope: old\n", "utf-8")
    (tmp_path / "README.md").write_text("<!-- settings -->\nold\n<!-- /settings -->\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    assert main() == 0
    assert (tmp_path / "Pulumi.yaml").read_text("utf-8") == updated_project_file("name: mine\nconfig:\n")
    assert (tmp_path / "README.md").read_text("utf-8") == (
        f"<!-- settings -->\n{option_table()}<!-- /settings -->\n"
    )


def test_a_missing_readme_is_not_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert main() == 0
    assert list(tmp_path.iterdir()) == []


def row(key: str) -> str:
    (found,) = (line for line in option_table().splitlines() if line.startswith(f"| `{key}` |"))
    return found


def test_the_table_has_a_head_and_then_rows() -> None:
    assert option_table().splitlines()[:2] == [
        "| key | default | what it does, and what it costs |",
        "|---|---|---|",
    ]


def test_a_row_has_the_default_the_help_and_the_cost() -> None:
    assert row("expireAfterDays") == (
        "| `expireAfterDays` | `2555` | Days before log files are deleted; 0 keeps them for ever. "
        "Deleted logs are gone. 2555 days are seven years. |"
    )


def test_a_row_explains_every_choice() -> None:
    assert row("insights") == (
        "| `insights` | `both` | CloudTrail Insights: unusual API call rates and error rates. "
        "0.35 USD per 100,000 events analysed, for each type. One of: `both` call rate and error rate; "
        "`call-rate` unusual rates of write calls; `error-rate` unusual rates of failed calls; `none` off. |"
    )


def test_stars_and_angles_in_a_row_are_shown_as_they_are() -> None:
    assert "ARNs of roles or users whose activity never alerts; \\* stands for any" in row(
        "alertIgnorePrincipals"
    )
    assert "empty means &lt;trailName>-&lt;account>-&lt;home region>" in row("logBucketName")


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("retainLogs", "true"),
        ("dataEventsReads", "false"),
        ("approvedRegions", "[]"),
        ("regionAlert", "[rules, delivered-logs]"),
        ("tags", "ManagedBy: pulumi, Project: everyregion"),
        ("kmsKeyArn", '""'),
        ("archiveAfterDays", "90"),
    ],
)
def test_a_default_is_shown_as_one_would_write_it(key: str, text: str) -> None:
    assert specs()[key].default_text == text


NOTHING: dict[str, Any] = {"default": None, "help": "help"}


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        (Spec("k", "flag", **NOTHING), ""),
        (Spec("k", "flag", **NOTHING, unbuilt=bool), "Not yet."),
        (Spec("k", "text", **NOTHING, unbuilt=bool), "Not yet."),
        (Spec("k", "list", **NOTHING, unbuilt=bool), "Not yet."),
        (
            Spec("k", "choice", **NOTHING, choices={"a": "", "b": ""}, unbuilt=lambda v: v == "b"),
            "Not yet: b.",
        ),
        (Spec("k", "choice", **NOTHING, choices={"a": "", "b": ""}), ""),
        (
            Spec("k", "list", **NOTHING, choices={"a": "", "b": ""}, unbuilt=lambda v: "b" in v),
            "Not yet: b.",
        ),
    ],
)
def test_what_is_not_built_yet_is_said_in_words(spec: Spec, words: str) -> None:
    assert spec.not_yet == words


def test_a_table_cell_cannot_break_the_table() -> None:
    lines = option_table().splitlines()
    assert {line.replace("\\|", "").count("|") for line in lines} == {4}
    assert [line for line in lines if "<trailName>" in line] == []


@pytest.mark.parametrize("spec", fields().values(), ids=lambda spec: spec.key)
def test_every_setting_is_explained_in_one_line(spec: Spec) -> None:
    assert spec.help
    assert "\n" not in spec.help
    assert len(spec.help) <= 110
