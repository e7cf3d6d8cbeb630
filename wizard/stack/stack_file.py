"""The stack file, `Pulumi.<stack>.yaml`: reads our keys, changes nothing but them, writes in one step.

A person edits and commits this file. So a change is made in its text, at the place of the key it is
about, and then the result is read back: our keys must hold what was wanted and everything else must
be what it was. Comments, order, other projects' keys, secrets and `environment:` stay byte for byte.
"""

from __future__ import annotations

import contextlib
import difflib
import functools
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from components.settings import REGION_KEY
from components.settings.plain_data import is_list, is_map
from wizard.failures import UsageFailure, deeds
from wizard.screen.terminal import safe
from wizard.stack.asked_settings import defaults
from wizard.stack.hidden_values import IN_PLACE, masked
from wizard.stack.hidden_values import KEYS as HIDDEN
from wizard.stack.yaml_edit import CannotEdit, with_config
from wizard.stack.yaml_reading import Document, parse_yaml, read_yaml
from wizard.stack.yaml_values import Turned, as_text

ACCOUNTS_KEY = "aws:allowedAccountIds"


@dataclass(frozen=True)
class StackFile:
    """A stack file as it was read. project: the namespace of our keys."""

    project: str
    document: Document

    @classmethod
    def read(cls, path: Path, project: str) -> StackFile:
        """The file at `path`, which may be absent. Raises UsageFailure for one that can't be read."""
        found = cls(project, read_yaml(path, may_be_absent=True))
        config = found.document.data.get("config")
        if config is not None and not is_map(config):
            raise UsageFailure(
                f"{safe(path)}: `config:` isn't a map of keys and values. Mend it and run again."
            )
        return found

    @property
    def path(self) -> Path:
        return self.document.path

    @property
    def config(self) -> Mapping[Any, Any]:
        """Everything below `config:`, other projects' keys too."""
        return self.document.data.get("config") or {}

    @property
    def values(self) -> dict[str, object]:
        """Our keys without the project's name, as the file holds them; secrets left out."""
        return {key: value for key, value in self._own().items() if not _is_secret(value)}

    @property
    def secrets(self) -> frozenset[str]:
        """Our keys whose value is encrypted: they can be kept, not read."""
        return frozenset(key for key, value in self._own().items() if _is_secret(value))

    @property
    def home_region(self) -> str:
        """`aws:region`, or an empty text."""
        value = self.config.get(REGION_KEY)
        return value.strip() if isinstance(value, str) else ""

    @property
    def accounts(self) -> tuple[str, ...]:
        """`aws:allowedAccountIds` as the texts that Pulumi makes of them: without quotes, an id is a number,
        and has lost its leading zeros."""
        value = self._accounts
        return tuple(as_text(item) for item in value) if is_list(value) else ()

    @property
    def accounts_are_unusable(self) -> bool:
        """Whether something stands there that is neither a list nor encrypted."""
        value = self._accounts
        return value is not None and not is_list(value) and not _is_secret(value)

    @property
    def _accounts(self) -> object:
        """`pulumi config set` writes a list as a text in JSON, and the provider reads it as one."""
        value = self.config.get(ACCOUNTS_KEY)
        if isinstance(value, str):
            with contextlib.suppress(ValueError, RecursionError):
                return json.loads(value)
        return value

    @property
    def turned(self) -> dict[str, list[Turned]]:
        """By key without the project's name: what Pulumi takes for something else than what stands there.
        The path of each begins below the key."""
        found: dict[str, list[Turned]] = {}
        for item in self.document.turned:
            if len(item.path) > 1 and item.path[0] == "config":
                name = str(item.path[1])
                key = name if name == ACCOUNTS_KEY else self._bare(name)
                if key is not None:
                    found.setdefault(key, []).append(replace(item, path=item.path[2:]))
        return found

    def as_config(self) -> dict[str, str]:
        """The configuration as Pulumi gives it to a program: texts, JSON for lists and maps; no secrets."""
        plain_values = {str(key): value for key, value in self.config.items() if not _is_secret(value)}
        return {key: _as_text(value) for key, value in plain_values.items() if value is not None}

    def full_key(self, key: str) -> str:
        """The key as this file writes it: `aws:region`, or with the project's name before it."""
        if key in (REGION_KEY, ACCOUNTS_KEY):
            return key
        return self._names.get(key, f"{self.project}:{key}")

    def changed(self, values: Mapping[str, object]) -> str:
        """The file's text with these keys set (aws:region and aws:allowedAccountIds among them)."""
        wanted = {self.full_key(key): value for key, value in values.items()}
        pending = {key: value for key, value in wanted.items() if not _same(self.config.get(key), value)}
        if not pending:
            return self.document.text
        try:
            text = with_config(self.document.text, pending)
            self._check(text, pending)
        except CannotEdit as error:
            told = {key: IN_PLACE if self._is_hidden(key) else value for key, value in pending.items()}
            by_hand = str(told) if len(str(told)) < 2000 else ", ".join(pending)
            raise UsageFailure(
                f"{safe(self.path)} can't be changed without touching what isn't the wizard's: {error}. "
                f"{deeds.claim('Nothing was written.')} Set these keys by hand below `config:`: "
                f"{safe(by_hand)}"
            ) from None
        return text

    def diff(self, text: str) -> list[str]:
        """A unified diff from the file to `text`, without line ends; hidden values only as such."""
        name = self.path.name
        before = name if self.document.content is not None else "/dev/null"
        old, new = (masked(one, self._is_hidden) for one in (self.document.text, text))
        if old == new and text != self.document.text:
            # Only a hidden value differs, which has to be seen all the same.
            new = masked(text, self._is_hidden, f"{IN_PLACE}, another one")
        return list(difflib.unified_diff(old.splitlines(), new.splitlines(), before, name, lineterm="", n=2))

    def _is_hidden(self, name: str) -> bool:
        return self._bare(name) in HIDDEN

    def _own(self) -> dict[str, object]:
        return {bare: self.config[name] for bare, name in self._names.items()}

    @functools.cached_property
    def _names(self) -> dict[str, str]:
        """Our keys without the project's name, and as the file writes them."""
        found: dict[str, str] = {}
        for name in self.config:
            bare = self._bare(name)
            if bare is not None:
                found.setdefault(bare, name)
        return found

    def _bare(self, name: object) -> str | None:
        """`insights` for `everyregion:insights` (and Pulumi's older `everyregion:config:insights`)."""
        match = re.fullmatch(rf"{re.escape(self.project)}:(?:config:)?([^:]+)", str(name))
        return match[1] if match else None

    def _check(self, text: str, pending: Mapping[str, object]) -> None:
        try:
            after = parse_yaml(text, self.path)
        except UsageFailure as error:
            raise CannotEdit(error.message) from None
        config: Mapping[Any, Any] = after.get("config") or {}
        rest = {key: value for key, value in self.config.items() if key not in pending}
        outside = {key: value for key, value in self.document.data.items() if key != "config"}
        if (
            any(not _same(config.get(key), value) for key, value in pending.items())
            or not _alike({key: value for key, value in config.items() if key not in pending}, rest)
            or not _alike({key: value for key, value in after.items() if key != "config"}, outside)
        ):
            raise CannotEdit("an anchor, an alias or an unusual layout stands in the way")


