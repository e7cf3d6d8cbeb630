"""A boto3 client that answers from a table, and refuses what it is told to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError

NO_POLICY = "because no identity-based policy allows it"


@dataclass
class Fake:
    """answers: `kms.list_keys` -> its answer, an error code, or a function of its parameters."""

    answers: Mapping[str, Any]
    asked: list[str] = field(default_factory=list)
    regions: list[str] = field(default_factory=list)

    def client(self, service: str, region: str) -> Any:
        self.regions.append(region)
        return _Client(self, service)

    def answer(self, service: str, call: str, **parameters: Any) -> Any:
        name = f"{service}.{call}"
        self.asked.append(name)
        answer = self.answers[name]
        if isinstance(answer, Callable):
            answer = answer(**parameters)
        if isinstance(answer, str):
            code, _, message = answer.partition(": ")
            operation = "".join(part.capitalize() for part in call.split("_"))
            raise ClientError({"Error": {"Code": code, "Message": message or NO_POLICY}}, operation)
        return answer


@dataclass
class _Client:
    fake: Fake
    service: str

    def get_paginator(self, call: str) -> Any:
        return _Pages(self, call)

    def __getattr__(self, call: str) -> Callable[..., Any]:
        return lambda **parameters: self.fake.answer(self.service, call, **parameters)


@dataclass
class _Pages:
    client: _Client
    call: str

    def paginate(self, **parameters: Any) -> list[Any]:
        return [self.client.fake.answer(self.client.service, self.call, **parameters)]
