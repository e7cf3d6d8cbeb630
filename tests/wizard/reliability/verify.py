"""`verify` of a stack that was deployed more than an hour ago."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from unittest import mock

from tests.wizard.command import ProjectFolder, Ran
from tests.wizard.reliability.cell import AWAY, HOME, InOrganization, Scenario
from tests.wizard.reliability.organization import ARCHIVED, WITH_ARCHIVE
from tests.wizard.verify.scene import limit, settle
from wizard.drill.clock import RealClock
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.deployment import deploy
from wizard.rehearsal.stand_ins import alarms
from wizard.verify import gather

INTEGRITY = frozenset(
    {"cloudtrail:ListPublicKeys", "cloudtrail:LookupEvents", "s3:GetObject", "s3:ListObjectsV2"}
)


def verify(account: EmulatedAccount, project: ProjectFolder, stack: ExitStack) -> Scenario:
    return _verify("verify", {}, account, project, stack)


def integrity(account: EmulatedAccount, project: ProjectFolder, stack: ExitStack) -> Scenario:
    """Only what is asked beside verify's own calls, over the young trail of two regions."""
    made = _verify("verify --integrity 24h", {}, account, project, stack, (HOME, "us-east-1"))

    def run(*words: str) -> Ran:
        return made.run("--integrity", "24h", *words)

    return replace(made, run=run, calls=INTEGRITY)


def in_organization(account: EmulatedAccount, project: ProjectFolder, stack: ExitStack) -> Scenario:
    """Bucket and alert are in the log archive, whose role is taken on."""
    title = "verify, an organization with a log archive"
    return _verify(title, ARCHIVED, account, project, stack)


def _verify(
    title: str,
    more: Mapping[str, str],
    account: EmulatedAccount,
    project: ProjectFolder,
    stack: ExitStack,
    regions: Sequence[str] = (HOME, AWAY, "us-east-1"),
) -> Scenario:
    """Few regions: each has the same calls."""
    stack.enter_context(mock.patch.object(gather, "PATIENCE", 120.0))
    for one in account.everywhere:
        limit(one, regions)
    project.stack_file.write_text(
        f'config:\n  aws:region: {HOME}\n  aws:allowedAccountIds: ["{account.id}"]\n'
        f"  everyregion:approvedRegions: [{HOME}, us-east-1]\n  everyregion:alertEmails: [ops@example.com]\n"
        + "".join(f"  everyregion:{key}: {value}\n" for key, value in more.items())
    )
    config = {
        "everyregion:approvedRegions": json.dumps([HOME, "us-east-1"]),
        "everyregion:alertEmails": json.dumps(["ops@example.com"]),
        **{f"everyregion:{key}": value for key, value in more.items()},
    }
    assert deploy(account, config).refusal is None
    settle(account)
    for one in account.everywhere[1:]:
        alarms.look(one)

    def run(*words: str) -> Ran:
        with mock.patch.object(RealClock, "now", side_effect=account.clock.now):
            return project.inside("verify", *words)

    return Scenario(title, 0, run, project)


SCENARIOS = (verify, integrity, InOrganization(in_organization, WITH_ARCHIVE))
