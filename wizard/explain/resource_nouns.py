"""What a resource is called in a sentence: Pulumi's type token in AWS's own words."""

from __future__ import annotations

from wizard.program.resource_types import TYPES, words_of
from wizard.screen.terminal import safe


def noun(type: str) -> str:
    """`aws:kms/key:Key` -> `KMS key`; a type that isn't known by name -> its own words, in lower case."""
    return TYPES[type].noun if type in TYPES else words_of(type)


def type_of(urn: str) -> str:
    """The type token in a URN, without its parents': https://www.pulumi.com/docs/iac/concepts/resources/names/"""
    parts = urn.split("::")
    return parts[2].rpartition("$")[2] if len(parts) > 2 else ""


def name_of(urn: str) -> str:
    """The logical name in a URN, `log-bucket`; any text of it is safe to print."""
    return safe(urn.split("::", 3)[-1])


def thing(urn: str) -> str:
    """`log-bucket (S3 bucket)`."""
    return f"{name_of(urn)} ({noun(type_of(urn))})"
