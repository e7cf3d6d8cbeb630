"""The settings that most engine tests start from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.engine.stack import HOME
from wizard.rehearsal.account.regions import NO_OPT_IN_NEEDED, statuses

#: Few, so that a deploy is quick.
WATCHED = ("us-east-1", "us-west-2")
APPROVED = [r for r, status in statuses(HOME).items() if status == NO_OPT_IN_NEEDED and r not in WATCHED]
#: Every optional part is off, so that each can be turned on alone.
BASE: Mapping[str, Any] = {
    "approvedRegions": APPROVED,
    "dataEvents": ["AWS::S3::Object=arn:aws:s3:::orders/"],
    "accessLogs": False,
    "regionAlert": ["rules"],
    "alertEmails": ["security@example.com"],
    "tamperAlert": False,
}
