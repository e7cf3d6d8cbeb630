"""What `deploy` ends with: one look at what it made, which doesn't decide how it ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from wizard.account.connect import ClientFor
from wizard.drill.clock import RealClock
from wizard.failures import Failure
from wizard.screen.one_line_progress import Progress
from wizard.screen.terminal import counted
from wizard.verify.gather import Means
from wizard.verify.report import covered, verdict
from wizard.verify.run import Verified, Waiting, verify
from wizard.verify.summary import as_dict
from wizard.verify.target import Target


@dataclass(frozen=True)
class Afterwards:
    """done: None where nothing could be looked at, for the reason `why`."""

    done: Verified | None
    why: str = ""

    def lines(self, again: str) -> Iterator[str]:
        """again: how `verify --wait` is typed here. What time decides is told in one line."""
        if self.done is None:
            yield f"Whether it is as it should be isn't known: {self.why}"
            yield f"{again} looks again."
            return
        results = self.done.results
        young = {one.id for one in results if one.waits}
        yield verdict(results)
        yield covered(self.done)
        refused = {one.id for one in results if one.state == "unknown" and one.cause == "refused"}
        told = {*refused, *young}
        for one in results:
            if one.state != "passed" and one.id not in told:
                told.add(one.id)
                yield f"{one.state}: {one.id}: {one.evidence}{f' -> {one.fix}' if one.fix else ''}"
        if refused:
            yield (
                f"{counted(len(refused), 'check')} can't be told with these credentials: `policy --for "
                "verify` has what looking needs."
            )
        if young:
            yield (
                f"{counted(len(young), 'check')} can't be told yet: log files take minutes, digest files an "
                f"hour. {again} waits for them."
            )

    def as_dict(self) -> dict[str, Any]:
        """The same for a machine."""
        return as_dict(self.done) if self.done else {"error": self.why}


def look_afterwards(target: Target, client_for: ClientFor, quiet: bool) -> Afterwards:
    """One look. Nothing ends it otherwise, Ctrl-C neither: a deployment that is made is made."""
    tell = Progress(quiet=quiet)
    clock = RealClock()
    try:
        return Afterwards(verify(target, Means(client_for, clock.now, tell), Waiting(0.0, clock)))
    except Failure as failure:
        return Afterwards(None, failure.message)
    except KeyboardInterrupt:
        return Afterwards(None, "the look was stopped. What was deployed stays deployed.")
    finally:
        tell.end()
