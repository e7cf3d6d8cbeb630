"""Files on their way into one part: unpacked, and put together where they are small."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from wizard.query.local.log_name import LogName, parse
from wizard.query.local.source import LogFile, Source
from wizard.query.local.unpack import NotALog, NotRead, NotRecords, append, unpack

# Of unpacked JSON; twice as much lies on the disk for a moment.
_BATCH_BYTES = 64 << 20
_BATCH_FILES = 5000
# DuckDB takes as long to open a file as to read some dozen records: smaller ones are put together.
_SMALL_FILE = 1 << 20


@dataclass
class Batch:
    """files: number -> file; problems: what is wrong with some; unread: (key, why) of those that couldn't be
    read now, which aren't among the files; arrays: number -> what the path said of the
    files in that array of records; loaded_as: a file's number -> its array's."""

    spool: Path
    files: dict[int, LogFile] = field(default_factory=dict)
    problems: dict[int, str] = field(default_factory=dict)
    unread: list[tuple[str, str]] = field(default_factory=list)
    arrays: dict[int, LogName] = field(default_factory=dict)
    loaded_as: dict[int, int] = field(default_factory=dict)
    size: int = 0
    _together: dict[LogName, int] = field(default_factory=dict)

    @property
    def is_full(self) -> bool:
        return self.size >= _BATCH_BYTES or len(self.files) >= _BATCH_FILES

    def array(self, number: int) -> Path:
        """The array's file."""
        return self.spool / f"{number}.json"

    def add(self, number: int, file: LogFile, source: Source, *, alone: bool = False) -> NotRead | None:
        """Unpacks one file, beside others of the same account, region and day unless `alone`. Returns why it
        couldn't be read."""
        name, to = parse(file.key), self.array(number)
        self.files[number] = file
        try:
            size = unpack(source.chunks(file), to)
        except NotRead as error:
            del self.files[number]
            self.unread.append((file.key, str(error)))
            to.unlink(missing_ok=True)
            return error
        except NotALog as error:
            self.problems[number] = "" if isinstance(error, NotRecords) else str(error)
            to.unlink(missing_ok=True)
            return None
        self.size += size
        into = self._together.setdefault(name, number)
        if alone or size > _SMALL_FILE:
            into = number
        self.loaded_as[number] = into
        if into == number:
            self.arrays[number] = name
        else:
            append(self.array(into), to.read_bytes())
            to.unlink()
        return None

    def entries(self) -> list[tuple[int, LogFile, str | None, int]]:
        """For the manifest."""
        return [
            (number, file, self.problems.get(number), self.loaded_as.get(number, number))
            for number, file in self.files.items()
        ]
