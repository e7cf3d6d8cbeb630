"""Times that digest files are about, and those that none is. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from wizard.verify.integrity.beginning import Beginning
from wizard.verify.integrity.digest import Digest
from wizard.verify.integrity.findings import Trouble

# One digest begins where the one before it ends.
_SLACK = 60.0
# A clock that is further behind AWS's than this can't tell what an hour without a digest means.
AHEAD = 900.0
# The first digest of a trail may begin so long after the trail: it tells itself since when it proves.
_FIRST = 3600.0

Span = tuple[float, float]


def troubles(
    digests: Sequence[Digest], told: Sequence[float], since: float, now: float, trail: Beginning
) -> Iterator[Trouble]:
    """Gaps before starting digests; in between, what is missing is told where it is named.

    told: ends of all digests that there are or were named, also of those that aren't valid.
    """
    reached, is_first = since, True
    keys = {(digest.bucket, digest.key) for digest in digests}
    valid = {digest.end: digest for digest in digests}
    for end in sorted({*told, *valid}):
        digest = valid.get(end)
        if digest and digest.start > reached + _SLACK and _is_told_nowhere_else(digest, keys):
            if not is_first:
                yield Trouble("gap", start=reached, end=digest.start)
            elif not trail.first or digest.start > trail.first + _FIRST:
                yield Trouble("begins late", detail=trail.why, start=reached, end=digest.start)
        if digest and digest.end > now + AHEAD:
            yield Trouble("from the future", digest.bucket, digest.key, start=now, end=digest.end)
        reached, is_first = max(reached, end), False


def _is_told_nowhere_else(digest: Digest, valid: Collection[tuple[str, str]]) -> bool:
    """Whether nothing is missing before it; a digest that isn't there is a finding itself."""
    before = digest.previous
    return before is None or (before.bucket, before.key) in valid


def is_within(spans: Iterable[Span], when: float, margin: float) -> bool:
    """Whether a time lies inside of what the spans make up together, and so far from its edges."""
    return any(start + margin <= when <= end - margin for start, end in merged(spans))


def merged(spans: Iterable[Span]) -> list[Span]:
    """Spans that touch are one."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1] + _SLACK:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found
