"""The wizard reads a stack file's values as the real CLI does."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from wizard.stack.stack_file import StackFile

pytestmark = pytest.mark.engine

PLAIN = (
    "0042", "1.10", "1.0", "1e3", "0x1F", "0X1f", "0o17", "0O17", "0b11", "0B1", "1_000", "1_2.5",
    "1__0", "12:30", "190:20:30", "089", "0_8", "00", "-0", "-017", "-0x1F", "-0o7", "-0b11", "+1",
    "+0x1F", ".5", "-.5", "+.5", "._5", "1.", "1.e3", "0.1e1", "1e5_0", "1e999", "1p3", "0x", "0b12",
    "0o8", "_1", "--1", "9223372036854775807", "1.0.0", "yes", "No", "on", "OFF", "y", "true", "True",
    "TRUE", "tRUE", "~", "null", "Null", "nULL", "nan", "inf", "Infinity", "2024-01-01", "2024-1-2",
    "2024-13-02", "2024-01-02 03:04:05", "2024-01-02T03:04:05Z", "2024-01-02t03:04:05.50Z",
    "2024-01-02T03:04:05+02:00", "2024-01-02 03:04:05 +2", "012345678901", "123456789012", "=",
    "!!str 0042", '!!int "42"', "!!float 3", '!!bool "true"', "!!binary aGk=", "! 12",
)  # fmt: skip


@pytest.fixture(scope="module")
def read_by_pulumi(
    pulumi_cli: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[list[object], StackFile]:
    folder = tmp_path_factory.mktemp("values")
    (folder / "Pulumi.yaml").write_text("name: everyregion\nruntime: python\n")
    environment = {
        "HOME": str(folder),
        "PATH": f"{pulumi_cli}:{os.environ['PATH']}",
        "PULUMI_BACKEND_URL": folder.as_uri(),
        "PULUMI_CONFIG_PASSPHRASE": "x",
        "PULUMI_SKIP_UPDATE_CHECK": "1",
    }

    def pulumi(*words: str) -> str:
        words = ("pulumi", "--non-interactive", *words)
        done = subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, check=True)
        return done.stdout

    pulumi("stack", "init", "dev")
    with (folder / "Pulumi.dev.yaml").open("a") as file:
        file.write("config:\n  everyregion:logReaders:\n" + "".join(f"    - {word}\n" for word in PLAIN))
    said = json.loads(pulumi("config", "--json", "--stack", "dev"))
    listed = json.loads(said["everyregion:logReaders"]["value"])
    return listed, StackFile.read(folder / "Pulumi.dev.yaml", "everyregion")


@pytest.mark.parametrize("n", range(len(PLAIN)), ids=PLAIN)
def test_a_value_is_what_pulumi_makes_of_it(read_by_pulumi: tuple[list[object], StackFile], n: int) -> None:
    by_pulumi, file = read_by_pulumi
    ours = file.values["logReaders"]
    assert isinstance(ours, list)
    assert ours[n] == by_pulumi[n]
    assert isinstance(ours[n], bool) == isinstance(by_pulumi[n], bool)


@pytest.mark.parametrize("n", range(len(PLAIN)), ids=PLAIN)
def test_what_pulumi_hands_over_as_another_text_is_known(
    read_by_pulumi: tuple[list[object], StackFile], n: int
) -> None:
    by_pulumi, file = read_by_pulumi
    handed = by_pulumi[n] if isinstance(by_pulumi[n], str) else json.dumps(by_pulumi[n])
    turned = {item.path[0] for item in file.turned.get("logReaders", [])}
    is_other = handed != PLAIN[n] and by_pulumi[n] is not None and not PLAIN[n].startswith("!")
    assert (n in turned) == is_other
