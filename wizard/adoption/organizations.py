"""A trail that is an organization's, or becomes one: from where it can be taken over, and what becoming one
means. Pure.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/creating-trail-organization.html
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-delegated-administrator.html
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from components import merging, prices
from components.adopted import AdoptedBucket, AdoptedTrail
from components.arns import Arn
from components.event_selectors import insights
from components.names import Names
from components.settings import Settings
from wizard.account.facts import Surroundings
from wizard.account.organization_role import why_not
from wizard.adoption.lifecycles import prefix_of
from wizard.adoption.snapshot import FoundTrail, Snapshot
from wizard.adoption.statements import readers_of, title

#: Says yes with nobody there to ask.
CONSENT = "--allow-conversion"


def out_of_place(arn: str, account: str, seen: Surroundings) -> str:
    """Why the organization's stack can't take this trail over from this account, whatever the trail is like,
    and what to do; "" where it may. What isn't known of the organization doesn't count here."""
    organization = seen.organization.value
    hopeless = why_not(seen, account)
    if hopeless or organization is None:
        return hopeless
    owner, management = Arn.of(arn).account, organization.management_account
    if owner == management:
        return ""
    name, there = Arn.of(arn).name, seen.account(owner)
    said = f"{name} belongs to account {owner}"
    if there is None and owner != account and seen.accounts.value is not None:
        return (
            f"{said}, which isn't in organization {organization.id}; that one's trails belong to its "
            f"management account {management}. Use a profile of the organization that the trail is in."
        )
    called = f" ({there.name})" if there and there.name else ""
    return (
        f"{said}{called}, a member of the organization: an organization's trail belongs to the management "
        f"account {management}, and a member's never becomes one. Make the organization's trail beside it "
        "(without adoptTrail), and delete this one in its account once nobody reads its files; or take it "
        f"over for that account alone, with its profile and scope: account."
    )


def mismatch(found: Snapshot, settings: Settings) -> str:
    """Why a trail of this kind can't be taken over with these settings from here; "" where it can."""
    trail, origin = found.trail, found.origin
    if trail is None:
        return ""
    owner = Arn.of(trail.arn).account
    if is_organizations(trail) and not settings.is_organization:
        return (
            f"{trail.name} is an organization's trail. Taken over for one account, it would stop for all the "
            f"others. Set scope to organization, with credentials of its management account {owner} or of a "
            "delegated administrator of CloudTrail; or leave it."
        )
    if settings.is_organization and not is_organizations(trail) and origin.account != owner:
        return (
            f"{trail.name} is account {owner}'s own trail, and only that account can turn it into the "
            "organization's: AWS lets no delegated administrator do it. Run this with a profile of "
            f"{owner}, the management account; or make an organization trail beside it."
        )
    return ""


def is_organizations(trail: FoundTrail) -> bool:
    """Whether it records an organization already."""
    return bool(trail.described.get("IsOrganizationTrail"))


def what_it_means(
    found: Snapshot, names: Names, trail: AdoptedTrail, bucket: AdoptedBucket | None, settings: Settings
) -> Iterator[str]:
    """What follows when this one account's trail becomes the organization's. trail, bucket: what is kept of
    them."""
    assert names.organization
    id, owner = names.organization.id, names.trail_owner
    many = f", {found.reach.accounts:,} of them now," if found.reach.accounts > 1 else ""
    yield (
        f"From the first deploy on {trail.name} records every account of organization {id}{many} and each "
        f"that joins later. Their log files go into {names.log_bucket}, and account {names.account} pays for "
        "storing them."
    )
    yield from _costs(found, trail, [*dict.fromkeys([*insights(settings), *trail.insights])])
    yield (
        "Every member sees the trail, and none can stop, change or delete it. CloudTrail's trusted access to "
        "the organization is turned on where it isn't, and stays on."
    )
    old, new = f"{names.log_folder}/{owner}/", f"{names.log_folder}/{id}/"
    yield (
        f"New log files lie below {new}<account>/, those of {owner} too; what is below {old} stays there, "
        "and nothing new comes. archiveClass and expireAfterDays are for the new folder alone."
    )
    if bucket:
        yield from _left_behind(bucket, old, new)
    yield (
        f"It can be undone: `aws cloudtrail update-trail --name {trail.arn} --no-is-organization-trail`, "
        f"with the credentials of {owner}. The members' copies go then, their log files stay. `destroy` "
        "doesn't do that: it leaves the trail the organization's."
    )


def _costs(found: Snapshot, trail: AdoptedTrail, kinds: Sequence[str]) -> Iterator[str]:
    usd, words = found.reach.copy_usd, prices.EVENT_COPY.words
    pace = (
        f" At the pace of the writes that were seen here that is {usd:,.2f} USD a year for each such "
        "account, and more with reads."
        if usd is not None
        else ""
    )
    yield (
        "An account's first copy of management events is free. A member that has a trail of its own pays for "
        f"this second copy, {words}; from here those trails can't be seen.{pace}"
    )
    if trail.selectors:
        yield (
            f"What else it records, it records in every account then: {prices.DATA_EVENT.words}. Selectors: "
            f"{', '.join(str(one.get('Name') or 'without a name') for one in trail.selectors)}."
        )
    if kinds:
        yield (
            f"Insights ({', '.join(kinds)}) look at every account's events then: {prices.INSIGHT.words}, of "
            "each type."
        )


def _left_behind(bucket: AdoptedBucket, old: str, new: str) -> Iterator[str]:
    """Who looks at the folder where nothing new comes, and not at the new one."""
    for entries in merging.notification(bucket.notification).values():
        for entry in entries:
            prefix = entry.get("filter_prefix", "")
            if prefix and prefix.startswith(_common(old)) and not merging.begin_alike(prefix, new):
                receiver = next(value for key, value in entry.items() if key.endswith("_arn"))
                yield (
                    f'S3 tells {receiver} of keys that begin with "{prefix}": it hears of no new file then. '
                    f"Give it {new} before or after."
                )
    for statement in bucket.statements:
        if readers_of(statement) and _only_within(statement, old, new):
            yield (
                f"In the policy of {bucket.name}, {title(statement)} in the old folder alone: it lets nobody "
                "read new files."
            )
    for rule in bucket.lifecycle:
        prefix = prefix_of(rule)
        if rule.get("Status") == "Enabled" and prefix.startswith(old):
            yield f'Lifecycle rule {rule.get("ID") or "(no id)"} is for "{prefix}": no new file is in it.'


def _common(folder: str) -> str:
    """What old and new folder begin with: [prefix/]AWSLogs/."""
    return folder.rpartition("AWSLogs/")[0] + "AWSLogs/"


def _only_within(statement: merging.Statement, old: str, new: str) -> bool:
    """Whether each key that it is about is in the old folder."""
    keys = [
        str(one).partition(":::")[2].partition("/")[2] for one in merging.listed(statement.get("Resource"))
    ]
    starts = [key.split("*")[0].split("?")[0] for key in keys]
    return bool(starts) and all(
        start.startswith(_common(old)) and not merging.begin_alike(start, new) for start in starts
    )
