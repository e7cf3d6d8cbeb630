"""What a resource is called in a sentence: Pulumi's type token in AWS's own words."""

from __future__ import annotations

from components.resource_names import short_name
from wizard.program.resource_types import TYPES, words_of
from wizard.screen.terminal import safe


def noun(type: str) -> str:
    """`aws:kms/key:Key` -> `KMS key`; a type that isn't known by name -> its own words, in lower case."""
    return TYPES[type].noun if type in TYPES else words_of(type)


def type_of(urn: str) -> str:
    """The type token in a URN, without its parents': https://www.pulumi.com/docs/iac/concepts/resources/names/"""
    parts = urn.split("::")
    return parts[2].rpartition("$")[2] if len(parts) > 2 else ""


def thing(urn: str) -> str:
    """`log-bucket (S3 bucket)`, and `trail` for what is called what it is; any text is safe to print."""
    name, kind = safe(short_name(urn)), noun(type_of(urn))
    return name if name == kind else f"{name} ({kind})"
