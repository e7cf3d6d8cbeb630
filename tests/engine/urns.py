"""The names that a deployed stack rests on, as tests/urns.txt lists them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tests.engine.stack import HOME
from wizard.rehearsal.account.regions import statuses

LISTED = Path(__file__).parents[1] / "urns.txt"
OF_ORGANIZATION = LISTED.with_name("urns-organization.txt")
_EMAIL = re.compile(r"(?<=alert-email-)[0-9a-f]{8}$")
_REGION = re.compile(f"(?<![a-z0-9])({'|'.join(statuses(HOME))})(?![a-z0-9])")
_NOT_OURS = ("pulumi:pulumi:Stack", "pulumi:providers:")


def listed(file: Path = LISTED) -> list[str]:
    """The file's lines, without its comments."""
    lines = file.read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def of(resources: Iterable[Mapping[str, Any]]) -> list[str]:
    """One line a resource of the engine's state: `type  name  parent's type::parent's name`."""
    return sorted({_line(r) for r in resources if not r["type"].startswith(_NOT_OURS)})


def general(name: str) -> str:
    """A logical name with <region> for the region in it and <hash> for an address's: so each stands once."""
    return _EMAIL.sub("<hash>", _REGION.sub("<region>", name))


def _line(resource: Mapping[str, Any]) -> str:
    parent = resource.get("parent", "")
    above = "-" if "::pulumi:pulumi:Stack::" in parent else f"{_type(parent)}::{_name(parent)}"
    return f"{resource['type']}  {general(_name(resource['urn']))}  {above}"


def _name(urn: str) -> str:
    return urn.split("::", 3)[3]


def _type(urn: str) -> str:
    return urn.split("::", 3)[2].rpartition("$")[2]
