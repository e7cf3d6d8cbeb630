"""Whether the newest digest files are there. A chain tells what is missing in it, and not at its end. Pure.

CloudTrail itself says when it delivered the last one, as LatestDigestDeliveryTime.
https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html
"""

from __future__ import annotations

from typing import Literal

from wizard.verify.facts import Covered, TrailFacts
from wizard.verify.integrity.findings import ChainFindings, Trouble
from wizard.verify.times import FRESH_SECONDS, clock, epoch, minutes_old

# What is delivered is about the hour that has just ended, and S3's time of it is about CloudTrail's.
_HOUR, _MOMENTS = 3500.0, 600.0


def note_tail(
    it: TrailFacts, covered: Covered | None, chain: ChainFindings, since: float, now: float, *, is_own: bool
) -> None:
    """Adds what is missing at the end to the chain's findings, once all of it was read."""
    end = tail(it, covered, chain, since, now, is_own=is_own)
    if isinstance(end, Trouble):
        chain.add(end)
    chain.is_young = end == "young"


def tail(
    it: TrailFacts, covered: Covered | None, chain: ChainFindings, since: float, now: float, *, is_own: bool
) -> Trouble | Literal["young", "whole"]:
    """What is missing at the end of one chain. covered: what GetTrailStatus said there; young: there is
    nothing yet that could be missing; is_own: of the account whose enabled regions are known."""
    newest = chain.newest or since
    status = (covered and covered.status.value) or {}
    delivered = epoch(status.get("LatestDigestDeliveryTime"))
    if chain.counts["digests not listed"] and not chain.newest:
        return "whole"
    arrived = any(abs(when - delivered) < _MOMENTS for when in chain.arrivals)
    if delivered > since and delivered - newest > _HOUR and not arrived:
        return Trouble("newest deleted", detail=f"one at {clock(delivered)}", start=newest, end=delivered)
    if now - newest < FRESH_SECONDS:
        return "whole"
    if not chain.newest and minutes_old(now, it.status):
        return "young"
    if not chain.newest and not is_own:
        # Nothing came from there in that time: whether it had to is another check's.
        return "whole"
    kind = "ends early" if chain.newest else "no digests"
    why = ""
    if it.trail is not None and not it.trail.validates:
        why = "log file validation is off"
    elif status and not status["IsLogging"]:
        stopped = epoch(status.get("StopLoggingTime"))
        why = f"the trail was stopped{f' at {clock(stopped)}' if stopped else ''}"
    return Trouble(kind, detail=why, start=newest, end=now)
