"""A stack under the real CLI together with the emulated account that it deploys to."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.engine.opening import opened_in
from tests.engine.program import copy_to
from tests.engine.provider import Provider, serving
from tests.engine.stack import HOME, Deployment
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.organization import Wanted

__all__ = ["HOME", "Scene", "scene"]


@dataclass
class Scene:
    """One emulated account, and one stack whose resources go there, and into those beside it."""

    account: EmulatedAccount
    stack: Deployment
    provider: Provider


@contextmanager
def scene(
    folder: Path,
    settings: Mapping[str, Any],
    *,
    opted_in: Sequence[str] = (),
    project: str = "everyregion",
    organization: Wanted | None = None,
) -> Iterator[Scene]:
    """Opens the account and makes the stack, with nothing deployed yet.

    folder: a new one, for the copy of the project and the engine's own files. organization: the one that the
    account is in, None for none.
    """
    here = Path.cwd()
    with opened_in(opted_in, organization) as account:
        provider = Provider(account)
        with serving(provider) as port:
            clone = copy_to(folder / "clone", project)
            stack = Deployment(clone, port, folder / "engine", project=project)
            stack.configure(settings)
            elsewhere = folder / "elsewhere"
            elsewhere.mkdir()
            os.chdir(elsewhere)
            try:
                yield Scene(account, stack, provider)
            finally:
                os.chdir(here)
    assert provider.crashes == []
