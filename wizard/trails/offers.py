"""What can be done about a trail that exists, which of it fits, and what is best. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from components.arns import Arn
from components.settings import Settings
from wizard.account.facts import Activity, Owner, Trail
from wizard.adoption.organizations import CONSENT
from wizard.trails import costs
from wizard.trails.closer_look import CloserLook
from wizard.trails.costs import Cost
from wizard.trails.difference import Difference

Choice = Literal["adopt", "fix", "leave", "second"]
# https://docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html (shadows count)
MOST_TRAILS = 5


@dataclass(frozen=True)
class Offer:
    """One choice: label, what follows from it, its cost in a year, and whether it is the best of those."""

    choice: Choice
    label: str
    follows: str
    cost: Cost
    is_best: bool = False

    def as_dict(self) -> dict[str, object]:
        return {
            "choice": self.choice,
            "label": self.label,
            "follows": self.follows,
            "yearlyUsdAtLeast": None if self.cost.usd is None else round(self.cost.usd, 2),
            "costs": list(self.cost.parts),
            "best": self.is_best,
        }


def untouchable(trail: Trail, account: str, manages: str = "") -> str:
    """Why this trail can't be changed from here, and who can; an empty text if it can be.

    account: whose credentials these are; manages: the management account whose organization's trails they
    may change all the same, "" for none.
    https://docs.aws.amazon.com/controltower/latest/userguide/enable-cloudtrail-logging.html
    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/creating-trail-organization.html
    """
    if trail.is_control_towers:
        return (
            "AWS Control Tower made it, and takes changes to it for drift: reports them, or undoes them. "
            "Change it in Control Tower's landing zone settings, in the management account."
        )
    owner = Arn.of(trail.arn).account
    if account and owner not in (account, manages if trail.is_organization else account):
        return (
            f"It belongs to account {owner}, your organization's management account. Only that account, or a "
            "delegated administrator for CloudTrail, can change it."
        )
    return ""


@dataclass(frozen=True)
class Situation:
    """What the choice depends on beside the trail itself. account: whose credentials these are; others: the
    further trails here; regions: how many are enabled; role: what the account is in its organization, whose
    management account is `management`; both "" in none, and while that isn't known."""

    settings: Settings
    account: str
    activity: Sequence[Activity] = ()
    others: Sequence[Trail] = ()
    regions: int = 17
    role: str = ""
    management: str = ""

    def has_name_of(self, trail: Trail) -> bool:
        """Whether the settings would give a new trail the name that this one has: then it is a live stack's,
        of another folder or state, more often than not."""
        settings = self.settings
        return (trail.name, trail.home_region) == (settings.trail_name, settings.home_region)

    @property
    def manages(self) -> str:
        """The management account whose organization's trails may be changed from here, "" for none."""
        return self.management if self.role in ("management", "delegated") else ""


def alternatives(trail: Trail, situation: Situation) -> str:
    """What to do with nobody there to ask, instead of making a second trail: the options' words."""
    is_namesake = situation.has_name_of(trail)
    # AWS makes no second one of the same name.
    other = "--set trailName=ANOTHER_NAME --allow-second-trail"
    lines = [
        f"To go on all the same, and pay for both, add {other if is_namesake else '--allow-second-trail'}."
    ]
    hands_off = untouchable(trail, situation.account, situation.manages)
    if hands_off:
        return "\n".join([*lines, f"The trail that exists can't be changed from here: {hands_off}"])
    lines.append(f"To put right the one that exists, and make no other: --fix-trail {trail.arn} --yes.")
    if not unfit(trail, situation):
        convert = f" {CONSENT}" if becomes_organizations(trail, situation) else ""
        once = " (once no other stack has it)" if is_namesake else ""
        lines.append(f"To take it into the stack{once}: --set adoptTrail={trail.arn}{convert}.")
    elif trail.is_organization:
        scope = "--set scope=organization"
        lines.append(f"To take it into the stack: {scope} --set adoptTrail={trail.arn}.")
    return "\n".join(lines)


