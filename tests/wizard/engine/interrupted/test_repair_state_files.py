"""A state in files whose attributes a killed CLI had only begun to write."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from wizard.engine.interrupted.repair_state_files import mend

GOOD = '{"user.cache_control":"","md5":"xtIBLWhZmVrND1+EWKc9mA=="}'


@pytest.fixture
def stacks(tmp_path: Path) -> Path:
    """The folder with this project's states: `dev`, and another stack."""
    folder = tmp_path / ".pulumi" / "stacks" / "everyregion"
    folder.mkdir(parents=True)
    for name in ("dev.json", "dev.json.bak", "other.json"):
        (folder / name).write_text("{}")
        (folder / f"{name}.attrs").write_text(GOOD)
    return folder


def broken(path: Path, text: str = "", age: float = 60) -> Path:
    path.write_text(text)
    os.utime(path, (time.time() - age, time.time() - age))
    return path


@pytest.mark.parametrize("text", ["", '{"user.cache'])
@pytest.mark.parametrize("stack", ["dev", "organization/everyregion/dev"])
def test_attributes_that_nobody_can_read_go_and_the_state_stays(
    stacks: Path, tmp_path: Path, text: str, stack: str
) -> None:
    attributes = broken(stacks / "dev.json.attrs", text)
    assert mend(tmp_path, "everyregion", stack) == ["dev.json"]
    assert not attributes.exists()
    assert (stacks / "dev.json").read_text() == "{}"


def test_a_good_state_is_left_alone(stacks: Path, tmp_path: Path) -> None:
    assert mend(tmp_path, "everyregion", "dev") == []
    assert (stacks / "dev.json.attrs").read_text() == GOOD


def test_another_stack_s_are_not_ours_to_mend(stacks: Path, tmp_path: Path) -> None:
    attributes = broken(stacks / "other.json.attrs")
    assert mend(tmp_path, "everyregion", "dev") == []
    assert attributes.exists()


def test_attributes_without_their_file_are_left_alone(stacks: Path, tmp_path: Path) -> None:
    broken(stacks / "dev.json.gz.attrs")
    assert mend(tmp_path, "everyregion", "dev") == []


def test_a_lock_that_nobody_can_read_is_mended_too(tmp_path: Path) -> None:
    folder = tmp_path / ".pulumi" / "locks" / "organization" / "everyregion" / "dev"
    folder.mkdir(parents=True)
    (folder / "0b1c.json").write_text("{}")
    broken(folder / "0b1c.json.attrs")
    assert mend(tmp_path, "everyregion", "dev") == ["0b1c.json"]


def test_what_may_be_written_at_this_moment_is_waited_for(stacks: Path, tmp_path: Path) -> None:
    attributes = broken(stacks / "dev.json.attrs", age=0)
    waited: list[float] = []

    def pause(seconds: float) -> None:
        waited.append(seconds)
        attributes.write_text(GOOD)

    assert mend(tmp_path, "everyregion", "dev", pause) == []
    assert [1 < seconds <= 2 for seconds in waited] == [True]
    assert attributes.read_text() == GOOD


def test_no_state_is_nothing_to_mend(tmp_path: Path) -> None:
    assert mend(tmp_path, "everyregion", "dev") == []
