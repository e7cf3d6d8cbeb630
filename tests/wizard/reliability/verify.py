"""`verify` of a stack that was deployed more than an hour ago."""

from __future__ import annotations

import json
from contextlib import ExitStack
from unittest import mock

from tests.wizard.command import ProjectFolder, Ran
from tests.wizard.reliability.cell import AWAY, HOME, Scenario
from tests.wizard.verify.scene import limit, settle
from wizard.drill.clock import RealClock
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.deployment import deploy
from wizard.verify import gather


def verify(account: EmulatedAccount, project: ProjectFolder, stack: ExitStack) -> Scenario:
    """Few regions: each has the same calls."""
    stack.enter_context(mock.patch.object(gather, "PATIENCE", 120.0))
    limit(account, (HOME, AWAY, "us-east-1"))
    project.stack_file.write_text(
        f'config:\n  aws:region: {HOME}\n  aws:allowedAccountIds: ["{account.id}"]\n'
        f"  everyregion:approvedRegions: [{HOME}, us-east-1]\n  everyregion:alertEmails: [ops@example.com]\n"
    )
    config = {
        "everyregion:approvedRegions": json.dumps([HOME, "us-east-1"]),
        "everyregion:alertEmails": json.dumps(["ops@example.com"]),
    }
    assert deploy(account, config).refusal is None
    settle(account)

    def run(*more: str) -> Ran:
        with mock.patch.object(RealClock, "now", side_effect=account.clock.now):
            return project.inside("verify", *more)

    return Scenario("verify", 0, run, project)


SCENARIOS = (verify,)
