"""`query`: a named question over the logs, or one's own SQL."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from components.command_line import wizard
from components.regions import is_known, nearest
from components.settings import shown, specs
from components.settings.parse import Mistyped, parse
from wizard.failures import Cancelled, ExitCode, UsageFailure
from wizard.query.chosen import Chosen, chosen
from wizard.query.named_queries import Query, named, queries
from wizard.screen import terminal
from wizard.screen.terminal import safe
from wizard.stack.context import Context, prepare, region_of_profile
from wizard.stack.yaml_reading import read_bytes

if TYPE_CHECKING:
    from wizard.query.answer import Answer
    from wizard.query.ask_local import Local

_SOMEWHERE = "us-east-1"
_FILE = "your own"


def run(options: argparse.Namespace) -> ExitCode:
    """`python -m wizard query`."""
    if options.plot in queries() and not options.argument:
        # `query --plot NAME` plots NAME in the terminal.
        options.argument, options.plot = options.plot, "-"
    if not options.argument and not options.sql:
        return _list(options)
    query, wanted = _query(options), _chosen(options)
    _refuse(options, query, wanted)
    context = prepare(argparse.Namespace(**{**vars(options), "region": ""}))
    approved = _approved(context) if "approved" in query.needs else ()
    sql = query.text(wanted, approved) if query.name != _FILE else query.sql
    if options.plot:
        from wizard.query.plot import sql_of

        sql = sql_of(query, sql)
    if not options.local:
        raise UsageFailure(
            "Asking Athena is not yet built. `--local PLACE` asks log files in a folder or under s3://BUCKET/PREFIX."
        )
    try:
        answer = _local(options, context).ask(sql, wanted, options.limit)
    except KeyboardInterrupt:
        raise Cancelled("Cancelled. What was loaded by then stays loaded.") from None
    return _tell(options, query, wanted, answer)


def _list(options: argparse.Namespace) -> ExitCode:
    """The named queries."""
    if options.json:
        known = [
            {"name": one.name, "answers": one.words, "needs": list(one.needs)} for one in queries().values()
        ]
        terminal.show_document({"schema": "everyregion/query/1", "queries": known})
        return ExitCode.GOOD
    widest = max(map(len, queries()))
    for one in queries().values():
        for line in terminal.wrapped(one.words, indent=" " * (widest + 2), first=f"{one.name:{widest}}  "):
            print(line)
    print()
    terminal.say(
        f"`{wizard('query NAME --local DIR')}` asks the log files in a folder. `{wizard('query --help')}` "
        "has the rest."
    )
    return ExitCode.GOOD


def _query(options: argparse.Namespace) -> Query:
    if not options.sql:
        return named(options.argument)
    if options.argument:
        raise UsageFailure(f"{shown(options.argument)} or --sql {safe(options.sql)}: ask one of the two.")
    text = (read_bytes(Path(options.sql)) or b"").decode("utf-8", "replace").strip().rstrip(";")
    if not text:
        raise UsageFailure(f"{safe(options.sql)} is empty. Write one SELECT over the table `events` into it.")
    return Query(_FILE, "", text)


def _chosen(options: argparse.Namespace) -> Chosen:
    return chosen(
        options.accounts, options.regions, options.begin, options.end, options.principal, options.bucket
    )


def _refuse(options: argparse.Namespace, query: Query, wanted: Chosen) -> None:
    """What is wrong with the command line, before anything slow."""
    if options.limit < 1:
        raise UsageFailure("--limit is at least 1.")
    if options.csv and options.json:
        raise UsageFailure("--csv or --json: both can't be on stdout.")
    for need, given in (("principal", wanted.principal), ("bucket", wanted.bucket)):
        if need in query.needs and not given:
            raise UsageFailure(f"{query.name} needs to know which {need}: add --{need}.")
    if wanted.bucket and "bucket" not in query.needs:
        raise UsageFailure(f"--bucket is for bucket-access; {query.name} isn't about a bucket.")
    if query.name == _FILE:
        given = [flag for flag, value in (
            ("--account", wanted.accounts), ("--region", wanted.regions), ("--from", wanted.period.begin),
            ("--to", wanted.period.end), ("--principal", wanted.principal), ("--plot", options.plot),
        ) if value]  # fmt: skip
        if given:
            raise UsageFailure(
                f"{', '.join(given)}: say that in {safe(options.sql)}; it is asked as it stands."
            )
    if options.cache and not options.local:
        raise UsageFailure("--cache is for --local: Athena keeps nothing here.")


def _approved(context: Context) -> tuple[str, ...]:
    """approvedRegions, as given or as in the stack file. Raises UsageFailure."""
    raw = context.answers.values.get("approvedRegions")
    try:
        regions = parse(specs()["approvedRegions"], raw) if raw else ()
    except Mistyped as error:
        raise UsageFailure(f"approvedRegions: {error} {error.fix}".strip()) from None
    unknown = next((one for one in regions if not is_known(one)), "")
    if unknown:
        raise UsageFailure(
            f"approvedRegions: there is no region {shown(unknown)}. "
            f"Did you mean {nearest(unknown) or 'another'}?"
        )
    if not regions:
        raise UsageFailure(
            f"Which regions are approved isn't known: there is none in {safe(context.file.path.name)}. Add "
            "--set approvedRegions=eu-west-1,eu-central-1."
        )
    return regions


def _local(options: argparse.Namespace, context: Context) -> Local:
    from wizard.query.ask_local import Local
    from wizard.query.local.duck import need
    from wizard.query.local.source import Bucket, Folder, address

    need("duckdb", "sqlglot", *(["matplotlib"] if options.plot not in ("", "-") else []))
    if not options.local.startswith("s3://"):
        return Local(Folder.at(options.local), options.cache, options.json)
    from wizard.account.connect import connector
    from wizard.account.errors import a_refusal_as_failure

    bucket, prefix = address(options.local)
    home = context.answers.home_region or region_of_profile(options.profile) or _SOMEWHERE
    with a_refusal_as_failure(home):
        s3 = connector(options.profile, home)()("s3", home)
    return Local(Bucket(bucket, prefix, s3), options.cache, options.json)


def _tell(options: argparse.Namespace, query: Query, wanted: Chosen, answer: Answer) -> ExitCode:
    from wizard.query.answer import document, show, show_csv

    if options.plot:
        _plot(options, query, answer)
    if options.json:
        about = {"schema": "everyregion/query/1", "query": query.name, "period": str(wanted.period)}
        terminal.show_document({**about, **document(answer)})
    elif options.csv:
        show_csv(answer)
    elif not options.plot:
        show(answer)
    sys.stdout.flush()
    return ExitCode.GOOD


def _plot(options: argparse.Namespace, query: Query, answer: Answer) -> None:
    from wizard.query import plot

    to_file = options.plot != "-"
    steps = plot.STEPS_IN_A_FILE if to_file else plot.room_for_steps(terminal.width())
    drawn = plot.picture(answer.columns, answer.rows, steps)
    if to_file:
        plot.save(drawn, query.name, Path(options.plot))
        terminal.say(f"Written: {safe(options.plot)}.", stream=sys.stderr)
    elif not options.json and not options.csv:
        for line in plot.lines(drawn, terminal.width()):
            print(line)
        for note in answer.notes:
            terminal.say(note)
