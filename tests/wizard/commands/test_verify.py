"""`verify` as a command: what it takes, how it ends, what it prints."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.wizard.command import ROOT, ProjectFolder, project_folder
from tests.wizard.faults import clients
from tests.wizard.schema import faults_of
from tests.wizard.verify.mutation import P
from tests.wizard.verify.scene import EMAIL, HOME, Scene, deployed
from wizard.drill import clock

pytestmark = pytest.mark.long
SCHEMA = json.loads((ROOT / "docs" / "verify.schema.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    with deployed(()) as made, clients():
        yield made


@pytest.fixture
def project(scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ProjectFolder:
    # An hour and a half has passed in the account.
    monkeypatch.setattr(clock.RealClock, "now", lambda self: scene.account.clock.now())
    made = project_folder(
        tmp_path, AWS_ACCESS_KEY_ID="rehearsal", AWS_SECRET_ACCESS_KEY="rehearsal", COLUMNS="80"
    )
    made.stack_file.write_text(
        f'config:\n  aws:region: {HOME}\n  aws:allowedAccountIds: ["{scene.account.id}"]\n'
        f"  everyregion:approvedRegions: [{HOME}, us-east-1]\n  everyregion:alertEmails: [{EMAIL}]\n"
    )
    return made


def lines(text: str) -> str:
    return " ".join(text.split())


def test_a_deployed_stack_ends_with_0_and_the_verdict_comes_first(project: ProjectFolder) -> None:
    ran = project.inside("verify")
    assert (ran.code, ran.err) == (0, "")
    first, second = ran.out.splitlines()[:2]
    assert first.startswith("Everything is as it should be: ")
    assert second == "17 of 17 enabled regions proved to be covered."
    assert "The trail logs in every enabled region (17 regions)" in ran.out


def test_no_line_is_longer_than_the_screen(project: ProjectFolder) -> None:
    assert [line for line in project.inside("verify").out.splitlines() if len(line) > 80] == []


def test_what_failed_has_its_evidence_its_consequence_and_its_fix(
    scene: Scene, project: ProjectFolder
) -> None:
    scene.client("cloudtrail").stop_logging(Name=P)
    try:
        ran = project.inside("verify")
    finally:
        scene.client("cloudtrail").start_logging(Name=P)
    assert ran.code == 1
    said = lines(ran.out)
    assert said.startswith("NOT as it should be: 2 checks failed, ")
    assert "trail.logging: The trail logs in every enabled region It doesn't log in 17 regions" in said
    assert "So: What happens there leaves no trace. -> `aws cloudtrail start-logging" in said


@pytest.mark.parametrize("words", [("verify",), ("verify", "--all-trails")])
def test_the_document_is_as_its_schema_says(project: ProjectFolder, words: tuple[str, ...]) -> None:
    ran = project.inside(*words, "--json")
    assert ran.document["schema"] == "everyregion/verify/1"
    assert faults_of(ran.document, SCHEMA) == []
    assert ran.document["exitCode"] == ran.code


def test_the_document_of_a_stack_says_what_it_may_cost_a_month(project: ProjectFolder) -> None:
    cost = project.inside("verify", "--json").document["cost"]
    low, high = cost["usdPerMonth"]
    assert 0 < low < high
    assert cost["volumes"]["source"] == "assumption"
    assert "cost" not in project.inside("verify", "--all-trails", "--json").document


def test_a_document_that_says_why_there_is_none_is_as_the_schema_says(project: ProjectFolder) -> None:
    ran = project.inside("verify", "--trail", "company", "--json")
    assert ran.code == 2
    assert faults_of(ran.document, SCHEMA) == []


def test_a_document_that_is_not_as_the_schema_says_is_found_out(project: ProjectFolder) -> None:
    document: dict[str, Any] = project.inside("verify", "--json").document
    document["results"][0]["state"] = "good"
    document["results"][1]["more"] = 1
    del document["account"]
    assert len(faults_of(document, SCHEMA["$defs"]["report"], SCHEMA)) == 3


def test_the_schema_knows_every_check() -> None:
    from wizard.verify.catalogue import CHECKS

    assert SCHEMA["$defs"]["result"]["properties"]["id"]["enum"] == list(CHECKS)


def test_any_trail_is_looked_at_without_a_stack_file(scene: Scene, project: ProjectFolder) -> None:
    project.stack_file.unlink()
    ran = project.inside("verify", "--trail", scene.names.trail_arn, "--json")
    assert ran.code == 0, ran.out
    found = ran.document
    assert [one["arn"] for one in found["trails"]] == [scene.names.trail_arn]
    assert {one["id"].partition(".")[0] for one in found["results"]} == {"trail", "bucket", "key", "coverage"}


def test_without_a_stack_file_it_says_which_way_there_is(project: ProjectFolder) -> None:
    project.stack_file.unlink()
    ran = project.inside("verify")
    assert ran.code == 2
    assert (
        "There is no Pulumi.dev.yaml, so what is deployed isn't known (any trail: --all-trails)" in ran.said
    )


def test_a_trail_that_is_not_there_is_told_with_those_that_are(scene: Scene, project: ProjectFolder) -> None:
    arn = f"arn:aws:cloudtrail:{HOME}:{scene.account.id}:trail/company"
    ran = project.inside("verify", "--trail", arn)
    assert ran.code == 2
    assert ran.said == f"There is no trail {arn} in this account. There are: {scene.names.trail_arn}."


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--trail", "company"), "--trail \"company\" isn't a trail's ARN"),
        (("--trail", "arn:aws:s3:::bucket"), "isn't a trail's ARN"),
        (("--all-trails", "--trail", "x"), "--trail names one, --all-trails takes all"),
        (("--wait", "soon"), '--wait "soon": write a time such as 90s'),
    ],
)
def test_what_cannot_be_meant_is_refused(project: ProjectFolder, words: tuple[str, ...], said: str) -> None:
    ran = project.inside("verify", *words)
    assert ran.code == 2
    assert said in ran.said


def test_an_account_that_the_stack_file_is_not_for_is_refused(project: ProjectFolder) -> None:
    text = project.stack_file.read_text().replace("123456789012", "111122223333")
    project.stack_file.write_text(text)
    ran = project.inside("verify")
    assert ran.code == 2
    assert "The credentials are for account 123456789012" in ran.said


def test_an_account_without_any_trail_fails(scene: Scene, project: ProjectFolder) -> None:
    from wizard.rehearsal.account import contents

    stores = contents.stores(scene.account, "cloudtrail")[HOME]
    kept = dict(stores.trails)
    stores.trails.clear()
    try:
        ran = project.inside("verify", "--all-trails")
    finally:
        stores.trails.update(kept)
    assert ran.code == 1
    assert "No trail records anything in this account." in ran.out


def test_the_log_files_of_the_last_hour_are_told_in_a_line_and_in_the_document(
    project: ProjectFolder,
) -> None:
    ran = project.inside("verify", "--integrity", "30m")
    assert (ran.code, ran.err) == (0, "")
    assert " digest files since 20" in ran.out
    assert "Every log file that digest files name is there and as delivered (17 regions)" in ran.out
    assert [line for line in ran.out.splitlines() if len(line) > 80] == []
    document = project.inside("verify", "--integrity", "30m", "--json").document
    assert faults_of(document, SCHEMA) == []
    chains = document["integrity"]["chains"]
    assert len(chains) == 17
    assert {one["digestFiles"] for one in chains} == {1}
    assert sum(one["logFiles"] for one in chains) > 0


def test_a_log_file_that_is_gone_is_a_finding_of_the_document(scene: Scene, project: ProjectFolder) -> None:
    s3, bucket = scene.client("s3"), scene.names.log_bucket
    listed = s3.list_objects_v2(Bucket=bucket, Prefix=f"AWSLogs/{scene.account.id}/CloudTrail/")["Contents"]
    key = listed[0]["Key"]
    kept = s3.get_object(Bucket=bucket, Key=key)["Body"].read()
    s3.delete_object(Bucket=bucket, Key=key)
    try:
        ran = project.inside("verify", "--integrity", "30m", "--json")
    finally:
        s3.put_object(Bucket=bucket, Key=key, Body=kept)
    assert ran.code == 1
    assert faults_of(ran.document, SCHEMA) == []
    found = [one for chain in ran.document["integrity"]["chains"] for one in chain["findings"]]
    assert [(one["kind"], one["key"]) for one in found] == [("file missing", key)]
    amiss = [one["id"] for one in ran.document["results"] if one["state"] == "failed"]
    assert amiss == ["integrity.files"]


@pytest.mark.parametrize("asked", ["soon", "0h", "2199-01-01", "1999-01-01", "24"])
def test_a_time_that_is_none_is_refused(project: ProjectFolder, asked: str) -> None:
    ran = project.inside("verify", "--integrity", asked)
    assert ran.code == 2
    assert ran.said.startswith(
        f"--integrity {asked}: write an age such as 90m, 24h or 7d"
    ) or ran.said.startswith(f'--integrity "{asked}": write an age such as 90m, 24h or 7d')
