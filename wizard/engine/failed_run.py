"""What a run that failed made without its state knowing: AWS had done it, and the answer never came.

Ctrl-C makes the engine cancel its providers, and with them requests that AWS may carry out all the same; a
connection that breaks does so too. No operation is left pending then: the next run would make a second KMS
key, and be refused everything whose name is taken.
https://github.com/pulumi/pulumi/blob/master/pkg/engine/deployment.go (SignalCancellation)
"""

from __future__ import annotations

import time

from wizard.engine import begun_run
from wizard.engine.automation.events import CREATE, Run
from wizard.engine.automation.workspace import CommandError
from wizard.engine.interrupted.find import may_come_twice, sightings
from wizard.engine.interrupted.search import Sighting
from wizard.engine.interrupted.state import CREATING, Pending, hides_roles, role_of
from wizard.engine.session import Session
from wizard.explain.resource_nouns import thing
from wizard.failures import AwsFailure, deeds
from wizard.screen.terminal import safe


def take_in(session: Session, run: Run) -> None:
    """Looks for what this plan would make, after a run that failed; the program imports from now on what was
    found, so that the plan is another one.

    Raises AwsFailure where that isn't known of what AWS would make a second time without a word.
    """
    planned = [step for step in run.changes if step.op == CREATE]
    home = session.names.home
    before = session.engine.exported()
    shown = session.engine.exported(show_secrets=True) if hides_roles(before) else before
    # A state that the run couldn't write names no region.
    unfinished = [
        Pending(
            CREATING,
            one.urn,
            one.type,
            {**one.inputs, "region": one.region or home},
            role_of(shown, one.provider),
        )
        for one in planned
    ]
    looks = sightings(
        unfinished,
        before,
        session.client_for,
        session.account.id,
        time.sleep,
        begun=begun_run.since(session) or session.engine.last_start(),
    )
    unknown = {urn: seen for urn, seen in looks.items() if not isinstance(seen, Sighting)}
    if any(may_come_twice(one) for one in unfinished if one.urn in unknown):
        raise AwsFailure(
            "\n".join(
                [
                    "The run before failed, and whether it made these can't be seen:",
                    *(f"  - {why}" for why in unknown.values()),
                    f"Going on could make one twice{deeds.claim(', so nothing was changed')}. Allow what was "
                    "refused, or run it again.",
                ]
            )
        )
    regions = {step.urn: step.region for step in planned}
    found = {}
    for urn, seen in looks.items():
        if not isinstance(seen, Sighting):
            session.note(f"The run before failed, and whether it made this can't be seen: {seen}.")
        elif seen.id:
            found[urn] = seen.import_id(regions[urn], home)
            session.say(f"{thing(urn)} was made by the run that failed; it is taken in ({safe(seen.id)}).")
        elif seen.note:
            session.note(seen.note)
    session.engine.take_in(found)


def has_failed(session: Session) -> bool:
    """Whether the newest run of this stack ended otherwise than well; an unknown history is none."""
    if begun_run.since(session):
        return True
    if session.engine.is_new:
        return False
    try:
        return session.engine.last_result() not in ("", "succeeded")
    except CommandError:
        return False
