"""Runs the project's own program without AWS and notes what it registers: type, name, inputs, region."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pulumi.runtime import mocks, rpc, stack

from components import regions
from components.organization import Organization
from components.resource_names import short_name
from components.settings import REGION_KEY, Settings
from wizard import ROOT
from wizard.policy.arns import Resource
from wizard.program.mocked import MockStack, mock_run, run_main

_PROJECT = "everyregion"


def registered(
    settings: Settings,
    account: str,
    stack_name: str = "policy",
    folder: Path = ROOT,
    organization: Organization | None = None,
) -> tuple[Resource, ...]:
    """Every resource of this stack, as if each region of the partition were enabled: the policy then still
    fits when one is enabled later.

    account: the one that is deployed from; organization: the one that it is in, for that scope. folder: the
    project's, where the program finds what a stack of this name adopts. Raises pulumi.RunError where the
    program refuses to run.
    """
    partition = regions.partition_of(settings.home_region)
    enabled = sorted({settings.home_region, *(partition.regions if partition else ())})
    answers = _Answers(settings, account, enabled, organization)
    mocked = MockStack(stack_name, _PROJECT, folder)
    with mock_run(mocked, _config(settings), answers, _Monitor(answers), _silent()) as loop:
        loop.run_until_complete(stack.run_pulumi_func(_program))
    return tuple(answers.found)


class _Answers(mocks.Mocks):
    """Gives a resource the outputs that others are named by: ARNs, URLs, ids."""

    def __init__(
        self,
        settings: Settings,
        account: str,
        enabled: Sequence[str],
        organization: Organization | None,
    ) -> None:
        self._settings, self._account, self._enabled = settings, account, enabled
        self._organization = organization
        self.found: list[Resource] = []

    def resource(
        self, type_: str, name: str, inputs: Mapping[str, Any], provider: str, **how: Any
    ) -> Resource:
        """provider: "" for the default one; the program makes one more, for the log archive."""
        region = inputs.get("region") or self._settings.home_region
        account = self._settings.log_archive_account if provider else self._account
        partition = self._settings.partition
        return Resource(type_, short_name(name), inputs, region, account, partition, **how)

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str, dict[str, Any]]:
        if not args.custom or args.typ.startswith("pulumi:providers:"):
            return args.name, args.inputs
        made = self.resource(args.typ, args.name, args.inputs, args.provider or "")
        outputs = {"arn": made.arn, "url": made.arn, "keyId": made.arn, "homeRegion": made.region}
        return args.name, {**outputs, **args.inputs}

    def call(self, args: mocks.MockCallArgs) -> tuple[dict[str, Any], list[tuple[str, str]]]:
        account = self._settings.log_archive_account if args.provider else self._account
        answers: dict[str, dict[str, Any]] = {
            "aws:index/getCallerIdentity:getCallerIdentity": {"accountId": account},
            "aws:index/getRegion:getRegion": {"region": self._settings.home_region},
            "aws:index/getRegions:getRegions": {"names": list(self._enabled)},
            "pulumi:pulumi:readStackOutputs": {"outputs": {}},
            **self._of_organization(),
        }
        return answers[args.token], []

    def _of_organization(self) -> dict[str, dict[str, Any]]:
        if self._organization is None:
            return {}
        id, management = self._organization.id, self._organization.management_account
        administrators = [] if self._account == management else [{"id": self._account}]
        return {
            "aws:organizations/getOrganization:getOrganization": {
                "id": id,
                "masterAccountId": management,
                "featureSet": "ALL",
            },
            "aws:organizations/getDelegatedAdministrators:getDelegatedAdministrators": {
                "delegatedAdministrators": administrators
            },
        }


class _Monitor(mocks.MockMonitor):
    def __init__(self, answers: _Answers) -> None:
        super().__init__(answers)
        self._answers = answers

    def RegisterResource(self, request: Any) -> Any:
        response = super().RegisterResource(request)
        if request.custom and request.type.startswith("aws:"):
            inputs = rpc.deserialize_properties(request.object)
            self._answers.found.append(
                self._answers.resource(
                    request.type,
                    request.name,
                    inputs,
                    request.provider,
                    kept=bool(request.retainOnDelete),
                    import_id=request.importId,
                )
            )
        return response


async def _program() -> None:
    run_main()


def _config(settings: Settings) -> dict[str, str]:
    """As Pulumi hands them to a program: texts, JSON for lists and the like."""
    values = {f"{_PROJECT}:{key}": value for key, value in settings.as_keys().items()}
    texts = {key: value if isinstance(value, str) else json.dumps(value) for key, value in values.items()}
    return {**texts, REGION_KEY: settings.home_region}


def _silent() -> logging.Logger:
    """The program's warnings were told with the settings."""
    logger = logging.getLogger("everyregion.policy")
    logger.propagate = False
    logger.setLevel(logging.CRITICAL)
    return logger
