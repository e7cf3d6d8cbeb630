"""What was found in the chains of digest files, as results of checks. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from wizard.account.facts import Cause, Probe
from wizard.verify.facts import Facts
from wizard.verify.integrity.evidence import ADDED, CHAIN, DIGESTS, FILES, good
from wizard.verify.integrity.findings import UNKNOWN, ChainFindings, Kind, Trouble
from wizard.verify.integrity.run import Integrity, TrailIntegrity
from wizard.verify.result import Result, about, failed, passed, unknown, young
from wizard.verify.times import clock

CHECKS = (DIGESTS, CHAIN, FILES, ADDED)
# So many names of each kind stand in a sentence; --json has more.
_NAMED = 3


@dataclass(frozen=True)
class _Judged:
    """check: id; one, more: what is said of one and of several; names stand behind it."""

    check: str
    one: str
    more: str


_JUDGED: dict[Kind, _Judged] = {
    "digest missing": _Judged(
        DIGESTS, "A digest file that the next one names isn't there", "Digest files aren't there"
    ),
    "digest moved": _Judged(
        DIGESTS,
        "A digest file was put there from another place",
        "Digest files were put there from other places",
    ),
    "digest of another account": _Judged(
        DIGESTS, "A digest file is another account's", "Digest files are another account's"
    ),
    "digest without signature": _Judged(
        DIGESTS, "A digest file has no signature", "Digest files have no signature"
    ),
    "digest signature invalid": _Judged(
        DIGESTS, "AWS didn't sign what a digest file says", "AWS didn't sign what digest files say"
    ),
    "digest key not found": _Judged(
        DIGESTS, "AWS doesn't know a digest file's key", "AWS doesn't know digest files' keys"
    ),
    "digest invalid format": _Judged(DIGESTS, "A digest file isn't one", "Digest files aren't any"),
    "digest replaced": _Judged(
        DIGESTS, "A digest file isn't the one that was delivered", "Digest files were replaced"
    ),
    "digest unreadable": _Judged(DIGESTS, "A digest file can't be read", "Digest files can't be read"),
    "gap": _Judged(
        CHAIN,
        "The chain begins anew: logging or validation was off, or digest files were deleted",
        "The chain begins anew again and again",
    ),
    "begins late": _Judged(
        CHAIN,
        "The chain begins later than what was asked for, and what was before isn't known",
        "",
    ),
    "ends early": _Judged(CHAIN, "There is no newer digest file", ""),
    "newest deleted": _Judged(CHAIN, "CloudTrail delivered newer digest files than there are", ""),
    "no digests": _Judged(CHAIN, "There is no digest file of that time", ""),
    "from the future": _Judged(
        CHAIN,
        "This machine's clock is behind AWS's, so that missing hours can't be told",
        "This machine's clock is behind AWS's, so that missing hours can't be told",
    ),
    "file missing": _Judged(FILES, "A log file isn't there", "Log files aren't there"),
    "file changed": _Judged(
        FILES, "A log file isn't what CloudTrail delivered", "Log files aren't what was delivered"
    ),
    "file unreadable": _Judged(FILES, "A log file can't be read", "Log files can't be read"),
    "file added": _Judged(ADDED, "CloudTrail didn't deliver a file", "CloudTrail didn't deliver files"),
    "file added lately": _Judged(
        ADDED,
        "A file came late, and the next digest file will tell whether CloudTrail delivered it",
        "Files came late, and the next digest file will tell whether CloudTrail delivered them",
    ),
    "file of another trail": _Judged(
        ADDED,
        "A file may be another trail's, which isn't validated",
        "Files may be another trail's, which isn't validated",
    ),
    "digests not listed": _Judged(DIGESTS, "Digest files can't be listed", ""),
    "files not listed": _Judged(ADDED, "Log files can't be listed", ""),
}
_VERSIONS = (
    "`aws s3api list-object-versions --bucket {bucket} --prefix {key}` tells which versions there are, and"
    " since when; the bucket's access logs or data events, who it was."
)
_FIX = {
    DIGESTS: _VERSIONS,
    CHAIN: "The event history has StopLogging, UpdateTrail and DeleteTrail of this trail, and who it was.",
    FILES: _VERSIONS,
    ADDED: f"Don't believe what it says. {_VERSIONS}",
}


def judge(facts: Facts, found: Integrity) -> Iterator[Result]:
    """Of each trail, account and region. What is as it should be in another account of an organization is one
    result for all of its regions."""
    for trail in found.trails:
        yield from about(_of_trail(found, trail), trail=_arn(trail), account=facts.identity.account)


def _arn(done: TrailIntegrity) -> str:
    return done.trail.trail.arn if done.trail.trail else done.trail.names.trail_arn


def _of_trail(found: Integrity, done: TrailIntegrity) -> Iterator[Result]:
    if done.unknown is not None:
        for id in CHECKS:
            yield unknown(id, done.unknown)
    whole: dict[tuple[str, str], list[ChainFindings]] = {}
    own = next(iter(done.chains)).account if done.chains else ""
    for chain in done.chains:
        for one in _of_chain(found, done, chain):
            result = replace(one, account=chain.account)
            if result.state == "passed" and chain.account != own:
                whole.setdefault((result.id, chain.account), []).append(chain)
            else:
                yield result
    for (id, account), some in whole.items():
        yield replace(passed(id, good(id, found, done, some)), account=account)


def _of_chain(found: Integrity, done: TrailIntegrity, chain: ChainFindings) -> Iterator[Result]:
    if chain.is_young:
        for id in CHECKS:
            yield young(
                id, f"The trail is too young: no digest file came from {chain.region} yet.", chain.region
            )
        return
    for id in CHECKS:
        some = [one for one in chain.troubles if _JUDGED[one.kind].check == id]
        if some:
            yield _amiss(id, chain, some)
        elif not chain.digests:
            yield _nothing_proves(id, chain, chain.troubles)
        else:
            yield passed(id, good(id, found, done, [chain]), chain.region)


def _nothing_proves(id: str, chain: ChainFindings, troubles: Sequence[Trouble]) -> Result:
    probe = next((one.probe for one in troubles if one.probe), None)
    if probe is None:
        probe = Probe[object](
            "unknown",
            why=f"no valid digest file says what CloudTrail delivered in {chain.region}",
            cause="other",
        )
    return unknown(id, probe, chain.region)


def _amiss(id: str, chain: ChainFindings, troubles: Sequence[Trouble]) -> Result:
    kinds: list[Kind] = list(dict.fromkeys(one.kind for one in troubles))
    kinds.sort(key=lambda kind: kind in UNKNOWN)
    said = " ".join(_sentence(kind, chain, [one for one in troubles if one.kind == kind]) for kind in kinds)
    if kinds[0] not in UNKNOWN:
        first = next(one for one in troubles if one.kind == kinds[0])
        fix = _FIX[id].format(bucket=first.bucket, key=first.key)
        return failed(id, said, fix, chain.region)
    probe = next((one.probe for one in troubles if one.probe), None)
    told = Probe[object]("unknown", why=said, action=probe.action if probe else "", cause=_cause(probe))
    return unknown(id, told, chain.region)


def _cause(probe: Probe[object] | None) -> Cause:
    return probe.cause if probe and probe.cause else "other"


def _sentence(kind: Kind, chain: ChainFindings, some: Sequence[Trouble]) -> str:
    number = max(chain.counts[kind], len(some))
    words = _JUDGED[kind].one if number == 1 else _JUDGED[kind].more or _JUDGED[kind].one
    told = list(dict.fromkeys(_told(one) for one in some))[:_NAMED]
    more = f", and {number - len(told):,} more" if number > len(told) else ""
    behind = f": {', '.join(told)}{more}" if any(told) else ""
    return f"{words}{f' ({number:,})' if number > 1 else ''}{behind}."


def _told(one: Trouble) -> str:
    """Which, since when, and why."""
    parts = [one.detail, one.probe.why.rstrip(".") if one.probe else ""]
    if one.start and one.end:
        parts.append(f"nothing proves {clock(one.start)} to {clock(one.end)}")
    inside = "; ".join(filter(None, parts))
    if not one.key:
        return inside
    return f"{one.key} ({inside})" if inside else one.key
