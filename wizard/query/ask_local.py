"""A question to log files, on this machine."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from wizard.failures import AwsFailure, UsageFailure
from wizard.query.answer import Answer, finite
from wizard.query.chosen import Chosen
from wizard.query.local import duck
from wizard.query.local.cache import Cache, folder_for, opened
from wizard.query.local.days import Days, days
from wizard.query.local.load import Loaded, load
from wizard.query.local.log_name import LogName, parse
from wizard.query.local.notes import Unread, notes, of_links, of_unread
from wizard.query.local.parts import Spoilt
from wizard.query.local.source import Folder, Listing, Source
from wizard.screen.one_line_progress import StatusLine
from wizard.screen.terminal import safe

# Of the terminal or pipe that is told how far it is, not of the cache.
_NOBODY_READS = (errno.EPIPE, errno.EIO)
_RENEWED = (
    "Some of what had been loaded was another version's, or damaged: it was thrown away, and loaded again."
)


@dataclass(frozen=True)
class Local:
    """source: the log files; cache: the folder for what is loaded, "" for the usual one."""

    source: Source
    cache: str
    is_quiet: bool

    def ask(self, sql: str, chosen: Chosen, most: int) -> Answer:
        """Loads what is new, and answers Athena's SQL. Raises UsageFailure, and AwsFailure where nothing of a
        bucket's that is asked for can be read."""
        import duckdb

        line = StatusLine(not self.is_quiet)
        try:
            with opened(
                self.source.identity, self.cache, lambda: line.write("Waiting for another query's load")
            ) as cache:
                listing = self.source.listing(lambda n: line.write(f"Looking for log files: {n:,} so far"))
                if not listing.files and not listing.archived:
                    raise UsageFailure(_nothing_there(self.source, listing))

                wanted = _asked_for(chosen)

                def answer() -> Answer:
                    new = load(
                        self.source,
                        listing,
                        cache,
                        wanted,
                        lambda done, of: line.write(
                            f"Loading log files: {done:,} of {of:,} (Ctrl-C keeps what is loaded)"
                        ),
                    )
                    had = self._had(cache, wanted, [*listing.unread, *new.unread])
                    line.write("Asking DuckDB")
                    return self._answer(cache, listing, new, had, sql, most)

                try:
                    return answer()
                except Spoilt:
                    cache.renew()
                    return answer()
        except (sqlite3.Error, duckdb.Error, Spoilt, OSError) as error:
            why = error.strerror if isinstance(error, OSError) else error
            if isinstance(error, OSError) and error.errno in _NOBODY_READS:
                raise
            where = safe(folder_for(self.source.identity, self.cache))
            raise UsageFailure(
                f"What is loaded can't be kept in {where}, or not be read there any more: {safe(why)}. "
                "Make room, remove that folder, or name another one with --cache DIR."
            ) from None
        finally:
            line.clear()

    def _had(self, cache: Cache, wanted: Callable[[LogName], bool], unread: Unread) -> Days | None:
        """The days of what is asked for and was read, now or before, where something wasn't. Raises
        AwsFailure where that is nothing."""
        if not unread:
            return None
        aside = {file for file, _ in cache.problems()}
        asked = {key: name for key in cache.read() if wanted(name := parse(key))}
        if not asked and not isinstance(self.source, Folder):
            what = f"Of the log files in {safe(_place(self.source))} that are asked for none can be read"
            raise AwsFailure(" ".join(of_unread(what, unread)))
        return days(
            (name for key, name in asked.items() if key not in aside),
            [*(name for key, name in asked.items() if key in aside), *(parse(file) for file, _ in unread)],
        )

    def _answer(
        self, cache: Cache, listing: Listing, new: Loaded, had: Days | None, sql: str, most: int
    ) -> Answer:
        import duckdb

        engine = duck.connect(cache.spool)
        try:
            duck.shut(engine, cache.parts, cache.dead())
            spoken = duck.translated(sql)
            columns, rows = duck.select(engine, spoken, most + 1)
        except duckdb.InterruptException:
            raise
        except duckdb.Error as error:
            raise Spoilt(str(error)) from None
        except duck.ReadingFailed as failure:
            if duck.can_be_read(cache.parts, cache.spool):
                raise
            raise Spoilt(failure.message) from None
        finally:
            engine.close()
        aside, unread = cache.problems(), [*listing.unread, *new.unread]
        said = notes(listing, new.new, cache.count(), aside, unread, had)
        return Answer(
            columns,
            [tuple(map(_plain, row)) for row in rows[:most]],
            len(rows) > most,
            (*said, *([_RENEWED] if cache.is_renewed else [])),
            {
                "engine": "duckdb",
                "sql": spoken,
                "source": self.source.identity,
                "filesLoaded": cache.count(),
                "filesNew": new.new,
                "cacheRenewed": cache.is_renewed,
                "filesOfOthers": listing.others,
                "filesArchived": len(listing.archived),
                "setAside": [{"file": file, "why": why} for file, why in aside],
                "unread": [{"file": file, "why": why} for file, why in unread],
                "readable": had.document() if had else None,
                "linksLeftOut": len(listing.links),
            },
            is_unknown=bool(unread),
        )


def _asked_for(chosen: Chosen) -> Callable[[LogName], bool]:
    """Whether a file may hold events that are asked for, by its path. What the path doesn't say, it may."""
    first, last = chosen.days_of_delivery()

    def asked(name: LogName) -> bool:
        return (
            (not chosen.accounts or not name.account or name.account in chosen.accounts)
            and (not chosen.regions or not name.region or name.region in chosen.regions)
            and (not first or not name.day or name.day >= first)
            and (not last or not name.day or name.day <= last)
        )

    return asked


def _nothing_there(source: Source, listing: Listing) -> str:
    place = safe(_place(source))
    if listing.unread:
        file, why = listing.unread[0]
        what = "it" if file == "./" else safe(file)
        return f"No log files are found in {place}: {what} can't be read ({why})."
    return " ".join([f"There are no log files in {place}.", *of_links(listing.links)])


def _place(source: Source) -> str:
    return str(source.path) if isinstance(source, Folder) else source.identity


def _plain(value: Any) -> Any:
    """A value as JSON and CSV have it."""
    if isinstance(value, float):
        return finite(value)
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    return str(value)
