"""The AWS calls of the hourly self-check, each with what goes in and what comes out: see `aws`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, Protocol, TypedDict, overload

from .aws import Subscriptions


class Rule(TypedDict):
    """https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeRule.html"""

    State: str


class _TargetArn(TypedDict):
    Arn: str


class Target(_TargetArn, total=False):
    RoleArn: str


class Targets(TypedDict):
    Targets: list[Target]


class Events(Protocol):
    def describe_rule(self, *, Name: str, EventBusName: str = ...) -> Rule: ...

    def list_targets_by_rule(self, *, Rule: str, EventBusName: str = ...) -> Targets: ...


class Region(TypedDict):
    RegionName: str


class Regions(TypedDict):
    """https://docs.aws.amazon.com/accounts/latest/reference/API_ListRegions.html"""

    Regions: list[Region]


class RegionPages(Protocol):
    def paginate(self, *, RegionOptStatusContains: Sequence[str]) -> Iterable[Regions]: ...


class Account(Protocol):
    def get_paginator(self, operation: Literal["list_regions"], /) -> RegionPages: ...


class Iam(Protocol):
    def get_role(self, *, RoleName: str) -> object: ...


class SubscriptionPages(Protocol):
    def paginate(self, *, TopicArn: str) -> Iterable[Subscriptions]: ...


class SubscriptionAttributes(TypedDict):
    """https://docs.aws.amazon.com/sns/latest/api/API_GetSubscriptionAttributes.html"""

    Attributes: dict[str, str]


class TopicLister(Protocol):
    def get_paginator(self, operation: Literal["list_subscriptions_by_topic"], /) -> SubscriptionPages: ...

    def get_subscription_attributes(self, *, SubscriptionArn: str) -> SubscriptionAttributes: ...


class MakeClient(Protocol):
    """Gives a client for (service, region)."""

    @overload
    def __call__(self, service: Literal["events"], region: str, /) -> Events: ...

    @overload
    def __call__(self, service: Literal["account"], region: str, /) -> Account: ...

    @overload
    def __call__(self, service: Literal["iam"], region: str, /) -> Iam: ...

    @overload
    def __call__(self, service: Literal["sns"], region: str, /) -> TopicLister: ...
