"""Looks in AWS for everything whose creation was interrupted: there, not there, or not to be seen."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta, timezone

from components.arns import Arn
from wizard.account.connect import ClientFor
from wizard.account.errors import AWS_ERRORS, unanswered
from wizard.account.taking_on import taking_on
from wizard.engine.interrupted import state
from wizard.engine.interrupted.by_type import WAYS
from wizard.engine.interrupted.search import NotReadable, Search, Sighting
from wizard.engine.interrupted.state import CREATING, Deployment, Pending, Role
from wizard.explain.resource_nouns import thing
from wizard.failures import AwsFailure
from wizard.program.resource_types import TYPES
from wizard.screen.terminal import safe

# A deployment takes minutes: what is older than this before the state was last written is from before it.
_LONGEST_RUN = timedelta(hours=1)
# A list may lag a little behind what was just made:
# https://docs.aws.amazon.com/kms/latest/developerguide/accessing-kms.html
_LAG, _LOOK_AGAIN_AFTER = timedelta(minutes=1), 5.0


def sightings(
    unfinished: Sequence[Pending],
    deployment: Deployment,
    client_for: ClientFor,
    account: str,
    pause: Callable[[float], None],
    begun: datetime | None = None,
) -> dict[str, Sighting | str]:
    """URN -> what was found of it, or in a sentence why that can't be known.

    Only interrupted creations are looked for, and of them those that can't simply be made again. begun: when
    the run began that made them, where that is known: what a stack kept a minute before isn't of this run.
    What a provider with a role makes is looked for by that role.
    """
    written = state.written_at(deployment) or datetime.now(timezone.utc)
    home = state.home_region(deployment)
    # S3 tells whole seconds.
    since = begun.replace(microsecond=0) if begun else written - _LONGEST_RUN

    @functools.cache
    def clients_of(role: Role) -> ClientFor:
        return taking_on(client_for, role.arn, role.external_id, home)

    def look(one: Pending) -> Sighting | str:
        region = str(one.inputs.get("region") or home)
        known = state.ids(deployment, one.type)
        try:
            clients = clients_of(one.role) if one.role else client_for
        except AwsFailure as failure:
            return f"{thing(one.urn)}: {failure.message}"
        whose = Arn.of(one.role.arn).account if one.role else account
        return _look(one, Search(clients, region, whose, one.inputs, known, since))

    looks = {one.urn: look(one) for one in unfinished if _is_looked_for(one)}
    present = state.present(deployment)
    too_early = [
        one
        for one in unfinished
        if may_come_twice(one) and looks[one.urn] == Sighting() and one.urn not in present
    ]
    if too_early and datetime.now(timezone.utc) - written < _LAG:
        pause(_LOOK_AGAIN_AFTER)
        looks.update({one.urn: look(one) for one in too_early})
    return looks


def _is_looked_for(one: Pending) -> bool:
    """A type that isn't in the table is looked for too, in vain: it can't be known."""
    return one.doing == CREATING and (one.type not in WAYS or WAYS[one.type].find is not None)


def may_come_twice(one: Pending) -> bool:
    """Whether AWS would make a second one without a word."""
    return _is_looked_for(one) and one.type in WAYS and WAYS[one.type].twice


def _look(one: Pending, search: Search) -> Sighting | str:
    """What was found, or why it can't be known."""
    find = WAYS[one.type].find if one.type in WAYS else None
    if find is None:
        return f"{thing(one.urn)}: nothing here knows how to look for {safe(one.type)}"
    try:
        return find(search)
    except NotReadable as error:
        return f"{thing(one.urn)}: {error}"
    except AWS_ERRORS as error:
        return f"{thing(one.urn)}: {unanswered(error, _action(one.type, error), search.region).why}"


def _action(type: str, error: Exception) -> str:
    """The IAM action that was refused: `kms:ListKeys`."""
    call = str(getattr(error, "operation_name", "")) or "the search"
    # Two calls of S3 are allowed under another name:
    # https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
    call = {"ListBuckets": "ListAllMyBuckets", "HeadBucket": "ListBucket"}.get(call, call)
    return f"{TYPES[type].service}:{call}"
