"""One rule for every option that names a file for us to write: our own is replaced, and nothing else is."""

from __future__ import annotations

import errno
import json
import os
import resource
from pathlib import Path

import pytest

from acceptance import report
from acceptance.journal import Journal
from tests.wizard.command import ProjectFolder, project_folder
from wizard.failures import UsageFailure
from wizard.stack import report_file
from wizard.stack.report_file import ACCEPTANCE, Kind, ReportFile

KINDS = [
    report_file.HTML,
    report_file.OCSF,
    report_file.PLOT,
    report_file.SCP,
    report_file.POLICY,
    report_file.ROLE_TEMPLATE,
    *ACCEPTANCE,
]
FOREIGN = [
    b"my notes\n",
    b"{}",
    b"[]",
    b"null",
    b"<!doctype html><p>ours",
    b"\x89PNG\r\n\x1a\n",
    b"# Notes on Everyregion\n",
    b"AWSTemplateFormatVersion: '2010-09-09'\nDescription: a bucket\n",
    b'{"Version":"2012-10-17","Statement":[]}',
    b'{\n  "Version": "2012-10-17",\n  "Statement": [{"Sid": "Mine", "Effect": "Allow"}]\n}\n',
    b'{"Version": "2012-10-17", "Statement": {"Effect": "Allow"}}',
    b"[" * 60_000,
    b"\xff\xfe\x00",
]


def refused(kind: Kind, name: object) -> str:
    with pytest.raises(UsageFailure) as raised:
        ReportFile.of(kind, str(name))
    return raised.value.message


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.command)
@pytest.mark.parametrize("content", FOREIGN, ids=repr)
def test_somebody_else_s_file_is_left_alone(tmp_path: Path, kind: Kind, content: bytes) -> None:
    file = tmp_path / "there"
    file.write_bytes(content)
    assert f"is there already, and `{kind.command}` didn't write it" in refused(kind, file)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.command)
def test_what_is_no_place_for_a_file_is_said_in_one_sentence(tmp_path: Path, kind: Kind) -> None:
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "round").symlink_to("round")
    said = {
        tmp_path: "isn't a file",
        tmp_path / "fifo": "isn't a file",
        "/dev/null": "isn't a file",
        "/dev/full": "isn't a file",
        "-": "names no file",
        tmp_path / "gone" / "x": "its folder doesn't exist",
        tmp_path / "round": "can't be looked at",
        "x" * 300: "can't be looked at: File name too long",
        "a\0b": "can't be looked at",
    }
    assert [words for name, words in said.items() if words not in refused(kind, name)] == []


def test_stdout_behind_a_pipe_is_no_file(tmp_path: Path) -> None:
    read, write = os.pipe()
    try:
        assert "isn't a file" in refused(report_file.SCP, f"/dev/fd/{write}")
    finally:
        os.close(read)
        os.close(write)


def test_a_folder_that_may_not_be_written_into_is_said_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """root may write everywhere, so the system's own answer stands in."""
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert "you may not write in its folder" in refused(report_file.HTML, tmp_path / "x")


def full(_: int) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.command)
def test_a_full_disk_is_said_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: Kind) -> None:
    monkeypatch.setattr(os, "fsync", full)
    assert refused(kind, tmp_path / "x") == (
        f"{kind.flag} {tmp_path / 'x'} can't be written: the disk is full, or a limit is reached. Make room "
        "and run again."
    )
    assert list(tmp_path.iterdir()) == []


def test_a_limit_of_the_file_s_size_is_said_first(tmp_path: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    try:
        assert "a limit is reached" in refused(report_file.HTML, tmp_path / "x")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_the_look_leaves_nothing_behind(tmp_path: Path) -> None:
    ReportFile.of(report_file.HTML, str(tmp_path / "x"))
    assert list(tmp_path.iterdir()) == []


def test_a_link_leads_to_its_file_and_stays_one(tmp_path: Path) -> None:
    (tmp_path / "target").touch()
    (tmp_path / "link").symlink_to("target")
    ReportFile.of(report_file.HTML, str(tmp_path / "link")).write("text")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "target").read_text() == "text"


