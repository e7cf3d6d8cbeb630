"""Where the state goes: chosen already, or asked once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from wizard.engine.choose_backend import backend_for
from wizard.failures import AwsFailure, UsageFailure
from wizard.screen.questions import Ask
from wizard.stack.project import Project


class Person:
    """Answers in this order; says what each answer would be refused with."""

    def __init__(self, *answers: str) -> None:
        self.answers, self.faults = list(answers), list[str]()

    def pick(self, ask: Ask) -> Any:
        return self.answers.pop(0)

    def type(self, ask: Ask) -> Any:
        while self.answers:
            answer = self.answers.pop(0)
            fault = ask.check(answer)
            if not fault:
                return answer
            self.faults.append(fault)
        pytest.fail("no answer was good")


class Cli:
    """A `pulumi` that notes a login as the real one does."""

    def __init__(self, folder: Path, code: int = 0) -> None:
        note = folder / "home" / "credentials.json"
        self.command = str(folder / "pulumi")
        script = f'#!/bin/sh\necho "$@" >> {folder}/ran\nmkdir -p {note.parent}\n'
        script += f'echo "{{\\"current\\": \\"$2\\"}}" > {note}\nexit {code}\n'
        Path(self.command).write_text(script)
        Path(self.command).chmod(0o755)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    file = tmp_path / "Pulumi.yaml"
    file.write_text("name: everyregion\nruntime: python\n")
    monkeypatch.setenv("PULUMI_HOME", str(tmp_path / "home"))
    for name in ("PULUMI_BACKEND_URL", "PULUMI_ACCESS_TOKEN", "PULUMI_CREDENTIALS_PATH"):
        monkeypatch.delenv(name, raising=False)
    return Project(file, "everyregion", tmp_path)


def chosen(project: Project, person: Person | None, code: int = 0) -> str:
    cli: Any = Cli(project.file.parent, code)
    asker: Any = person
    return backend_for(project, cli, asker).url


def test_one_that_is_chosen_already_is_not_asked_for(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PULUMI_BACKEND_URL", "s3://states")
    assert chosen(project, None) == "s3://states"


def test_without_one_and_without_a_terminal_it_says_how_to_choose(project: Project) -> None:
    with pytest.raises(UsageFailure, match="pulumi login --local"):
        chosen(project, None)


def test_a_folder_has_to_exist(project: Project, tmp_path: Path) -> None:
    person = Person("folder", "/srv/x", f"file://{tmp_path}/nowhere", f"file://{tmp_path}")
    assert chosen(project, person) == f"file://{tmp_path}"
    assert person.faults[0] == "Write it as a URL, such as file://~ or file:///srv/pulumi."
    assert person.faults[1].startswith(f"{tmp_path}/nowhere isn't a folder.")


def test_a_bucket_is_a_url_and_never_an_option_of_the_cli(project: Project) -> None:
    person = Person("bucket", "my-bucket", "--cloud-url://x", "s3://my-bucket?region=eu-west-1")
    assert chosen(project, person) == "s3://my-bucket?region=eu-west-1"
    assert len(person.faults) == 2


def test_the_choice_is_noted_by_pulumi_login(project: Project, tmp_path: Path) -> None:
    assert chosen(project, Person("cloud")) == "https://api.pulumi.com"
    assert (tmp_path / "ran").read_text() == "login https://api.pulumi.com\n"


def test_a_login_that_fails_ends_it(project: Project) -> None:
    with pytest.raises(AwsFailure, match="failed, so there is no place for the state"):
        chosen(project, Person("cloud"), code=1)
