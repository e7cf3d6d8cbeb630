"""Hosts that hang one after another: a command's look is over after its patience, in a hurry here."""

from __future__ import annotations

import time
from unittest import mock

import pytest

from tests.wizard.faults import Everywhere, at
from tests.wizard.reliability import deploy, drill, looks, organization
from tests.wizard.reliability.cell import Maker, opened

pytestmark = pytest.mark.long

#: Seconds: of each attempt that hangs, of a look, of a single call in it, of one to a host that hung before.
HANGS, PATIENCE, ONE_CALL, AGAIN = 0.8, 2.0, 1.2, 0.05


@pytest.mark.parametrize(
    ("make", "but", "code"),
    [
        (looks.check, ("sts",), 4),
        (looks.setup, ("sts", "cloudtrail"), 0),
        (looks.fix, ("sts", "cloudtrail"), 0),
        (looks.adoption, ("sts", "cloudtrail"), 3),
        (drill.by_rules, ("sts", "ec2", "sqs"), 3),
        (organization.CHECK, ("sts",), 4),
        (organization.SETUP, ("sts", "cloudtrail"), 0),
        (organization.DEPLOY, ("sts", "organizations"), 3),
        (deploy.interrupted, ("sts",), 3),
        (deploy.left, ("sts", "cloudtrail", "s3"), 3),
        (deploy.destroy, ("sts",), 0),
    ],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_a_look_at_hosts_that_hang_ends_in_time(make: Maker, but: tuple[str, ...], code: int) -> None:
    with (
        opened(make) as scenario,
        mock.patch("wizard.account.time_limits.PATIENCE", PATIENCE),
        mock.patch("wizard.account.time_limits.ONE_CALL", ONE_CALL),
        mock.patch("wizard.account.time_limits.AGAIN", AGAIN),
        mock.patch("wizard.check.gather.PATIENCE", PATIENCE),
        mock.patch("wizard.account.look.PATIENCE", PATIENCE),
        at(Everywhere(seconds=HANGS, but=but)) as fault,
    ):
        begun = time.monotonic()
        ran = scenario.run()
        took = time.monotonic() - begun
    assert ran.code == code, ran.out + ran.err
    assert sum(fault.asked.values()) > 3
    # The look in the background, and then the command's own; the rest is for a busy machine.
    assert took < 2 * PATIENCE + 4
