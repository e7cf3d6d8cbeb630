"""What is told when the program itself is wrong: one message; the trace goes to a file."""

from __future__ import annotations

import platform
import traceback
from pathlib import Path

from wizard import ROOT, __version__
from wizard.failures import ExitCode, Failure, log_file
from wizard.failures.redaction import without_secrets
from wizard.screen.terminal import safe

_OURS = (ROOT / "wizard", ROOT / "components")


class Mistake(Failure):
    """The program's own. It ends with 3, as whatever keeps a command from its answer does: the settings
    aren't at fault, and no check has failed."""

    exit_code = ExitCode.REFUSED


def mistake_of(error: Exception, command: str) -> Mistake:
    """The message for an error that nobody foresaw, whose trace is in a file from then on."""
    what = f"`{command}` ended by a mistake in Everyregion itself: {safe(_named(error))}"
    try:
        kept = f"The full text is in {safe(log_file.write(command, trace(error, command)))}."
    except OSError as refused:
        kept = f"The full text can't be kept ({safe(refused)})."
    return Mistake(
        f"{what} Nothing was undone: what had been written or made until then stays. {kept} Please open an "
        "issue with that text (read it first: it may name your account); --debug shows it here as well."
    )


def trace(error: Exception, command: str) -> str:
    """What the file holds: versions and the trace. Never local values, and no secret of the environment."""
    versions = f"everyregion {__version__}, Python {platform.python_version()}, {platform.platform()}"
    lines = traceback.format_exception(type(error), error, error.__traceback__)
    text = without_secrets("".join([f"{versions}\ncommand: {command}\n\n", *lines]))
    return "\n".join(map(safe, text.splitlines()))


def _named(error: Exception) -> str:
    """`KeyError in wizard/stack/project.py, line 9.` An error's own words may be long, or somebody else's."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if any(folder in Path(frame.filename).parents for folder in _OURS)]
    where = f" in {Path(ours[-1].filename).relative_to(ROOT)}, line {ours[-1].lineno}" if ours else ""
    return f"{type(error).__name__}{where}."
