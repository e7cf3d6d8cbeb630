"""Whether a stack needs a passphrase, and where it comes from."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from wizard.engine.passphrase import Secrets, again, passphrase_for, secrets_of
from wizard.failures import UsageFailure

NEEDED, NEW = Secrets("", True, False), Secrets("", True, True)


def answering(*answers: str) -> Callable[[str], str]:
    left = list(answers)
    return lambda _: left.pop(0)


@pytest.mark.parametrize(
    ("file", "in_cloud", "exists", "expected"),
    [
        ({}, True, True, Secrets("", False, False)),
        ({}, True, False, Secrets("", False, False)),
        ({}, False, False, Secrets("", True, True)),
        ({}, False, True, Secrets("", True, False)),
        ({"encryptionsalt": "v1:x"}, False, False, Secrets("", True, False)),
        ({"encryptionsalt": "v1:x"}, True, True, Secrets("", True, False)),
        ({"secretsprovider": "passphrase"}, True, False, Secrets("passphrase", True, True)),
        (
            {"secretsprovider": "awskms://alias/pulumi"},
            False,
            False,
            Secrets("awskms://alias/pulumi", False, False),
        ),
    ],
)
def test_only_pulumi_cloud_and_key_services_need_none(
    file: dict[str, str], in_cloud: bool, exists: bool, expected: Secrets
) -> None:
    assert secrets_of(file, in_cloud, exists) == expected


@pytest.mark.parametrize(
    "environment",
    [
        {"PULUMI_CONFIG_PASSPHRASE": "secret"},
        {"PULUMI_CONFIG_PASSPHRASE": ""},
        {"PULUMI_CONFIG_PASSPHRASE_FILE": "/run/secrets/pulumi"},
    ],
)
def test_one_in_the_environment_is_left_to_the_cli(environment: dict[str, str]) -> None:
    found = passphrase_for(NEEDED, "dev", can_ask=False, environment=environment)
    assert (found.environment, found.was_asked) == ({}, False)


def test_who_leaves_the_prompt_leaves_its_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def leave(prompt: str) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr("getpass.getpass", leave)
    with pytest.raises(KeyboardInterrupt):
        passphrase_for(NEEDED, "dev", can_ask=True, environment={})
    assert capsys.readouterr().out == "\n"


def test_without_one_and_without_a_terminal_it_says_what_to_set() -> None:
    with pytest.raises(UsageFailure, match="Set PULUMI_CONFIG_PASSPHRASE, or PULUMI_CONFIG_PASSPHRASE_FILE"):
        passphrase_for(NEEDED, "dev", can_ask=False, environment={})


def test_one_that_exists_is_asked_once() -> None:
    found = passphrase_for(NEEDED, "dev", can_ask=True, environment={}, read=answering("secret"))
    assert (found.environment, found.was_asked) == ({"PULUMI_CONFIG_PASSPHRASE": "secret"}, True)


def test_a_new_one_is_asked_until_it_was_typed_twice_alike(capsys: pytest.CaptureFixture[str]) -> None:
    read = answering("", "one", "other", "one", "one")
    found = passphrase_for(NEW, "dev", can_ask=True, environment={}, read=read)
    said = capsys.readouterr().out
    assert found.environment == {"PULUMI_CONFIG_PASSPHRASE": "one"}
    assert "An empty one protects nothing." in said
    assert "These two differ." in said


def test_a_wrong_one_is_asked_again() -> None:
    found = passphrase_for(NEEDED, "dev", can_ask=True, environment={}, read=answering("wrong"))
    again(found, "dev", answering("right"))
    assert found.environment == {"PULUMI_CONFIG_PASSPHRASE": "right"}


def test_it_does_not_show_in_its_own_text() -> None:
    found = passphrase_for(NEEDED, "dev", can_ask=True, environment={}, read=answering("secret"))
    assert "secret" not in repr(found)
