"""A set-up that takes a trail over, and what it writes."""

from __future__ import annotations

from typing import Any

import yaml

from components import adopted as adoption
from components.adopted import Adopted
from tests.wizard.command import ProjectFolder, Ran
from wizard.rehearsal.account.emulated_account import EmulatedAccount

FILE = "Pulumi.dev.adopted.json"


class Setup:
    """The wizard in a project folder, against an emulated account or what stands before it."""

    def __init__(self, project: ProjectFolder, account: EmulatedAccount) -> None:
        self.project, self.account = project, account
        self.clients: Any = account.client

    def __call__(self, *words: str) -> Ran:
        return self.project.inside("--defaults", *words)

    def stack(self) -> dict[str, Any]:
        return yaml.safe_load(self.project.stack_file.read_text("utf-8"))["config"]

    def adopted(self) -> Adopted:
        return adoption.parse((self.project.path / FILE).read_text("utf-8"))

    def statements(self) -> list[str]:
        bucket = self.adopted().log_bucket
        assert bucket
        return [one["Sid"] for one in bucket.statements]
