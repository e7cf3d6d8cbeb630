"""`scp --attach`: what it refuses or warns of before anything is changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.wizard.commands.scp.scene import (
    HOME,
    NAME,
    SCP,
    Scene,
    deployer,
    failing,
    instead,
    refusal,
    write,
)
from wizard.rehearsal.account.emulated_account import EmulatedAccount


def test_a_policy_of_that_name_that_is_not_this_stacks_is_left_alone(scene: Scene) -> None:
    scene.client.create_policy(Name=NAME, Description="ours", Content="{}", Type=SCP)
    ran = scene.scp("--attach", scene.unit, "--yes")
    assert ran.code == 2
    assert 'it is not this stack\'s (it says: "ours"). Choose another name with --name.' in ran.said
    other = scene.scp("--attach", scene.unit, "--yes", "--name", "closed regions")
    assert other.code == 0, other.err
    assert scene.attached(scene.unit) == ["closed regions"]


def test_a_policy_whose_text_makes_no_sense_is_written_anew(scene: Scene) -> None:
    scene.scp("--attach", scene.unit, "--yes")
    (id,) = scene.policies
    scene.client.update_policy(PolicyId=id, Content="<html>")
    ran = scene.scp("--attach", scene.unit, "--yes")
    assert ran.code == 0, ran.err
    assert scene.regions(id) == ["eu-west-1", "eu-central-1"]


def test_another_stacks_policy_is_not_this_stacks(scene: Scene) -> None:
    scene.scp("--attach", scene.unit, "--yes")
    write(scene.project, "444455556666")
    ran = scene.scp("--attach", scene.unit, "--yes")
    assert ran.code == 2
    assert f"Made by Everyregion for the trail everyregion of {scene.member} in eu-west-1." in ran.said


def test_one_of_aws_s_own_is_left_alone(scene: Scene) -> None:
    ran = scene.scp("--attach", scene.unit, "--yes", "--name", "FullAWSAccess")
    assert ran.code == 2
    assert "a policy FullAWSAccess (p-FullAWSAccess), and it is AWS's own." in ran.said


def test_the_management_account_is_no_target(scene: Scene) -> None:
    ran = scene.scp("--attach", EmulatedAccount.id, "--yes")
    assert ran.code == 2
    assert "is the management account, and no service control policy binds it." in ran.said
    assert scene.policies == {}


def test_without_an_organization_it_says_what_is_needed(bare: Scene) -> None:
    write(bare.project, bare.member)
    ran = bare.scp("--attach", "ou-abcd-abcdefgh", "--yes", "--out", "scp.json")
    assert (ran.code, ran.out) == (3, "")
    assert ran.said.startswith(f"Account {EmulatedAccount.id} isn't part of an organization")
    assert not (bare.project.path / "scp.json").exists()


def test_an_organization_for_billing_alone_is_refused_with_the_fix(bare: Scene) -> None:
    bare.client.create_organization(FeatureSet="CONSOLIDATED_BILLING")
    write(bare.project, bare.member)
    ran = bare.scp("--attach", "ou-abcd-abcdefgh", "--yes")
    assert ran.code == 3
    assert "has only consolidated billing, and service control policies need all features." in ran.said


def test_a_root_without_service_control_policies_is_refused_with_the_command(scene: Scene) -> None:
    scene.client.disable_policy_type(RootId=scene.root, PolicyType=SCP)
    ran = scene.scp("--attach", scene.unit, "--yes")
    assert ran.code == 3
    assert (
        f"`aws organizations enable-policy-type --root-id {scene.root} --policy-type {SCP}` turns them on"
        in ran.said
    )
    assert scene.policies == {}


@pytest.mark.parametrize("target", ["ou-abcd-abcdefgh", "999988887777", "r-zzzz"])
def test_a_target_that_is_not_there_is_said(scene: Scene, target: str) -> None:
    typed = [target] if target.startswith("r-") else None
    ran = scene.scp("--attach", target, "--yes", typed=typed)
    assert ran.code == 3
    assert f"The organization has no {target}" in ran.said
    assert scene.policies == {}


@pytest.mark.parametrize("target", ["Workloads", "ou-1", "12345", "*", "p-12345678", "r-1\n"])
def test_what_is_no_id_of_a_target_is_refused_before_aws_is_asked(scene: Scene, target: str) -> None:
    with failing("GetCallerIdentity", AssertionError("asked")):
        ran = scene.scp("--attach", target, "--yes")
    assert ran.code == 2
    assert "is no id of a root (r-examplerootid), an organizational unit" in ran.said


def test_without_the_account_in_the_stack_file_nothing_is_attached(scene: Scene) -> None:
    scene.project.stack_file.unlink()
    ran = scene.scp("--defaults", "--region", HOME, "--attach", scene.unit, "--yes")
    assert ran.code == 2
    assert "There is no Pulumi.dev.yaml that would name the account that the stack is deployed in" in ran.said
    assert scene.policies == {}


def test_a_stack_file_without_the_account_is_told_which_key_it_lacks(scene: Scene) -> None:
    lines = scene.project.stack_file.read_text().splitlines()
    scene.project.stack_file.write_text("\n".join(line for line in lines if "allowedAccountIds" not in line))
    ran = scene.scp("--attach", scene.unit, "--yes")
    assert ran.code == 2
    assert "doesn't name the account that the stack is deployed in (aws:allowedAccountIds)" in ran.said
    assert scene.policies == {}


def test_a_member_is_told_whose_credentials_it_takes(scene: Scene) -> None:
    member_of = {"Id": "o-abcdefghij", "MasterAccountId": "999900001111", "FeatureSet": "ALL"}

    def answer(name: str, make: Callable[[], Any]) -> Any:
        if name in ("ListRoots", "ListDelegatedAdministrators"):
            raise refusal(name, "AccessDeniedException")
        return {"Organization": member_of} if name == "DescribeOrganization" else make()

    with instead(answer):
        ran = scene.scp("--attach", scene.unit, "--yes")
    assert ran.code == 3
    assert (
        f"Account {EmulatedAccount.id} is a member: only the management account, 999900001111, attaches "
        "policies, or an account that its delegation policy lets do so."
    ) in ran.said


def test_the_stacks_own_account_is_said_to_be_cut_off_before_anybody_says_yes(scene: Scene) -> None:
    ran = scene.scp("--attach", scene.unit, typed=["no"])
    assert (
        f"! Your own deployment is cut off: account {scene.member} is bound, and nobody who deploys there is "
        "exempt"
    ) in ran.said
    exempt = scene.scp("--attach", scene.unit, *deployer(scene), typed=["no"])
    assert "cut off" not in exempt.said


def test_an_account_outside_of_the_target_is_not_cut_off(scene: Scene) -> None:
    other = scene.client.create_organizational_unit(ParentId=scene.root, Name="Other")
    ran = scene.scp("--attach", other["OrganizationalUnit"]["Id"], "--yes")
    assert ran.code == 0, ran.err
    assert "cut off" not in ran.said


def test_an_account_of_which_nobody_knows_where_it_is_may_be_cut_off(scene: Scene) -> None:
    write(scene.project, "444455556666")
    ran = scene.scp("--attach", scene.unit, "--yes")
    assert (
        f"account 444455556666 is bound if it is in the unit {scene.unit} (Workloads), which isn't known"
        in ran.said
    )


def test_ten_policies_leave_no_room(scene: Scene) -> None:
    for number in range(9):
        made = scene.client.create_policy(Name=f"p{number}", Description="", Content="{}", Type=SCP)
        scene.client.attach_policy(PolicyId=made["Policy"]["PolicySummary"]["Id"], TargetId=scene.unit)
    ran = scene.scp("--attach", scene.unit, "--yes")
    assert ran.code == 3
    assert (
        f"10 service control policies are attached to the unit {scene.unit} (Workloads), and AWS takes no "
        "more." in ran.said
    )
    assert NAME not in scene.policies.values()


def test_from_five_on_it_is_said_that_aws_may_refuse(scene: Scene) -> None:
    for number in range(4):
        made = scene.client.create_policy(Name=f"p{number}", Description="", Content="{}", Type=SCP)
        scene.client.attach_policy(PolicyId=made["Policy"]["PolicySummary"]["Id"], TargetId=scene.unit)
    ran = scene.scp("--attach", scene.unit, "--yes")
    assert ran.code == 0, ran.err
    assert (
        f"5 service control policies are attached to the unit {scene.unit} (Workloads) already. AWS takes 10"
        in ran.said
    )
