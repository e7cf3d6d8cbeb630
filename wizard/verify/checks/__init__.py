"""Everything that `verify` has to say about what a look found. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wizard.verify.catalogue import CHECKS
from wizard.verify.checks.alert import alert
from wizard.verify.checks.bucket import bucket
from wizard.verify.checks.cis import cis
from wizard.verify.checks.coverage import accounts, coverage, regions
from wizard.verify.checks.drift import drift
from wizard.verify.checks.key import key
from wizard.verify.checks.organization import organization
from wizard.verify.checks.queries import queries
from wizard.verify.checks.trail import any_trail, trail
from wizard.verify.facts import Facts
from wizard.verify.result import Result, about

_ORDER = {id: place for place, id in enumerate(CHECKS)}


def judge(facts: Facts) -> list[Result]:
    """In the order of the catalogue, trail by trail, and of one check by region and account."""
    return in_order(_everything(facts))


def in_order(results: Iterable[Result]) -> list[Result]:
    """As reports tell them."""
    return sorted(results, key=lambda one: (one.trail, _ORDER[one.id], one.region, one.account))


def _everything(facts: Facts) -> Iterator[Result]:
    account = facts.identity.account
    yield from about([*regions(facts), *any_trail(facts), *organization(facts)], account=account)
    for it in facts.trails:
        beside = it.names.account
        found = [*trail(facts, it), *coverage(facts, it), *accounts(facts, it)]
        lying = about([*bucket(it), *key(it)], account=beside)
        arn = it.names.trail_arn if it.trail is None else it.trail.arn
        yield from about([*found, *lying], trail=arn, account=account)
    own = [*alert(facts), *about(cis(facts), account=account), *drift(facts), *queries(facts)]
    arn = facts.names.trail_arn if facts.names else ""
    yield from about(own, trail=arn, account=facts.names.account if facts.names else account)