def refuse_wrong_account(
    account: str, allowed: Sequence[str], file: str = "the stack file", so: str = ""
) -> None:
    """Raises UsageFailure for the credentials of an account that the stack file isn't for.

    allowed: its `accounts`, all where there are none; so: what follows, such as ", so nothing was changed".
    """
    if allowed and account not in allowed:
        raise UsageFailure(
            f"The credentials are for account {account}, but {safe(file)} is for {', '.join(allowed)} "
            f"({ACCOUNTS_KEY}){so}. Name another profile with --profile, or another stack with --stack."
        )


def writable(
    values: Mapping[str, object],
    file: StackFile,
    asked: frozenset[str],
    at_home: Mapping[str, object] | None = None,
) -> dict[str, object]:
    """The settings that belong into the file: asked for, in it already, or other than the default.

    at_home: defaults that depend on the home region; otherwise those of the settings.
    """
    expected = {**defaults(), **(at_home or {})}
    return {
        key: value
        for key, value in values.items()
        if key in asked or key in file.values or value != expected[key]
        if key not in file.secrets
    }


def _as_text(value: object) -> str:
    if isinstance(value, str):
        return value
    return json.dumps(value, default=str)


def _is_secret(value: object) -> bool:
    return is_map(value) and set(value) == {"secure"}


def _same(written: object, wanted: object) -> bool:
    """Whether the file's value already means this. Pulumi's CLI writes numbers and flags as text;
    a list written as text is something else: Pulumi refuses it at preview."""
    if isinstance(wanted, bool):
        return written is wanted or written == str(wanted).lower()
    if isinstance(wanted, int):
        return not isinstance(written, bool) and (written == wanted or written == str(wanted))
    if is_list(wanted) and is_list(written):
        return [str(item) for item in written] == wanted
    return written is not None and type(written) is type(wanted) and written == wanted


def _alike(one: object, other: object) -> bool:
    """Equality of order and kinds, too."""
    if is_map(one) and is_map(other):
        return list(one) == list(other) and all(_alike(one[key], other[key]) for key in one)
    if is_list(one) and is_list(other):
        return len(one) == len(other) and all(_alike(a, b) for a, b in zip(one, other, strict=True))
    return type(one) is type(other) and one == other
