"""What is to be deployed, as far as it is known yet: a check needs no stack file."""

from __future__ import annotations

import argparse
from dataclasses import dataclass

from components.adopted import Adopted
from components.names import Names
from components.region_alert.patterns import watched_regions
from components.settings import REGION_KEY, RULES, Settings, validate
from components.tamper_rules import iam_elsewhere
from wizard.account.home_region import is_other_partition
from wizard.account.origin import Origin
from wizard.account.second_copy import Described
from wizard.adoption.adopted_file import AdoptedFile
from wizard.failures import UnusableSettings
from wizard.stack.answers import key_of
from wizard.stack.context import Context, every_default, region_of_profile
from wizard.stack.secret_setting import with_external_id

_SOMEWHERE = "us-east-1"


@dataclass(frozen=True)
class Intended:
    """region: where AWS is asked; settings: None until a home region is chosen; knows_approved: whether
    somebody said which regions are approved; knows_names: whether trail and bucket names can be read;
    accounts: those that the stack file is for, all when it names none; adopted: what the stack takes over;
    unread: why the external id of the log archive's role isn't known, "" where it is; stack: its name;
    described: the trail that the stack file describes, None without one."""

    region: str
    settings: Settings | None = None
    knows_approved: bool = False
    knows_names: bool = False
    accounts: tuple[str, ...] = ()
    adopted: Adopted | None = None
    unread: str = ""
    stack: str = ""
    described: Described | None = None

    def names(self, origin: Origin) -> Names | None:
        """What would be made from there is named so; None as long as that isn't known."""
        if self.settings is None or not self.knows_names:
            return None
        return origin.names(self.settings, self.adopted)

    @property
    def adopted_buckets(self) -> set[str]:
        """Buckets that are there, and belong to the stack from its next deployment on."""
        found = (self.adopted.log_bucket, self.adopted.access_log_bucket) if self.adopted else ()
        return {bucket.name for bucket in found if bucket}

    def elsewhere(self, region: str) -> Intended | None:
        """What to ask in this region, if it is in another partition, where none of the settings applies."""
        if is_other_partition(self.region, region):
            return Intended(region, accounts=self.accounts)
        return None

    def needs_rules(self, enabled: tuple[str, ...]) -> dict[str, str]:
        """Region -> why rules have to be made there: watched, home or iam. Without a choice of approved
        regions every other region is one that may be watched."""
        settings = self.settings
        if settings is None:
            return dict.fromkeys(enabled, "maybe")
        found = {}
        if RULES in settings.region_alert:
            watched = watched_regions(enabled, settings)
            found = dict.fromkeys(watched, "watched" if self.knows_approved else "maybe")
        iam = iam_elsewhere(settings)
        if iam:
            found[iam] = "iam"
        if settings.tamper_alert or settings.region_alert:
            found[settings.home_region] = "home"
        return found


def wanted(context: Context, options: argparse.Namespace) -> Intended:
    """From the stack file, --answers, --set and --region, whatever there is of them. Raises UsageFailure."""
    profile = region_of_profile(options.profile)
    answers = every_default(context, options.profile) if options.defaults else context.answers
    if not answers.home_region:
        if answers.faults:
            raise UnusableSettings(answers.faults)
        return Intended(profile or _SOMEWHERE, accounts=context.file.accounts)
    values = answers.settings_values
    knows_approved = bool(values.get("approvedRegions")) and "approvedRegions" not in answers.secrets
    found = [one for one in answers.problems() if knows_approved or key_of(one) != "approvedRegions"]
    if found:
        raise UnusableSettings(found)
    if not knows_approved:
        values = {**values, "approvedRegions": [answers.home_region]}
    settings, unread = with_external_id(context, validate(values, answers.home_region))
    return Intended(
        answers.home_region,
        settings,
        knows_approved,
        not {REGION_KEY, "trailName", "logBucketName"} & answers.secrets,
        context.file.accounts,
        AdoptedFile.read(context.project, context.stack).adopted,
        unread,
        context.stack,
        context.described_trail,
    )
