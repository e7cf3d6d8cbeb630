"""An emulated account with a hand-made trail in it, and somebody who answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from tests.wizard.command import ProjectFolder, Ran, project_folder
from wizard.account.look import Look
from wizard.commands import setup
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.opening import open_account
from wizard.screen.questions import Ask


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where records are kept."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state" / "everyregion"


@pytest.fixture
def account() -> Iterator[EmulatedAccount]:
    """The trail `company`: one region, stopped, not validated, write events and S3 data events alone."""
    with open_account("us-east-1") as open_session:
        open_session.client("s3").create_bucket(Bucket="company-logs")
        cloudtrail = open_session.client("cloudtrail")
        cloudtrail.create_trail(Name="company", S3BucketName="company-logs")
        cloudtrail.put_event_selectors(TrailName="company", EventSelectors=[FIRST])
        yield open_session


FIRST = {
    "ReadWriteType": "WriteOnly",
    "IncludeManagementEvents": True,
    "DataResources": [{"Type": "AWS::S3::Object", "Values": ["arn:aws:s3:::data/"]}],
}


class Refusing:
    """Clients of the account, but for one operation, which ends in an error, or a function that is called."""

    def __init__(self, account: EmulatedAccount, operation: str, end: str | Callable[[], object]) -> None:
        self._account, self._operation, self._end = account, operation, end

    def __call__(self, service: str, region: str) -> Any:
        return _Client(self._account.client(service, region), self._operation, self._end)


class _Client:
    def __init__(self, client: Any, operation: str, end: str | Callable[[], object]) -> None:
        self._client, self._operation, self._end = client, operation, end

    def __getattr__(self, name: str) -> Any:
        if name != self._operation:
            return getattr(self._client, name)

        def refuse(**_: Any) -> Any:
            if not isinstance(self._end, str):
                return self._end()
            if not self._end:
                raise EndpointConnectionError(endpoint_url="https://cloudtrail")
            raise ClientError({"Error": {"Code": self._end, "Message": "no"}}, name)

        return refuse


class Person:
    """Answers in the order given: an option's value, or a list to tick; asked keeps the questions."""

    redraws = True

    def __init__(self, *answers: Any) -> None:
        self._answers, self.asked = list(answers), list[Ask]()

    def _next(self, ask: Ask) -> Any:
        self.asked.append(ask)
        answer = self._answers.pop(0)
        if isinstance(answer, BaseException):
            raise answer
        return answer

    def pick(self, ask: Ask) -> Any:
        answer = self._next(ask)
        named = [one.value for one in ask.options if one.name == answer]
        return named[0] if named else answer

    def tick(self, ask: Ask) -> Any:
        return self._next(ask)

    def type(self, ask: Ask) -> Any:
        return self._next(ask)

    def on_first_screen(self, start: Callable[[], object]) -> None:
        """Nobody waits for it."""

    def refresh(self) -> None:
        """Nothing is on screen."""


WORDS = ("--defaults", "--region", "us-east-1", "--set", "encryption=sse-s3")


class Setup:
    """The wizard in a project folder, against the emulated account or what stands before it."""

    def __init__(self, project: ProjectFolder, account: EmulatedAccount) -> None:
        self.project, self.account = project, account
        self.clients: Any = account.client

    def __call__(self, *words: str) -> Ran:
        return self.project.inside(*WORDS, *words)

    def trail(self) -> dict[str, Any]:
        return self.account.client("cloudtrail").get_trail(Name="company")["Trail"]


@pytest.fixture
def run(account: EmulatedAccount, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, state: Path) -> Setup:
    made = Setup(project_folder(tmp_path, XDG_STATE_HOME=str(state.parent)), account)

    def new_look(options: Any, region: str, with_activity: bool) -> Look:
        return Look(lambda: made.clients, region, False, at_once=1)

    monkeypatch.setattr(setup, "new_look", new_look)
    return made
