"""Where Pulumi's state is, who said so, and whether it can be reached. A script stands in for the CLI."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from wizard.stack.project import Project
from wizard.stack.state_backend import Backend, find, probe

TOKEN = "pul-0123456789abcdef"


def project(folder: Path, more: str = "") -> Project:
    file = folder / "Pulumi.yaml"
    file.write_text(f"name: everyregion\nruntime: python\n{more}")
    return Project(file, "everyregion", folder)


def logged_in(folder: Path, url: str) -> dict[str, str]:
    """The environment of somebody who ran `pulumi login`."""
    (folder / "credentials.json").write_text(json.dumps({"current": url, "accessTokens": {url: TOKEN}}))
    return {"PULUMI_HOME": str(folder)}


def cli(folder: Path, script: str) -> str:
    path = folder / "pulumi"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


def test_the_variable_wins_over_the_project_file(tmp_path: Path) -> None:
    here = project(tmp_path, "backend: {url: s3://from-the-file}\n")
    found = find(here, {"PULUMI_BACKEND_URL": "s3://from-the-variable"})
    assert (found.url, found.why) == ("s3://from-the-variable", "PULUMI_BACKEND_URL")


def test_the_project_file_wins_over_the_login(tmp_path: Path) -> None:
    here = project(tmp_path, "backend: {url: s3://from-the-file}\n")
    found = find(here, logged_in(tmp_path, "https://api.pulumi.com"))
    assert (found.url, found.why) == ("s3://from-the-file", "Pulumi.yaml")


def test_the_login_is_read_from_the_note_of_the_cli(tmp_path: Path) -> None:
    found = find(project(tmp_path), logged_in(tmp_path, "https://api.pulumi.com"))
    assert (found.url, found.why, found.is_cloud) == ("https://api.pulumi.com", "pulumi login", True)


def test_a_token_alone_means_pulumi_cloud(tmp_path: Path) -> None:
    found = find(project(tmp_path), {"PULUMI_HOME": str(tmp_path), "PULUMI_ACCESS_TOKEN": TOKEN})
    assert (found.url, found.why) == ("https://api.pulumi.com", "PULUMI_ACCESS_TOKEN")


@pytest.mark.parametrize("note", ["", "[]", "{", '{"current": 7}', "\xff"])
def test_a_note_that_can_not_be_read_is_no_choice(tmp_path: Path, note: str) -> None:
    (tmp_path / "credentials.json").write_bytes(note.encode("latin-1"))
    found = find(project(tmp_path), {"PULUMI_HOME": str(tmp_path)})
    assert (found.url, found.why) == ("", "nothing chosen")


def test_without_a_choice_it_is_bad_and_says_how_to_choose(tmp_path: Path) -> None:
    found = probe(Backend("", "nothing chosen"), "")
    assert found.state == "bad"
    assert found.why.startswith("No place for Pulumi's state is chosen. Log in with `pulumi login`")


def test_a_password_in_the_url_is_never_shown() -> None:
    found = Backend("postgres://ada:s3cr@t@db.example.com/state?password=other", "PULUMI_BACKEND_URL")
    assert found.shown == "postgres://db.example.com/state"


def test_a_folder_that_is_there_is_good(tmp_path: Path) -> None:
    found = probe(Backend(f"file://{tmp_path}", "PULUMI_BACKEND_URL"), "")
    assert (found.state, found.value) == ("good", "")


def test_a_relative_folder_is_one_of_the_project(tmp_path: Path) -> None:
    (tmp_path / "state").mkdir()
    found = find(project(tmp_path), {"PULUMI_BACKEND_URL": "file://./state?no_tmp_dir=true"})
    assert found.path == tmp_path / "state"


def test_a_tilde_is_the_home_of_the_user_database(monkeypatch: pytest.MonkeyPatch) -> None:
    pwd = pytest.importorskip("pwd")
    monkeypatch.setenv("HOME", "/elsewhere")
    home = Path(pwd.getpwuid(os.getuid()).pw_dir)
    assert Backend("file://~", "pulumi login").path == home
    assert Backend("file://~/state", "pulumi login").path == home / "state"


def test_a_folder_that_is_missing_is_bad_and_says_how_to_make_it(tmp_path: Path) -> None:
    found = probe(Backend(f"file://{tmp_path}/state", "PULUMI_BACKEND_URL"), "")
    assert found.state == "bad"
    assert found.why.endswith(f"doesn't exist. Make it: `mkdir -p {tmp_path}/state`.")


def test_a_folder_that_may_not_be_written_to_is_bad(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".pulumi").mkdir()
    monkeypatch.setattr(os, "access", lambda place, mode: not str(place).endswith(".pulumi"))
    found = probe(Backend(f"file://{tmp_path}", "PULUMI_BACKEND_URL"), "")
    assert found.state == "bad"
    assert f"{tmp_path}/.pulumi can't be written to" in found.why


def test_any_other_place_is_unknown_without_a_cli(tmp_path: Path) -> None:
    found = probe(Backend("s3://states", "pulumi login", tmp_path), "")
    assert found.why == "s3://states can't be asked without the `pulumi` command."
    assert found.state == "unknown"


def test_the_cli_says_who_is_logged_in(tmp_path: Path) -> None:
    asked = cli(tmp_path, 'test "$PULUMI_BACKEND_URL" = s3://states && echo \'{"user": "ada"}\'')
    found = probe(Backend("s3://states", "pulumi login", tmp_path), asked)
    assert (found.state, found.value) == ("good", "ada")


def test_a_missing_login_is_bad_and_says_how_to_log_in(tmp_path: Path) -> None:
    asked = cli(tmp_path, "echo 'error: PULUMI_ACCESS_TOKEN must be set for login' >&2; exit 3")
    found = probe(Backend("https://api.pulumi.com", "pulumi login", tmp_path), asked)
    assert found.state == "bad"
    assert found.why.startswith("Nobody is logged in at https://api.pulumi.com. Run `pulumi login https://")


def test_no_password_of_a_refusal_is_repeated(tmp_path: Path) -> None:
    asked = cli(
        tmp_path, 'echo "error: dial postgres://ada:secret@db: password=secret refused\\033[2J" >&2; exit 1'
    )
    found = probe(Backend("postgres://ada:secret@db/state", "PULUMI_BACKEND_URL", tmp_path), asked)
    assert found.state == "bad"
    assert found.why.startswith(
        "postgres://db/state can't be reached: dial postgres://db: password=... refused"
    )
    assert "secret" not in found.why
    assert found.why.isprintable()


def test_a_long_refusal_keeps_its_beginning_and_its_end(tmp_path: Path) -> None:
    asked = cli(tmp_path, f"echo 'error: read meta: {'blob ' * 80}connection refused' >&2; exit 1")
    found = probe(Backend("s3://states", "pulumi login", tmp_path), asked)
    assert "can't be reached: read meta: blob blob" in found.why
    assert "blob connection refused. Without it nothing can be deployed." in found.why
    assert len(found.why) < 400


def test_a_backend_that_does_not_answer_in_time_is_unknown(tmp_path: Path) -> None:
    asked = cli(tmp_path, "exec sleep 5")
    found = probe(Backend("s3://states", "pulumi login", tmp_path), asked, seconds=0.1)
    assert (found.state, found.why) == ("unknown", "s3://states gave no answer within 0 s.")


def test_a_token_is_not_noted_down_for_good(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULUMI_ACCESS_TOKEN", TOKEN)
    monkeypatch.setenv("PULUMI_HOME", str(tmp_path))
    asked = cli(tmp_path, 'echo noted > "$PULUMI_CREDENTIALS_PATH/credentials.json"; echo "{}"')
    assert probe(Backend("https://api.pulumi.com", "PULUMI_ACCESS_TOKEN", tmp_path), asked).state == "good"
    assert not (tmp_path / "credentials.json").exists()


def test_a_folder_s_url_is_read_as_the_cli_reads_it(tmp_path: Path) -> None:
    (tmp_path / "st ate").mkdir()
    backend = Backend(f"file://{tmp_path}/st%20ate", "PULUMI_BACKEND_URL")
    assert backend.path == tmp_path / "st ate"
    assert probe(backend, "").state == "good"
