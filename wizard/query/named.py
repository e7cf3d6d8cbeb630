"""A named question by its name, and all of them as a list."""

from __future__ import annotations

import difflib

from components.command_line import wizard
from components.named_queries.catalogue import Query, queries
from components.settings import shown
from wizard.failures import UsageFailure
from wizard.screen import terminal


def named(name: str) -> Query:
    """Raises UsageFailure for a name that there isn't."""
    if name in queries():
        return queries()[name]
    close = difflib.get_close_matches(name.lower(), queries(), n=1)
    meant = f"Did you mean `{wizard(f'query {close[0]}')}`? " if close else ""
    raise UsageFailure(f"There is no query {shown(name)}. {meant}`{wizard('query')}` lists them.")


def tell_names(*, as_json: bool) -> None:
    """The named queries, on stdout."""
    if as_json:
        known = [
            {"name": one.name, "answers": one.words, "needs": list(one.needs)} for one in queries().values()
        ]
        terminal.show_document({"schema": "everyregion/query/1", "queries": known})
        return
    widest = max(map(len, queries()))
    for one in queries().values():
        given = "".join(f" (--{need})" for need in one.needs if need != "approved")
        for line in terminal.wrapped(
            f"{one.words}{given}", indent=" " * (widest + 2), first=f"{one.name:{widest}}  "
        ):
            print(line)
    print()
    terminal.say(
        f"`{wizard('query NAME')}` asks Athena, where the stack has `queries`; "
        f"`{wizard('query NAME --local DIR')}` asks the log files in a folder or bucket. "
        f"`{wizard('query --help')}` has the rest."
    )
