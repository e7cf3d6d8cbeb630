"""Files made to hurt, through the real command: one message with its place, soon, and little memory."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.wizard.command import ProjectFolder, Ran, project_folder

# The command alone takes 0.2 s; a test machine may be busy, so the bound is what tells linear from quadratic.
SECONDS = 6.0
MEMORY = 600_000_000
BOMB = "\n".join(
    ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
)
MERGES = "\n".join(
    ["m0: &m0 {" + ", ".join(f"k{n}: 1" for n in range(300)) + "}"]
    + [f"m{n}: &m{n} {{<<: [{', '.join([f'*m{n - 1}'] * 9)}]}}" for n in range(1, 10)]
)
TOO_MANY = "there are more than 10,000 values up to here, aliases unfolded"


def bounded() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


@pytest.fixture
def project(tmp_path: Path) -> ProjectFolder:
    folder = project_folder(tmp_path, AWS_ENDPOINT_URL="http://127.0.0.1:9")
    folder.stack_file.write_text(
        "config:\n  aws:region: eu-west-1\n  everyregion:approvedRegions: [eu-west-1]\n"
    )
    return folder


def refused(project: ProjectFolder, *words: str) -> str:
    """What `review --json` says about it; it is the only thing on stdout, too."""
    begun = time.monotonic()
    ran = project.wizard("review", "--json", *words, preexec_fn=bounded)
    assert time.monotonic() - begun < SECONDS
    return message(ran)


def message(ran: Ran) -> str:
    assert ran.code == 2, ran.err
    assert "Traceback" not in ran.err
    document = json.loads(ran.out, parse_constant=lambda word: pytest.fail(f"{word} isn't JSON"))
    assert document["exitCode"] == 2
    return ran.said


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("".join(f"k{n}: v\n" for n in range(80_000)), "answers.yaml is larger than 250 KB"),
        ("".join(f"{n:x}: \n" for n in range(25_000)), f"line 5001, column 1: {TOO_MANY}"),
        (BOMB, f"line 4, column 45: {TOO_MANY}"),
        (MERGES, f"line 3, column 15: {TOO_MANY}"),
        ("a: " + "[" * 2000, "line 1, column 64: it is nested too deeply, more than 60 levels"),
        ('{"a": ' + "[" * 2000, "line 1, column 66: it is nested too deeply, more than 60 levels"),
        ("insights: !!bool x", "line 1, column 11: this isn't what its tag !!bool says"),
        ("insights: !" + "x" * 200_000, "line 1, column 11: there is a tag of more than 200 characters"),
        ("tags: &a [*a]", 'line 1, column 11: "*a" stands inside of what it stands for'),
        ("expireAfterDays: .nan", "line 1, column 18: Pulumi can't read .nan"),
        ("expireAfterDays: -.inf", "line 1, column 18: Pulumi can't read -.inf"),
        ('{"expireAfterDays": NaN}', "line 1, column 21: NaN isn't a number"),
        ('{"a": 1, "a": 2}', 'line 1, column 10: the key "a" appears twice'),
        ("expireAfterDays: " + "9" * 5000, 'expireAfterDays (answers.yaml): "99999'),
        ('{"expireAfterDays": ' + "9" * 5000 + "}", 'expireAfterDays (answers.yaml): "99999'),
        ("tags: {2024-01-01: x, [a]: y}", "line 1, column 23: a list or map can't be a key"),
        ("? {a: b}\n: x", "line 1, column 3: a list or map can't be a key"),
        ("2024-01-01: x", "2024-01-01 00:00:00 +0000 UTC (answers.yaml): there is no such setting"),
        ("insights: both\n---\ninsights: none\n", "line 2, column 1: a second document begins here"),
        ('trailName: "\\UFFFFFFFF"', "line 1, column 15: there is something that YAML doesn't have"),
        ("".join(f"key{n}: v\n" for n in range(4000)), "there is no such setting, and 3,979 more keys"),
        ("approvedRegions: [" + ",".join(f"eu-wst-{n}" for n in range(4000)) + "]", "there are 4,000 items"),
        ("approvedRegions: [" + ",".join(f"eu-wst-{n}" for n in range(900)) + "]", "and 851 more; --json"),
    ],
    ids=lambda value: value[:20],
)  # fmt: skip
def test_an_answers_file_made_to_hurt_ends_in_one_message(
    project: ProjectFolder, content: str, said: str
) -> None:
    (project.path / "answers.yaml").write_text(content)
    assert said in refused(project, "--answers", "answers.yaml")


@pytest.mark.parametrize("name", ["Pulumi.dev.yaml", "Pulumi.yaml"])
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (BOMB, f"line 4, column 45: {TOO_MANY}"),
        ("config: " + "{" * 2000, "line 1, column 69: it is nested too deeply"),
        ("config: &a [*a]", 'line 1, column 13: "*a" stands inside of what it stands for'),
        ("config: {a:b: .inf}", "line 1, column 15: Pulumi can't read .inf"),
    ],
    ids=["bomb", "deep", "itself", "infinity"],
)
def test_so_do_the_stack_file_and_the_project_file(
    project: ProjectFolder, name: str, content: str, said: str
) -> None:
    (project.path / name).write_text(content)
    assert f"{name}, {said}" in refused(project)


@pytest.mark.parametrize("value", ["[" * 2000, '{"a": ' * 2000, '{"a": NaN}', '{"a": ' + "9" * 5000 + "}"])
def test_an_answer_on_the_command_line_made_to_hurt_is_refused(project: ProjectFolder, value: str) -> None:
    assert "tags (command line): " in refused(project, "--set", f"tags={value}")


def test_what_is_no_plain_file_is_never_waited_for(project: ProjectFolder) -> None:
    os.mkfifo(project.path / "pipe")
    (project.path / "folder").mkdir()
    (project.path / "nowhere").symlink_to("absent")
    assert "pipe isn't a file" in refused(project, "--answers", "pipe")
    assert "folder isn't a file" in refused(project, "--answers", "folder")
    assert "/dev/zero isn't a file" in refused(project, "--answers", "/dev/zero")
    assert "nowhere is a link to a file that isn't there" in refused(project, "--answers", "nowhere")


def test_a_stack_file_that_is_a_pipe_or_a_dangling_link_is_refused(project: ProjectFolder) -> None:
    project.stack_file.unlink()
    project.stack_file.symlink_to("absent")
    assert "Pulumi.dev.yaml is a link to a file that isn't there" in refused(project)
    project.stack_file.unlink()
    os.mkfifo(project.stack_file)
    assert "Pulumi.dev.yaml isn't a file" in refused(project)


def test_a_file_of_200_megabytes_is_not_read_to_its_end(project: ProjectFolder) -> None:
    with (project.path / "answers.yaml").open("wb") as file:
        file.truncate(200_000_000)
    assert "answers.yaml is larger than 250 KB" in refused(project, "--answers", "answers.yaml")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_reading_of_a_file_at_once(project: ProjectFolder, number: int) -> None:
    (project.path / "answers.yaml").write_text("a: " + "x " * 120_000)
    process = subprocess.Popen(
        [sys.executable, "-m", "wizard", "review", "--json", "--answers", "answers.yaml"],
        cwd=project.path, env=project.variables(), stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    time.sleep(0.25)
    process.send_signal(number)
    sent = time.monotonic()
    out, _ = process.communicate(timeout=SECONDS)
    assert time.monotonic() - sent < 1.5
    if process.returncode in (2, 130):
        assert json.loads(out)["exitCode"] == process.returncode
