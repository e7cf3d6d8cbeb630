"""From a Pulumi type token to its maker. A type with no maker is an error, never a silent pass."""

from __future__ import annotations

import functools
import importlib

from wizard.rehearsal.makers.base import Maker

# Pulumi module -> our module: a maker's file is loaded when its first resource is made.
_FILES = {
    "aws:athena": ("athena",),
    "aws:cloudtrail": ("cloudtrail", "cloudtrail_delegation"),
    "aws:cloudwatch": ("event_rules", "event_targets", "event_buses", "logs", "cloudwatch"),
    "aws:dynamodb": ("dynamodb", "dynamodb_policy"),
    "aws:glue": ("glue",),
    "aws:iam": ("iam",),
    "aws:kms": ("kms",),
    "aws:lambda": ("lambda_",),
    "aws:organizations": ("organizations",),
    "aws:s3": ("s3_bucket", "s3_protection", "s3_upkeep"),
    "aws:scheduler": ("scheduler",),
    "aws:sns": ("sns",),
    "aws:sqs": ("sqs",),
}


class NoMaker(LookupError):
    """The program uses a resource type that can't be rehearsed yet."""


@functools.cache
def maker_for(type: str) -> Maker:
    """The maker for a token like aws:s3/bucket:Bucket."""
    for file in _FILES.get(type.split("/", 1)[0], ()):
        for maker in _makers_in(file):
            if maker.type == type:
                return maker
    raise NoMaker(f"There is no maker for {type} in wizard/rehearsal/makers: it can't be rehearsed.")


@functools.cache
def _makers_in(file: str) -> tuple[Maker, ...]:
    return tuple(importlib.import_module(f"wizard.rehearsal.makers.{file}").MAKERS)


def every_type() -> list[str]:
    """All types that can be made."""
    return sorted(maker.type for files in _FILES.values() for file in files for maker in _makers_in(file))
