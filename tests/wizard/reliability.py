"""Every call to AWS that a command makes, with every fault: what the command then does.

docs/reliability.md has the outcome; `python -m tests.wizard.reliability` writes it, a test runs the same.
"""

from __future__ import annotations

import functools
import json
import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from components.settings import validate
from tests.engine import handmade
from tests.rehearsal.world import put_activity
from tests.wizard.command import ROOT, ProjectFolder, Ran, project_folder
from tests.wizard.faults import FAULTS, Fault, at, clients
from tests.wizard.verify.scene import limit, settle
from wizard.account import look
from wizard.account.facts import Probe
from wizard.check import gather
from wizard.commands import drill as drill_command
from wizard.drill.clock import RealClock
from wizard.policy.scp.plan import describe
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.deployment import deploy
from wizard.rehearsal.opening import open_account
from wizard.rehearsal.stand_ins.schedules import tick
from wizard.stack.pulumi_command import PulumiCli
from wizard.verify import gather as verify_gather

PAGE = ROOT / "docs" / "reliability.md"
HOME, AWAY = "eu-west-1", "us-west-2"
_MARKS = ("<!-- matrix -->", "<!-- /matrix -->")
_SETTINGS = ("--region", HOME, "--set", f"approvedRegions={HOME},us-east-1")


@dataclass(frozen=True)
class Scenario:
    """One command over one account. without: its exit code without a fault; run: as often as it is called."""

    name: str
    command: str
    without: int
    run: Callable[[], Ran]
    project: ProjectFolder


@dataclass(frozen=True)
class Cell:
    """What came of one call with one fault."""

    scenario: Scenario
    call: str
    fault: str
    ran: Ran
    files: frozenset[str]


class Hurried(RealClock):
    """Waiting takes no time; what happens meanwhile does so as somebody first waits."""

    def __init__(self, meanwhile: Callable[[], None]) -> None:
        self._passed, self._meanwhile = 0.0, meanwhile

    def now(self) -> float:
        return super().now() + self._passed

    def sleep(self, seconds: float) -> None:
        self._passed += seconds
        happens, self._meanwhile = self._meanwhile, lambda: None
        happens()


NAMES = ("check", "setup", "second trail", "fix", "adoption", "scp", "scp again", "verify")


@contextmanager
def opened(name: str) -> Iterator[Scenario]:
    """The scenario of this name, over an emulated account of its own."""
    makers = {
        "check": _check,
        "setup": _setup,
        "second trail": _second,
        "fix": _fix,
        "adoption": _adoption,
        "scp": _scp,
        "scp again": _scp_again,
        "verify": _verify,
    }
    with ExitStack() as stack:
        account = stack.enter_context(open_account(HOME))
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        project = project_folder(
            folder,
            PULUMI_BACKEND_URL=f"file://{folder}",
            XDG_STATE_HOME=str(folder / "state"),
            AWS_ACCESS_KEY_ID="rehearsal",
            AWS_SECRET_ACCESS_KEY="rehearsal",
            COLUMNS="80",
        )
        cli = Probe("good", PulumiCli("/bin/pulumi", "3.250.0", True))
        stack.enter_context(mock.patch.object(gather, "look", return_value=cli))
        # A busy machine is no fault of AWS's.
        for module in (gather, look, verify_gather):
            stack.enter_context(mock.patch.object(module, "PATIENCE", 120.0))
        stack.enter_context(clients())
        make = _drill if name == "drill" else makers[name]
        yield make(account, project)


def _check(account: EmulatedAccount, project: ProjectFolder) -> Scenario:
    handmade.make(account)
    words = ("check", *_SETTINGS, "--json")
    return Scenario("check", "check", 0, lambda: project.inside(*words), project)


def _verify(account: EmulatedAccount, project: ProjectFolder) -> Scenario:
    """A look at a stack that was deployed more than an hour ago. Few regions: each has the same calls."""
    limit(account, (HOME, AWAY, "us-east-1"))
    project.stack_file.write_text(
        f'config:\n  aws:region: {HOME}\n  aws:allowedAccountIds: ["{EmulatedAccount.id}"]\n'
        f"  everyregion:approvedRegions: [{HOME}, us-east-1]\n  everyregion:alertEmails: [ops@example.com]\n"
    )
    config = {
        "everyregion:approvedRegions": json.dumps([HOME, "us-east-1"]),
        "everyregion:alertEmails": json.dumps(["ops@example.com"]),
    }
    assert deploy(account, config).refusal is None
    settle(account)

    def run() -> Ran:
        with mock.patch.object(RealClock, "now", side_effect=account.clock.now):
            return project.inside("verify", "--json")

    return Scenario("verify", "verify", 0, run, project)


