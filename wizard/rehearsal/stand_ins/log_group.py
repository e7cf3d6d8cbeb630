"""Delivers CloudTrail's events to CloudWatch Logs: only where the role's trust and policy let CloudTrail.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/send-cloudtrail-events-to-cloudwatch-logs.html
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from components.arns import Arn
from wizard.rehearsal.account import contents
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.account.organizations import organization_of
from wizard.rehearsal.account.permissions import refused_in_role
from wizard.rehearsal.refusals.trail_delivery import CLOUDTRAIL
from wizard.rehearsal.stand_ins.deliveries import status_of

# The longest event that CloudWatch Logs takes from CloudTrail; a longer one is left out.
_LONGEST = 1024 * 1024


def deliver(account: EmulatedAccount, trail: Any, region: str, records: Sequence[Any]) -> None:
    """Puts the records of one region of an account into the trail's log group, and keeps when, or why not,
    for the trail's status. Nothing for a trail without a group."""
    if not trail.cw_log_group_arn:
        return
    status = status_of(account, trail, region)
    refused = _refused(account, trail)
    if refused:
        account.undelivered.append(f"trail {trail.arn} -> {trail.cw_log_group_arn}: {refused}")
        status["logsError"] = "AccessDenied"
        return
    now = account.clock.now()
    texts = [text for text in map(json.dumps, records) if len(text.encode()) <= _LONGEST]
    if texts:
        group = _group(account, trail)
        stream = _stream(account, trail)
        if stream not in group.streams:
            group.create_log_stream(stream)
        group.put_log_events(stream, [{"timestamp": int(now * 1000), "message": text} for text in texts])
    status.pop("logsError", None)
    status["logs"] = now


def _stream(account: EmulatedAccount, trail: Any) -> str:
    """`<account>_CloudTrail_<region>` of the trail's home; an organization's begin with its id."""
    organization = organization_of(account) if trail.is_org_trail else None
    own = f"{account.id}_CloudTrail_{trail.region_name}"
    return f"{organization.id}_{own}" if organization and account.id != trail.account_id else own


def _group(account: EmulatedAccount, trail: Any) -> Any:
    arn = Arn.of(trail.cw_log_group_arn.removesuffix(":*"))
    owner = account.beside(arn.account) or account
    name = trail.cw_log_group_arn.split(":")[6]
    return contents.stores(owner, "logs")[arn.region].groups.get(name)


def _refused(account: EmulatedAccount, trail: Any) -> str:
    if _group(account, trail) is None:
        return "the log group doesn't exist"
    arn = Arn.of(trail.cw_role_arn)
    owner = account.beside(arn.account) or account
    role = contents.role_at(owner, trail.cw_role_arn)
    stream = f"{trail.cw_log_group_arn.removesuffix(':*')}:log-stream:{_stream(account, trail)}"
    return refused_in_role(CLOUDTRAIL, role, "logs:PutLogEvents", stream, {})
