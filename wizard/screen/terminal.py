"""What reaches the terminal: safe text, wrapped to its width, coloured only where that is welcome."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import textwrap
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from typing import TextIO

WIDEST = 100
_COMMAND = re.compile(r"`[^`]+`")
_BLANK = "\x00"  # no text that is safe has one
_CODES = {"bold": "1", "added": "32", "removed": "31", "warning": "33", "faint": "2"}


def safe(text: object) -> str:
    """Text from AWS or a user on one line: control, bidirectional and invisible characters escaped."""
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in str(text))


def counted(number: int, word: str, more: str = "") -> str:
    """`1 day`, `2 days`. more: what stands behind the number, such as the + of "at least"."""
    return f"{number}{more} {word}{'' if number == 1 and not more else 's'}"


def width() -> int:
    """Columns to write to: the terminal's, at most WIDEST, since longer lines are hard to read."""
    return max(20, min(shutil.get_terminal_size((80, 24)).columns, WIDEST))


def wrapped(text: str, indent: str = "", first: str | None = None, columns: int | None = None) -> list[str]:
    """`text` as lines that fit; `first` begins the first line, `indent` the others. Long words stay whole,
    and so does what stands in backticks, where a line has room for it: it is to be copied."""
    columns = columns or width()
    longest = columns - max(len(indent), len(first or ""))
    lines = textwrap.wrap(
        _COMMAND.sub(lambda found: _whole(found[0], longest), safe(text)),
        width=columns,
        initial_indent=indent if first is None else first,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [line.replace(_BLANK, " ") for line in lines] or [(indent if first is None else first).rstrip()]


def _whole(command: str, longest: int) -> str:
    """With blanks that aren't broken at. The full stop or comma behind it needs a column too."""
    return command.replace(" ", _BLANK) if len(command) < longest else command


def listed(parts: Iterable[str], indent: str = "", columns: int | None = None) -> list[str]:
    """`parts` with commas between them, as lines that end between two parts alone."""
    whole = [part.replace(" ", _BLANK) for part in parts]
    return [
        line.replace(_BLANK, " ")
        for line in textwrap.wrap(
            ", ".join(whole),
            columns or width(),
            initial_indent=indent,
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        )
    ]


def is_dumb() -> bool:
    """Whether the terminal understands no control sequences."""
    return os.environ.get("TERM", "") in ("", "dumb", "unknown")


def redraws(stream: TextIO) -> bool:
    """Whether what was written there can be written over."""
    return stream.isatty() and not is_dumb()


def has_colour(stream: TextIO) -> bool:
    """https://no-color.org: any non-empty NO_COLOR turns colours off."""
    return redraws(stream) and not os.environ.get("NO_COLOR")


def styled(text: str, style: str, stream: TextIO) -> str:
    """`text` in a style of _CODES where the stream takes colours. Colour never carries the meaning alone."""
    return f"\x1b[{_CODES[style]}m{text}\x1b[0m" if has_colour(stream) else text


def say(text: str = "", style: str = "", stream: TextIO | None = None) -> None:
    """Prints one paragraph, wrapped."""
    to = stream or sys.stdout
    for line in wrapped(text) if text else [""]:
        print(styled(line, style, to) if style else line, file=to)


def item(text: str, stream: TextIO | None = None) -> None:
    """Prints one item of a list, wrapped below its dash."""
    for line in wrapped(text, indent="    ", first="  - "):
        print(line, file=stream or sys.stdout)


def section(heading: str, lines: Iterable[str], stream: TextIO | None = None) -> None:
    """Prints a heading and a list below it."""
    say(stream=stream)
    say(heading, "bold", stream)
    for line in lines:
        item(line, stream)


def quote(lines: Iterable[str], stream: TextIO | None = None) -> None:
    """Prints somebody else's text, each line marked as such."""
    for line in lines:
        for part in wrapped(line, "    |     ", "    | "):
            print(part, file=stream or sys.stdout)


def show_command(line: str, stream: TextIO | None = None) -> None:
    """Prints a shell command so that it can be copied: where it is too long, a line ends before an option,
    with the backslash that a shell wants there."""
    indent = line[: len(line) - len(line.lstrip())]
    first, *options = _before_options(safe(line).lstrip())
    lines = [f"{indent}{first}"]
    for option in options:
        if len(lines[-1]) + len(option) + 3 <= width():
            lines[-1] += f" {option}"
        else:
            lines[-1] += " \\"
            lines.append(f"{indent}    {option}")
    for one in lines:
        print(one, file=stream or sys.stdout)


def _before_options(command: str) -> list[str]:
    """The command in parts, each but the first beginning with an option. In quotes nothing is one."""
    parts, quote = [""], ""
    for place, letter in enumerate(command):
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "'\"":
            quote = letter
        elif letter == " " and command.startswith("--", place + 1):
            parts.append("")
            continue
        parts[-1] += letter
    return parts


def show_diff(lines: list[str], stream: TextIO | None = None, most: int | None = None) -> None:
    """Prints a unified diff, line by line; the signs say what the colours say. most: of how many lines
    nothing but the number is said, where there are more."""
    to = stream or sys.stdout
    if most is not None and len(lines) > most:
        changed = sum(line[:1] in "+-" and line[:3] not in ("+++", "---") for line in lines)
        hidden = f"{counted(changed, 'line')}, too many for the screen: they say in JSON what is told above."
        say(hidden, stream=to)
        return
    for line in lines:
        style = {"+": "added", "-": "removed"}.get(line[:1], "faint")
        # A value that doesn't fit stands below its key, as a file might have it too.
        sign, text = line[:1], line[1:]
        for part in wrapped(text, f"{' ' * (len(text) - len(text.lstrip()) + 7)}", f"  {sign}"):
            print(styled(part, style, to), file=to)


def show_document(document: Mapping[str, object]) -> None:
    """Prints the one JSON document of --json, on stdout."""
    print(json.dumps(document, indent=2, default=str))


def show_failure(message: str) -> None:
    """Prints why a command ended, on stderr, beside the document."""
    for line in message.splitlines():
        say(line, stream=sys.stderr)


@contextmanager
def prompt_line() -> Generator[None, None, None]:
    """Around a prompt: what is said after Ctrl-C begins on a line of its own."""
    try:
        yield
    except (KeyboardInterrupt, EOFError):
        print()
        raise


def is_interactive() -> bool:
    """Whether somebody is there to answer: input and output are both a terminal."""
    return bool(sys.stdin and sys.stdin.isatty() and sys.stdout and sys.stdout.isatty())


def forgiving_output() -> None:
    """A character that the terminal's encoding lacks is escaped instead of ending the command, and what is
    said on both streams arrives in order, also where both are one pipe: a plan before its failure."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="backslashreplace", line_buffering=True)