def _setup(account: EmulatedAccount, project: ProjectFolder) -> Scenario:
    def run() -> Ran:
        project.stack_file.unlink(missing_ok=True)
        return project.inside("--defaults", *_SETTINGS, "--yes")

    return Scenario("setup", "set-up, no trail there", 0, run, project)


def _second(account: EmulatedAccount, project: ProjectFolder) -> Scenario:
    account.client("s3").create_bucket(
        Bucket="company-logs", CreateBucketConfiguration={"LocationConstraint": HOME}
    )
    cloudtrail = account.client("cloudtrail")
    cloudtrail.create_trail(Name="company", S3BucketName="company-logs", IsMultiRegionTrail=True)
    cloudtrail.start_logging(Name="company")

    def run() -> Ran:
        project.stack_file.unlink(missing_ok=True)
        return project.inside("--defaults", *_SETTINGS, "--yes")

    return Scenario("second trail", "set-up, a trail of the company's there", 2, run, project)


def _fix(account: EmulatedAccount, project: ProjectFolder) -> Scenario:
    account.client("s3").create_bucket(
        Bucket="company-logs", CreateBucketConfiguration={"LocationConstraint": HOME}
    )
    cloudtrail = account.client("cloudtrail")

    def run() -> Ran:
        for one in cloudtrail.describe_trails()["trailList"]:
            cloudtrail.delete_trail(Name=one["Name"])
        cloudtrail.create_trail(Name="company", S3BucketName="company-logs")
        words = ("--defaults", "--region", HOME, "--set", "encryption=sse-s3", "--fix-trail", "company")
        return project.inside(*words, "--yes")

    return Scenario("fix", "--fix-trail", 0, run, project)


def _adoption(account: EmulatedAccount, project: ProjectFolder) -> Scenario:
    handmade.make(account)
    account.client("cloudtrail").delete_trail(Name="acme-second")

    def run() -> Ran:
        for one in project.path.iterdir():
            if one.name != "Pulumi.yaml":
                one.unlink()
        return project.inside("--defaults", "--set", f"adoptTrail={handmade.TRAIL}", "--yes")

    return Scenario("adoption", "adoption", 0, run, project)


def _scp(account: EmulatedAccount, project: ProjectFolder) -> Scenario:
    attach = _unit(account, project)
    return Scenario("scp", "scp --attach", 0, lambda: attach(None), project)


def _scp_again(account: EmulatedAccount, project: ProjectFolder) -> Scenario:
    attach = _unit(account, project)
    there = {"Content": json.dumps({"Version": "2012-10-17", "Statement": []})}
    return Scenario("scp again", "scp --attach, the policy there", 0, lambda: attach(there), project)


def _unit(account: EmulatedAccount, project: ProjectFolder) -> Callable[[Mapping[str, str] | None], Ran]:
    """An organization with a unit, and what attaches to it. Each time the policy isn't there before, or is
    what is given."""
    organizations, kind = account.client("organizations"), "SERVICE_CONTROL_POLICY"
    organizations.create_organization(FeatureSet="ALL")
    root = organizations.list_roots()["Roots"][0]["Id"]
    organizations.enable_policy_type(RootId=root, PolicyType=kind)
    made = organizations.create_organizational_unit(ParentId=root, Name="Workloads")
    unit = made["OrganizationalUnit"]["Id"]
    made = organizations.create_account(AccountName="app", Email="app@example.com")
    member = made["CreateAccountStatus"]["AccountId"]
    project.stack_file.write_text(
        f'config:\n  aws:region: {HOME}\n  aws:allowedAccountIds: ["{member}"]\n'
        f"  everyregion:approvedRegions: [{HOME}]\n"
    )
    description = describe(validate({"approvedRegions": [HOME]}, HOME), [member])

    def attach(before: Mapping[str, str] | None) -> Ran:
        for one in organizations.list_policies(Filter=kind)["Policies"]:
            if one["AwsManaged"]:
                continue
            for target in organizations.list_targets_for_policy(PolicyId=one["Id"])["Targets"]:
                organizations.detach_policy(PolicyId=one["Id"], TargetId=target["TargetId"])
            organizations.delete_policy(PolicyId=one["Id"])
        if before:
            organizations.create_policy(
                Name="everyregion-approved-regions", Description=description, Type=kind, **before
            )
        return project.inside("scp", "--attach", unit, "--yes")

    return attach


