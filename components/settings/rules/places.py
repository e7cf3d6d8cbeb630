"""Rules about regions."""

from __future__ import annotations

from collections.abc import Iterator

from components import regions
from components.settings.model import Settings
from components.settings.problems import Problem, shown


def meant(region: str, partition: str | None = None) -> str:
    """The sentence that helps after a region nobody knows."""
    close = regions.nearest(region, partition)
    hint = f"Did you mean {close}? " if close else ""
    return f"{hint}If AWS opened it lately, update boto3."


def approved_regions(settings: Settings) -> Iterator[Problem]:
    """At least one, each a region of the home region's partition, the home region among them."""
    approved, home = settings.approved_regions, settings.home_region
    if not approved:
        yield Problem(
            "approvedRegions",
            [],
            "no region is approved.",
            "Every region, the trail's own too, would raise the alert.",
            f"List the regions you work in, {home or 'the home region'} among them.",
        )
        return
    yield from _known_here("approvedRegions", approved, settings)
    if home and home not in approved and regions.is_known(home):
        yield Problem(
            "approvedRegions",
            list(approved),
            f"the home region {home} isn't on the list.",
            "Trail, log bucket and alert live there, and would raise the alert themselves.",
            f"Add {home}.",
        )


def alert_skip_regions(settings: Settings) -> Iterator[Problem]:
    """Real regions of this partition that aren't approved anyway."""
    skipped = settings.alert_skip_regions
    yield from _known_here("alertSkipRegions", skipped, settings)
    for region in skipped:
        if region in settings.approved_regions and region != _iam_elsewhere(settings):
            yield Problem(
                "alertSkipRegions",
                list(skipped),
                f"{region} is approved, so no rule is made there in any case.",
                "",
                f"Remove {region} from one of the two lists.",
            )


def _known_here(key: str, listed: tuple[str, ...], settings: Settings) -> Iterator[Problem]:
    for region in listed:
        partition = regions.partition_of(region)
        if not regions.is_known(region):
            fix = meant(region, settings.partition if settings.home_region else None)
            yield Problem(
                key,
                region,
                f"{shown(region)} isn't an AWS region.",
                "Nothing could be made or watched there.",
                fix,
            )
        elif partition and settings.home_region and partition.id != settings.partition:
            yield Problem(
                key,
                region,
                f"{region} belongs to the partition {partition.id}, but the home region "
                f"{settings.home_region} to {settings.partition}.",
                "An account lives in one partition and can't see the other's regions.",
                f"Remove {region}.",
            )


def _iam_elsewhere(settings: Settings) -> str:
    """Where the tamper alert has a rule away from home, whether the region is approved or not."""
    region = regions.iam_region(settings.partition) if settings.tamper_alert and settings.home_region else ""
    return region if region != settings.home_region else ""


def roles_go_unwatched(settings: Settings) -> Iterator[Problem]:
    """IAM, and what becomes of regions, are logged in one region: without a rule there nobody hears of them.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html
    """
    region = _iam_elsewhere(settings)
    if region and region in settings.alert_skip_regions:
        yield Problem(
            "alertSkipRegions",
            list(settings.alert_skip_regions),
            f"{region} is skipped, and the tamper alert's rule there with it.",
            "Nobody is told when somebody changes the alert's roles, or enables or disables a region.",
            f"If EventBridge can be used in {region}, remove it from the list.",
        )


def everything_else_is_watched(settings: Settings) -> Iterator[Problem]:
    """A single approved region is rare outside of trials."""
    if settings.approved_regions == (settings.home_region,):
        yield Problem(
            "approvedRegions",
            list(settings.approved_regions),
            f"only the home region {settings.home_region} is approved.",
            "A write in any other region raises the alert.",
            "If you work elsewhere too, add those regions.",
        )
