"""The files that keep what went wrong."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from wizard.failures import log_file


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The state folder of a user who has none yet."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state" / "everyregion"


def test_the_text_is_kept_in_the_users_state_folder(state: Path) -> None:
    path = log_file.write("deploy", "what the engine said")
    assert path.parent == state
    assert path.read_text() == "what the engine said\n"


def test_only_the_user_can_read_a_file_and_list_the_folder(state: Path) -> None:
    path = log_file.write("deploy", "text")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(state.stat().st_mode) == 0o700


def test_a_folder_that_was_open_to_others_is_closed(state: Path) -> None:
    state.mkdir(parents=True)
    state.chmod(0o755)
    log_file.write("deploy", "text")
    assert stat.S_IMODE(state.stat().st_mode) == 0o700


def test_without_the_variable_it_lies_below_the_home_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert log_file.folder() == tmp_path / ".local" / "state" / "everyregion"


def test_a_relative_state_folder_is_no_state_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", "state")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert log_file.folder() == tmp_path / ".local" / "state" / "everyregion"


def test_without_a_home_folder_it_is_said_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(uid: int) -> None:
        raise KeyError(uid)

    monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    monkeypatch.delenv("HOME", raising=False)
    monkeypatch.setattr("pwd.getpwuid", nobody)
    with pytest.raises(OSError, match="there is no home folder; set XDG_STATE_HOME"):
        log_file.folder()


def test_the_newest_twenty_stay(state: Path) -> None:
    paths = [log_file.write("deploy", str(number)) for number in range(22)]
    assert sorted(state.iterdir()) == paths[2:]


def test_files_of_others_are_left_alone(state: Path) -> None:
    state.mkdir(parents=True)
    (state / "0-notes.txt").write_text("mine")
    for _ in range(21):
        log_file.write("deploy", "text")
    assert (state / "0-notes.txt").read_text() == "mine"


def test_a_name_cannot_lead_out_of_the_folder(state: Path) -> None:
    assert log_file.write("../../Etc/passwd", "text").parent == state


def test_halves_of_characters_are_kept_as_escapes(state: Path) -> None:
    assert log_file.write("deploy", "a\udc80b").read_text() == "a\\udc80b\n"
