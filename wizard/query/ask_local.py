"""A question to log files, on this machine."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from wizard.failures import UsageFailure
from wizard.query.answer import Answer, finite
from wizard.query.chosen import Chosen
from wizard.query.local import duck
from wizard.query.local.cache import Cache, folder_for, opened
from wizard.query.local.load import Loaded, load
from wizard.query.local.log_name import LogName
from wizard.query.local.parts import Spoilt
from wizard.query.local.source import Folder, Listing, Source
from wizard.screen.one_line_progress import StatusLine
from wizard.screen.terminal import counted, safe

_MOST_NAMED = 5
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
        """Loads what is new, and answers Athena's SQL. Raises UsageFailure."""
        import duckdb

        line = StatusLine(not self.is_quiet)
        try:
            with opened(
                self.source.identity, self.cache, lambda: line.write("Waiting for another query's load")
            ) as cache:
                listing = self.source.listing(lambda n: line.write(f"Looking for log files: {n:,} so far"))
                if not listing.files and not listing.archived:
                    raise UsageFailure(_nothing_there(self.source, listing))

                def answer() -> Answer:
                    new = load(
                        self.source,
                        listing.files,
                        cache,
                        _asked_for(chosen),
                        lambda done, of: line.write(
                            f"Loading log files: {done:,} of {of:,} (Ctrl-C keeps what is loaded)"
                        ),
                    )
                    line.write("Asking DuckDB")
                    return self._answer(cache, listing, new, sql, most)

                try:
                    return answer()
                except Spoilt:
                    cache.renew()
                    return answer()
        except (sqlite3.Error, duckdb.Error, Spoilt) as error:
            where = safe(folder_for(self.source.identity, self.cache))
            raise UsageFailure(
                f"What is loaded can't be kept in {where}, or not be read there any more: {safe(error)}. "
                "Make room, remove that folder, or name another one with --cache DIR."
            ) from None
        finally:
            line.clear()

    def _answer(self, cache: Cache, listing: Listing, new: Loaded, sql: str, most: int) -> Answer:
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
        notes = _notes(listing, new.new, cache.count(), aside, unread)
        return Answer(
            columns,
            [tuple(map(_plain, row)) for row in rows[:most]],
            len(rows) > most,
            (*notes, *([_RENEWED] if cache.is_renewed else [])),
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
    return " ".join([f"There are no log files in {place}.", *_of_links(listing.links)])


def _of_links(links: list[str]) -> list[str]:
    if not links:
        return []
    more = f" and {len(links) - 1:,} more" if len(links) > 1 else ""
    return [f"Links and pipes aren't followed: {safe(links[0])}{more}. Ask the place that a link leads to."]


def _first(what: list[str]) -> str:
    """The first few, and how many more there are."""
    more = f"; and {len(what) - _MOST_NAMED:,} more, which --json names" if len(what) > _MOST_NAMED else ""
    return "; ".join(what[:_MOST_NAMED]) + more


def _notes(
    listing: Listing, new: int, loaded: int, aside: list[tuple[str, str]], unread: list[tuple[str, str]]
) -> list[str]:
    files = counted(loaded, "log file").replace(f"{loaded} ", f"{loaded:,} ", 1)
    notes = [f"From {files}{f', {new:,} of them new' if new else ''}."]
    if listing.archived:
        notes.append(
            f"{counted(len(listing.archived), 'log file')} can't be read before somebody restores them from "
            f"Glacier, such as {safe(listing.archived[0])}."
        )
    if aside:
        named = _first([f"{safe(file)} {why}" for file, why in aside])
        notes.append(f"Set aside, so their events are missing: {named}.")
    if unread:
        folders = sum(file.endswith("/") for file, _ in unread)
        parts = ((folders, "folder"), (len(unread) - folders, "file"))
        number = " and ".join(counted(n, noun) for n, noun in parts if n)
        named = _first([f"{safe(file)} ({why})" for file, why in unread])
        notes.append(f"{number} can't be read, so events may be missing: {named}.")
    notes += _of_links(listing.links)
    return notes


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
