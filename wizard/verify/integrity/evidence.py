"""What speaks for a check that passed: how many files, of which time. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from wizard.screen.terminal import counted
from wizard.verify.integrity.findings import ChainFindings
from wizard.verify.integrity.run import Integrity, TrailIntegrity
from wizard.verify.times import ago, clock

DIGESTS, CHAIN, FILES, ADDED = (f"integrity.{name}" for name in ("digests", "chain", "files", "added"))


def good(id: str, found: Integrity, trail: TrailIntegrity, chains: Sequence[ChainFindings]) -> str:
    """Of one region, or of several of one account together."""
    where = f", in {counted(len(chains), 'region')}" if len(chains) > 1 else ""
    if id == DIGESTS:
        digests = counted(sum(one.digests + one.backfills for one in chains), "digest file")
        return f"{digests}, signed by AWS and as delivered{where}."
    if id == CHAIN:
        start, end = max(one.start for one in chains), min(one.end for one in chains)
        said = f"Digest files are about all of {clock(start)} to {clock(end)}{where}."
        if start <= found.since:
            return said
        age = ago(found.until - trail.beginning.first)
        return f"{said} The trail is {age} old: none of that name was stopped or deleted before."
    if id == FILES:
        before = sum(one.resumed for one in chains)
        resumed = f", {before:,} of them before the run was interrupted" if before else ""
        files = counted(sum(one.files for one in chains), "log file")
        return f"{files} as delivered{where}{resumed}."
    fresh = sum(one.fresh for one in chains)
    more = f"; {counted(fresh, 'file')} came since the newest one" if fresh else ""
    return f"Digest files name every file that lies there{where}{more}."
