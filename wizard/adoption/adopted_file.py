"""The file that says what a stack took over, beside Pulumi.yaml: read, compared, written in one step."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from pathlib import Path

from components import adopted as adoption
from components.adopted import Adopted
from components.decoding import Malformed
from wizard.failures import UsageFailure
from wizard.screen.terminal import safe
from wizard.stack.atomic_write import replace
from wizard.stack.project import Project
from wizard.stack.yaml_reading import read_bytes

# A bucket's policy is 20 KB at most, its lifecycle a thousand rules.
_LARGEST = 5_000_000


@dataclass(frozen=True)
class AdoptedFile:
    """path; content: as it was read, None where there was none."""

    path: Path
    content: bytes | None

    @classmethod
    def read(cls, project: Project, stack: str) -> AdoptedFile:
        """The stack's file, which may be absent. Raises UsageFailure when it can't be read."""
        path = project.file.parent / adoption.file_name(stack)
        return cls(path, read_bytes(path, may_be_absent=True, largest=_LARGEST))

    @property
    def adopted(self) -> Adopted | None:
        """What it says, None where there is none. Raises UsageFailure for one that can't be understood."""
        if self.content is None:
            return None
        try:
            return adoption.parse(self.content.decode("utf-8"))
        except (Malformed, UnicodeDecodeError) as error:
            raise UsageFailure(
                f"{safe(self.path)}: {safe(error)}. Mend it or take it back from version control; without it "
                "what others rely on would be overwritten."
            ) from None

    def diff(self, adopted: Adopted) -> list[str]:
        """How the file would change, as lines of a unified diff."""
        before = (self.content or b"").decode("utf-8", "replace").splitlines()
        after = adoption.as_text(adopted).splitlines()
        return list(difflib.unified_diff(before, after, self.path.name, self.path.name, lineterm="", n=2))

    def write(self, adopted: Adopted) -> bool:
        """Writes it unless nothing changes, and only over what was read. Returns whether it was written."""
        text = adoption.as_text(adopted)
        if read_bytes(self.path, may_be_absent=True, largest=_LARGEST) == text.encode():
            return False
        replace(self.path, self.content, text)
        return True
