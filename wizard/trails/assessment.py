"""Everything about one trail that a choice needs, and how it is told to a person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from components.arns import Arn
from components.names import Names
from components.settings import Settings
from wizard.account.bucket_and_key import has_bucket_key
from wizard.account.connect import ClientFor
from wizard.account.existing_key import judge_key, look_at_key
from wizard.account.facts import Trail
from wizard.screen import terminal
from wizard.trails.closer_look import CloserLook, look_closer
from wizard.trails.compare import compare
from wizard.trails.difference import Difference
from wizard.trails.offers import Offer, Situation, offers, unfit, untouchable

_REMEDY = {"in place": "can be put right now", "stack": "needs a deployment", "by hand": "by hand"}


@dataclass(frozen=True)
class Assessment:
    """hands_off: why the trail can't be changed from here, "" if it can; unfit: why it can't be taken into
    the stack, "" if it can, or isn't to be changed at all."""

    trail: Trail
    closer_look: CloserLook
    differences: tuple[Difference, ...]
    offers: tuple[Offer, ...]
    hands_off: str = ""
    unfit: str = ""

    @property
    def fixable(self) -> list[Difference]:
        """Differences that calls put right."""
        return [] if self.hands_off else [one for one in self.differences if one.is_fixable]

    def as_dict(self) -> dict[str, Any]:
        return {
            "name": self.trail.name,
            "arn": self.trail.arn,
            "homeRegion": self.trail.home_region,
            "bucket": self.trail.bucket,
            "cannotBeChanged": self.hands_off,
            "cannotBeAdopted": self.hands_off or self.unfit,
            "differences": [one.as_dict() for one in self.differences],
            "offers": [one.as_dict() for one in self.offers],
        }


def find_out(
    client_for: ClientFor, trail: Trail, situation: Situation, beside_bucket: ClientFor | None = None
) -> Assessment:
    """Looks closer at the trail, compares it, and says what can be done. A few calls, all read-only.
    beside_bucket: of the log archive, where the settings name one."""
    bucket_account = situation.settings.log_archive_account if beside_bucket else situation.account
    closer_look = look_closer(client_for, trail, bucket_account, beside_bucket)
    key = _good_key(client_for, trail, situation, beside_bucket or client_for)
    found = compare(trail, situation.settings, closer_look, key)
    hands_off = untouchable(trail, situation.account, situation.manages)
    return Assessment(
        trail,
        closer_look,
        tuple(found),
        tuple(offers(trail, found, closer_look, situation)),
        hands_off,
        "" if hands_off else unfit(trail, situation, closer_look.bucket.value),
    )


def _good_key(client_for: ClientFor, trail: Trail, situation: Situation, beside_bucket: ClientFor) -> str:
    """The ARN of the key that the settings name, if its policy lets this trail use it."""
    settings = situation.settings
    if settings.encryption != "existing-key" or trail.key == settings.kms_key_arn:
        return ""
    home, partition = trail.home_region, Arn.of(trail.arn).partition
    account = situation.account
    names = Names(trail.name, trail.bucket, account, account, home, partition)
    # The alert's own use of the key isn't what is asked here.
    alone: Settings = replace(settings, home_region=home, region_alert=())
    # Where it can't be seen the key has to be good for both.
    bucket_key = has_bucket_key(beside_bucket, trail.bucket, home).value is not False
    key = look_at_key(client_for, settings.kms_key_arn, home)
    found = judge_key(alone, names, key, bucket_key=bucket_key)
    return settings.kms_key_arn if all(one.state == "good" for one in found) else ""


def title(trail: Trail) -> str:
    """`organization trail company, at home in us-east-1, bucket company-logs`."""
    kind = "organization trail" if trail.is_organization else "trail"
    return f"{kind} {trail.name}, at home in {trail.home_region}, bucket {trail.bucket or 'unknown'}"


def state(trail: Trail) -> str:
    """What it does, in few words: `logging, every region`."""
    logs = {True: "logging", False: "STOPPED", None: "nobody knows whether it logs"}[trail.is_logging]
    reach = "every region" if trail.is_multi_region else f"{trail.home_region} only"
    return f"{logs}, {reach}"


def show(assessment: Assessment) -> None:
    """The trail, what differs, and what can be done, on stdout."""
    lines = list(_lines(assessment)) or ["It is as your settings ask for."]
    terminal.section(f"The {title(assessment.trail)} ({state(assessment.trail)})", lines)
    terminal.section("What can be done", list(offer_lines(assessment)))


def _lines(assessment: Assessment) -> Iterator[str]:
    if assessment.hands_off:
        yield f"Not to be changed from here: {assessment.hands_off}"
    if assessment.unfit:
        yield f"Not to be taken into this stack: {assessment.unfit}"
    yield from difference_lines(assessment.differences)


def difference_lines(differences: Sequence[Difference]) -> Iterator[str]:
    """Each difference as a paragraph that begins with what can be done about it."""
    for one in differences:
        mark = "unknown" if one.state == "unknown" else _REMEDY[one.remedy]
        yield f"{mark}: {' '.join(filter(None, (one.text, one.advice)))}"


def offer_lines(assessment: Assessment) -> Iterator[str]:
    """Each offer with what follows from it and what it costs."""
    for one in assessment.offers:
        best = " (recommended)" if one.is_best else ""
        parts = f" ({'; '.join(one.cost.parts)})" if one.cost.parts else ""
        yield f"{one.label}{best}: {one.follows} On top of today's bill: {one.cost.words}{parts}."
