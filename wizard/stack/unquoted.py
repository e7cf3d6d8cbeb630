"""Texts without quotes that Pulumi reads as a number, a date or true: refused, with the fix."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from components.region_alert.function.digest.account_and_region import is_account
from components.settings import Problem, shown, specs
from wizard.screen.terminal import safe
from wizard.stack.hidden_values import KEYS as HIDDEN
from wizard.stack.stack_file import ACCOUNTS_KEY, StackFile
from wizard.stack.yaml_values import Turned

# How far below its key a setting's texts are; the other kinds take no text.
_DEPTHS = {"text": 0, "list": 1, "map": 1}


def refused_texts(key: str, turned: Iterable[Turned], source: str) -> Iterator[Problem]:
    """A problem for each text of this setting that is read otherwise. turned: paths from the key on."""
    kind = specs()[key].kind if key in specs() else "text"
    for item in turned:
        if len(item.path) == _DEPTHS.get(kind) and item.read != item.written:
            name = f"{shown(item.path[0])}: " if kind == "map" and not item.is_key else ""
            if key in HIDDEN:
                place = f"{key} ({source}, line {item.line}, column {item.column})"
                fault = "without quotes it is no text: Pulumi reads something else."
                yield Problem(place, "", fault, "That is what would be deployed.", "Put it in quotes.")
                continue
            yield Problem(
                f"{key} ({source}, line {item.line}, column {item.column})",
                item.written,
                f"{name}{safe(item.written)} without quotes is no text: Pulumi reads {safe(item.read)}.",
                "That is what would be deployed.",
                _quote(item.written),
            )


def refused_keys(file: StackFile) -> Iterator[Problem]:
    """A problem for each key below `config:` that Pulumi can't parse: one ends each of its commands.

    https://github.com/pulumi/pulumi/blob/master/sdk/go/common/resource/config/key.go
    """
    odd = {item.path[1]: item for item in file.document.turned if item.is_key and len(item.path) == 2}
    for key in file.config:
        item, parts = odd.get(key), str(key).split(":")
        if item and item.path[0] == "config":
            place = f"{safe(item.written)} ({file.path.name}, line {item.line}, column {item.column})"
            fault, fix = "without quotes it is no text.", _quote(item.written)
        elif len(parts) > 2 and not (len(parts) == 3 and parts[1] == "config"):
            place, fix = f"{safe(key)} ({file.path.name})", "Write it with one colon: namespace:name."
            fault = "it has too many colons for a key."
        else:
            continue
        yield Problem(place, str(key), fault, "Every command of Pulumi's would fail.", fix)


def refused_ids(file: StackFile) -> Iterator[Problem]:
    """A problem for each allowed account id that can't be one, and where they are no list."""
    if file.accounts_are_unusable:
        yield Problem(
            f"{ACCOUNTS_KEY} ({file.path.name})",
            "",
            "it isn't a list of account ids.",
            "Nobody could tell whose account may be deployed to.",
            'Write it as a list: ["111122223333"].',
        )
    turned = {item.path[0]: item for item in file.turned.get(ACCOUNTS_KEY, []) if len(item.path) == 1}
    for n, account in enumerate(file.accounts):
        item = turned.get(n)
        if item:
            yield Problem(
                f"{ACCOUNTS_KEY} ({file.path.name}, line {item.line}, column {item.column})",
                item.written,
                f"{safe(item.written)} without quotes is a number: Pulumi reads {safe(item.read)}.",
                "Every deployment would be refused.",
                _quote(item.written),
            )
        elif not is_account(account):
            yield Problem(
                f"{ACCOUNTS_KEY} ({file.path.name})",
                account,
                f"{shown(account)} isn't an account id.",
                "Every deployment would be refused.",
                "Write all its twelve digits, in quotes.",
            )


def _quote(written: str) -> str:
    return f"Put it in quotes: {json.dumps(written, ensure_ascii=False)}."
