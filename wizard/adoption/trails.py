"""What taking over a trail keeps and changes, and which trails can't be taken over. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from components import merging
from components.adopted import AdoptedTrail
from components.arns import Arn
from components.command_line import wizard
from components.event_selectors import insights, selectors
from components.organization import Organization
from components.selector_linter import lint
from components.selector_linter.finding import named
from components.selector_matching import adds_nothing
from components.settings import Settings
from components.settings.rules.adoption import CONTROL_TOWERS
from wizard.account.facts import Trail
from wizard.account.selectors_record import as_advanced, category, management
from wizard.adoption.organizations import is_organizations, mismatch
from wizard.adoption.plan import Part
from wizard.adoption.snapshot import FoundTrail, Snapshot
from wizard.adoption.statements import Ours

_OWN_SELECTOR = "Data events selector: "


def adopted_trail(found: FoundTrail, ours: Ours, settings: Settings) -> AdoptedTrail:
    """Everything about it that isn't ours."""
    is_its = is_organizations(found)
    return AdoptedTrail(
        found.arn,
        found.text("S3KeyPrefix"),
        _topic(found),
        found.text("CloudWatchLogsLogGroupArn"),
        found.text("CloudWatchLogsRoleArn"),
        tuple(
            one
            for one in _selectors(found)
            if category(one) != "Management"
            and not (ours.was_ours and str(one.get("Name", "")).startswith(_OWN_SELECTOR))
        ),
        found.insights,
        ours.other_tags(found.tags),
        organization=is_its,
        to_organization=settings.is_organization and not is_its,
    )


def _topic(found: FoundTrail) -> str:
    """As the provider keeps it: by its bare name where it is in the trail's account and region, however it
    was given. Written otherwise it would differ at every preview."""
    given = found.text("SnsTopicName") or found.text("SnsTopicARN")
    topic, trail = Arn.of(given), Arn.of(found.arn)
    is_near = (topic.account, topic.region) == (trail.account, trail.region)
    return topic.resource if is_near else given


def _selectors(found: FoundTrail) -> list[Mapping[str, Any]]:
    described = Trail(
        found.name,
        found.arn,
        found.text("HomeRegion"),
        found.text("S3BucketName"),
        bool(found.described.get("IsMultiRegionTrail")),
        bool(found.described.get("IsOrganizationTrail")),
        found.is_logging,
        None,
        basic_selectors=found.basic,
        advanced_selectors=found.advanced,
    )
    return as_advanced(described) or []


def blockers(found: Snapshot, settings: Settings) -> Iterator[str]:
    """Why this trail can't be taken over, and what to do instead."""
    trail, bucket = found.trail, found.bucket
    if trail is None:
        return
    if trail.name.startswith(CONTROL_TOWERS):
        yield f"{trail.name} is AWS Control Tower's, which would set it back. Make a trail beside it."
    misfit = mismatch(found, settings)
    if misfit:
        yield misfit
    arn, account = Arn.of(trail.arn), found.origin.account
    if not settings.is_organization and not misfit and arn.account != account:
        yield (
            f"{trail.name} belongs to account {arn.account}, these credentials to "
            f"{account}. Use a profile of its account."
        )
    home = trail.text("HomeRegion")
    if home != arn.region:
        yield f"{trail.arn} is a shadow of a trail in {home}: name that one."
    name = trail.text("S3BucketName")
    if bucket is None:
        yield _bucket_elsewhere(found, settings, name)
    elif bucket.region != found.region:
        yield (
            f"The bucket {name} is in {bucket.region}, the trail's home is {found.region}. Everything of a "
            "stack is in one region here. Point the trail at a bucket in its home region first, or make a "
            "trail beside it."
        )


def _bucket_elsewhere(found: Snapshot, settings: Settings, name: str) -> str:
    """The bucket's policy, its notifications and the alert lie beside it: without it nothing is half taken
    over."""
    gone = f"The bucket {name} isn't in account {found.account}: it is another account's, or gone."
    point = "point the trail at a bucket of this account first (aws cloudtrail update-trail --s3-bucket-name)"
    if found.stray_bucket:
        return (
            f"The bucket {name} is in account {found.origin.account}, which you deploy from, and "
            f"logArchiveRoleArn names a role in {found.account}. Leave logArchiveRoleArn empty."
        )
    if settings.log_archive_account:
        return (
            f"{gone} Name a role in the bucket's own account in logArchiveRoleArn: the stack owns it through "
            f"that role. Or make a trail beside it."
        )
    if settings.is_organization:
        return (
            f"{gone} A stack owns the bucket, since its policy and the alert rest on it. If it is another "
            f"account's, name a role there in logArchiveRoleArn (`{wizard('policy')} --role-template FILE` "
            "writes a template of one): bucket and key are read, and taken over, through that role. Where "
            "nobody lets you in, "
            f"{point}, or make a trail beside it."
        )
    return f"{gone} A stack can only own what is in its account: {point}, or make a trail beside it."


