"""An external id that the stack file holds encrypted is read through the CLI, and never shown."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.components.cases import settings
from tests.wizard.sky import ARCHIVE_ROLE
from wizard.failures.redaction import without_secrets
from wizard.stack.hidden_values import masked
from wizard.stack.secret_setting import KEY, with_external_id
from wizard.stack.stack_file import StackFile

HOME = "eu-west-1"
ENCRYPTED = (
    f"config:\n  aws:region: {HOME}\n  everyregion:{KEY}:\n    secure: AAABAGnothing\n"
    "  everyregion:trailName: org-audit\n"
)


def context(folder: Path, text: str = ENCRYPTED) -> Any:
    file = folder / "Pulumi.dev.yaml"
    file.write_text(text)
    read = StackFile.read(file, "everyregion")
    return SimpleNamespace(
        answers=SimpleNamespace(secrets=read.secrets),
        file=read,
        stack="dev",
        project=SimpleNamespace(file=folder / "Pulumi.yaml"),
    )


def cli(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    there = folder / "bin"
    there.mkdir()
    (there / "pulumi").write_text(f"#!/bin/sh\n{script}\n")
    (there / "pulumi").chmod(0o755)
    monkeypatch.setenv("PATH", f"{there}:/usr/bin:/bin")


WANTED = settings(HOME, scope="organization", log_archive_role_arn=ARCHIVE_ROLE)
ANSWERS = (
    '[ "$1" = version ] && echo v3.250.0 && exit\n'
    '[ "$*" = "config get everyregion:logArchiveExternalId --stack dev --non-interactive" ] || exit 1\n'
    '[ "$PULUMI_CONFIG_PASSPHRASE" = right ] && echo CANARY-decrypted'
)


def test_it_is_read_with_the_passphrase_and_struck_out_of_messages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cli(tmp_path, monkeypatch, ANSWERS)
    found, unread = with_external_id(context(tmp_path), WANTED, {"PULUMI_CONFIG_PASSPHRASE": "right"})
    assert (found.log_archive_external_id, unread) == ("CANARY-decrypted", "")
    assert without_secrets("CANARY-decrypted") == f"<{KEY}>"


def test_without_the_passphrase_it_is_not_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cli(tmp_path, monkeypatch, ANSWERS)
    found, unread = with_external_id(context(tmp_path), WANTED)
    assert found.log_archive_external_id == ""
    assert unread.startswith(f"{KEY} is encrypted in Pulumi.dev.yaml, and `pulumi config get` can't decrypt")


def test_where_nothing_is_encrypted_the_cli_is_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cli(tmp_path, monkeypatch, "touch ran; exit 1")
    plain = context(tmp_path, f"config:\n  everyregion:{KEY}: theirs\n")
    assert with_external_id(plain, WANTED) == (WANTED, "")
    assert not (tmp_path / "ran").exists()


def _is_it(key: str) -> bool:
    return key == f"everyregion:{KEY}"


@pytest.mark.parametrize(
    "written",
    ["CANARY-value", '"CANARY-value"', "'CANARY-value'", ">-\n    CANARY-value", "&a CANARY-value"],
)
def test_a_hidden_value_is_struck_out_however_it_is_written(written: str) -> None:
    text = f"# not CANARY-value\nconfig:\n  everyregion:{KEY}: {written}\n  other:x: 1\n"
    found = masked(text, _is_it)
    assert "CANARY" not in found
    assert "  other:x: 1" in found


def test_an_encrypted_value_stays_as_it_is() -> None:
    assert masked(ENCRYPTED, _is_it) == ENCRYPTED


def test_a_short_value_is_struck_out_in_its_own_place_alone() -> None:
    text = f"config:\n  everyregion:{KEY}: audit\n  everyregion:trailName: audit\n"
    assert masked(text, _is_it) == (
        f"config:\n  everyregion:{KEY}: (hidden)\n  everyregion:trailName: audit\n"
    )
