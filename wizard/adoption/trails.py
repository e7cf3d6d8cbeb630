"""What taking over a trail keeps and changes, and which trails can't be taken over. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from components import merging
from components.adopted import AdoptedTrail
from components.arns import Arn
from components.event_selectors import insights, selectors
from components.selector_linter import lint
from components.selector_linter.finding import named
from components.selector_matching import adds_nothing
from components.settings import Settings
from components.settings.rules.adoption import CONTROL_TOWERS
from wizard.account.facts import Trail
from wizard.account.selectors_record import as_advanced, category, management
from wizard.adoption.plan import Part
from wizard.adoption.snapshot import FoundTrail, Snapshot
from wizard.adoption.statements import Ours

_OWN_SELECTOR = "Data events selector: "


def adopted_trail(found: FoundTrail, ours: Ours) -> AdoptedTrail:
    """Everything about it that isn't ours."""
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


def blockers(found: Snapshot) -> Iterator[str]:
    """Why this trail can't be taken over, and what to do instead."""
    trail, bucket = found.trail, found.bucket
    if trail is None:
        return
    if trail.name.startswith(CONTROL_TOWERS):
        yield f"{trail.name} is AWS Control Tower's, which would set it back. Make a trail beside it."
    if trail.described.get("IsOrganizationTrail"):
        yield (
            f"{trail.name} is an organization's trail. Taken over for one account, it would stop for all the "
            "others, and taking it over for the organization isn't built. Leave it, or make a trail beside "
            "it."
        )
    arn = Arn.of(trail.arn)
    if arn.account != found.account:
        yield (
            f"{trail.name} belongs to account {arn.account}, these credentials to "
            f"{found.account}. Use a profile of its account."
        )
    home = trail.text("HomeRegion")
    if home != arn.region:
        yield f"{trail.arn} is a shadow of a trail in {home}: name that one."
    name = trail.text("S3BucketName")
    if bucket is None:
        yield (
            f"The bucket {name} isn't in account {found.account}: it is another account's, or gone. A stack "
            "can only own what is in its account. Point the trail at a bucket of this account first "
            "(aws cloudtrail update-trail --s3-bucket-name), or make a trail beside it."
        )
    elif bucket.region != found.region:
        yield (
            f"The bucket {name} is in {bucket.region}, the trail's home is {found.region}. Everything of a "
            "stack is in one region here. Point the trail at a bucket in its home region first, or make a "
            "trail beside it."
        )


def part(found: Snapshot, adopted: AdoptedTrail, settings: Settings) -> Part:
    """What there is to say."""
    trail = found.trail
    if trail is None:
        return Part()
    stack = trail.tags.get("aws:cloudformation:stack-name")
    notes = [*_insight_notes(trail, settings), *_selector_notes(adopted, settings)]
    if stack:
        notes.append(
            f"The trail belongs to the CloudFormation stack {stack}, which would set it back at its next "
            "update: take it out there first, with DeletionPolicy: Retain."
        )
    return Part(
        tuple(_kept(adopted)), tuple(_changes(trail, settings)), tuple(notes), blockers=tuple(blockers(found))
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


def _changes(trail: FoundTrail, settings: Settings) -> Iterator[str]:
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
