"""A named question by its name."""

from __future__ import annotations

import difflib

from components.command_line import wizard
from components.named_queries.catalogue import Query, queries
from components.settings import shown
from wizard.failures import UsageFailure


def named(name: str) -> Query:
    """Raises UsageFailure for a name that there isn't."""
    if name in queries():
        return queries()[name]
    close = difflib.get_close_matches(name.lower(), queries(), n=1)
    meant = f"Did you mean `{wizard(f'query {close[0]}')}`? " if close else ""
    raise UsageFailure(f"There is no query {shown(name)}. {meant}`{wizard('query')}` lists them.")
