"""The AWS clients of the function, made in one place so that tests can give others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import boto3  # pyright: ignore[reportMissingTypeStubs]
from botocore.config import Config  # pyright: ignore[reportMissingTypeStubs]

from .aws import S3, DynamoDb, Organizations, Sns, Sqs
from .aws_looks import MakeClient
from .log_files import AT_ONCE
from .settings import Settings


@dataclass(frozen=True)
class Clients:
    """One client for each service that is called."""

    sqs: Sqs
    sns: Sns
    dynamodb: DynamoDb
    s3: S3
    other: MakeClient | None = None
    """Makes one for (service, region), for the self-check; None leaves that out."""
    organizations: Callable[[], Organizations] | None = None
    """Makes one, for the names of accounts; None where there is no organization."""


def make(settings: Settings) -> Clients:
    """Clients in the home region, which retry what is throttled and never hang for long."""
    config = Config(
        connect_timeout=3,
        read_timeout=20,
        retries={"mode": "standard", "total_max_attempts": 5},
        max_pool_connections=AT_ONCE,
    )

    # What SNS answers late may have gone out: each attempt can be one more mail.
    patient = Config(
        connect_timeout=3,
        read_timeout=30,
        retries={"mode": "standard", "total_max_attempts": 2},
    )

    # An alert waits for it.
    impatient = Config(connect_timeout=1, read_timeout=1, retries={"total_max_attempts": 1})

    def client(service: str, region: str = settings.home_region, config: Config = config) -> Any:
        # What boto3 makes has no type of its own: `aws` says what each is used as.
        return boto3.client(service, region_name=region, config=config)  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]

    def organizations() -> Organizations:
        return client("organizations", config=impatient)

    return Clients(
        client("sqs"),
        client("sns", config=patient),
        client("dynamodb"),
        client("s3"),
        client,
        organizations if settings.organization else None,
    )
