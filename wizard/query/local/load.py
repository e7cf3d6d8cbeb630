"""New log files into the cache: unpacked one after the other, and read by DuckDB in batches of bounded size.

While DuckDB reads one batch, the next is unpacked: the batch bounds the memory, not the number of files.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.query.local import duck, records
from wizard.query.local.batch import Batch
from wizard.query.local.cache import Cache
from wizard.query.local.log_name import LogName, parse
from wizard.query.local.parts import Spoilt
from wizard.query.local.patience import Patience, order
from wizard.query.local.source import TO_RESTORE, Listing, LogFile, Source
from wizard.query.local.unpack import NotALog, repair

if TYPE_CHECKING:
    import duckdb

# Files between two tellings of how far it is.
_TOLD_EVERY = 50
# A load each day leaves a part each day, and many small ones are slow to open.
_SMALL_PART = 4 << 20
_MOST_SMALL_PARTS = 24

Wanted = Callable[[LogName], bool]
Tell = Callable[[int, int], None]


@dataclass(frozen=True)
class Loaded:
    """new: how many files were loaded, or set aside; unread: (key, why) of those that couldn't be read."""

    new: int = 0
    unread: tuple[tuple[str, str], ...] = ()


def load(source: Source, listing: Listing, cache: Cache, wanted: Wanted, tell: Tell) -> Loaded:
    """Loads what isn't there yet of these files. What has been archived since it was loaded counts still.

    wanted: whether a file is asked for at all, by what its path says. tell: gets (done, of how many). Raises
    what the source raises; what was loaded until then stays.
    """
    known = cache.update([*listing.files, *listing.archived])

    def missing(files: Sequence[LogFile]) -> list[LogFile]:
        return [file for file in files if file.key not in known and wanted(parse(file.key))]

    new, archived = missing(listing.files), [(file.key, TO_RESTORE) for file in missing(listing.archived)]
    if not new:
        return Loaded(unread=tuple(archived))
    loading = _Loading(source, cache, lambda done: tell(done, len(new)))
    try:
        loading.run(order(new))
    finally:
        loading.engine.close()
    return Loaded(len(new) - len(loading.unread), (*archived, *loading.unread))


class _Loading:
    """One load: while one batch is read, the next is unpacked."""

    def __init__(self, source: Source, cache: Cache, tell: Callable[[int], None]) -> None:
        self._source, self._cache, self._tell = source, cache, tell
        self.engine = duck.connect(cache.spool)
        self._running: tuple[Future[Path | None], Batch] | None = None
        self._patience = Patience()
        self.unread: list[tuple[str, str]] = []

    def run(self, new: Sequence[LogFile]) -> None:
        batch = Batch(self._cache.spool)
        with ThreadPoolExecutor(1) as pool:
            try:
                for done, (number, file) in enumerate(enumerate(new, self._cache.next_number()), 1):
                    self._add(batch, number, file)
                    if done % _TOLD_EVERY == 0:
                        self._tell(done)
                    if batch.is_full:
                        self._finish()
                        self._running = pool.submit(self._convert, batch), batch
                        batch = Batch(self._cache.spool)
                self._tell(len(new))
                self._finish()
                if batch.files or batch.unread:
                    self._running = pool.submit(self._convert, batch), batch
                    self._finish()
            except BaseException:
                if self._running and not self._running[0].done():
                    self.engine.interrupt()
                raise
        _merge(self.engine, self._cache)

    def _add(self, batch: Batch, number: int, file: LogFile) -> None:
        """Reads one file, as long as that isn't in vain."""
        if self._patience.given_up:
            batch.unread.append((file.key, self._patience.given_up))
        elif failed := batch.add(number, file, self._source):
            self._patience.failed(failed.cause)
        else:
            self._patience.read()

    def _finish(self) -> None:
        """Waits for the batch that is being read, and enters it."""
        if self._running is None:
            return
        running, batch = self._running
        part = running.result()
        self._cache.enter(batch.entries(), part)
        self._running = None
        self.unread += batch.unread

    def _convert(self, batch: Batch) -> Path | None:
        """Writes the batch's part; None where none of its files is good."""
        import duckdb

        if not batch.arrays:
            return None
        to = batch.spool / f"{next(iter(batch.files))}.parquet"
        try:
            self.engine.execute(records.copy(_paths(batch), to))
        except duckdb.InterruptException:
            raise
        except (duckdb.InvalidInputException, duckdb.ConversionException):
            if not self._one_by_one(batch, to):
                return None
        for number in batch.arrays:
            batch.array(number).unlink(missing_ok=True)
        return to

    def _one_by_one(self, batch: Batch, to: Path) -> bool:
        """The same batch with each file for itself, so that those that can't be read are known."""
        files = {n: file for n, file in batch.files.items() if n not in batch.problems}
        batch.arrays.clear()
        batch.loaded_as.clear()
        for number, file in files.items():
            batch.add(number, file, self._source, alone=True)
        return _read(self.engine, _paths(batch), to, batch.problems)


def _paths(batch: Batch) -> dict[Path, LogName]:
    return {batch.array(number): name for number, name in batch.arrays.items()}


def _read(
    engine: duckdb.DuckDBPyConnection, files: dict[Path, LogName], to: Path, problems: dict[int, str]
) -> bool:
    """Writes a part of these files; those that DuckDB can't read are found and set aside."""
    import duckdb

    if not files:
        return False
    try:
        engine.execute(records.copy(files, to))
        return True
    except duckdb.InterruptException:
        raise
    except (duckdb.InvalidInputException, duckdb.ConversionException):
        bad = _unreadable(engine, list(files))
    for path in bad:
        del files[path]
        problems[int(path.stem)] = "is damaged: a record in it can't be read"
    return _read(engine, files, to, problems)


def _unreadable(engine: duckdb.DuckDBPyConnection, paths: list[Path]) -> list[Path]:
    """Those of the files that DuckDB refuses even after they were written anew."""
    import duckdb

    try:
        engine.execute(records.copy(dict.fromkeys(paths, LogName()), paths[0].with_suffix(".tried")))
        return []
    except duckdb.InterruptException:
        raise
    except (duckdb.InvalidInputException, duckdb.ConversionException):
        pass
    if len(paths) > 1:
        half = len(paths) // 2
        return [*_unreadable(engine, paths[:half]), *_unreadable(engine, paths[half:])]
    try:
        repair(paths[0])
        engine.execute(records.copy({paths[0]: LogName()}, paths[0].with_suffix(".tried")))
        return []
    except duckdb.InterruptException:
        raise
    except (NotALog, duckdb.Error):
        return paths


def _merge(engine: duckdb.DuckDBPyConnection, cache: Cache) -> None:
    """Makes one part of many small ones, as a load each day leaves them."""
    small = [path for path in cache.parts if path.stat().st_size < _SMALL_PART]
    if len(small) <= _MOST_SMALL_PARTS:
        return
    import duckdb

    to = cache.spool / "merged.parquet"
    try:
        engine.execute(records.merge(small, to))
    except duckdb.InterruptException:
        raise
    except duckdb.Error:
        raise Spoilt("a part of it can't be read") from None
    cache.merge(small, to)
