"""`policy --out`: a file for each document; those of an earlier run that aren't needed any more go."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from wizard.failures import UsageFailure, deeds
from wizard.policy.compose import Document
from wizard.screen import terminal
from wizard.screen.terminal import safe
from wizard.stack.report_file import POLICY, ReportFile, policy_text

# No role takes more: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
_MOST = 25
_NOT_OURS = "this program didn't write it so"


@dataclass(frozen=True)
class PolicyFiles:
    """removed: files of an earlier run, by a number that the policy doesn't reach any more; left: files of
    such a name that stay, and why."""

    written: tuple[Path, ...] = ()
    removed: tuple[Path, ...] = ()
    left: tuple[tuple[Path, str], ...] = ()


def titles(stem: str, count: int) -> list[str]:
    """The names of so many documents: numbered from 1."""
    return [f"{stem}-{number}" for number in range(1, count + 1)]


def write(folder: Path, stem: str, made: Mapping[str, Document]) -> PolicyFiles:
    """made: by their titles, which are this stem's. Raises UsageFailure."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise UsageFailure(
            f"--out {safe(folder)}: the folder can't be made ({why}). {deeds.claim('Nothing was written.')}"
        ) from None
    files = {title: ReportFile.of(POLICY, str(folder / f"{title}.json")) for title in made}
    for title, file in files.items():
        file.write(policy_text(made[title]))
    removed: list[Path] = []
    left: list[tuple[Path, str]] = []
    for title in titles(stem, _MOST)[len(made) :]:
        path = folder / f"{title}.json"
        if path.is_symlink() or path.exists():
            if why := _stays(path):
                left.append((path, why))
            else:
                removed.append(path)
    return PolicyFiles(tuple(file.path for file in files.values()), tuple(removed), tuple(left))


def say_surplus(files: PolicyFiles) -> None:
    """What became of files that aren't needed any more, on stderr."""
    if files.removed:
        terminal.say(
            f"Removed, since it takes fewer documents now: {', '.join(map(safe, files.removed))}. What was "
            "made of it in IAM stays until you detach and delete it.",
            stream=sys.stderr,
        )
    for path, why in files.left:
        terminal.say(f"{safe(path)} is no part of it, and stays: {why}.", stream=sys.stderr)


def _stays(path: Path) -> str:
    """Removes the file if `policy` wrote it, and nobody changed it since; else why it stays."""
    try:
        file = ReportFile.of(POLICY, str(path))
    except UsageFailure:
        return _NOT_OURS
    if path.is_symlink() or not file.before:
        return _NOT_OURS
    try:
        file.remove()
    except UsageFailure as error:
        return error.message.rstrip(".")
    return ""
