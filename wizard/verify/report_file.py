"""The reports that `verify` writes into files."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wizard.failures import ExitCode, UsageFailure
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

    def write(self, done: Verified, stack: str) -> Written:
        """What makes them is loaded here: nobody else waits for it. What can't be written costs the answer
        nothing: it may have taken hours."""
        found: list[tuple[str, Path, UsageFailure | None]] = []
        if self.page:
            from wizard.verify.html.accounts import accounts
            from wizard.verify.html.content import content
            from wizard.verify.html.render import page

            text = page(content(done, stack, accounts(done)))
            found.append(("The page", self.page.path, self.page.save(text)))
        if self.ocsf:
            from wizard.verify.ocsf import as_text

            found.append(("OCSF findings", self.ocsf.path, self.ocsf.save(as_text(done))))
        return Written(tuple(found))


@dataclass(frozen=True)
class Written:
    """files: what it is, where, and why it isn't there, None where it is."""

    files: tuple[tuple[str, Path, UsageFailure | None], ...]

    def code(self, code: ExitCode) -> ExitCode:
        """The exit code: the answer's own, unless that would be good while a file is missing."""
        is_missing = any(failure for _, _, failure in self.files)
        return ExitCode.BAD_SETTINGS if is_missing and code == ExitCode.GOOD else code

    def document(self) -> dict[str, Any]:
        """What is missing, for --json; nothing where nothing is."""
        lost = [{"file": str(path), "why": failure.message} for _, path, failure in self.files if failure]
        return {"filesNotWritten": lost} if lost else {}

    def tell(self) -> None:
        """Where they are, for people."""
        if self.files:
            terminal.say()
        for what, path, failure in self.files:
            if failure is None:
                terminal.say(f"{what}: {safe(path)}")

    def tell_missing(self) -> None:
        """Why some aren't there, on stderr."""
        for _, _, failure in self.files:
            if failure:
                terminal.show_failure(failure.message)
