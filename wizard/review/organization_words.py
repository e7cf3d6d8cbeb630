"""What an organization's trail means, in plain words. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from components.arns import Arn
from components.prices import Rates
from components.settings import Settings
from wizard.review.costs import alert_path
from wizard.review.costs.alert_path import Organization, month
from wizard.review.costs.parts import Parts
from wizard.review.costs.volumes import UNKNOWN_ACCOUNTS
from wizard.review.costs.words import between


def where(settings: Settings, account: str) -> str:
    """Whose events are recorded."""
    if settings.is_organization:
        return "in every account of the organization, also in those that join later"
    return (
        f"in account {account}" if account else "in the account of the credentials that `pulumi up` will use"
    )


def bucket_account(settings: Settings, account: str) -> str:
    """The account whose id stands in the bucket's name."""
    return settings.log_archive_account or account or "<account>"


def around(settings: Settings) -> Iterator[str]:
    """What is made for an organization beside trail and bucket, and who may read; nothing for an account."""
    if not settings.is_organization:
        return
    archive = settings.log_archive_account
    if archive:
        asks = ", which asks for an external id" if settings.log_archive_external_id else ""
        role, readers = Arn.of(settings.log_archive_role_arn).name, ", ".join(settings.log_readers)
        whom = f"these alone: {readers}" if readers else "nobody, until logReaders names somebody"
        if settings.adopt_trail and not readers:
            whom = "those whom the bucket's policy and IAM let read it today, until logReaders names somebody"
        yield (
            f"Bucket, key, queue, alert and alarms are in the log-archive account {archive}, made there with "
            f"the role {role}{asks}; the trail itself stays in the account that you deploy from. The log "
            "files can "
            f"be read by {whom}."
        )
    else:
        yield (
            "Everything is in the account that you deploy from: its administrators can delete the logs and "
            "silence the alert. A log-archive account (logArchiveRoleArn) keeps them out."
        )
    administrator = settings.delegated_admin_account_id
    if administrator:
        yield (
            f"Account {administrator} becomes a delegated administrator of CloudTrail: it may change and "
            "delete every trail of the organization."
        )
    yield (
        "CloudTrail's trusted access to the organization is turned on where it isn't, and stays on when the "
        "stack is destroyed: turning it off would delete the members' copies of every organization trail."
    )


def alert_path_cost(settings: Settings, accounts: int, enabled: int) -> str:
    """The alert path's month for so many accounts, 0 where nobody knows how many."""
    assumed = Organization(accounts=accounts or UNKNOWN_ACCOUNTS, regions=enabled)
    lines = month(Parts.of(settings, enabled), assumed.traffic, settings.insights)
    usd = between(*alert_path.between(lines, Rates.of(settings.partition, settings.home_region)))
    whose = (
        f"{accounts:,} accounts"
        if accounts
        else f"{UNKNOWN_ACCOUNTS} accounts (how many there are isn't known)"
    )
    return (
        f"Alert path: about {usd} a month for {whose} in {enabled} regions, {assumed.busy_regions} "
        "of them busy; docs/costs.md has each part."
    )
