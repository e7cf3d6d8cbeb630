"""A question to Athena, over a deployed account. The emulator's Athena answers every query alike."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any
from unittest import mock

from tests.wizard.command import ProjectFolder, Ran
from tests.wizard.reliability.cell import HOME, Scenario
from tests.wizard.reliability.deploy import SETTINGS, deployed, stack_file
from wizard.rehearsal.account.emulated_account import EmulatedAccount

_COLUMNS = [{"Name": "region", "Type": "varchar"}, {"Name": "events", "Type": "bigint"}]
_ROWS = [{"Data": [{"VarCharValue": text} for text in row]} for row in (("region", "events"), (HOME, "7"))]


def on_athena(account: EmulatedAccount, project: ProjectFolder, stack: ExitStack) -> Scenario:
    deployed(account, queries=True)
    project.stack_file.write_text(stack_file({**SETTINGS, "queries": True}))
    # Nobody has to wait for what an emulator does.
    stack.enter_context(mock.patch("wizard.query.ask_athena._FIRST_PAUSE", 0.0))

    def run(*more: str) -> Ran:
        from moto.athena.models import QueryResults, athena_backends

        backend: Any = athena_backends[account.id][HOME]
        backend.query_results_queue[:] = [QueryResults(_ROWS, _COLUMNS)]
        return project.inside("query", "root-use", *more)

    return Scenario("query, on Athena", 0, run, project)


SCENARIOS = (on_athena,)
