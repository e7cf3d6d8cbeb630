"""Everything that `verify` has to say about what a look found. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.verify.catalogue import CHECKS
from wizard.verify.checks.alert import alert
from wizard.verify.checks.bucket import bucket
from wizard.verify.checks.coverage import coverage, regions
from wizard.verify.checks.drift import drift
from wizard.verify.checks.key import key
from wizard.verify.checks.trail import any_trail, trail
from wizard.verify.facts import Facts
from wizard.verify.result import Result, about

_ORDER = {id: place for place, id in enumerate(CHECKS)}


def judge(facts: Facts) -> list[Result]:
    """In the order of the catalogue, trail by trail, and of one check region by region."""
    return sorted(_everything(facts), key=lambda one: (one.trail, _ORDER[one.id], one.region))


def _everything(facts: Facts) -> Iterator[Result]:
    account = facts.identity.account
    yield from about([*regions(facts), *any_trail(facts)], account=account)
    for it in facts.trails:
        found = [*trail(facts, it), *bucket(it), *key(it), *coverage(facts, it)]
        yield from about(
            found, trail=it.names.trail_arn if it.trail is None else it.trail.arn, account=account
        )
    own = [*alert(facts), *drift(facts)]
    arn = facts.names.trail_arn if facts.names else ""
    yield from about(own, trail=arn, account=account)
