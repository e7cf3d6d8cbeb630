"""Runs everything, and writes the tables of docs/reliability.md."""

from __future__ import annotations

import os
import sys

from tests.conftest import NO_ACCOUNT
from tests.wizard.reliability import deploy, drill, looks, organization, query, scp, verify
from tests.wizard.reliability.cell import cells
from tests.wizard.reliability.page import PAGE, table, with_tables


def main() -> None:
    os.environ.update(NO_ACCOUNT)
    makers = (
        *looks.SCENARIOS,
        organization.CHECK,
        organization.SETUP,
        *scp.SCENARIOS,
        *drill.SCENARIOS,
        *query.SCENARIOS,
        *deploy.SCENARIOS,
        organization.DEPLOY,
        *verify.SCENARIOS,
    )
    tables = [table(cells(make)) for make in makers]
    PAGE.write_text(with_tables(PAGE.read_text("utf-8"), tables), "utf-8")


if __name__ == "__main__":
    sys.exit(main())
