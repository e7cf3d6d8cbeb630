"""`verify --integrity`: what was found, and whether every log file is what CloudTrail delivered."""

from __future__ import annotations

from dataclasses import replace

from wizard.account.asked_once import AskedOnce
from wizard.account.connect import ClientFor, sealing_key
from wizard.failures import Cancelled, deeds
from wizard.screen.one_line_progress import StatusLine
from wizard.verify.archive import look_into
from wizard.verify.checks import in_order
from wizard.verify.integrity.judge import judge
from wizard.verify.integrity.run import Interrupted, Means, look
from wizard.verify.run import Verified


def with_integrity(done: Verified, since: float, client_for: ClientFor, *, quiet: bool) -> Verified:
    """The same with the log files since then. since: epoch seconds; quiet: no line in the terminal tells how
    far it is. Raises AwsFailure where the credentials stop working, and Cancelled after Ctrl-C; what was good
    until then isn't looked at again by the next run."""
    line = StatusLine(not quiet)
    beside = look_into(AskedOnce(client_for), done.target).client_for.forgetting
    seal = sealing_key(client_for("s3", done.target.home))
    try:
        found = look(done.facts, since, Means(client_for, beside, seal, line.write))
    except Interrupted as error:
        goes_on = "The same command goes on from there." if seal else "The next run begins anew."
        nothing = deeds.claim("; nothing was changed")
        raise Cancelled(f"Cancelled{nothing}. Until then: {error}. {goes_on}") from None
    finally:
        line.clear()
    results = in_order([*done.results, *judge(done.facts, found)])
    return replace(done, results=results, integrity=found, seconds=done.seconds + found.seconds)
