"""A file that an option names for us to write: looked at before anything slow begins, replaced in one step,
and never somebody else's. One rule for every such option."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wizard.failures import UsageFailure
from wizard.screen.terminal import safe
from wizard.stack.atomic_write import ChangedMeanwhile, NotWritten, remove, replace, try_out

# Of somebody else's file, which may be larger than the memory. What we tell by its whole is smaller.
_BEGINNING = 65_536
_SOON = 4096
# Bytes that there has to be room for before anything slow begins.
_TRIED = 262_144


@dataclass(frozen=True)
class Kind:
    """flag: the option that names such a file; command: what writes it, as it is typed; is_ours: whether a
    file that begins so (64 KB) was written by it."""

    flag: str
    command: str
    is_ours: Callable[[bytes], bool]


def _begins(first: bytes, soon: bytes = b"") -> Callable[[bytes], bool]:
    """What a file of ours begins with, and what stands soon after: the program's name."""
    return lambda text: text.startswith(first) and soon in text[:_SOON]


def _is_policy(text: bytes) -> bool:
    """Whether it is written as `policy` writes it. IAM takes no Id there that could name the program, and a
    Sid would count.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_id.html
    """
    try:
        found: Any = json.loads(text)
        statements: list[dict[str, Any]] = found["Statement"]
        keys = {key for one in statements for key in one}
        is_plain = set(found) == {"Version", "Statement"} and keys <= {
            "Effect", "Action", "Resource", "Condition",
        }  # fmt: skip
    except (ValueError, KeyError, TypeError, RecursionError):
        return False
    return is_plain and text == policy_text(found).encode()


def policy_text(document: Any) -> str:
    """A document of `policy`, as it stands in a file."""
    return json.dumps(document, indent=2) + "\n"


HTML = Kind(
    "--html", "verify --html", _begins(b"<!doctype html>", b'<meta name="generator" content="Everyregion ')
)
OCSF = Kind("--ocsf", "verify --ocsf", _begins(b"[", b'"product": {"name": "Everyregion"'))
PLOT = Kind("--plot", "query --plot", _begins(b"\x89PNG\r\n\x1a\n", b"Software\0Everyregion"))
SCP = Kind(
    "--out",
    "scp --out",
    _begins(b'{"Version":"2012-10-17","Statement":[{"Sid":"DenyUnapprovedRegions","Effect":"Deny",'),
)
POLICY = Kind("--out", "policy --out", _is_policy)
ACCEPTANCE = (
    Kind("--out", "make acceptance", _begins(b'{\n  "schema": "everyregion/acceptance/1",')),
    Kind("--out", "make acceptance", _begins(b"# Everyregion's acceptance\n")),
)
ROLE_TEMPLATE = Kind(
    "--role-template",
    "policy --role-template",
    _begins(
        b"AWSTemplateFormatVersion: '2010-09-09'\n"
        b"Description: The role that an organization's audit trail takes on in its log-archive account\n"
    ),
)


@dataclass(frozen=True)
class ReportFile:
    """before: what the file holds, None where there is none yet."""

    kind: Kind
    path: Path
    before: bytes | None

    @classmethod
    def of(cls, kind: Kind, name: str) -> ReportFile:
        """Raises UsageFailure where it can't be written there, or a file is there that this program didn't
        make. A link leads to its file; an empty one is filled."""
        flag, path = kind.flag, Path(name)
        if name == "-":
            raise UsageFailure(f"{flag} - names no file, and it isn't written to stdout: name one.")
        try:
            if path.exists() and not path.is_file():
                raise UsageFailure(f"{flag} {safe(name)} isn't a file: name one that can be written.")
            before = None
            if path.is_file():
                with open(path, "rb") as file:
                    begins = file.read(_BEGINNING)
                if begins and not kind.is_ours(begins):
                    raise UsageFailure(
                        f"{flag} {safe(name)} is there already, and `{kind.command}` didn't write it: what "
                        "is in it would be lost. Name another file, or move that one away."
                    )
                before = path.read_bytes()
            folder = path.resolve().parent
            has_folder, may_write = folder.is_dir(), os.access(folder, os.W_OK | os.X_OK)
        except (OSError, RuntimeError, ValueError) as error:
            why = getattr(error, "strerror", None) or error
            raise UsageFailure(f"{flag} {safe(name)} can't be looked at: {safe(why)}.") from None
        if not has_folder:
            raise UsageFailure(
                f"{flag} {safe(name)}: its folder doesn't exist. Make it, or name another file."
            )
        if not may_write:
            raise UsageFailure(
                f"{flag} {safe(name)}: you may not write in its folder. Change its permissions, or name "
                "another file."
            )
        try:
            try_out(path, max(_TRIED, len(before or b"")))
        except NotWritten as failure:
            raise UsageFailure(f"{flag} {failure.message}") from None
        return cls(kind, path, before)

    def write(self, content: str | bytes) -> None:
        """In one step. What the same command wrote meanwhile gives way: two may run at once. Raises
        UsageFailure where that fails, or somebody else wrote it meanwhile."""
        try:
            replace(self.path, self.before, content)
        except ChangedMeanwhile:
            now = self._there_now()
            if now is None or not self.kind.is_ours(now[:_BEGINNING]):
                raise
            replace(self.path, now, content)

    def save(self, content: str | bytes) -> UsageFailure | None:
        """The same at the end of long work: why it can't be written, for what is told beside its answer."""
        try:
            self.write(content)
        except UsageFailure as failure:
            return failure
        return None

    def remove(self) -> None:
        """Raises UsageFailure where that fails, or somebody else wrote it meanwhile."""
        remove(self.path, self.before)

    def _there_now(self) -> bytes | None:
        try:
            return self.path.read_bytes()
        except OSError:
            return None
