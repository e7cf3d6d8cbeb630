"""Records the guided set-up in a real terminal, as an SVG that plays by itself: docs/setup.svg.

`python -m scripts.recording` answers each question with Enter, in a rehearsal: no AWS account is needed. The
screen is read by a terminal emulator (pyte) whenever it has changed; each of the SVG's frames is one screen.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pexpect
import pyte

COLUMNS, ROWS = 80, 24
_WIDTH, _HEIGHT, _PAD = 8.4, 18, 14
# Seconds: how long a question stands before it is answered, the last screen stays, and nothing may happen.
_READ, _LAST, _LONGEST = 1.4, 6.0, 120.0
BOLD = ' font-weight="700"'
# Nobody waits for a machine in a recording.
_SLOWEST = 0.5
_COLOURS = {
    "default": "#e6eaee", "black": "#12161b", "red": "#ff9a9a", "green": "#7cd3a0", "brown": "#efc36b",
    "yellow": "#efc36b", "blue": "#86bdf5", "magenta": "#d7a6f0", "cyan": "#7fd1d8", "white": "#ffffff",
}  # fmt: skip


@dataclass(frozen=True)
class Run:
    """Characters side by side that look alike."""

    column: int
    text: str
    colour: str
    bold: bool


Line = tuple[Run, ...]


@dataclass
class Frame:
    """One screen, and for how many seconds it stands."""

    lines: tuple[Line, ...]
    seconds: float = 0.0


def record(words: Sequence[str], folder: Path) -> list[Frame]:
    """The screens of a command that is answered with Enter until it ends."""
    screen = pyte.Screen(COLUMNS, ROWS)
    stream = pyte.Stream(screen)
    child: Any = pexpect.spawn(
        sys.executable,
        ["-m", "wizard", *words],
        cwd=str(folder),
        dimensions=(ROWS, COLUMNS),
        encoding="utf-8",
        env=_environment(folder),  # pyright: ignore[reportArgumentType]
    )
    frames: list[Frame] = []
    begun = quiet_since = time.monotonic()
    while time.monotonic() - begun < _LONGEST:
        try:
            stream.feed(child.read_nonblocking(65536, timeout=0.1))
            quiet_since = time.monotonic()
        except pexpect.TIMEOUT:
            pass
        except pexpect.EOF:
            break
        _take(frames, read(screen))
        if time.monotonic() - quiet_since > 0.7 and is_question(screen.display):
            frames[-1].seconds = _READ
            child.send("\r")
            quiet_since = time.monotonic()
    child.close()
    if child.exitstatus != 0:
        raise SystemExit(f"the set-up ended with {child.exitstatus}: " + "\n".join(screen.display))
    _take(frames, read(screen))
    frames[-1].seconds = _LAST
    return frames


def _environment(folder: Path) -> dict[str, str]:
    # As in an activated environment: commands are printed as `python -m wizard`.
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    kept = {name: os.environ[name] for name in ("HOME", "LANG") if name in os.environ}
    return {**kept, "PATH": path, "TERM": "xterm-256color", "PYTHONPATH": str(Path(__file__).parents[1])} | {
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": str(folder / "none"),
        "AWS_SHARED_CREDENTIALS_FILE": str(folder / "none"),
    }


def is_question(display: Sequence[str]) -> bool:
    """Whether the screen waits for somebody: menus and lines say how they are left."""
    text = " ".join(display)
    return "Ctrl-C leaves" in text or "Enter" in text


def _take(frames: list[Frame], lines: tuple[Line, ...]) -> None:
    if not frames or frames[-1].lines != lines:
        frames.append(Frame(lines))
    frames[-1].seconds = min(_SLOWEST, frames[-1].seconds + 0.1)


def read(screen: Any) -> tuple[Line, ...]:
    """What stands on the screen now."""
    return tuple(tuple(_runs(screen.buffer[row])) for row in range(ROWS))


def _runs(row: Any) -> Iterator[Run]:
    cells = [(column, row[column]) for column in range(COLUMNS)]
    for (colour, bold), some in groupby(cells, key=lambda one: _look(one[1])):
        part = list(some)
        text = "".join(cell.data for _, cell in part)
        if text.strip():
            yield Run(part[0][0], text.rstrip(), colour, bold)


def _look(cell: Any) -> tuple[str, bool]:
    name = cell.fg if cell.fg in _COLOURS else f"#{cell.fg}" if len(cell.fg) == 6 else "default"
    return _COLOURS.get(name, name), bool(cell.bold or cell.reverse)


def drawn(frames: Sequence[Frame]) -> str:
    """The SVG: frames stand below each other, and the window jumps from one to the next."""
    width, height = COLUMNS * _WIDTH + 2 * _PAD, ROWS * _HEIGHT + 2 * _PAD
    total = sum(one.seconds for one in frames)
    steps, at = [], 0.0
    for number, one in enumerate(frames):
        steps.append(f"{at / total * 100:.3f}%{{transform:translateY({-number * height:g}px)}}")
        at += one.seconds
    last = -(len(frames) - 1) * height
    known: dict[Line, str] = {}
    body = [
        f'<g transform="translate({_PAD} {number * height + _PAD:g})">{_screen(one.lines, known)}</g>'
        for number, one in enumerate(frames)
    ]
    lines = "".join(f'<g id="{id}">{_line(line)}</g>' for line, id in known.items())
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" role="img" '
        'aria-label="The guided set-up in a terminal: each question with its default, then the rehearsal">'
        "<style>text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;white-space:pre}"
        f".f{{animation:play {total:.1f}s step-end infinite}}@keyframes play{{{''.join(steps)}}}"
        "@media(prefers-reduced-motion:reduce){.f{animation:none;"
        f"transform:translateY({last:g}px)}}}}</style>"
        f'<defs>{lines}</defs><rect width="100%" height="100%" rx="10" fill="#12161b"/>'
        f'<svg width="{width:g}" height="{height:g}"><g class="f">{"".join(body)}</g></svg></svg>\n'
    )


def _screen(lines: Sequence[Line], known: dict[Line, str]) -> str:
    return "".join(
        f'<use href="#{known.setdefault(line, f"l{len(known)}")}" y="{(row + 1) * _HEIGHT - 4}"/>'
        for row, line in enumerate(lines)
        if line
    )


def _line(line: Line) -> str:
    return "".join(
        f'<text x="{run.column * _WIDTH:g}" textLength="{len(run.text) * _WIDTH:g}" fill="{run.colour}"'
        f"{BOLD if run.bold else ''}>{escape(run.text)}</text>"
        for run in line
    )


def main() -> int:
    """Writes docs/setup.svg."""
    with tempfile.TemporaryDirectory(prefix="everyregion-") as name:
        folder = Path(name)
        project = Path("Pulumi.yaml").read_text("utf-8")
        (folder / "Pulumi.yaml").write_text(project, "utf-8")
        frames = record(["rehearse"], folder)
    Path("docs", "setup.svg").write_text(drawn(frames), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
