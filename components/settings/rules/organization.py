"""Rules about an organization: log-archive account, delegated administrator, the trail's home."""

from __future__ import annotations

import re
from collections.abc import Iterator

from components import regions
from components.settings.model import RULES, Settings
from components.settings.problems import Problem, shown

_ROLE = re.compile(
    r"arn:(?P<partition>[\w-]+):iam::(?P<account>[0-9]{12}):role/(?:[!-~]{1,510}/)?[\w+=,.@-]{1,64}", re.ASCII
)
# https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
_EXTERNAL_ID = re.compile(r"[\w+=,.@:/-]{2,1224}", re.ASCII)
_ACCOUNT = re.compile(r"[0-9]{12}", re.ASCII)


def only_with_the_scope(settings: Settings) -> Iterator[Problem]:
    """These settings mean nothing in one account."""
    if settings.is_organization:
        return
    for key, value in (
        ("logArchiveRoleArn", settings.log_archive_role_arn),
        ("logArchiveExternalId", settings.log_archive_external_id and "set"),
        ("delegatedAdminAccountId", settings.delegated_admin_account_id),
    ):
        if value:
            yield Problem(
                key,
                value,
                "it needs scope: organization.",
                "It would do nothing.",
                f"Remove {key}, or change the scope.",
            )


def log_archive_role(settings: Settings) -> Iterator[Problem]:
    """A role of this partition."""
    arn = settings.log_archive_role_arn
    if not arn:
        return
    match = _ROLE.fullmatch(arn)
    form = f"Use the form arn:{settings.partition}:iam::<log-archive account>:role/<name>."
    if not match:
        yield Problem("logArchiveRoleArn", arn, f"{shown(arn)} isn't the ARN of a role.", "", form)
    elif settings.home_region and match["partition"] != settings.partition:
        yield Problem(
            "logArchiveRoleArn",
            arn,
            f"the role is in the partition {match['partition']}, this deployment in {settings.partition}.",
            "An account of one partition can't take on a role of another.",
            form,
        )


def external_id(settings: Settings) -> Iterator[Problem]:
    """What STS takes; the value itself is never shown."""
    value = settings.log_archive_external_id
    if value and not _EXTERNAL_ID.fullmatch(value):
        yield Problem(
            "logArchiveExternalId",
            "",
            "it isn't an external id.",
            "STS would refuse it.",
            "Use 2 to 1,224 letters, digits and _ + = , . @ : / -, as the role's trust policy has it.",
        )
    elif value and settings.is_organization and not settings.log_archive_role_arn:
        yield Problem(
            "logArchiveExternalId",
            "",
            "there is no logArchiveRoleArn that asks for it.",
            "It would do nothing.",
            "Set logArchiveRoleArn, or remove it.",
        )


def delegated_admin(settings: Settings) -> Iterator[Problem]:
    """An account id."""
    account = settings.delegated_admin_account_id
    if account and not _ACCOUNT.fullmatch(account):
        yield Problem(
            "delegatedAdminAccountId",
            account,
            f"{shown(account)} isn't an account id.",
            "Organizations would refuse it.",
            "Write the 12 digits, in quotes where the first is 0.",
        )


def members_without_the_home_region(settings: Settings) -> Iterator[Problem]:
    """A member that hasn't opted in to the trail's home region sends nothing, from no region.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/creating-trail-organization.html
    """
    home = settings.home_region
    if settings.is_organization and home and regions.is_opt_in(home):
        yield Problem(
            "aws:region",
            home,
            f"{home} has to be opted into, account by account.",
            "CloudTrail records nothing, in any region, of a member account that hasn't opted in to the "
            "trail's home region.",
            "Choose a home region that is on by default, or opt every account in.",
        )


def rules_see_one_account(settings: Settings) -> Iterator[Problem]:
    """EventBridge rules are made in the account that is deployed from; delivered logs cover all."""
    if settings.is_organization and RULES in settings.region_alert:
        more = "" if len(settings.region_alert) > 1 else " Other accounts raise no alert at all."
        yield Problem(
            "regionAlert",
            list(settings.region_alert),
            "rules watch only the account that you deploy from.",
            f"They make its alerts a few minutes faster, not the other accounts'.{more}",
            "With delivered-logs alone every account is covered.",
        )
