"""The reports that `verify` writes into files."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wizard.failures import UsageFailure
from wizard.screen import terminal
from wizard.screen.terminal import safe
from wizard.stack.report_file import HTML, OCSF, ReportFile

if TYPE_CHECKING:
    from wizard.verify.run import Verified


@dataclass(frozen=True)
class ReportFiles:
    """The files that the command line asks for."""

    page: ReportFile | None
    ocsf: ReportFile | None

    @classmethod
    def named(cls, options: argparse.Namespace) -> ReportFiles:
        """Raises UsageFailure as ReportFile does, and where both are the same file."""
        page = ReportFile.of(HTML, options.html) if options.html else None
        ocsf = ReportFile.of(OCSF, options.ocsf) if options.ocsf else None
        if page and ocsf and page.path.resolve() == ocsf.path.resolve():
            raise UsageFailure("--html and --ocsf name the same file: give each its own.")
        return cls(page, ocsf)

    @classmethod
    def of_rehearsal(cls, options: argparse.Namespace) -> ReportFiles:
        """The page alone."""
        return cls(ReportFile.of(HTML, options.html) if options.html else None, None)

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