def becomes_organizations(trail: Trail, situation: Situation) -> bool:
    """Whether it is one account's now, and would be the organization's once it is taken over."""
    return situation.settings.is_organization and not trail.is_organization


def unfit(trail: Trail, situation: Situation, bucket: Owner | None = None) -> str:
    """Why a trail that can be changed from here can't be taken into this stack; "" where it can. bucket:
    whose it is, as far as it is known.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-delegated-administrator.html
    """
    is_wide = situation.settings.is_organization
    if trail.is_organization and not is_wide:
        return "it is an organization's trail, and the scope is account. Choose scope: organization."
    if becomes_organizations(trail, situation) and situation.role != "management":
        return (
            "it is one account's trail, and only the management account can turn one of its own into the "
            "organization's. Choose scope: account, or use the management account's profile."
        )
    if is_wide and bucket == "others":
        where = situation.settings.log_archive_account or situation.account
        return (
            f"its bucket {trail.bucket} isn't in account {where}. Name a role in the bucket's account in "
            "logArchiveRoleArn: bucket and key are read, and taken over, through that."
        )
    return ""


def offers(
    trail: Trail, differences: Sequence[Difference], closer_look: CloserLook, situation: Situation
) -> list[Offer]:
    """The choices that fit; first what keeps paying once and gets the most right."""
    is_ours = not untouchable(trail, situation.account, situation.manages)
    settings = situation.settings
    others, activity = situation.others, situation.activity
    fixing = costs.fixing(trail, differences, settings, closer_look, activity, others)
    found: list[Offer] = []
    if is_ours and closer_look.bucket.value == "us" and not unfit(trail, situation):
        cost = costs.adopting(fixing, trail, settings, situation.regions)
        found.append(Offer("adopt", "take it into the stack", _adopted(trail, situation), cost))
    fixable = [one for one in differences if one.is_fixable]
    if is_ours and fixable:
        found.append(Offer("fix", "put it right now", _after_fixing(fixable, differences), fixing))
    found.append(Offer("leave", "leave it as it is", _left(differences), costs.leaving()))
    if 1 + len(others) < MOST_TRAILS:
        cost = costs.doubling([trail, *others], settings, activity, situation.regions)
        found.append(Offer("second", "make another trail beside it", _doubled(trail), cost))
    is_anothers = situation.has_name_of(trail)
    if not differences or is_anothers:
        found.sort(key=lambda one: one.choice != "leave")
    # Leaving something wrong is never the best, even where nothing else can be had without paying twice.
    is_good = not is_anothers and (found[0].choice != "leave" or not differences)
    return [replace(one, is_best=is_good and one is found[0]) for one in found]


def _adopted(trail: Trail, situation: Situation) -> str:
    said = (
        "Deploying puts it right, hardens its bucket and adds the alert. Trail, bucket and log files stay; "
        "nothing is recorded twice."
    )
    if not becomes_organizations(trail, situation):
        return said
    return f"{said} It becomes the organization's: what that means is said first, and asked."


def _after_fixing(fixable: Sequence[Difference], differences: Sequence[Difference]) -> str:
    number = "1 thing" if len(fixable) == 1 else f"{len(fixable)} things"
    what = f"Changes {number} on the trail; each call is shown first, with the one that undoes it."
    rest = len(differences) - len(fixable)
    stays = "stays as it is" if rest == 1 else "stay as they are"
    return f"{what} {rest} of what is listed {stays}." if rest else what


def _left(differences: Sequence[Difference]) -> str:
    if not differences:
        return "Everything is right. Nothing is deployed, and nothing is written."
    return "The set-up ends here and writes nothing: no alert is made, and all that is listed stays as it is."


def _doubled(trail: Trail) -> str:
    if trail.is_logging is False:
        return f"A new bucket, and the alert. It is a second, paid copy once {trail.name} is started again."
    if not trail.is_multi_region:
        return f"A new bucket, and the alert; the events of {trail.home_region} are paid for a second time."
    return "A new bucket, and the alert; the same events are recorded, kept and paid for a second time."