def _drill(account: EmulatedAccount, project: ProjectFolder) -> Scenario:
    approved = [region for region in account.regions if region != AWAY]
    project.stack_file.write_text(
        f'config:\n  aws:region: {HOME}\n  aws:allowedAccountIds: ["{EmulatedAccount.id}"]\n'
        "  everyregion:alertEmails: [ops@example.com]\n  everyregion:tamperAlert: false\n"
        "  everyregion:approvedRegions:\n" + "".join(f"    - {region}\n" for region in approved)
    )
    config = {
        "everyregion:approvedRegions": json.dumps(approved),
        "everyregion:alertEmails": json.dumps(["ops@example.com"]),
        "everyregion:tamperAlert": "false",
    }
    assert deploy(account, config).refusal is None
    sqs, sns = account.client("sqs"), account.client("sns")

    def queues() -> list[str]:
        return sqs.list_queues(QueueNamePrefix="everyregion-drill-").get("QueueUrls") or []

    def log() -> None:
        nonce = (queues() or ["-"])[0].rpartition("-")[2]
        agent = f"Boto3 everyregion-drill/{nonce}"
        record = {"eventName": "CreateKeyPair", "userAgent": agent, "errorCode": "Client.DryRunOperation"}
        put_activity(account, AWAY, record)
        tick(account)

    def run() -> Ran:
        for url in queues():
            sqs.delete_queue(QueueUrl=url)
        for one in sns.list_subscriptions()["Subscriptions"]:
            if ":everyregion-drill-" in one["Endpoint"]:
                sns.unsubscribe(SubscriptionArn=one["SubscriptionArn"])
        clock = functools.partial(Hurried, log)
        with mock.patch.object(drill_command, "RealClock", clock):
            return project.inside("drill", "--source", "rules", "--timeout", "2m")

    return Scenario("drill", "drill", 0, run, project)


def cells(name: str) -> Iterator[Cell]:
    """Every call of this scenario with every fault."""
    with opened(name) as scenario:
        wanted = [
            Fault(kind, call)
            for call in calls_of(scenario)
            for kind in FAULTS
            if kind != "302" or call.startswith("s3:Head")
        ]
    # A digest that has sent some alerts in an hour keeps the next ones back.
    at_once = 6 if name == "drill" else len(wanted)
    for start in range(0, len(wanted), at_once):
        with opened(name) as scenario:
            for fault in wanted[start : start + at_once]:
                with at(fault):
                    ran = scenario.run()
                yield Cell(scenario, fault.call, fault.kind, ran, frozenset(scenario.project.names()))


def calls_of(scenario: Scenario) -> list[str]:
    """What it asks without a fault; of one operation in many regions, the first region by name."""
    with at(Fault()) as fault:
        ran = scenario.run()
    assert ran.code == scenario.without, ran.err
    first: dict[str, str] = {}
    for call in sorted(fault.asked):
        first.setdefault(call.partition(" in ")[0], call)
    return sorted(first.values())


def table(found: Mapping[tuple[str, str], Mapping[str, int]]) -> str:
    """found: (command, call) -> fault -> exit code."""
    lines: list[str] = []
    for command in dict.fromkeys(command for command, _ in found):
        lines += [
            f"### {command}",
            "",
            "| call | " + " | ".join(FAULTS) + " |",
            "|---" * (len(FAULTS) + 1) + "|",
        ]
        for (of, call), codes in found.items():
            if of == command:
                shown = [str(int(codes[kind])) if kind in codes else "" for kind in FAULTS]
                lines.append(f"| {call.partition(' in ')[0]} | " + " | ".join(shown) + " |")
        lines.append("")
    return "\n".join(lines)


def matrix_of(found: Iterator[Cell] | list[Cell]) -> dict[tuple[str, str], dict[str, int]]:
    """The cells as `table` takes them."""
    made: dict[tuple[str, str], dict[str, int]] = {}
    for cell in found:
        made.setdefault((cell.scenario.command, cell.call), {})[cell.fault] = cell.ran.code
    return made


def section(page: str, command: str) -> str:
    """The page's table of this command."""
    inside = page.partition(_MARKS[0])[2].partition(_MARKS[1])[0]
    found = re.search(rf"^### {re.escape(command)}\n.*?(?=^### |\Z)", inside, re.MULTILINE | re.DOTALL)
    return found[0].strip() if found else ""


def main() -> None:
    """Runs everything and writes the page's tables."""
    os.environ.update(
        AWS_CONFIG_FILE=os.devnull, AWS_SHARED_CREDENTIALS_FILE=os.devnull, AWS_EC2_METADATA_DISABLED="true"
    )
    text = PAGE.read_text("utf-8")
    tables = "\n".join(table(matrix_of(cells(name))) for name in NAMES)
    before, after = text.partition(_MARKS[0])[0], text.partition(_MARKS[1])[2]
    PAGE.write_text(f"{before}{_MARKS[0]}\n{tables}{_MARKS[1]}{after}", "utf-8")


if __name__ == "__main__":
    sys.exit(main())
