"""The trails that exist, what they write to, and whether there is room for one more, judged. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from components import event_selectors
from components.command_line import wizard
from components.settings import Settings
from wizard.account.facts import Trail
from wizard.account.second_copy import Own, second_copy_cost, second_trail
from wizard.account.selector_faults import faults, recorded_twice
from wizard.check.gather import Gathered
from wizard.check.intended import Intended
from wizard.check.result import Result, unknown

# Shadow copies count. https://docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html
MOST = 5


def is_own(trail: Trail, settings: Settings) -> bool:
    """Whether this is the trail that the settings describe: made already, or to be adopted."""
    if settings.adopt_trail:
        return trail.arn == settings.adopt_trail
    return trail in Own.of(settings)


def trails(found: Gathered, intended: Intended) -> Iterator[Result]:
    """A line for each trail, what is wrong with it, and what a further one would mean."""
    listed = found.trails.value or ()
    if found.trails.state != "good":
        so = "So there may be trails that aren't listed here." if listed else "So trails may exist."
        yield unknown("trails", "trails", found.trails, so, intended.region)
    elif not listed:
        yield Result("trails", "trails", "good", "There is none yet.")
    for trail in listed:
        yield from _one(trail, found)
    yield from _room(found, intended)
    second = intended.settings and second_trail(
        [trail for trail in listed if not is_own(trail, intended.settings)], Own.of(intended.settings)
    )
    if second:
        seen = [probe.value for probe in found.activity.values() if probe.value]
        text = " ".join(second_copy_cost(second, seen))
        fix = f"`{wizard()}` offers what fits."
        yield Result("trails", "second-copy", "bad", text, fix, region=second.home_region)
    if intended.settings and intended.settings.data_events:
        others = [trail for trail in listed if not is_own(trail, intended.settings)]
        for one in recorded_twice(event_selectors.selectors(intended.settings, ()), others):
            text = f"{one.where} {one.what} {one.consequence}"
            yield Result("trails", "data-events-twice", "bad", text, one.fix)


def _one(trail: Trail, found: Gathered) -> Iterator[Result]:
    name = f"{trail.name} in {trail.home_region}"
    scope = "multi-region" if trail.is_multi_region else "single-region"
    scope = "for one region or for all" if _may_be_single(trail) else scope
    whose = "of the organization, " if trail.is_organization else ""
    whose += "AWS Control Tower's, which stays as it is, " if trail.is_control_towers else ""
    state = {True: "logging", False: "STOPPED", None: "logging or not"}[trail.is_logging]
    bucket = f", to {trail.bucket}" if trail.bucket else ""
    text = f"{name}: {whose}{scope}, {state}{bucket}."
    if trail.unknown:
        text = f"{text} Not everything could be looked at: {trail.unknown}."
        refused = re.search(r"cloudtrail:\w+", trail.unknown)
        action = refused[0] if refused else ""
        yield Result("trails", "trail", "unknown", text, "", action, trail.home_region)
    elif trail.is_logging is False:
        fix = f"`{wizard()}` offers what fits: to put it right, to adopt it, or to leave it."
        yield Result("trails", "trail", "bad", text, fix, region=trail.home_region)
    else:
        yield Result("trails", "trail", "good", text, region=trail.home_region)
    if trail.delivery_error:
        text = f"{name} delivers nothing: S3 answers {trail.delivery_error}."
        fix = "Look at the policy of its bucket and of its key."
        yield Result("trails", "trail-delivery", "bad", text, fix, region=trail.home_region)
    yield from _selectors(trail)
    yield from _bucket(trail, found)
    yield from _key(trail, found)


def _selectors(trail: Trail) -> Iterator[Result]:
    """What its selectors say in vain. Nothing of it stops a deployment."""
    for one in faults(trail) or ():
        text = f"{trail.name} in {trail.home_region}: {one.where} {one.what} {one.consequence}"
        yield Result("trails", "trail-selectors", "bad", text, one.fix, region=trail.home_region)


def _bucket(trail: Trail, found: Gathered) -> Iterator[Result]:
    probe = found.owners.get(trail.bucket)
    if probe is None:
        return
    if probe.state != "good":
        so = f"Whose the bucket {trail.bucket} is isn't known."
        yield unknown("trails", "trail-bucket", probe, so, trail.home_region)
    elif probe.value == "nobody":
        text = f"The bucket {trail.bucket} of {trail.name} doesn't exist: its log files are lost."
        fix = "Make the bucket again, or give the trail another one; whoever takes the name gets your logs."
        yield Result("trails", "trail-bucket", "bad", text, fix, region=trail.home_region)
    else:
        whose = "this account's" if probe.value == "us" else "another account's"
        text = f"The bucket {trail.bucket} of {trail.name} is {whose}."
        yield Result("trails", "trail-bucket", "good", text, quiet=True, region=trail.home_region)


def _key(trail: Trail, found: Gathered) -> Iterator[Result]:
    probe = found.keys.get(trail.key)
    if probe is None:
        return
    if probe.state != "good":
        so = f"The state of the key of {trail.name} isn't known."
        yield unknown("trails", "trail-key", probe, so, trail.home_region)
    elif probe.value != "Enabled":
        text = f"The key of {trail.name}, {trail.key}, is {probe.value}: nothing can be delivered or read."
        fix = "Enable the key (`aws kms enable-key`), or cancel its deletion, while that is possible."
        yield Result("trails", "trail-key", "bad", text, fix, region=trail.home_region)
    else:
        text = f"The key of {trail.name} is enabled."
        yield Result("trails", "trail-key", "good", text, region=trail.home_region, quiet=True)


def _room(found: Gathered, intended: Intended) -> Iterator[Result]:
    """Ours records every region, so it takes a place in each of them; one that is there has its place."""
    listed = found.trails.value or ()
    own = [trail for trail in listed if intended.settings and is_own(trail, intended.settings)]
    others = [trail for trail in listed if trail not in own]
    if any(trail.is_multi_region and not _may_be_single(trail) for trail in own):
        text = f"{own[0].name} has its place among the {MOST} trails that a region may have."
        yield Result("trails", "trail-count", "good", text, region=own[0].home_region)
        return
    home = intended.settings.home_region if intended.settings else intended.region
    sure = [replace(one, is_multi_region=False) if _may_be_single(one) else one for one in others]
    fullest, number, shadows = _fullest(sure, home)
    where, most, _ = _fullest(others, home)
    if number >= MOST:
        text = (
            f"{fullest} has {number} trails{_of_them(shadows)}, and AWS allows {MOST}: a further one for "
            "every region would be refused."
        )
        fix = "Delete or adopt one of them."
        yield Result("trails", "trail-count", "bad", text, fix, region=fullest, blocks=True)
    elif found.trails.state == "good" and most < MOST:
        text = (
            f"{fullest} has {number} of at most {MOST} trails{_of_them(shadows)}, and no region has more: "
            "there is room for this one."
        )
        yield Result("trails", "trail-count", "good", text, region=fullest)
    else:
        perhaps = f", and {most} if each of them is for every region" if most > number else ""
        so = f"{fullest} has at least {number} of at most {MOST} trails{_of_them(shadows)}{perhaps}."
        yield unknown("trails", "trail-count", found.trails, so, fullest if number else where)


def _may_be_single(trail: Trail) -> bool:
    """Whether it was listed and never described: then it is taken for one of every region."""
    return trail.is_multi_region and not trail.bucket


def _fullest(trails: Sequence[Trail], home: str) -> tuple[str, int, int]:
    """The region with the most trails, how many it has, and how many of them are shadow copies of trails
    that are at home elsewhere. Away from every home there are shadow copies alone, and never more trails."""
    everywhere = sum(trail.is_multi_region for trail in trails)

    def counted(region: str) -> tuple[int, int]:
        at_home = [trail for trail in trails if trail.home_region == region]
        shadows = everywhere - sum(trail.is_multi_region for trail in at_home)
        return len(at_home) + shadows, shadows

    fullest = max(sorted({home, *(trail.home_region for trail in trails)}), key=lambda one: counted(one)[0])
    return (fullest, *counted(fullest))


def _of_them(shadows: int) -> str:
    if not shadows:
        return ""
    copies = "a shadow copy of another region's" if shadows == 1 else "shadow copies of other regions'"
    return f", {shadows} of them {copies}"
