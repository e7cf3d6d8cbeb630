"""An organization with a log archive: check, set-up, and what a deployment asks in either account."""

from __future__ import annotations

from contextlib import ExitStack

from tests.wizard.command import ProjectFolder, Ran
from tests.wizard.reliability.cell import SETTINGS, InOrganization, Scenario
from tests.wizard.reliability.deploy import SETTINGS as SETTLED
from tests.wizard.reliability.deploy import scenario, stack_file
from tests.wizard.reliability.engine import Script, planned
from wizard.program import resource_types as types
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.organization import ARCHIVE, Wanted

ROLE = f"arn:aws:iam::{ARCHIVE}:role/everyregion-log-archive"
EXTERNAL_ID = "UNSEEN-external"
ARCHIVED = {"scope": "organization", "logArchiveRoleArn": ROLE, "logArchiveExternalId": EXTERNAL_ID}
WITH_ARCHIVE = Wanted(archive_role=ROLE, external_id=EXTERNAL_ID)
_WORDS = (*SETTINGS, *(word for key, value in ARCHIVED.items() for word in ("--set", f"{key}={value}")))


def check(account: EmulatedAccount, project: ProjectFolder, _: ExitStack) -> Scenario:
    title = "check, an organization with a log archive"
    return Scenario(title, 0, lambda *more: project.inside("check", *_WORDS, *more), project)


def setup(account: EmulatedAccount, project: ProjectFolder, _: ExitStack) -> Scenario:
    def run(*more: str) -> Ran:
        project.stack_file.unlink(missing_ok=True)
        return project.inside("--defaults", *_WORDS, "--yes", *more)

    return Scenario("set-up, an organization with a log archive", 0, run, project)


def deploy(account: EmulatedAccount, project: ProjectFolder, stack: ExitStack) -> Scenario:
    """CloudTrail's service-linked role is missing, so it is made first."""
    archive = account.beside(ARCHIVE)
    assert archive is not None
    topic = archive.client("sns").create_topic(Name="everyregion-alerts")["TopicArn"]
    project.stack_file.write_text(stack_file({**SETTLED, **ARCHIVED}))
    iam = account.client("iam")

    def take_away() -> None:
        for role in iam.list_roles(PathPrefix="/aws-service-role/")["Roles"]:
            iam.delete_role(RoleName=role["RoleName"])

    plan = planned("create", types.KEY, "log-key")
    script = Script(exists=False, plan=plan, outputs={"alertTopicArn": topic})
    title = "deploy, an organization with a log archive"
    return scenario(title, ("deploy", "--yes"), project, script, stack, take_away)


CHECK, SETUP, DEPLOY = (InOrganization(make, WITH_ARCHIVE) for make in (check, setup, deploy))
