"""What is verified: a stack, by its settings and names, or trails of anybody's. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from components.adopted import Adopted
from components.arns import Arn
from components.names import Names
from components.organization import Organization
from components.settings import RULES, Settings
from components.tamper_rules import TamperRule, tamper_rules
from wizard.account.facts import Trail


@dataclass(frozen=True)
class Target:
    """home: where AWS is asked first; settings: the stack's, None where trails of anybody's are looked at;
    adopted: what the stack took over; accounts: those that the stack file is for; trails: ARNs of the trails
    that are wanted, () for all that there are."""

    home: str
    settings: Settings | None = None
    adopted: Adopted | None = None
    accounts: tuple[str, ...] = ()
    trails: tuple[str, ...] = ()

    def names(self, account: str, organization: Organization | None = None) -> Names | None:
        """What the stack's parts are called in this account; None without a stack."""
        return Names.of(self.settings, account, self.adopted, organization) if self.settings else None

    @property
    def is_organization(self) -> bool:
        """Whether a stack is looked at whose trail is an organization's."""
        return self.settings is not None and self.settings.is_organization

    def chosen(self, found: Iterable[Trail], names: Names | None) -> list[Trail]:
        """Of the trails that there are, those that are verified."""
        wanted = (names.trail_arn,) if names else self.trails
        return [one for one in found if not wanted or one.arn in wanted]


def as_if(trail: Trail) -> Settings:
    """Settings that a trail without any is measured by: the defaults, which benchmarks ask for."""
    # Not validated: a trail that exists may be called and be where our own settings couldn't put one.
    return Settings(
        home_region=trail.home_region,
        approved_regions=(trail.home_region,),
        trail_name=trail.name,
        log_bucket_name=trail.bucket,
        region_alert=(),
        tamper_alert=False,
    )


def names_of(trail: Trail, looking: str, organization: Organization | None = None) -> Names:
    """What it is called and where it writes, into a bucket that is taken for one that others use too.

    looking: the account that looks, in which an organization's bucket is, if it can be looked at at all;
    organization: the one that the trail is for.
    """
    arn = Arn.of(trail.arn)
    return Names(
        trail.name,
        trail.bucket,
        looking if organization else arn.account,
        arn.account,
        trail.home_region,
        arn.partition,
        prefix=trail.prefix,
        shares_bucket=True,
        organization=organization,
    )


def watches(settings: Settings) -> bool:
    """Whether there is an alert at all."""
    return bool(settings.region_alert or settings.tamper_alert)


def forwards(settings: Settings, rules: Iterable[TamperRule]) -> bool:
    """Whether anything comes home from another region: then there is a bus, and a role for it."""
    return RULES in settings.region_alert or any(one.on_alert_bus for one in rules)


def tampering(settings: Settings, names: Names) -> list[TamperRule]:
    """The tamper alert's rules."""
    keys = (settings.encryption != "sse-s3") + settings.own_alert_key
    return tamper_rules(settings, names, keys)
