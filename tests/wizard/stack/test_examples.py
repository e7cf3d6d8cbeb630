"""The answers files under examples/: each does what its first lines say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from components.settings import specs
from tests.wizard.command import ROOT, ProjectFolder, project_folder

EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))


@pytest.fixture
def project(tmp_path: Path) -> ProjectFolder:
    return project_folder(tmp_path)


def region_of(example: Path) -> str:
    """The region that the command in the example's own comment names."""
    found = re.search(r"--answers examples/(\S+) --region (\S+)", example.read_text("utf-8"))
    assert found, example.name
    assert found[1] == example.name
    return found[2]


def test_there_is_an_example_for_each_usual_case() -> None:
    assert [example.stem for example in EXAMPLES] == [
        "account", "data-events", "eu-only", "everything", "log-archive", "organization",
    ]  # fmt: skip


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_is_accepted_without_a_question(project: ProjectFolder, example: Path) -> None:
    ran = project.inside("review", "--answers", str(example), "--region", region_of(example), "--json")
    assert ran.code == 0, ran.err
    assert ran.document["schema"] == "everyregion/review/1"


# What goes with only one of two others, or isn't built yet.
NOT_IN_EVERYTHING = {
    "scope", "logBucketName", "kmsKeyArn", "alertTopicArn", "alertFormat", "alertSkipRegions", "adoptTrail",
    "tags", "logArchiveRoleArn", "logArchiveExternalId", "delegatedAdminAccountId",
}  # fmt: skip


def test_the_example_with_everything_on_names_every_setting() -> None:
    text = (ROOT / "examples" / "everything.yaml").read_text("utf-8")
    named = {line.partition(":")[0] for line in text.splitlines() if re.match(r"[a-z]\w+:", line)}
    assert named | NOT_IN_EVERYTHING == set(specs())


def test_the_example_with_everything_on_deploys_in_the_emulated_account(project: ProjectFolder) -> None:
    example = ROOT / "examples" / "everything.yaml"
    ran = project.inside(
        "rehearse", "--answers", str(example), "--region", region_of(example), "--defaults", "--json"
    )
    assert ran.code == 0, ran.err
    found = ran.document
    assert found["trail"]["name"] == "audit"
    assert found["trail"]["logGroupArn"]
    assert found["logBucket"]["objectLock"]
    assert found["logBucket"]["accessLogs"]
    assert found["alert"]["deliveredLogs"] is True
    assert "eu-central-1" not in found["alert"]["watchedRegions"]
