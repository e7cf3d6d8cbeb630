"""`python -m acceptance` as a process of its own: what it refuses before anything is made."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.wizard.aws_stub import ACCOUNT, Aws, serving
from tests.wizard.command import ROOT, Ran

MAKES = ("Create", "Put", "Subscribe", "Start", "Update")


@pytest.fixture
def aws() -> Iterator[Aws]:
    with serving(Aws()) as stub:
        yield stub


def acceptance(aws: Aws, folder: Path, *words: str) -> Ran:
    variables = {
        **os.environ,
        **aws.environment(),
        "HOME": str(folder),
        "XDG_STATE_HOME": str(folder / "state"),
        "AWS_CONFIG_FILE": str(folder / "none"),
        "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE",
        "AWS_SECRET_ACCESS_KEY": "example",
        "COLUMNS": "80",
    }
    done = subprocess.run(
        [sys.executable, "-m", "acceptance", "--region", "eu-west-1", "--out", str(folder), *words],
        cwd=ROOT,
        env=variables,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert [call for call in aws.asked if call.startswith(MAKES)] == []
    return Ran(done.returncode, done.stdout, done.stderr)


def test_without_a_terminal_the_account_s_id_is_the_yes(aws: Aws, tmp_path: Path) -> None:
    ran = acceptance(aws, tmp_path)
    assert (ran.code, ran.said) == (
        2, f"There is no terminal to confirm in: say so with --account {ACCOUNT}.",
    )  # fmt: skip
    assert not (tmp_path / "state").exists()


def test_what_it_costs_is_said_before_the_question(aws: Aws, tmp_path: Path) -> None:
    ran = acceptance(aws, tmp_path)
    assert "costs about 0.50 USD at list prices:\n  - 2 KMS keys: 0.0096 USD" in ran.out


def test_another_account_than_the_one_that_is_named_is_refused(aws: Aws, tmp_path: Path) -> None:
    ran = acceptance(aws, tmp_path, "--account", "222233334444")
    assert (ran.code, ran.said) == (2, f"--account 222233334444: the credentials are of {ACCOUNT}.")


def test_an_account_that_has_a_trail_of_that_name_is_refused(aws: Aws, tmp_path: Path) -> None:
    arn = f"arn:aws:cloudtrail:eu-west-1:{ACCOUNT}:trail/everyregion-acceptance"
    aws.trails.append({"Name": "everyregion-acceptance", "TrailARN": arn, "HomeRegion": "us-west-2"})
    ran = acceptance(aws, tmp_path, "--account", ACCOUNT)
    assert ran.code == 2
    assert "has a trail everyregion-acceptance already, in us-west-2" in ran.said
    assert "Nothing was made." in ran.said


def test_where_trails_can_t_be_listed_nothing_is_begun(aws: Aws, tmp_path: Path) -> None:
    aws.refused["ListTrails"] = "AccessDeniedException"
    ran = acceptance(aws, tmp_path, "--account", ACCOUNT)
    assert ran.code == 4
    assert "Whether there is a trail everyregion-acceptance already can't be seen:" in ran.said


def test_without_an_earlier_run_there_is_nothing_to_clean_up(aws: Aws, tmp_path: Path) -> None:
    ran = acceptance(aws, tmp_path, "--clean-up")
    assert (ran.code, ran.said) == (
        2, f"No run was begun in account {ACCOUNT}, eu-west-1: nothing to take down.",
    )  # fmt: skip


JOURNAL = {
    "run": "0123abcd",
    "account": ACCOUNT,
    "region": "eu-west-1",
    "profile": "",
    "begun": 0,
    "steps": {},
}


@pytest.mark.parametrize(
    "text",
    [
        "", "{", "[]", '{"run": 1}', "null", '{"steps": 3}', '{"steps": {"a": {}}}',
        *(json.dumps({**JOURNAL, **edited}) for edited in (
            {"run": "../x"}, {"run": None}, {"region": 1}, {"begun": "x"},
            {"steps": {"deploy": {"name": "deploy", "state": "done"}}},
            {"steps": {"deploy": {"name": "destroy", "state": "passed"}}},
            {"steps": {"deploy": {"name": "deploy", "state": "passed", "seen": []}}},
            {"steps": {"deploy": {"name": "deploy", "state": "passed", "why": [1]}}},
        )),
    ],
)  # fmt: skip
def test_a_journal_that_is_none_is_named_and_nothing_is_made(aws: Aws, tmp_path: Path, text: str) -> None:
    folder = tmp_path / "state" / "everyregion" / f"acceptance-{ACCOUNT}-eu-west-1"
    folder.mkdir(parents=True)
    (folder / "journal.json").write_text(text)
    ran = acceptance(aws, tmp_path, "--account", ACCOUNT)
    assert ran.code == 2
    assert ran.said.startswith(f"{folder}/journal.json, which says what an earlier run did, can't be read:")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--wait", "soon"), '--wait "soon": write a time such as 90s, 15m or 1h'),
        (("--wait", "48h"), "--wait 48h: such a run could cost"),
        (("--out", "/nowhere/at/all"), "--out /nowhere/at/all isn't a folder."),
    ],
)
def test_a_wrong_option_is_told_in_one_sentence(
    aws: Aws, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    ran = acceptance(aws, tmp_path, *words)
    assert (ran.code, said in ran.said) == (2, True), ran.said


@pytest.mark.parametrize("name", ["acceptance.json", "acceptance.md"])
def test_somebody_else_s_file_of_the_report_s_name_is_left_alone(aws: Aws, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("my own\n")
    ran = acceptance(aws, tmp_path, "--account", ACCOUNT)
    assert (ran.code, ran.out) == (2, "")
    assert f"{tmp_path}/{name} is there already, and `make acceptance` didn't write it" in ran.said
    assert (tmp_path / name).read_text() == "my own\n"
    assert aws.asked == []


def test_each_command_gets_the_run_s_own_state_and_no_secret_on_its_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from acceptance.journal import Journal, RunFolder
    from acceptance.means import Processes
    from wizard.screen.one_line_progress import StatusLine

    python = tmp_path / "python"
    python.write_text(
        f"#!{sys.executable}\nimport json, os, sys\n"
        "print(json.dumps({'words': sys.argv[1:], 'variables': {k: v for k, v in os.environ.items() if "
        "k.startswith('PULUMI_')}}))\n"
    )
    python.chmod(0o755)
    folder = RunFolder(tmp_path / "run")
    folder.open(Journal("0123abcd", ACCOUNT, "eu-west-1", "", 0.0))
    monkeypatch.setattr("acceptance.means.sys.executable", str(python))
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE", "somebody else's")
    done = Processes(folder, "sandbox", StatusLine(False))(("deploy", "--yes"))
    passphrase = folder.passphrase_file.read_text()
    assert done.document["words"] == [
        "-m", "wizard", "deploy", "--yes", "--stack", "acceptance", "--json", "--profile", "sandbox",
    ]  # fmt: skip
    variables = done.document["variables"]
    assert variables["PULUMI_BACKEND_URL"] == (tmp_path / "run" / "state").as_uri()
    assert variables["PULUMI_CONFIG_PASSPHRASE_FILE"] == str(folder.passphrase_file)
    assert "PULUMI_CONFIG_PASSPHRASE" not in variables
    assert passphrase not in json.dumps(done.document)
    assert folder.passphrase_file.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "run").stat().st_mode & 0o777 == 0o700


def test_a_full_disk_is_told_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from acceptance.__main__ import main

    def is_full(_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("acceptance.__main__._run", is_full)
    assert main([]) == 2
    assert " ".join(capsys.readouterr().err.split()) == (
        "This machine refused what was needed: [Errno 28] No space left on device. `make acceptance` goes on "
        "from here; with ACCEPTANCE=--clean-up it only takes down what is there."
    )


def test_a_report_that_cannot_be_written_is_printed_and_written_by_the_next_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from acceptance import __main__ as command
    from acceptance.journal import Done, Journal, RunFolder
    from acceptance.steps import STEPS
    from wizard.stack.report_file import ACCEPTANCE, ReportFile

    steps = {step.name: Done(step.name, "passed") for step in STEPS}
    journal = Journal("0123abcd", ACCOUNT, "eu-west-1", "", 0.0, steps=steps)
    folder = RunFolder(tmp_path / "run")
    folder.open(journal)
    out = tmp_path / "out"
    out.mkdir()
    document, text = ACCEPTANCE
    files = ReportFile.of(document, str(out / "a.json")), ReportFile.of(text, str(out / "a.md"))
    monkeypatch.setattr(command, "_stack_file", lambda: tmp_path / "Pulumi.acceptance.yaml")
    out.rmdir()
    code = command._end(folder, journal, files, 1.0)
    said = capsys.readouterr()
    assert code != 0
    assert "# Everyregion's acceptance" in said.out.splitlines()
    assert f"{out}/a.md can't be written: its folder doesn't exist." in " ".join(said.err.split())
    assert "`make acceptance` writes its report from what it knows." in " ".join(said.err.split())
    assert folder.load() == journal
    out.mkdir()
    command._end(folder, journal, files, 1.0)
    assert (out / "a.md").read_text().startswith("# Everyregion's acceptance\n")
    assert folder.load() is None
