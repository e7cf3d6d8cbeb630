"""What was verified of log files, for people in a sentence and for machines in full. Pure."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from wizard.screen.terminal import counted
from wizard.verify.integrity.findings import KEPT, ChainFindings, Trouble
from wizard.verify.integrity.run import Integrity
from wizard.verify.times import ago, clock


def sentence(found: Integrity) -> str:
    """How many files, of which time, are as delivered."""
    chains = found.chains
    digests = sum(one.digests + one.backfills for one in chains)
    files, size = sum(one.files for one in chains), sum(one.bytes for one in chains)
    amiss = sum(sum(one.counts.values()) for one in chains)
    text = (
        f"{counted(files, 'log file')} and {counted(digests, 'digest file')} since {clock(found.since)} are "
        f"as delivered ({size / 1e6:,.1f} MB unpacked, {ago(found.seconds)})"
    )
    return f"{text}; {counted(amiss, 'thing')} amiss." if amiss else f"{text}."


def as_dict(found: Integrity) -> dict[str, Any]:
    """As docs/verify.schema.json says: each account and region, and what is amiss there, by its name."""
    return {
        "since": _stamp(found.since),
        "until": _stamp(found.until),
        "chains": [
            {"trail": trail.trail.names.trail_arn, **_chain(chain)}
            for trail in found.trails
            for chain in trail.chains
        ],
    }


def _chain(chain: ChainFindings) -> dict[str, Any]:
    return {
        "account": chain.account,
        "region": chain.region,
        "digestFiles": chain.digests,
        "backfillDigestFiles": chain.backfills,
        "logFiles": chain.files,
        "checkedBefore": chain.resumed,
        "bytes": chain.bytes,
        "notYetInADigest": chain.fresh,
        "provenFrom": _stamp(chain.start) if chain.start else None,
        "provenTo": _stamp(chain.end) if chain.end else None,
        "amiss": dict(sorted(chain.counts.items())),
        "notListedHere": sum(max(0, number - KEPT) for number in chain.counts.values()),
        "findings": [_finding(one) for one in chain.troubles],
    }


def _finding(one: Trouble) -> dict[str, Any]:
    detail = "; ".join(filter(None, (one.detail, one.probe.why if one.probe else "")))
    return {
        "kind": one.kind,
        "bucket": one.bucket,
        "key": one.key,
        "detail": detail,
        "from": _stamp(one.start) if one.start else None,
        "to": _stamp(one.end) if one.end else None,
    }


def _stamp(when: float) -> str:
    return datetime.fromtimestamp(when, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