def test_a_link_to_somebody_else_s_file_is_no_way_around(tmp_path: Path) -> None:
    (tmp_path / "target").write_text("mine")
    (tmp_path / "link").symlink_to("target")
    assert "didn't write it" in refused(report_file.HTML, tmp_path / "link")


def test_what_somebody_wrote_meanwhile_stays(tmp_path: Path) -> None:
    file = ReportFile.of(report_file.HTML, str(tmp_path / "x"))
    (tmp_path / "x").write_text("theirs")
    with pytest.raises(UsageFailure, match="changed by someone else meanwhile"):
        file.write("ours")
    assert (tmp_path / "x").read_text() == "theirs"


def test_what_the_same_command_wrote_meanwhile_gives_way(tmp_path: Path) -> None:
    page = b'<!doctype html><meta name="generator" content="Everyregion 1">'
    file = ReportFile.of(report_file.HTML, str(tmp_path / "x"))
    (tmp_path / "x").write_bytes(page + b"of the one that was quicker")
    file.write(page + b"of the slower one")
    assert (tmp_path / "x").read_bytes() == page + b"of the slower one"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ProjectFolder:
    monkeypatch.chdir(tmp_path)
    made = project_folder(tmp_path, AWS_ACCESS_KEY_ID="x", AWS_ENDPOINT_URL="http://127.0.0.1:9")
    made.stack_file.write_text(
        'config:\n  aws:region: eu-west-1\n  aws:allowedAccountIds: ["123456789012"]\n'
        "  everyregion:scope: organization\n  everyregion:approvedRegions: [eu-west-1]\n"
        "  everyregion:logArchiveRoleArn: arn:aws:iam::111122223333:role/archive\n"
    )
    return made


@pytest.mark.parametrize(
    ("words", "out", "file"),
    [
        (("scp", "--out"), "scp.json", "scp.json"),
        (("policy", "--role-template"), "role.yaml", "role.yaml"),
        (
            ("policy", "--for", "verify", "--log-archive", "--out"),
            ".",
            "everyregion-verify-log-archive-1.json",
        ),
        (
            ("policy", "--log-archive", "--out"),
            "new",
            "new/everyregion-deploy-log-archive-1.json",
        ),
    ],
)
def test_a_command_replaces_its_own_file_and_refuses_another(
    project: ProjectFolder, words: tuple[str, ...], out: str, file: str
) -> None:
    first = project.inside(*words, out)
    assert first.code == 0, first.err
    before = (project.path / file).read_bytes()
    assert project.inside(*words, out).code == 0
    assert (project.path / file).read_bytes() == before
    (project.path / file).write_bytes(b"# mine\n" + before)
    again = project.inside(*words, out)
    assert (again.code, again.out) == (2, "")
    assert "is there already, and `" in again.said
    assert (project.path / file).read_bytes() == b"# mine\n" + before


def test_a_policy_that_somebody_edited_is_theirs(project: ProjectFolder) -> None:
    words = ("policy", "--for", "verify", "--log-archive", "--out", ".")
    assert project.inside(*words).code == 0
    file = project.path / "everyregion-verify-log-archive-1.json"
    edited = json.loads(file.read_text())
    edited["Statement"].append({"Sid": "Mine", "Effect": "Allow", "Action": "s3:*", "Resource": "*"})
    file.write_text(json.dumps(edited, indent=2) + "\n")
    assert project.inside(*words).code == 2


def test_the_acceptance_s_own_reports_are_replaced() -> None:
    journal = Journal("0123abcd", "123456789012", "eu-west-1", "", 0.0)
    document, text = ACCEPTANCE
    assert document.is_ours((json.dumps(report.document(journal, 1.0), indent=2) + "\n").encode())
    assert text.is_ours(report.markdown(journal, 1.0).encode())


@pytest.mark.parametrize(
    "words",
    [
        ("verify", "--html", ""),
        ("verify", "--ocsf="),
        ("scp", "--out", ""),
        ("policy", "--out= "),
        ("query", "--local", ""),
        ("review", "--answers", ""),
    ],
)
def test_an_empty_name_is_refused_and_not_taken_for_none(
    project: ProjectFolder, words: tuple[str, ...]
) -> None:
    ran = project.inside(*words)
    assert (ran.code, ran.out) == (2, "")
    assert "an empty name is none" in ran.said
