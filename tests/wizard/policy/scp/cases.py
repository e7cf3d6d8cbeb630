"""Settings and policies that tests of the service control policy share."""

from __future__ import annotations

from typing import Any

from components.regions import partitions
from components.settings import Settings, validate
from wizard.policy.scp.document import Wanted
from wizard.policy.scp.exempt import Exempt, own_roles

ACCOUNT, HOME = "111122223333", "eu-west-1"
DEPLOYER = f"arn:aws:iam::{ACCOUNT}:role/Deploy"
COMMERCIAL = tuple(partitions()[0].regions)


def settings(*approved: str, home: str = HOME, **more: Any) -> Settings:
    return validate({"approvedRegions": [home, *approved], **more}, home)


def wanted(of: Settings, *named: str, accounts: tuple[str, ...] = (ACCOUNT,), **more: Any) -> Wanted:
    exempt = Exempt(tuple(own_roles(of, accounts)), (), named)
    return Wanted(of.approved_regions, of.partition, exempt, **more)
