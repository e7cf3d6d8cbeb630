"""A report in a file of its own: looked at before anything slow begins, replaced in one step, and never
somebody else's file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from wizard.failures import UsageFailure
from wizard.screen.terminal import safe
from wizard.stack.atomic_write import replace

# What a file of ours begins with, and what stands soon after: the program's name.
_OURS = {
    "--html": (b"<!doctype html>", b'<meta name="generator" content="Everyregion '),
    "--ocsf": (b"[", b'"product": {"name": "Everyregion"'),
    "--plot": (b"\x89PNG\r\n\x1a\n", b"Software\0Everyregion"),
}
_COMMANDS = {"--plot": "query --plot"}
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
            first, soon = _OURS[flag]
            if path.is_file():
                with open(path, "rb") as file:
                    # Somebody else's may be larger than the memory.
                    begins = file.read(_SOON)
                if begins and not (begins.startswith(first) and soon in begins):
                    command = _COMMANDS.get(flag, f"verify {flag}")
                    raise UsageFailure(
                        f"{flag} {safe(name)} is there already, and `{command}` "
                        "didn't write it: what is in it would be lost. Name another file, or move that one "
                        "away."
                    )
            before = path.read_bytes() if path.is_file() else None
            has_folder = path.resolve().parent.is_dir()
        except (OSError, RuntimeError, ValueError) as error:
            why = getattr(error, "strerror", None) or error
            raise UsageFailure(f"{flag} {safe(name)} can't be looked at: {safe(why)}.") from None
        if not has_folder:
            raise UsageFailure(
                f"{flag} {safe(name)}: its folder doesn't exist. Make it, or name another file."
            )
        return cls(flag, path, before)

    def write(self, content: str | bytes) -> None:
        """In one step. Raises UsageFailure where that fails, or somebody else wrote it meanwhile."""
        replace(self.path, self.before, content)
