"""One verification from beginning to end, with whatever clients and clock it is given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from wizard.drill.clock import Clock
from wizard.failures import UsageFailure
from wizard.verify.checks import judge
from wizard.verify.facts import Facts
from wizard.verify.gather import Means, gather
from wizard.verify.integrity.run import Integrity
from wizard.verify.result import Result
from wizard.verify.target import Target

# How long is waited between two looks, in seconds.
EVERY_SECONDS = 30.0


@dataclass(frozen=True)
class Verified:
    """What was found at last, what it means, and how long it took: seconds, waiting included. integrity: of
    log files, where that was asked for."""

    target: Target
    facts: Facts
    results: Sequence[Result]
    seconds: float
    integrity: Integrity | None = None


@dataclass(frozen=True)
class Waiting:
    """patience: seconds, 0 for a single look; waits: called with seconds so far and what is waited for."""

    patience: float
    clock: Clock
    waits: Callable[[float, str], object] = lambda seconds, what: None


def verify(target: Target, means: Means, waiting: Waiting) -> Verified:
    """Looks, and looks again while only time can decide what isn't known, or until patience is over.

    Raises AwsFailure where the credentials don't work, UsageFailure for those of another account, and where a
    trail that was named isn't there.
    """
    clock = waiting.clock
    begun = clock.now()
    while True:
        facts = gather(target, means)
        _refuse_missing(target, facts)
        results = judge(facts)
        passed = clock.now() - begun
        young = [one for one in results if one.waits]
        if not young or passed >= waiting.patience:
            return Verified(target, facts, results, passed)
        waiting.waits(passed, young[0].evidence)
        clock.sleep(min(EVERY_SECONDS, max(0.0, waiting.patience - passed)))


def _refuse_missing(target: Target, facts: Facts) -> None:
    known = {one.trail.arn for one in facts.trails if one.trail}
    gone = [arn for arn in target.trails if arn not in known]
    if gone and facts.listed.state == "good":
        found = ", ".join(one.arn for one in facts.listed.value or ()) or "none"
        raise UsageFailure(f"There is no trail {', '.join(gone)} in this account. There are: {found}.")
