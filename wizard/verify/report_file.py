"""A report in a file of its own: looked at before the look begins, replaced in one step, and never somebody
else's file."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.failures import UsageFailure
from wizard.screen import terminal
from wizard.screen.terminal import safe
from wizard.stack.atomic_write import replace

if TYPE_CHECKING:
    from wizard.verify.run import Verified

# What a file of ours begins with, and what stands soon after: the program's name.
_OURS = {
    "--html": (b"<!doctype html>", b'<meta name="generator" content="Everyregion '),
    "--ocsf": (b"[", b'"product": {"name": "Everyregion"'),
}
_SOON = 4096


@dataclass(frozen=True)
class ReportFile:
    """flag: the option that names it; before: what the file holds, None where there is none yet."""

    flag: str
    path: Path
    before: bytes | None

    @classmethod
    def of(cls, flag: str, name: str) -> ReportFile:
        """Raises UsageFailure where there is no folder to write it into, or a file that this program didn't
        make."""
        path = Path(name)
        try:
            if path.exists() and not path.is_file():
                raise UsageFailure(f"{flag} {safe(name)} isn't a file: name one that can be written.")
            before = path.read_bytes() if path.is_file() else None
            has_folder = path.resolve().parent.is_dir()
        except (OSError, RuntimeError, ValueError) as error:
            why = getattr(error, "strerror", None) or error
            raise UsageFailure(f"{flag} {safe(name)} can't be looked at: {safe(why)}.") from None
        first, soon = _OURS[flag]
        if before and not (before.startswith(first) and soon in before[:_SOON]):
            raise UsageFailure(
                f"{flag} {safe(name)} is there already, and `verify {flag}` didn't write it: what is in it "
                "would be lost. Name another file, or move that one away."
            )
        if not has_folder:
            raise UsageFailure(
                f"{flag} {safe(name)}: its folder doesn't exist. Make it, or name another file."
            )
        return cls(flag, path, before)

    def write(self, text: str) -> None:
        """In one step. Raises UsageFailure where that fails, or somebody else wrote it meanwhile."""
        replace(self.path, self.before, text)


@dataclass(frozen=True)
class ReportFiles:
    """The files that the command line asks for."""

    page: ReportFile | None
    ocsf: ReportFile | None

    @classmethod
    def named(cls, options: argparse.Namespace) -> ReportFiles:
        """Raises UsageFailure as ReportFile does, and where both are the same file."""
        page = ReportFile.of("--html", options.html) if options.html else None
        ocsf = ReportFile.of("--ocsf", options.ocsf) if options.ocsf else None
        if page and ocsf and page.path.resolve() == ocsf.path.resolve():
            raise UsageFailure("--html and --ocsf name the same file: give each its own.")
        return cls(page, ocsf)

    @classmethod
    def of_rehearsal(cls, options: argparse.Namespace) -> ReportFiles:
        """The page alone."""
        return cls(ReportFile.of("--html", options.html) if options.html else None, None)

    def write(self, done: Verified, stack: str) -> None:
        """What makes them is loaded here: nobody else waits for it."""
        if self.page:
            from wizard.verify.html.accounts import accounts
            from wizard.verify.html.content import content
            from wizard.verify.html.render import page

            self.page.write(page(content(done, stack, accounts(done))))
        if self.ocsf:
            from wizard.verify.ocsf import as_text

            self.ocsf.write(as_text(done))

    def tell(self) -> None:
        """Where they are, for people."""
        written = [one for one in (self.page, self.ocsf) if one]
        if written:
            terminal.say()
        for one in written:
            what = "The page" if one is self.page else "OCSF findings"
            terminal.say(f"{what}: {safe(one.path)}")
