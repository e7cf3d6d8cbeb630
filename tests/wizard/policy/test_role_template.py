"""The log archive's role as a CloudFormation template."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import pytest
import yaml

from components.names import Names
from components.organization import Organization
from components.settings import validate
from tests.wizard.command import ProjectFolder, project_folder
from wizard.policy.compose import LONGEST, documents, size
from wizard.policy.needs import Stack, deploy
from wizard.policy.registered import registered
from wizard.policy.role_template import Trust, template

HOME, MANAGEMENT, ARCHIVE = "eu-west-1", "111122223333", "444455556666"
ROLE = f"arn:aws:iam::{ARCHIVE}:role/audit/everyregion-log-archive"
SMALL = [
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}
]


@functools.cache
def every_policy() -> list[dict[str, Any]]:
    settings = validate({"scope": "organization", "approvedRegions": [HOME], "logArchiveRoleArn": ROLE}, HOME)
    organization = Organization("o-abcdefghij", MANAGEMENT)
    names = Names.of(settings, MANAGEMENT, None, organization)
    made = registered(settings, MANAGEMENT, organization=organization)
    return documents(deploy(Stack(settings, names, made, ARCHIVE)))


TRUST = Trust(ROLE, MANAGEMENT)


def read(trust: Trust = TRUST, policies: Any = None) -> dict[str, Any]:
    return yaml.safe_load(template(trust, every_policy() if policies is None else policies))


def test_the_role_has_the_name_and_path_of_the_setting() -> None:
    made = read()["Resources"]["Role"]["Properties"]
    assert (made["RoleName"], made["Path"]) == ("everyregion-log-archive", "/audit/")


def test_each_document_is_a_policy_of_its_own_that_fits() -> None:
    made = read()["Resources"]
    policies = [one["Properties"] for name, one in made.items() if name.startswith("Policy")]
    assert [one["PolicyDocument"] for one in policies] == every_policy()
    assert all(one["Roles"] == [{"Ref": "Role"}] for one in policies)
    assert all(size(one["PolicyDocument"]) <= LONGEST for one in policies)


def test_only_the_deploying_account_may_take_it_on() -> None:
    made = read()
    assert made["Parameters"]["Deployer"]["Default"] == f"arn:aws:iam::{MANAGEMENT}:root"
    (statement,) = made["Resources"]["Role"]["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    assert (statement["Principal"], statement["Action"]) == ({"AWS": {"Ref": "Deployer"}}, "sts:AssumeRole")


def test_an_external_id_is_a_parameter_that_cloudformation_never_shows() -> None:
    made = read(Trust(ROLE, MANAGEMENT, asks=True), SMALL)
    assert made["Parameters"]["ExternalId"]["NoEcho"] is True
    assert "Default" not in made["Parameters"]["ExternalId"]
    (statement,) = made["Resources"]["Role"]["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    assert statement["Condition"] == {"StringEquals": {"sts:ExternalId": {"Ref": "ExternalId"}}}


def test_without_an_external_id_the_condition_falls_away() -> None:
    made = read(policies=SMALL)
    assert made["Parameters"]["ExternalId"]["Default"] == ""
    (statement,) = made["Resources"]["Role"]["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    assert statement["Condition"]["Fn::If"][2] == {"Ref": "AWS::NoValue"}


def test_more_policies_than_a_role_takes_are_refused() -> None:
    with pytest.raises(ValueError, match="11 policies are more than the 10"):
        template(Trust(ROLE, MANAGEMENT), SMALL * 11)


@pytest.mark.parametrize("asks", [True, False])
def test_cfn_lint_finds_nothing(asks: bool, tmp_path: Path) -> None:
    api = pytest.importorskip("cfnlint.api")
    text = template(Trust(ROLE, MANAGEMENT, asks), every_policy())
    # What begins with I is advice of another kind.
    assert [str(one) for one in api.lint_all(text) if one.rule.id[0] in "EW"] == []


@pytest.fixture
def project(tmp_path: Path) -> ProjectFolder:
    found = project_folder(
        tmp_path, AWS_ACCESS_KEY_ID="x", AWS_SECRET_ACCESS_KEY="y", AWS_ENDPOINT_URL="http://127.0.0.1:9"
    )
    found.stack_file.write_text(
        f'config:\n  aws:region: {HOME}\n  aws:allowedAccountIds: ["{MANAGEMENT}"]\n'
        "  everyregion:scope: organization\n  everyregion:approvedRegions: [eu-west-1]\n"
        f"  everyregion:logArchiveRoleArn: {ROLE}\n  everyregion:logArchiveExternalId: CANARY-external\n"
    )
    return found


def test_the_command_writes_the_template_and_says_how_to_make_the_role(project: ProjectFolder) -> None:
    ran = project.inside("policy", "--role-template", "role.yaml")
    assert ran.code == 0, ran.err
    written = (project.path / "role.yaml").read_text("utf-8")
    assert yaml.safe_load(written)["Resources"]["Role"]["Type"] == "AWS::IAM::Role"
    assert "aws cloudformation deploy --region eu-west-1" in ran.said
    assert "ExternalId=..." in ran.said
    assert "CANARY" not in written + ran.out + ran.err


def test_without_a_log_archive_there_is_no_role_to_make(project: ProjectFolder) -> None:
    text = project.stack_file.read_text("utf-8")
    project.stack_file.write_text("\n".join(line for line in text.splitlines() if "logArchive" not in line))
    ran = project.inside("policy", "--role-template", "role.yaml")
    assert (ran.code, (project.path / "role.yaml").exists()) == (2, False)
    assert "--role-template: the settings have no logArchiveRoleArn" in ran.said
