"""The AWS clients of the function, made in one place so that tests can give others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import boto3
from botocore.config import Config

from .settings import Settings


@dataclass(frozen=True)
class Clients:
    """One client for each service that is called."""

    sqs: Any
    sns: Any
    dynamodb: Any
    s3: Any
    other: Callable[[str, str], Any] | None = None
    """Makes one for (service, region), for the self-check; None leaves that out."""


def make(settings: Settings) -> Clients:
    """Clients in the home region, which retry what is throttled and never hang for long."""
    config = Config(
        region_name=settings.home_region,
        connect_timeout=3,
        read_timeout=20,
        retries={"mode": "standard", "total_max_attempts": 5},
    )

    def other(service: str, region: str) -> Any:
        return boto3.client(service, config=config.merge(Config(region_name=region)))

    sqs, sns, dynamodb, s3 = (boto3.client(name, config=config) for name in ("sqs", "sns", "dynamodb", "s3"))
    return Clients(sqs, sns, dynamodb, s3, other)
