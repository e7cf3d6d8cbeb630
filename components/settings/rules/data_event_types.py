"""The resource types whose data events CloudTrail records, from a dated file. AWS adds types every month.

data_event_types.json has its date and AWS's pages. A type that isn't in it may be new; one that is written
almost like a known one seldom is.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class ResourceType:
    """One type. service, name: as AWS's console calls them; arn: the shape of resources.ARN, with <...> for
    what differs, "" where AWS's pages don't say; reads, writes: the documented event names, () where they
    don't say."""

    id: str
    service: str
    name: str = ""
    arn: str = ""
    reads: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()

    @property
    def arn_service(self) -> str:
        """`s3` of its ARNs, "" where that isn't known."""
        return self.arn.split(":")[2] if self.arn else ""


_FILE: Mapping[str, Any] = json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))
AS_OF: str = _FILE["asOf"]
SOURCES: tuple[str, ...] = tuple(_FILE["sources"])
#: S3's objects, Lambda's functions and DynamoDB's tables first, then by service.
TYPES: Mapping[str, ResourceType] = {
    id: ResourceType(
        id=id,
        service=row["service"],
        name=row.get("name", ""),
        arn=row.get("arn", ""),
        reads=tuple(row.get("reads", ())),
        writes=tuple(row.get("writes", ())),
    )
    for id, row in _FILE["types"].items()
}
KNOWN = frozenset(TYPES)
#: Where network activity is recorded.
NETWORK_SOURCES = frozenset(_FILE["networkEventSources"])
_BY_LOWER = {name.lower(): name for name in sorted(KNOWN)}
# What a service is asked for when only its name is given, and what CloudFormation or people call it.
_USUAL = {
    "s3": "AWS::S3::Object",
    "lambda": "AWS::Lambda::Function",
    "dynamodb": "AWS::DynamoDB::Table",
    "sns": "AWS::SNS::Topic",
    "sqs": "AWS::SQS::Queue",
    "kinesis": "AWS::Kinesis::Stream",
    "stepfunctions": "AWS::StepFunctions::StateMachine",
    "cognito": "AWS::Cognito::IdentityPool",
}
_CALLED_OTHERWISE = {
    "aws::s3::bucket": "AWS::S3::Object",
    "aws::s3express::directorybucket": "AWS::S3Express::Object",
    "aws::s3objectlambda::object": "AWS::S3ObjectLambda::AccessPoint",
    "aws::s3outposts::bucket": "AWS::S3Outposts::Object",
    "aws::dynamodb::globaltable": "AWS::DynamoDB::Table",
    "aws::dynamodb::item": "AWS::DynamoDB::Table",
    "aws::lambda::alias": "AWS::Lambda::Function",
    "aws::lambda::version": "AWS::Lambda::Function",
    "aws::ebs::snapshot": "AWS::EC2::Snapshot",
    "aws::ssm::managedinstance": "AWS::SSM::ManagedNode",
}


def surely_meant(resource_type: str) -> str:
    """The type that this can only stand for: other capitals, a service alone, CloudFormation's name for what
    holds the things that are recorded. "" for a known type and where nothing is sure."""
    lower = resource_type.strip().lower()
    if resource_type in KNOWN:
        return ""
    service = lower.removeprefix("aws::").removesuffix("::")
    return _BY_LOWER.get(lower) or _CALLED_OTHERWISE.get(lower) or _USUAL.get(service, "")


def perhaps_meant(resource_type: str) -> str:
    """The known type that is written most alike, "" for a known one and where none is near."""
    if resource_type in KNOWN or len(resource_type) > 100:
        return ""
    close = nearest(resource_type.lower(), _BY_LOWER)
    return _BY_LOWER[close] if close else ""


def nearest(text: str, known: Mapping[str, object] | frozenset[str], cutoff: float = 0.85) -> str:
    """The known text that is written most alike, "" where none is near."""
    return next(iter(difflib.get_close_matches(text, sorted(known), n=1, cutoff=cutoff)), "")


def type_of(arn: str) -> str:
    """The type whose resources' ARNs begin so; of several, the one that is meant most often. "" where AWS's
    pages don't say."""
    service = [*arn.split(":"), "", "", ""][2]
    return next((one.id for one in TYPES.values() if service and one.arn_service == service), "")
