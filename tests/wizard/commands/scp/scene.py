"""An emulated organization for `scp --attach`, and calls to it that end otherwise."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from unittest import mock

from botocore.client import BaseClient
from botocore.exceptions import ClientError

from tests.wizard.command import ProjectFolder, Ran

HOME = "eu-west-1"
SCP = "SERVICE_CONTROL_POLICY"
NAME = "everyregion-approved-regions"


@dataclass
class Scene:
    """An organization: its root, a unit with one member, whose account the stack is deployed in."""

    project: ProjectFolder
    client: Any
    root: str
    unit: str
    member: str

    def scp(self, *words: str, typed: list[str] | None = None) -> Ran:
        return self.project.inside("scp", *words, typed=typed)

    def attached(self, target: str) -> list[str]:
        found = self.client.list_policies_for_target(TargetId=target, Filter=SCP)["Policies"]
        return [one["Name"] for one in found if one["Name"] != "FullAWSAccess"]

    @property
    def policies(self) -> dict[str, str]:
        """Id -> name, of those that AWS doesn't manage."""
        found = self.client.list_policies(Filter=SCP)["Policies"]
        return {one["Id"]: one["Name"] for one in found if not one["AwsManaged"]}

    def content(self, id: str) -> Any:
        return json.loads(self.client.describe_policy(PolicyId=id)["Policy"]["Content"])

    def regions(self, id: str) -> list[str]:
        return self.content(id)["Statement"][0]["Condition"]["StringNotEquals"]["aws:RequestedRegion"]


def write(project: ProjectFolder, account: str, *more: str) -> None:
    lines = [f"  aws:region: {HOME}", f'  aws:allowedAccountIds: ["{account}"]', *more]
    regions = "  everyregion:approvedRegions: [eu-west-1, eu-central-1]"
    project.stack_file.write_text("\n".join(["config:", *lines, regions, ""]))


def deployer(scene: Scene) -> tuple[str, str]:
    return ("--exempt", f"arn:aws:iam::{scene.member}:role/Deploy")


#: A call's name, and what makes it; gives its answer.
Answer = Callable[[str, Callable[[], Any]], Any]


def instead(answer: Answer) -> Any:
    """Inside, calls to AWS end as this says."""
    real: Any = BaseClient._make_api_call  # pyright: ignore[reportAttributeAccessIssue]

    def call(client: Any, name: str, parameters: Any) -> Any:
        return answer(name, lambda: real(client, name, parameters))

    return mock.patch.object(BaseClient, "_make_api_call", call)


def failing(operation: str, error: BaseException) -> Any:
    """Inside, this one call isn't made, and ends so."""

    def answer(name: str, make: Callable[[], Any]) -> Any:
        if name == operation:
            raise error
        return make()

    return instead(answer)


def losing(operation: str, error: Exception) -> Any:
    """Inside, this one call is made, and its answer is lost."""

    def answer(name: str, make: Callable[[], Any]) -> Any:
        made = make()
        if name == operation:
            raise error
        return made

    return instead(answer)


def refusal(operation: str, code: str, status: int = 400, reason: str = "") -> ClientError:
    """As botocore raises it. reason: what Organizations adds to some codes."""
    metadata = {"HTTPStatusCode": status}
    response: Any = {"Error": {"Code": code, "Message": "no"}, "ResponseMetadata": metadata}
    if reason:
        response["Reason"] = reason
    return ClientError(response, operation)
