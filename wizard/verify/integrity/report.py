"""What was verified of log files, for people in a sentence and for machines in full. Pure."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from wizard.screen.terminal import counted
from wizard.verify.integrity.findings import KEPT, UNKNOWN, ChainFindings, Kind, Trouble
from wizard.verify.integrity.run import Integrity
from wizard.verify.result import State
from wizard.verify.times import ago, clock


def sentence(found: Integrity) -> str:
    """How many files, of which time, are as delivered."""
    chains = found.chains
    digests = sum(one.digests + one.backfills for one in chains)
    files, size = sum(one.files for one in chains), sum(one.bytes for one in chains)
    amiss, unknown = (sum(one.wrong_and_unknown()[state] for one in chains) for state in (0, 1))
    unknown += sum(one.proves_nothing for one in chains)
    unknown += sum(one.unknown is not None for one in found.trails)
    text = (
        f"{counted(files, 'log file')} and {counted(digests, 'digest file')} since {clock(found.since)} are "
        f"as delivered ({size / 1e6:,.1f} MB unpacked, {ago(found.seconds)})"
    )
    told = [f"{counted(amiss, 'thing')} amiss"] if amiss else []
    told += [f"{counted(unknown, 'thing')} not known"] if unknown else []
    return f"{'; '.join([text, ', '.join(told)] if told else [text])}."


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
        "amiss": _counts(chain, "failed"),
        "unknown": _counts(chain, "unknown"),
        "notListedHere": sum(max(0, number - KEPT) for number in chain.counts.values()),
        "findings": [_finding(one) for one in chain.troubles],
    }


def _counts(chain: ChainFindings, state: State) -> dict[str, int]:
    return {kind: number for kind, number in sorted(chain.counts.items()) if _state(kind) == state}


def _state(kind: Kind) -> State:
    return "unknown" if kind in UNKNOWN else "failed"


def _finding(one: Trouble) -> dict[str, Any]:
    detail = "; ".join(filter(None, (one.detail, one.probe.why if one.probe else "")))
    return {
        "kind": one.kind,
        "state": _state(one.kind),
        "bucket": one.bucket,
        "key": one.key,
        "detail": detail,
        "from": _stamp(one.start) if one.start else None,
        "to": _stamp(one.end) if one.end else None,
    }


def _stamp(when: float) -> str:
    return datetime.fromtimestamp(when, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
