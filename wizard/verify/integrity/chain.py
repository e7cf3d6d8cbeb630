"""Walks one chain of digest files, of one account and region, from the oldest to the newest.

Nothing that isn't validly signed is followed: neither its log files nor the digest that it names as the one
before. https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-cli.html
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial

from wizard.account.facts import Probe
from wizard.failures import AwsFailure
from wizard.verify.integrity import intervals
from wizard.verify.integrity.beginning import Beginning
from wizard.verify.integrity.digest import Digest, LogFile, Previous
from wizard.verify.integrity.findings import ChainFindings, Trouble
from wizard.verify.integrity.log_folder import LogFolder
from wizard.verify.integrity.objects import Listed, Objects, Opened, Stopped
from wizard.verify.integrity.places import Place, day_of, days, named_at
from wizard.verify.integrity.pool import Batch, Pool
from wizard.verify.integrity.read_digest import DigestReader, ReadDigest
from wizard.verify.integrity.seen import Seen
from wizard.verify.integrity.signatures import PublicKeys
from wizard.verify.integrity.unpack import NotGzip, TooLarge, hash_of

# CloudTrail begins a new log file long before.
_LARGEST = 2 << 30
# A log file arrives within about fifteen minutes of what it is about, and its digest is made a moment later.
_USUAL, _MOMENT = 3600.0, 600.0


@dataclass(frozen=True)
class Tools:
    """What all chains share. since, now: of the time that is verified, epoch seconds; beginning: of the
    trail."""

    objects: Objects
    keys: PublicKeys
    pool: Pool
    seen: Seen
    since: float
    now: float
    beginning: Beginning = field(default_factory=Beginning)


class Chain:
    """One account and region of one trail. Used by one thread; the pool's read for it."""

    def __init__(self, tools: Tools, place: Place, found: ChainFindings) -> None:
        self._tools, self._place, self.found = tools, place, found
        self._reader = DigestReader(tools.objects, tools.keys, place)
        self._folder = LogFolder(tools.objects, place, found)
        self._batch = Batch(tools.pool)
        self._known: dict[tuple[str, str], ReadDigest] = {}
        self._others: list[str] = []
        self._put_at: dict[str, float] = {}

    def walk(self) -> None:
        """All of it; what is found is in `found`."""
        try:
            self._walk()
        except Stopped:
            # What one of its own files came to is why.
            self._batch.wait()
            raise

    def _walk(self) -> None:
        own, backfills = self._list()
        if own is None:
            return
        for key, read in zip(own, self._tools.pool.ahead(self._read, own), strict=True):
            self._take(read)
            self._folder.over(day_of(max(0.0, self._end_of(key) - 2 * 86400)))
        self._judge_times()
        for read in self._tools.pool.ahead(self._read, backfills):
            self._take(read, is_backfill=True)
        self._batch.wait()
        self._judge_left()
        self.found.spans = intervals.merged(self.found.spans)

    def _list(self) -> tuple[list[str] | None, list[str]]:
        """The keys of this trail's digests of the time, oldest first, and of its backfilled ones."""
        tools, place = self._tools, self._place
        own: list[tuple[float, str]] = []
        backfills: list[tuple[float, str]] = []
        after = place.digests + day_of(tools.since)
        for page in tools.objects.list(place.bucket, place.digests, after):
            if page.value is None:
                self.found.add(Trouble("digests not listed", place.bucket, place.digests, probe=page))
                return None, []
            for one in page.value:
                name = place.digest_of(one.key)
                if name is None or name.end <= tools.since:
                    continue
                if not name.is_own:
                    self._others.append(one.key)
                else:
                    self._put_at[one.key] = one.when
                    (backfills if name.is_backfill else own).append((name.end, one.key))
        return [key for _, key in sorted(own)], [key for _, key in sorted(backfills)]

    def _read(self, key: str) -> ReadDigest:
        return self._reader.read(self._place.bucket, key)

    def _end_of(self, key: str) -> float:
        name = self._place.digest_of(key)
        return name.end if name else 0.0

    def _take(self, read: ReadDigest, *, is_backfill: bool = False) -> None:
        """A digest in its turn, and those before it that no listing had."""
        following: ReadDigest | None = read
        while following is not None:
            one, following = following, None
            # Its log files are looked at now, and not kept.
            kept = one.digest and replace(one.digest, log_files=())
            self._known[one.bucket, one.key] = replace(one, digest=kept)
            if (end := self._end_of(one.key)) <= self._tools.now + intervals.AHEAD:
                self.found.newest = max(self.found.newest, end)
            if one.trouble is not None:
                _stop_without_credentials(one.trouble.probe)
                self.found.add(one.trouble)
            if one.digest is None:
                continue
            if one.key in self._put_at:
                self.found.arrivals.append(self._put_at.pop(one.key))
            if is_backfill:
                self.found.backfills += 1
            else:
                self.found.digests += 1
                self.found.spans.append((one.digest.start, one.digest.end))
            for file in one.digest.log_files:
                self._check(file)
            if one.digest.previous is not None:
                following = self._before(one.digest, one.digest.previous)

    def _before(self, digest: Digest, previous: Previous) -> ReadDigest | None:
        """The digest that this one names as the one before, where it wasn't there to be listed."""
        place = (previous.bucket, previous.key)
        if place in self._known:
            known = self._known[place]
            if known.digest and (known.digest.hash, known.signature) != (
                previous.hash,
                previous.signature,
            ):
                detail = f"{digest.key} names another one with that name"
                self.found.add(Trouble("digest replaced", *place, detail))
            return None
        end = self._end_of(previous.key)
        if end <= self._tools.since:
            return None
        read = self._reader.read(*place)
        if read.trouble and read.trouble.kind == "digest missing":
            earlier = [ended for _, ended in self.found.spans if ended <= digest.start]
            start = max([self._tools.since, *earlier])
            read = ReadDigest(*place, None, Trouble("digest missing", *place, "", start, digest.start))
        return read

    def _check(self, file: LogFile) -> None:
        listed = self._folder.take(file.bucket, file.key)
        what = (file.bucket, file.key, file.hash)
        if listed is not None and self._tools.seen.has((*what, *listed.identity)):
            self.found.good_file(0, resumed=True)
            return
        self._batch.add(partial(self._compare, file))

    def _compare(self, file: LogFile) -> None:
        """Reads a log file. In the pool."""

        def hashed(opened: Opened) -> tuple[str, int, tuple[str, ...]]:
            return *hash_of(opened.pieces, _LARGEST), opened.identity

        try:
            got = self._tools.objects.get(file.bucket, file.key, hashed)
        except (NotGzip, TooLarge) as error:
            self.found.add(Trouble("file changed", file.bucket, file.key, str(error)))
            return
        if got.state == "bad":
            self.found.add(Trouble("file missing", file.bucket, file.key))
        elif got.value is None:
            _stop_without_credentials(got)
            self.found.add(Trouble("file unreadable", file.bucket, file.key, probe=got))
        elif got.value[0] != file.hash:
            self.found.add(Trouble("file changed", file.bucket, file.key))
        else:
            self.found.good_file(got.value[1])
            self._tools.seen.add((file.bucket, file.key, file.hash, *got.value[2]))

    def _judge_times(self) -> None:
        """Times that no digest is about, where none was found to be missing: its own trouble says so."""
        digests = [one.digest for one in self._known.values() if one.digest]
        told = [self._end_of(key) for bucket, key in self._known if bucket == self._place.bucket]
        tools = self._tools
        for trouble in intervals.troubles(digests, told, tools.since, tools.now, tools.beginning):
            self.found.add(trouble)

    def _judge_left(self) -> None:
        """Files among the log files that no digest names."""
        found, tools = self.found, self._tools
        start = found.start or tools.since
        left = self._folder.left(days(min(start, tools.now), tools.now))
        odd = [one for one in left if self._is_odd(one)]
        if odd and self._others:
            named = self._named_by_others()
            odd = [one for one in odd if one.key not in named]
        for one in odd:
            kind = "file added lately" if one.when > found.end - _MOMENT else "file added"
            found.add(Trouble(kind, self._place.bucket, one.key))

    def _is_odd(self, file: Listed) -> bool:
        """Whether a digest should have named it, or shall have to: by the time at which it was put there."""
        end, named = self.found.end, named_at(file.key)
        if file.when > end - _MOMENT:
            if named is not None and named >= min(end, self._tools.now) - _USUAL:
                self.found.fresh += 1
                return False
            return bool(self.found.spans)
        return intervals.is_within(self.found.spans, file.when, _MOMENT)

    def _named_by_others(self) -> set[str]:
        """What valid digests of other trails name, which write into the same folder."""
        named: set[str] = set()
        for read in self._tools.pool.ahead(self._read, self._others):
            if read.digest is not None:
                named |= {one.key for one in read.digest.log_files if one.bucket == self._place.bucket}
        return named


def _stop_without_credentials(probe: Probe[object] | None) -> None:
    """Everything that follows would be unknown, too."""
    if probe is not None and probe.cause == "credentials":
        raise AwsFailure(probe.why)