def part(found: Snapshot, adopted: AdoptedTrail, settings: Settings) -> Part:
    """What there is to say."""
    trail = found.trail
    if trail is None:
        return Part()
    stack = trail.tags.get("aws:cloudformation:stack-name")
    notes = [
        *_insight_notes(trail, settings),
        *_selector_notes(adopted, settings),
    ]
    organization = found.origin.organization if adopted.to_organization else None
    if stack:
        notes.append(
            f"The trail belongs to the CloudFormation stack {stack}, which would set it back at its next "
            "update: take it out there first, with DeletionPolicy: Retain."
        )
    return Part(
        tuple(_kept(adopted)),
        tuple(_changes(trail, settings, organization)),
        tuple(notes),
        blockers=tuple(blockers(found, settings)),
    )


def _kept(adopted: AdoptedTrail) -> Iterator[str]:
    yield f"the trail {adopted.name} itself, with its ARN; nothing is made anew, and no event is missed"
    if adopted.prefix:
        yield f'the folder "{adopted.prefix}" of its log files'
    if adopted.topic:
        yield f"the SNS topic {adopted.topic} that hears of each delivery"
    if adopted.log_group:
        yield f"delivery to the log group {adopted.log_group.split(':')[6]}, with its role"
    for selector in adopted.selectors:
        yield f"recorded too: {selector.get('Name') or category(selector)}"
    for key, value in adopted.tags.items():
        yield f"tag {key}={value} of the trail"


def _changes(trail: FoundTrail, settings: Settings, organization: Organization | None) -> Iterator[str]:
    """organization: the one whose it becomes, None where it stays whose it is."""
    if organization:
        yield f"one account's trail becomes the trail of organization {organization.id}"
    if not trail.described.get("IsMultiRegionTrail"):
        yield "the trail covers every region, not its home alone"
    if not trail.described.get("LogFileValidationEnabled"):
        yield "log file validation is turned on"
    if not trail.is_logging:
        yield "logging is started"
    found = management(_selectors(trail))
    if any(one.extent != "all" for one in found.values()):
        yield "all management events are recorded, reads as well, and no source is left out"
    new = _new_insights(trail, settings)
    if new:
        yield f"Insights are turned on: {', '.join(new)}"
    if new and trail.data_insights:
        yield (
            f"Insights of data events are turned off ({', '.join(trail.data_insights)}): CloudTrail takes a "
            "new list of Insights as a whole, and Pulumi can't say which events one is about. With insights: "
            "none the list stays as it is."
        )


def _new_insights(trail: FoundTrail, settings: Settings) -> list[str]:
    return [kind for kind in insights(settings) if kind not in trail.insights]


def _selector_notes(adopted: AdoptedTrail, settings: Settings) -> Iterator[str]:
    """What is kept as it is, and yet says something in vain."""
    kept = [merging.selector_of(one) for one in adopted.selectors]
    for one in lint(kept, Arn.of(adopted.arn).partition):
        yield f"Kept as it is, of what is recorded today: {one}"
    ours = selectors(settings, ())[1:]
    for place, selector in enumerate(kept, 1):
        if any(adds_nothing(selector, one) for one in ours):
            yield (
                f"{named(selector, place)}, which is kept, records nothing that dataEvents doesn't record. "
                "It costs nothing more."
            )


def _insight_notes(trail: FoundTrail, settings: Settings) -> Iterator[str]:
    """What Pulumi can't say of Insights, it doesn't see either: the list stays while its types do."""
    if not trail.data_insights or _new_insights(trail, settings):
        return
    yield (
        f"Insights of data events stay ({', '.join(trail.data_insights)}), as long as the setting insights "
        "isn't changed: Pulumi can't say which events one is about, and a new list turns them off."
    )
    alone = [kind for kind in insights(settings) if trail.data_insights.get(kind)]
    if alone:
        yield (
            f"Of management events nobody is told by {', '.join(alone)}: it looks at data events alone. `aws "
            "cloudtrail put-insight-selectors` with both EventCategories changes that."
        )
