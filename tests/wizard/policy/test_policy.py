"""`policy`: what it prints and writes. What the documents hold is told in tests/iam."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.wizard.command import ProjectFolder, project_folder
from wizard.stack import report_file

# GovCloud has two regions, and there is no tamper alert: less is registered.
STACK_FILE = """\
config:
  aws:region: us-gov-west-1
  aws:allowedAccountIds: ["111122223333"]
  everyregion:approvedRegions: [us-gov-west-1]
  everyregion:tamperAlert: false
"""
NO_AWS = {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "", "AWS_EC2_METADATA_DISABLED": "true"}


@pytest.fixture
def project(tmp_path: Path) -> ProjectFolder:
    folder = project_folder(tmp_path, **NO_AWS)
    folder.stack_file.write_text(STACK_FILE)
    return folder


def documents(text: str) -> list[dict[str, object]]:
    """The JSON documents that stand one after the other."""
    decoder, found, at = json.JSONDecoder(), [], 0
    while text[at:].strip():
        document, at = decoder.raw_decode(text, at + len(text[at:]) - len(text[at:].lstrip()))
        found.append(document)
    return found


def test_stdout_holds_the_documents_and_nothing_else(project: ProjectFolder) -> None:
    ran = project.inside("policy")
    assert ran.code == 0, ran.err
    assert [document["Version"] for document in documents(ran.out)] == ["2012-10-17"] * 2
    assert "2 documents, all of them needed" in ran.said
    assert "With --out DIR each is written into a file of its own. Attach them to a role, each by" in ran.said
    assert "aws iam create-policy --policy-name everyregion-deploy-1" in ran.said


def test_of_one_document_it_is_told_how_to_attach_that_one(project: ProjectFolder) -> None:
    ran = project.inside("policy", "--for", "verify")
    assert "With --out DIR it is written into a file. Attach it to a role: aws iam create-policy" in ran.said


def test_it_needs_no_aws_where_the_stack_file_names_the_account(project: ProjectFolder) -> None:
    ran = project.inside("policy", "--for", "check")
    assert ran.code == 0, ran.err
    assert "arn:aws-us-gov:account::111122223333:account" in ran.out


def test_json_is_one_document_with_each_policy_and_its_size(project: ProjectFolder) -> None:
    found = project.inside("policy", "--for", "drill", "--json").document
    assert found["schema"] == "everyregion/policy/1"
    assert (found["stack"], found["for"], found["account"]) == ("dev", "drill", "111122223333")
    (policy,) = found["policies"]
    assert policy["name"] == "everyregion-drill-1"
    assert policy["characters"] == len(json.dumps(policy["document"], separators=(",", ":")))
    assert found["files"] == []


def test_out_writes_a_file_for_each_document(project: ProjectFolder) -> None:
    folder = project.path / "some" / "policies"
    ran = project.inside("policy", "--out", str(folder))
    assert (ran.code, ran.out) == (0, "")
    assert sorted(file.name for file in folder.iterdir()) == [
        "everyregion-deploy-1.json",
        "everyregion-deploy-2.json",
    ]
    assert f"file://{folder}/everyregion-deploy-1.json" in ran.said


def test_out_replaces_what_it_wrote_before(project: ProjectFolder) -> None:
    project.inside("policy", "--for", "drill", "--out", "out")
    project.inside("policy", "--for", "drill", "--out", "out", "--set", "encryption=sse-s3")
    text = (project.path / "out" / "everyregion-drill-1.json").read_text("utf-8")
    assert "kms:" not in text


@pytest.fixture
def surplus(project: ProjectFolder) -> Path:
    """What `policy --out out` wrote when the policy took two documents; the next one takes one."""
    project.inside("policy", "--for", "drill", "--out", "out")
    first = project.path / "out" / "everyregion-drill-1.json"
    second = first.with_name("everyregion-drill-2.json")
    second.write_bytes(first.read_bytes())
    return second


def test_out_removes_what_an_earlier_run_wrote_and_the_policy_needs_no_more(
    project: ProjectFolder, surplus: Path
) -> None:
    others = [
        surplus.with_name(name)
        for name in ("everyregion-drill-02.json", "everyregion-deploy-2.json", "everyregion-drill-2.json.bak")
    ]
    for other in others:
        other.write_bytes(surplus.read_bytes())
    ran = project.inside("policy", "--for", "drill", "--out", "out")
    assert (ran.code, surplus.exists()) == (0, False)
    assert "Removed, since it takes fewer documents now: out/everyregion-drill-2.json." in ran.said
    assert [other for other in others if not other.exists()] == []


def test_out_tells_a_script_what_it_removed(project: ProjectFolder, surplus: Path) -> None:
    found = project.inside("policy", "--for", "drill", "--out", "out", "--json").document
    assert (found["files"], found["filesRemoved"], found["filesLeft"]) == (
        ["out/everyregion-drill-1.json"], ["out/everyregion-drill-2.json"], [],
    )  # fmt: skip


def _changed(file: Path) -> None:
    file.write_text(file.read_text().replace("Allow", "Deny", 1) + "\n")


def _notes(file: Path) -> None:
    file.write_text("mine\n")


def _link(file: Path) -> None:
    target = file.rename(file.with_name("kept.json"))
    file.symlink_to(target.name)


def _folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def _empty(file: Path) -> None:
    file.write_bytes(b"")


@pytest.mark.parametrize("theirs", [_changed, _notes, _link, _folder, _empty])
def test_out_leaves_alone_what_it_did_not_write(
    project: ProjectFolder, surplus: Path, theirs: Callable[[Path], None]
) -> None:
    theirs(surplus)
    before = None if surplus.is_dir() else surplus.read_bytes()
    ran = project.inside("policy", "--for", "drill", "--out", "out")
    assert ran.code == 0
    assert (None if surplus.is_dir() else surplus.read_bytes()) == before
    assert (
        "out/everyregion-drill-2.json is no part of it, and stays: this program didn't write it so."
        in ran.said
    )


def test_what_somebody_changes_at_that_moment_stays(
    project: ProjectFolder, surplus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    remove = report_file.ReportFile.remove

    def late(self: report_file.ReportFile) -> None:
        surplus.write_text("mine")
        remove(self)

    monkeypatch.setattr(report_file.ReportFile, "remove", late)
    ran = project.inside("policy", "--for", "drill", "--out", "out")
    assert (ran.code, surplus.read_text()) == (0, "mine")
    assert "was changed by someone else meanwhile" in ran.said


def test_a_folder_that_cannot_be_made_is_said(project: ProjectFolder) -> None:
    (project.path / "taken").write_text("")
    ran = project.inside("policy", "--for", "drill", "--out", "taken")
    assert ran.code == 2
    assert "--out taken: the folder can't be made (File exists). Nothing was written." in ran.said


def test_another_purpose_is_refused_with_those_there_are(project: ProjectFolder) -> None:
    ran = project.inside("policy", "--for", "everything")
    assert ran.code == 2
    assert (
        ran.said == '--for "everything": there are deploy, preview, verify, integrity, drill, query, check.'
    )


def test_without_a_region_alert_there_is_nothing_to_drill(project: ProjectFolder) -> None:
    ran = project.inside("policy", "--for", "drill", "--set", "regionAlert=[]")
    assert ran.code == 2
    assert "The region alert is off (regionAlert is empty)" in ran.said


def test_without_a_table_there_is_nothing_to_ask(project: ProjectFolder) -> None:
    ran = project.inside("policy", "--for", "query")
    assert (ran.code, ran.out) == (2, "")
    assert "this stack has no table for Athena: queries is false." in ran.said
    (document,) = ran_documents(project)
    assert "everyregion-queries" in str(document)


def ran_documents(project: ProjectFolder) -> list[Any]:
    asked = ("policy", "--for", "query", "--set", "queries=true", "--json")
    return [one["document"] for one in project.inside(*asked).document["policies"]]


def test_cost_explorer_may_be_asked_where_that_is_said(project: ProjectFolder) -> None:
    assert "ce:" not in project.inside("policy", "--for", "check").out
    ran = project.inside("policy", "--for", "check", "--cost-explorer")
    assert ran.code == 0, ran.err
    assert '"ce:GetCostAndUsage"' in ran.out


@pytest.mark.parametrize("also", [(), ("--for", "verify"), ("--for", "check", "--log-archive")])
def test_nobody_else_asks_cost_explorer(project: ProjectFolder, also: tuple[str, ...]) -> None:
    ran = project.inside("policy", "--cost-explorer", *also)
    assert (ran.code, ran.out) == (2, "")
    assert "Use it with --for check alone, or leave it out." in ran.said


def test_without_a_stack_file_it_says_what_to_do(tmp_path: Path) -> None:
    ran = project_folder(tmp_path, **NO_AWS).inside("policy")
    assert ran.code == 2
    assert "There is no Pulumi.dev.yaml, so what is to be deployed isn't known." in ran.said


def test_encrypted_addresses_dont_matter_and_their_topic_is_subscribed_to(project: ProjectFolder) -> None:
    project.stack_file.write_text(STACK_FILE + "  everyregion:alertEmails:\n    secure: v1:abc\n")
    ran = project.inside("policy")
    assert ran.code == 0, ran.err
    assert "sns:Subscribe" in ran.out


def test_another_encrypted_setting_is_refused(project: ProjectFolder) -> None:
    project.stack_file.write_text(STACK_FILE + "  everyregion:trailName:\n    secure: v1:abc\n")
    ran = project.inside("policy")
    assert ran.code == 2
    assert "Encrypted settings can't be read here: trailName." in ran.said


def test_without_an_account_in_file_or_credentials_it_is_said_which_is_missing(
    project: ProjectFolder,
) -> None:
    project.stack_file.write_text(STACK_FILE.replace('  aws:allowedAccountIds: ["111122223333"]\n', ""))
    ran = project.inside("policy")
    assert ran.code == 3
    assert "Which account the policy is for isn't known: Pulumi.dev.yaml doesn't name one" in ran.said
    assert "There are no AWS credentials." in ran.said


def test_an_adopted_trail_without_its_file_is_refused_as_a_deploy_would(project: ProjectFolder) -> None:
    arn = "arn:aws-us-gov:cloudtrail:us-gov-west-1:111122223333:trail/company"
    ran = project.inside("policy", "--set", f"adoptTrail={arn}", "--set", "trailName=company")
    assert ran.code == 2
    assert "Pulumi.dev.adopted.json" in ran.said


def test_before_the_set_up_what_reads_an_adopted_trail_is_printed_all_the_same(
    project: ProjectFolder,
) -> None:
    arn = "arn:aws-us-gov:cloudtrail:us-gov-west-1:111122223333:trail/company"
    ran = project.inside(
        "policy", "--for", "check", "--set", f"adoptTrail={arn}", "--set", "trailName=company"
    )
    assert ran.code == 0, ran.err
    assert "isn't read yet: this lets its bucket and key be read, whichever they are." in ran.said
    assert "s3:GetBucketPolicy" in ran.out
    assert "s3:PutBucketPolicy" not in ran.out
