"""The passphrase of a stack's secrets: found, or asked once; only the CLI's environment ever holds it.

https://www.pulumi.com/docs/iac/concepts/secrets/
"""

from __future__ import annotations

import getpass
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from wizard.failures import UsageFailure
from wizard.screen import terminal

VARIABLE, FILE_VARIABLE = "PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE"
_OWN_WORDS = ("", "default", "passphrase")


@dataclass(frozen=True)
class Secrets:
    """How a stack's secrets are kept.

    provider: the key service that the stack file names, "" for none; wants_passphrase: whether the CLI needs
    one; is_new: nobody has chosen it yet.
    """

    provider: str
    wants_passphrase: bool
    is_new: bool


def secrets_of(stack_file: Mapping[str, Any], in_cloud: bool, stack_exists: bool) -> Secrets:
    """What stack file and backend say. Without a key service only Pulumi Cloud needs no passphrase."""
    named = stack_file.get("secretsprovider")
    provider = named if isinstance(named, str) and named not in _OWN_WORDS else ""
    if provider:
        return Secrets(provider, wants_passphrase=False, is_new=False)
    has_salt = bool(stack_file.get("encryptionsalt"))
    wants = has_salt or named == "passphrase" or not in_cloud
    # The CLI's word for it, where it wouldn't be the backend's own choice.
    own = "passphrase" if named == "passphrase" else ""
    return Secrets(own, wants, is_new=wants and not has_salt and not stack_exists)


@dataclass
class Passphrase:
    """The answer for one command. value: not shown, not logged, and None where the CLI finds its own."""

    value: str | None = field(default=None, repr=False)
    was_asked: bool = False

    @property
    def environment(self) -> dict[str, str]:
        return {} if self.value is None else {VARIABLE: self.value}


def _read(prompt: str) -> str:
    with terminal.prompt_line():
        return getpass.getpass(prompt)


def passphrase_for(
    secrets: Secrets,
    stack: str,
    can_ask: bool,
    environment: Mapping[str, str] | None = None,
    read: Callable[[str], str] = _read,
) -> Passphrase:
    """The passphrase, from the environment or a person. Raises UsageFailure where there is neither."""
    variables = os.environ if environment is None else environment
    # An empty variable is a passphrase too: the empty one.
    if not secrets.wants_passphrase or VARIABLE in variables or variables.get(FILE_VARIABLE):
        return Passphrase()
    if not can_ask:
        raise UsageFailure(
            f"The stack {terminal.safe(stack)} keeps its secrets under a passphrase, and there is no "
            f"terminal to ask for it. Set {VARIABLE}, or {FILE_VARIABLE} to the path of a file that holds it."
        )
    return Passphrase(_asked(stack, secrets.is_new, read), was_asked=True)


def _asked(stack: str, is_new: bool, read: Callable[[str], str]) -> str:
    if not is_new:
        return read(f"Passphrase of the stack {terminal.safe(stack)} (not shown): ")
    terminal.say(
        f"A passphrase encrypts the secrets of the new stack {terminal.safe(stack)}. Each later command "
        f"asks for it, or takes it from {VARIABLE}. Nobody can restore it: keep it where your team keeps "
        "such things."
    )
    while True:
        first = read("New passphrase (not shown): ")
        if not first:
            terminal.say(f"! An empty one protects nothing. To use none, set {VARIABLE} to an empty text.")
        elif read("The same again: ") != first:
            terminal.say("! These two differ.")
        else:
            return first


def again(passphrase: Passphrase, stack: str, read: Callable[[str], str] = _read) -> Passphrase:
    """Asks once more for one that the stack didn't take."""
    terminal.say("! That isn't the passphrase of this stack.")
    passphrase.value = _asked(stack, False, read)
    return passphrase
