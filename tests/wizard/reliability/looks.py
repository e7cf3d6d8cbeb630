"""What looks at an account before there is a stack: check, set-up, --fix-trail, adoption."""

from __future__ import annotations

from contextlib import ExitStack

from tests.engine import handmade
from tests.wizard.command import ProjectFolder, Ran
from tests.wizard.reliability.cell import HOME, SETTINGS, Scenario
from wizard.rehearsal.account.emulated_account import EmulatedAccount


def check(account: EmulatedAccount, project: ProjectFolder, _: ExitStack) -> Scenario:
    handmade.make(account)
    return Scenario("check", 0, lambda *more: project.inside("check", *SETTINGS, *more), project)


def setup(account: EmulatedAccount, project: ProjectFolder, _: ExitStack) -> Scenario:
    def run(*more: str) -> Ran:
        project.stack_file.unlink(missing_ok=True)
        return project.inside("--defaults", *SETTINGS, "--yes", *more)

    return Scenario("set-up, no trail there", 0, run, project)


def second(account: EmulatedAccount, project: ProjectFolder, _: ExitStack) -> Scenario:
    _company_bucket(account)
    cloudtrail = account.client("cloudtrail")
    cloudtrail.create_trail(Name="company", S3BucketName="company-logs", IsMultiRegionTrail=True)
    cloudtrail.start_logging(Name="company")

    def run(*more: str) -> Ran:
        project.stack_file.unlink(missing_ok=True)
        return project.inside("--defaults", *SETTINGS, "--yes", *more)

    return Scenario("set-up, a trail of the company's there", 2, run, project)


def fix(account: EmulatedAccount, project: ProjectFolder, _: ExitStack) -> Scenario:
    _company_bucket(account)
    cloudtrail = account.client("cloudtrail")

    def run(*more: str) -> Ran:
        for one in cloudtrail.describe_trails()["trailList"]:
            cloudtrail.delete_trail(Name=one["Name"])
        cloudtrail.create_trail(Name="company", S3BucketName="company-logs")
        words = ("--defaults", "--region", HOME, "--set", "encryption=sse-s3", "--fix-trail", "company")
        return project.inside(*words, "--yes", *more)

    return Scenario("--fix-trail", 0, run, project)


def adoption(account: EmulatedAccount, project: ProjectFolder, _: ExitStack) -> Scenario:
    handmade.make(account)
    account.client("cloudtrail").delete_trail(Name="acme-second")

    def run(*more: str) -> Ran:
        for one in project.path.iterdir():
            if one.name != "Pulumi.yaml":
                one.unlink()
        return project.inside("--defaults", "--set", f"adoptTrail={handmade.TRAIL}", "--yes", *more)

    return Scenario("adoption", 0, run, project)


def _company_bucket(account: EmulatedAccount) -> None:
    account.client("s3").create_bucket(
        Bucket="company-logs", CreateBucketConfiguration={"LocationConstraint": HOME}
    )


SCENARIOS = (check, setup, second, fix, adoption)
