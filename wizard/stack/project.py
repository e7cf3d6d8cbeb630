"""The Pulumi project around the working directory: its folder, its name, its stack files, the selected stack.

https://www.pulumi.com/docs/iac/concepts/projects/project-file/
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from dataclasses import dataclass
from pathlib import Path

from wizard.failures import UsageFailure
from wizard.screen.terminal import safe
from wizard.stack.yaml_reading import read_yaml

_STACK = re.compile(r"[A-Za-z0-9_.-]{1,100}")


@dataclass(frozen=True)
class Project:
    """file: Pulumi.yaml; name: the namespace of its keys; stack_folder: where stack files are."""

    file: Path
    name: str
    stack_folder: Path

    def stack_file(self, stack: str) -> Path:
        """The stack file's path."""
        return self.stack_folder / f"Pulumi.{last_part(stack)}{self.file.suffix}"


def short_name(stack: str) -> str:
    """A stack as people write it: of organization/everyregion/dev, as backends without organizations have it,
    only `dev`.

    https://www.pulumi.com/docs/iac/concepts/state-and-backends/#scoping
    """
    return last_part(stack) if stack.startswith("organization/") else stack


def last_part(stack: str) -> str:
    """What stands in the names of files: of acme/audit/dev only `dev`."""
    return stack.rpartition("/")[2]


def find_project(start: Path | None = None) -> Project:
    """The project of `start` (default: the working directory) or the nearest one above."""
    here = (start or Path.cwd()).absolute()
    for folder in (here, *here.parents):
        for name in ("Pulumi.yaml", "Pulumi.yml"):
            if (folder / name).is_file():
                return _project(folder / name)
    raise UsageFailure(
        f"There is no Pulumi.yaml in {safe(here)} or above it, so there is no project to write a stack file "
        "for. Go to the project's folder and run again."
    )


def _project(file: Path) -> Project:
    data = read_yaml(file).data
    name = data.get("name")
    if not isinstance(name, str) or not name:
        raise UsageFailure(f"{safe(file)} has no `name:`, which begins every key of the stack file. Add it.")
    folder = data.get("stackConfigDir")
    return Project(file, name, file.parent / folder if isinstance(folder, str) else file.parent)


def choose_stack(project: Project, asked: str) -> tuple[str, str]:
    """The stack and why: --stack, PULUMI_STACK, the one `pulumi stack select` chose, else dev."""
    for stack, why in (
        (asked, "--stack"),
        (os.environ.get("PULUMI_STACK", ""), "PULUMI_STACK"),
        (_selected(project), "selected"),
    ):
        if stack:
            if not _STACK.fullmatch(last_part(stack)) or stack.count("/") > 2:
                raise UsageFailure(
                    f"{safe(stack)!r} can't be a stack's name ({why}). Use letters, digits, dashes, dots "
                    "and underscores."
                )
            return stack, why
    return "dev", "no stack is selected"


def _selected(project: Project) -> str:
    """What the CLI noted in its workspace file; an absent or unreadable note is no selection."""
    home = Path(os.environ.get("PULUMI_HOME") or Path.home() / ".pulumi")
    digest = hashlib.sha1(str(project.file).encode(), usedforsecurity=False).hexdigest()
    note = home / "workspaces" / f"{project.name}-{digest}-workspace.json"
    try:
        stack = json.loads(note.read_text("utf-8")).get("stack", "")
    except (OSError, ValueError, RecursionError, AttributeError):
        return ""
    return stack if isinstance(stack, str) else ""
