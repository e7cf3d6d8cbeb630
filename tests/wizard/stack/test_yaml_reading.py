"""Files that can't be read: line, column and fix, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from wizard.failures import UsageFailure
from wizard.stack.yaml_reading import read_yaml, read_yaml_or_json


def refusal(tmp_path: Path, content: bytes, name: str = "answers.yaml") -> str:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UsageFailure) as caught:
        read_yaml_or_json(path)
    assert path.read_bytes() == content
    return caught.value.message.replace(f"{tmp_path}/", "")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a: 1\nb: [1, 2\nc: 3\n", "answers.yaml, line 3, column 2: "),
        (b"a: 1\na: 2\n", 'answers.yaml, line 2, column 1: the key "a" appears twice; remove one of the two'),
        (b"a:\n\tb: 1\n", "answers.yaml, line 2, column 1: there is a tab; indent with spaces"),
        (b"a: 1\nb: x\0y\n", "answers.yaml, line 2, column 5: there is a NUL byte"),
        (b"a: 1\nb: \xe9\n", "answers.yaml, line 2, column 4: there is a byte that isn't UTF-8"),
        (b"a: \x07\n", "answers.yaml, line 1, column 4: special characters are not allowed"),
        ("a: 1\n".encode("utf-16"), "answers.yaml is UTF-16. Save it as UTF-8."),
        ("a: 1\n".encode("utf-32"), "answers.yaml is UTF-32. Save it as UTF-8."),
        (b"a: " + b"x" * 10_000_000, "answers.yaml is larger than 250 KB; settings take a few kilobytes."),
        (b"- a\n", "answers.yaml doesn't hold keys and values."),
        (b"a: 1\n---\nb: 2\n", "answers.yaml, line 2, column 1: "),
        (b"a: !!python/object:os.system x\n", "answers.yaml, line 1, column 4: "),
        (b"[" * 1_000, "answers.yaml, line 1, column 61: it is nested too deeply"),
    ],
)
def test_what_is_not_yaml_is_named_with_its_place(tmp_path: Path, content: bytes, message: str) -> None:
    assert refusal(tmp_path, content).startswith(message)


def test_a_key_that_appears_twice_is_named_without_its_value_which_may_be_secret(tmp_path: Path) -> None:
    assert "hunter2" not in refusal(tmp_path, b"a: hunter2\na: hunter2\n")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{"a": 1,}', "answers.json, line 1, column "),
        (
            b'{"a": 1, "a": 2}',
            'answers.json, line 1, column 10: the key "a" appears twice; remove one of the two',
        ),
        (b'{"a": ' + b"[" * 5_000, "answers.json, line 1, column 66: it is nested too deeply"),
        (b"[1]", "answers.json doesn't hold keys and values."),
    ],
)
def test_what_is_not_json_is_named_with_its_place(tmp_path: Path, content: bytes, message: str) -> None:
    assert refusal(tmp_path, content, "answers.json").startswith(message)


def test_json_with_tabs_is_fine(tmp_path: Path) -> None:
    path = tmp_path / "answers"
    path.write_text('{\n\t"insights": "none"\n}\n')
    assert read_yaml_or_json(path).data == {"insights": "none"}


def test_an_absent_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageFailure, match=r"There is no file .*nowhere\.yaml\. Check the path\."):
        read_yaml_or_json(tmp_path / "nowhere.yaml")


def test_an_absent_stack_file_is_an_empty_one(tmp_path: Path) -> None:
    document = read_yaml(tmp_path / "Pulumi.dev.yaml", may_be_absent=True)
    assert (document.content, document.data) == (None, {})


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(UsageFailure, match="isn't a file"):
        read_yaml(tmp_path)


def test_what_is_done_to_one_reading_is_not_in_the_next(tmp_path: Path) -> None:
    path = tmp_path / "Pulumi.dev.yaml"
    path.write_text("config:\n  regions: [eu-west-1]\n")
    read_yaml(path).data["config"]["regions"].append("us-east-1")
    assert read_yaml(path).data == {"config": {"regions": ["eu-west-1"]}}
