"""The file of what was adopted, damaged: one message, and never a wait or a gigabyte."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from components.adopted import Adopted, AdoptedBucket, as_text
from wizard.adoption.adopted_file import AdoptedFile
from wizard.failures import UsageFailure
from wizard.stack.project import Project

HEAD = '{"schema": "everyregion/adopted/1", "account": "111122223333", "region": "eu-west-1", '


def refusal(folder: Path) -> str:
    with pytest.raises(UsageFailure) as caught:
        _ = AdoptedFile.read(Project(folder / "Pulumi.yaml", "everyregion", folder), "dev").adopted
    assert caught.value.message.isprintable()
    return caught.value.message.replace(f"{folder}/", "")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"schema": ' + "[" * 2000, "it isn't JSON"),
        (HEAD + '"letGo": ' + "9" * 5000 + "}", "it isn't JSON"),
        (HEAD + '"letGo": [{"a": NaN}]}', "it isn't JSON (NaN isn't a number)"),
        (HEAD + '"region": "us-east-1"}', 'it isn\'t JSON (the key "region" appears twice)'),
        (HEAD + '"letGo": [{"a": "\\ud800"}]}', "it holds half a character"),
        ("[]", "it doesn't begin with the schema everyregion/adopted/1"),
        ('{"schema": "everyregion/adopted/1"}', "account is missing"),
    ],
    ids=range(7),
)
def test_a_damaged_file_is_refused_in_one_message(tmp_path: Path, content: str, said: str) -> None:
    (tmp_path / "Pulumi.dev.adopted.json").write_text(content)
    assert refusal(tmp_path).startswith(f"Pulumi.dev.adopted.json: {said}")


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "Pulumi.dev.adopted.json")
    assert refusal(tmp_path) == "Pulumi.dev.adopted.json isn't a file."


def test_a_huge_file_is_not_read_to_its_end(tmp_path: Path) -> None:
    with (tmp_path / "Pulumi.dev.adopted.json").open("wb") as file:
        file.truncate(200_000_000)
    assert refusal(tmp_path).startswith("Pulumi.dev.adopted.json is larger than 5000 KB")


def test_what_aws_itself_may_hold_fits(tmp_path: Path) -> None:
    rule = {"ID": "x" * 255, "Filter": {"Prefix": "é" * 900}, "Status": "Enabled"}
    bucket = AdoptedBucket("logs", lifecycle=tuple(rule for _ in range(1000)))
    adopted = Adopted("111122223333", "eu-west-1", log_bucket=bucket)
    (tmp_path / "Pulumi.dev.adopted.json").write_text(as_text(adopted), "utf-8")
    project = Project(tmp_path / "Pulumi.yaml", "everyregion", tmp_path)
    assert AdoptedFile.read(project, "dev").adopted == adopted
