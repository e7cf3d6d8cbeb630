"""Texts without quotes that YAML turns into something else are refused where they stand, with the fix."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.wizard.command import ProjectFolder, project_folder
from wizard.stack.stack_file import StackFile

STACK = "config:\n  aws:region: eu-west-1\n  everyregion:approvedRegions: [eu-west-1]\n"


@pytest.fixture
def project(tmp_path: Path) -> ProjectFolder:
    return project_folder(tmp_path, AWS_ENDPOINT_URL="http://127.0.0.1:9")


def review(project: ProjectFolder, stack: str = STACK, answers: str = "", name: str = "answers.yaml") -> str:
    """What `review` says about these files, "" where it takes them."""
    project.stack_file.write_text(stack)
    (project.path / name).write_text(answers)
    ran = project.inside("review", *(("--answers", name) if answers else ()))
    assert (ran.code, ran.said == "") in ((0, True), (2, False)), ran.err
    return ran.said


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("0042", "34"),
        ("1.10", "1.1"),
        ("1.0", "1"),
        ("089", "89"),
        ("1e3", "1000"),
        ("0x1F", "31"),
        ("0o17", "15"),
        ("0b11", "3"),
        ("1_000", "1000"),
        (".5", "0.5"),
        ("+1", "1"),
        ("-0", "0"),
        ("012345678901", "12345678901"),
        ("012345670123", "1402433619"),
        ("123456789012345678901", "1.2345678901234568e+20"),
        ("True", "true"),
        ("2024-01-01", "2024-01-01 00:00:00 +0000 UTC"),
        ("2024-1-2T3:04:05.50+02:00", "2024-01-02 03:04:05.5 +0200 +0200"),
    ],
)
def test_a_tag_that_would_become_something_else_is_refused(
    project: ProjectFolder, written: str, read: str
) -> None:
    said = (
        f'"Centre": {written} without quotes is no text: Pulumi reads {read}. '
        f'That is what would be deployed. Put it in quotes: "{written}".'
    )
    in_stack = review(project, f"{STACK}  everyregion:tags:\n    Centre: {written}\n")
    assert f"- tags (Pulumi.dev.yaml, line 5, column 13): {said}" in in_stack
    in_answers = review(project, answers=f"tags: {{Centre: {written}}}\n")
    assert f"- tags (answers.yaml, line 1, column 16): {said}" in in_answers


@pytest.mark.parametrize(
    "written",
    ["42", "0", "-7", "1.5", "true", "123456789012", "yes", "off", "No", "12:30", "1.2.3", "0042a", '"0042"',
     "'1.10'", "!!str 0042", "08:15", "._5", "1e", "0x", "Infinity", "2024-13-01"],
)  # fmt: skip
def test_a_tag_that_is_read_as_it_stands_is_taken(project: ProjectFolder, written: str) -> None:
    assert review(project, f"{STACK}  everyregion:tags: {{Centre: {written}}}\n") == ""


def test_the_name_of_a_tag_is_a_text_too(project: ProjectFolder) -> None:
    said = review(project, answers="tags:\n  1.10: x\n")
    assert (
        "- tags (answers.yaml, line 2, column 3): 1.10 without quotes is no text: Pulumi reads 1.1." in said
    )


def test_every_one_of_them_is_named_at_once(project: ProjectFolder) -> None:
    said = review(
        project, answers="tags: {CostCenter: 0042, Version: 1.10}\ntrailName: 007\ninsights: some\n"
    )
    assert said.count("Put it in quotes") == 3
    assert (
        "- trailName (answers.yaml, line 2, column 12): 007 without quotes is no text: Pulumi reads 7."
        in said
    )
    assert '"some" isn\'t one of both' in said


def test_a_number_in_an_answers_file_in_json_is_held_to_the_same(project: ProjectFolder) -> None:
    text = json.dumps({"tags": {"Version": "@", "Build": 7}}).replace('"@"', "1.10")
    assert "- tags (answers.json, line 1, column 22): " in review(project, answers=text, name="answers.json")
    assert review(project, answers=text.replace("1.10", '"1.10"'), name="answers.json") == ""


def test_a_number_on_the_command_line_stays_what_was_typed(project: ProjectFolder) -> None:
    project.stack_file.write_text(STACK)
    ran = project.inside("review", "--json", "--set", 'tags={"Version": 1.10, "Build": 70}')
    assert ran.code == 0
    assert ran.document["settings"]["tags"] == {"Version": "1.10", "Build": "70"}


def test_an_account_without_quotes_among_the_readers_is_refused(project: ProjectFolder) -> None:
    said = review(project, f"{STACK}  everyregion:logReaders:\n    - 012345678901\n")
    assert "- logReaders (Pulumi.dev.yaml, line 5, column 7): 012345678901 without quotes is no text" in said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("[012345678901]", ", line 4, column 27): 012345678901 without quotes is a number: "
         "Pulumi reads 12345678901. Every deployment would be refused. Put it in quotes: \"012345678901\"."),
        ("\n    - 012345670123", ", line 5, column 7): 012345670123 without quotes is a number: "
         "Pulumi reads 1402433619."),
        ("[12345678901]", '): "12345678901" isn\'t an account id. Every deployment would be refused. '
         "Write all its twelve digits, in quotes."),
        ('["1234"]', '): "1234" isn\'t an account id.'),
    ],
)  # fmt: skip
def test_an_allowed_account_that_pulumi_reads_as_another_number_is_refused(
    project: ProjectFolder, written: str, said: str
) -> None:
    text = f"{STACK}  aws:allowedAccountIds: {written}\n".replace(": \n", ":\n")
    assert f"- aws:allowedAccountIds (Pulumi.dev.yaml{said}" in review(project, text)


def test_allowed_accounts_that_are_read_as_they_stand_are_taken(project: ProjectFolder) -> None:
    assert review(project, f'{STACK}  aws:allowedAccountIds: ["012345678901", 210987654321]\n') == ""


@pytest.mark.parametrize("written", ["123456789012", "everything", "{a: b}", "true", "'123456789012'", "''"])
def test_allowed_accounts_that_are_no_list_are_refused(project: ProjectFolder, written: str) -> None:
    said = review(project, f"{STACK}  aws:allowedAccountIds: {written}\n")
    assert "aws:allowedAccountIds (Pulumi.dev.yaml): it isn't a list of account ids." in said


def test_a_list_that_pulumi_config_set_wrote_as_a_text_is_one(project: ProjectFolder) -> None:
    text = f"{STACK}  aws:allowedAccountIds: '[\"012345678901\"]'\n"
    assert review(project, text) == ""
    assert StackFile.read(project.stack_file, "everyregion").accounts == ("012345678901",)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("5", "5 (Pulumi.dev.yaml, line 4, column 3): without quotes it is no text. Every command of"),
        ("1.5", 'Put it in quotes: "1.5".'),
        ("0x1F", "0x1F (Pulumi.dev.yaml, line 4, column 3): without quotes"),
        ("true", 'Put it in quotes: "true".'),
        ("2024-01-02", "2024-01-02 (Pulumi.dev.yaml, line 4, column 3): without quotes"),
        (
            "a:b:c",
            "a:b:c (Pulumi.dev.yaml): it has too many colons for a key. Every command of Pulumi's would",
        ),
    ],
)
def test_a_key_that_pulumi_can_not_parse_is_refused(project: ProjectFolder, written: str, said: str) -> None:
    assert said in review(project, f"{STACK}  {written}: c\n")


@pytest.mark.parametrize("written", ['"5"', "yes", "~", "plain", "a b", "a:config:b", "other:key"])
def test_a_key_that_pulumi_takes_is_taken(project: ProjectFolder, written: str) -> None:
    assert review(project, f"{STACK}  {written}: c\n") == ""


def test_an_answer_given_again_makes_up_for_one_in_the_file_that_has_no_quotes(
    project: ProjectFolder,
) -> None:
    project.stack_file.write_text(f"{STACK}  everyregion:tags: {{Centre: 0042}}\n")
    assert project.inside("review", "--set", "tags=Centre=0042").code == 0


def test_what_the_wizard_writes_is_read_as_it_was_given(project: ProjectFolder) -> None:
    words = (
        "0042",
        "1.10",
        "1e3",
        "yes",
        "off",
        "2024-01-01",
        "12:30",
        "true",
        "null",
        "~",
        ".5",
        "",
        "<<",
        "=",
    )
    tags = {f"T{n}": word for n, word in enumerate(words)}
    project.stack_file.write_text(STACK)
    file = StackFile.read(project.stack_file, "everyregion")
    project.stack_file.write_text(file.changed({"tags": tags, "logReaders": ["012345678901"]}))
    again = StackFile.read(project.stack_file, "everyregion")
    assert (again.values["tags"], again.values["logReaders"]) == (tags, ["012345678901"])
    assert again.turned == {}
