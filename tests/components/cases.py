"""Settings, and runs of the program, that the tests here share."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pulumi

from components.audit_trail import AuditTrail
from components.deployment import Deployment
from components.names import Names
from components.settings import Settings, SettingsError, validate
from components.settings import rules as all_rules
from tests.components.recording import ACCOUNT, ENABLED, Run, World, record

HOME = "eu-west-1"
# A home and the regions that are enabled, for each partition the program is meant for.
PLACES = {
    "aws": (HOME, tuple(ENABLED)),
    "aws-us-gov": ("us-gov-west-1", ("us-gov-east-1", "us-gov-west-1")),
    "aws-cn": ("cn-north-1", ("cn-north-1", "cn-northwest-1")),
    "aws-eusc": ("eusc-de-east-1", ("eusc-de-east-1",)),
}


def settings(home: str = HOME, **fields: Any) -> Settings:
    """The default settings with these fields changed, also to values that validate still refuses."""
    return replace(validate({"approvedRegions": [home]}, home), **fields)


def names(home: str = HOME, **fields: Any) -> Names:
    """The names that go with them."""
    return Names.of(settings(home, **fields), ACCOUNT)


def deployment(home: str = HOME, **fields: Any) -> Deployment:
    """What a component of such a deployment is made from."""
    return Deployment("everyregion", settings(home, **fields), names(home, **fields))


def objections(home: str = HOME, **fields: Any) -> list[str]:
    """What the rules have against these fields, each as its whole message."""
    return [str(problem) for problem in all_rules.problems(settings(home, **fields))]


def cautions(home: str = HOME, **fields: Any) -> list[str]:
    """What the warnings say about these fields."""
    return [str(problem) for problem in all_rules.warnings(settings(home, **fields))]


def refusals(raw: Mapping[str, object], home: str | None = HOME) -> list[str]:
    """Every message of `validate`, or none where it accepts."""
    try:
        validate(raw, home)
    except SettingsError as error:
        return [str(problem) for problem in error.problems]
    return []


def deployed(home: str = HOME, enabled: tuple[str, ...] = tuple(ENABLED), **fields: Any) -> Run:
    """What the whole program registers with these fields changed. Read only: runs are shared.

    A run with both alerts takes a fifth of a second, one of LOGS_ALONE a tenth of that: what a test isn't
    about had better be off, or be as in another test.
    """
    return _run(settings(home, **fields), enabled)


ORGANIZATION, MANAGEMENT, DELEGATED, ARCHIVE = "o-abcdefghij", ACCOUNT, "222233334444", "444455556666"
ARCHIVE_ROLE = f"arn:aws:iam::{ARCHIVE}:role/everyregion"
IN_ORGANIZATION: dict[str, Any] = {"scope": "organization", "region_alert": ("delivered-logs",)}


def deployed_for_organization(
    account: str = MANAGEMENT,
    delegated: tuple[str, ...] = (DELEGATED,),
    all_features: bool = True,
    home: str = HOME,
    **fields: Any,
) -> Run:
    """The same for an organization, from this one of its accounts."""
    world = World(
        account, {"everyregion-log-archive": ARCHIVE}, (ORGANIZATION, MANAGEMENT, delegated), all_features
    )
    return _run(settings(home, **{**IN_ORGANIZATION, **fields}), tuple(ENABLED), world)


@functools.cache
def _run(chosen: Settings, enabled: tuple[str, ...], world: World | None = None) -> Run:
    def program() -> None:
        trail = AuditTrail("everyregion", chosen)
        for name, value in trail.exports.items():
            pulumi.export(name, value)

    return at(chosen.home_region, program, enabled, world)


def deployed_in(partition: str, **fields: Any) -> Run:
    """The same, at this partition's home."""
    home, enabled = PLACES[partition]
    return deployed(home, enabled, **fields)


def at(
    home: str,
    program: Callable[[], object],
    enabled: tuple[str, ...] = tuple(ENABLED),
    world: World | None = None,
) -> Run:
    """A program's run at this home."""
    return record(
        program,
        config={"aws:region": home},
        partition=settings(home).partition,
        enabled=list(enabled),
        world=world,
    )


# Everything that can be on, so that each component has something to make.
EVERYTHING: dict[str, Any] = {
    "access_logs": True,
    "alert_emails": ("night@example.com",),
    "cloud_watch_logs": True,
    "log_readers": ("444455556666",),
    "object_lock": "governance",
    "queries": True,
    "region_alert": ("rules", "delivered-logs"),
    "tamper_alert": True,
}


def everything_in(partition: str) -> dict[str, Any]:
    """What of it can be on there: in China rules can't forward, only delivered logs are a source."""
    return {**EVERYTHING, "region_alert": ("delivered-logs",)} if partition == "aws-cn" else EVERYTHING


# What the alerts have no part in: trail, buckets and key.
LOGS_ALONE: dict[str, Any] = {"region_alert": (), "tamper_alert": False}

# Settings of the alert, each with a value other than its default.
ALERT_OTHERWISE: dict[str, Any] = {
    "alert_every_minutes": 2,
    "alert_format": "chat",
    "alert_ignore_principals": ('arn:aws:iam::111122223333:role/Deploy, the="one"',),
    "alert_reads": True,
    "alert_repeat_minutes": 90,
    "alert_skip_regions": ("us-east-1", "ap-south-1"),
    "approved_regions": ("eu-west-1", "us-west-2"),
}
