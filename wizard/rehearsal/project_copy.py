"""The project as a rehearsal deploys it: in a folder of its own, so that nothing of the user's changes."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from components.adopted import Adopted, as_text, file_name
from components.settings import REGION_KEY, Settings
from wizard.stack.answers import Answers
from wizard.stack.atomic_write import replace
from wizard.stack.context import Context
from wizard.stack.stack_file import StackFile, writable


@contextmanager
def project_copy(
    context: Context, settings: Settings, answers: Answers, adopted: Adopted | None
) -> Iterator[StackFile]:
    """A folder with the project file and the stack file as the wizard would write it; gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="everyregion-rehearsal-") as folder:
        shutil.copy(context.project.file, Path(folder) / context.project.file.name)
        path = Path(folder) / context.file.path.name
        if adopted:
            (Path(folder) / file_name(context.stack)).write_text(as_text(adopted), "utf-8")
        before = context.file.document.content
        if before is not None:
            path.write_bytes(before)
        file = StackFile.read(path, context.project.name)
        values = {
            REGION_KEY: settings.home_region,
            **writable(settings.as_keys(), file, frozenset(answers.values) | {"adoptTrail"}),
        }
        text = file.changed(values)
        if text != file.document.text:
            replace(path, before, text)
        yield StackFile.read(path, context.project.name)
