"""The rehearsal's proof for an organization: what a member does in an unapproved region is told once, what it
does in an approved one isn't told."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from components.arns import Arn
from components.names import Names
from components.settings import DELIVERED_LOGS, Settings
from wizard.drill.plan import region_of
from wizard.failures import UsageFailure
from wizard.rehearsal.account import contents
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.account.organizations import shadows
from wizard.rehearsal.organization import EmulatedOrganization
from wizard.rehearsal.stand_ins.activity import put_activities
from wizard.rehearsal.stand_ins.schedules import tick

# Digests that are waited for after the files were delivered; what comes twice would come by then.
_DIGESTS = 3


@dataclass(frozen=True)
class MemberProof:
    """member: the account that acted; unapproved, approved: where; alerts: how often each was told; files:
    keys of the log files. why: where there is nothing to prove."""

    member: str = ""
    unapproved: str = ""
    approved: str = ""
    alerts: int = 0
    false_alerts: int = 0
    files: tuple[str, ...] = ()
    why: str = ""

    @property
    def failed(self) -> bool:
        return not self.why and (self.alerts, self.false_alerts) != (1, 0)

    def as_dict(self) -> dict[str, Any]:
        if self.why:
            return {"proven": False, "why": self.why}
        return {
            "proven": not self.failed,
            "member": self.member,
            "unapprovedRegion": self.unapproved,
            "approvedRegion": self.approved,
            "alerts": self.alerts,
            "alertsOfApproved": self.false_alerts,
            "logFiles": list(self.files),
        }


def proof(organization: EmulatedOrganization, settings: Settings) -> MemberProof:
    """Lets a member act in both kinds of region, and time pass."""
    if DELIVERED_LOGS not in settings.region_alert:
        return MemberProof(why="regionAlert has no delivered-logs, so nothing tells of the other accounts.")
    member = organization.members[0]
    try:
        unapproved = region_of(settings, DELIVERED_LOGS, member.regions)
    except UsageFailure as failure:
        return MemberProof(member.id, why=failure.message)
    approved = next((one for one in settings.approved_regions if one in member.regions), settings.home_region)
    deploying = organization.deploying
    topic_arn = Names.of(settings, deploying.id).alert_topic_arn
    before = len(contents.topic(deploying, topic_arn).sent_notifications)
    files = [_act(member, region, _user(member, word)) for word, region in _deeds(unapproved, approved)]
    for _ in range(_DIGESTS):
        tick(deploying, 60.0 * settings.alert_every_minutes)
    told = [*_groups(deploying, topic_arn, before)]
    return MemberProof(
        member.id,
        unapproved,
        approved,
        sum(_is_of(one, member, "unapproved") for one in told),
        sum(_is_of(one, member, "approved") for one in told),
        tuple(filter(None, files)),
    )


def _deeds(unapproved: str, approved: str) -> Iterator[tuple[str, str]]:
    yield "unapproved", unapproved
    yield "approved", approved


def _user(member: EmulatedAccount, word: str) -> str:
    return member.arn("iam", f"user/{word}", "")


def _act(member: EmulatedAccount, region: str, who: str) -> str:
    """Starts an instance there; returns the key of the log file, "" where none was delivered."""
    there = _keys(member)
    identity = {"type": "IAMUser", "arn": who, "accountId": member.id, "userName": who.rpartition("/")[2]}
    put_activities(member, region, [{"userIdentity": identity}])
    return next(iter(_keys(member) - there), "")


def _keys(member: EmulatedAccount) -> set[str]:
    """Keys of the log files that its organization's trails have delivered of it."""
    found: set[str] = set()
    for trail in shadows(member):
        bucket = contents.bucket(member, trail.bucket_name)
        owner = bucket and member.beside(bucket.owner)
        if owner:
            pages = owner.client("s3").get_paginator("list_objects_v2").paginate(Bucket=trail.bucket_name)
            keys = (one["Key"] for page in pages for one in page.get("Contents", ()))
            found |= {key for key in keys if f"/{member.id}/CloudTrail/" in key}
    return found


def _groups(account: EmulatedAccount, topic_arn: str, since: int) -> Iterator[Mapping[str, Any]]:
    """Every group of every alert that was published since, as a subscribed queue gets it."""
    for sent in contents.topic(account, topic_arn).sent_notifications[since:]:
        try:
            yield from json.loads(json.loads(sent[1])["default"]).get("groups", ())
        except (ValueError, KeyError, TypeError, AttributeError):
            continue


def _is_of(group: Mapping[str, Any], member: EmulatedAccount, word: str) -> bool:
    return group.get("account") == member.id and Arn.of(str(group.get("principal"))).name == word
