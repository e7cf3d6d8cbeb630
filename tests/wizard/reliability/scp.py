"""`scp --attach`: a policy is made or changed, and attached to a unit of the organization."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import ExitStack

from components.settings import validate
from tests.wizard.command import ProjectFolder, Ran
from tests.wizard.reliability.cell import HOME, Scenario
from wizard.policy.scp.plan import describe
from wizard.rehearsal.account.emulated_account import EmulatedAccount

_KIND = "SERVICE_CONTROL_POLICY"


def attach(account: EmulatedAccount, project: ProjectFolder, _: ExitStack) -> Scenario:
    return Scenario("scp --attach", 0, _unit(account, project, None), project)


def again(account: EmulatedAccount, project: ProjectFolder, _: ExitStack) -> Scenario:
    there = {"Content": json.dumps({"Version": "2012-10-17", "Statement": []})}
    return Scenario("scp --attach, the policy there", 0, _unit(account, project, there), project)


def _unit(
    account: EmulatedAccount, project: ProjectFolder, before: Mapping[str, str] | None
) -> Callable[..., Ran]:
    """An organization with a unit, and what attaches to it. Each time the policy isn't there before, or is
    what is given."""
    organizations = account.client("organizations")
    organizations.create_organization(FeatureSet="ALL")
    root = organizations.list_roots()["Roots"][0]["Id"]
    organizations.enable_policy_type(RootId=root, PolicyType=_KIND)
    made = organizations.create_organizational_unit(ParentId=root, Name="Workloads")
    unit = made["OrganizationalUnit"]["Id"]
    made = organizations.create_account(AccountName="app", Email="app@example.com")
    member = made["CreateAccountStatus"]["AccountId"]
    project.stack_file.write_text(
        f'config:\n  aws:region: {HOME}\n  aws:allowedAccountIds: ["{member}"]\n'
        f"  everyregion:approvedRegions: [{HOME}]\n"
    )
    description = describe(validate({"approvedRegions": [HOME]}, HOME), [member])

    def run(*more: str) -> Ran:
        for one in organizations.list_policies(Filter=_KIND)["Policies"]:
            if one["AwsManaged"]:
                continue
            for target in organizations.list_targets_for_policy(PolicyId=one["Id"])["Targets"]:
                organizations.detach_policy(PolicyId=one["Id"], TargetId=target["TargetId"])
            organizations.delete_policy(PolicyId=one["Id"])
        if before:
            organizations.create_policy(
                Name="everyregion-approved-regions", Description=description, Type=_KIND, **before
            )
        return project.inside("scp", "--attach", unit, "--yes", *more)

    return run


SCENARIOS = (attach, again)
