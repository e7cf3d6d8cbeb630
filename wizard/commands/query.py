"""`query`: a named question over the logs, or one's own SQL."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from components.named_queries.catalogue import Query, queries
from components.regions import is_known, nearest
from components.settings import Settings, shown, specs
from components.settings.parse import Mistyped, parse
from wizard.adoption.adopted_file import AdoptedFile
from wizard.drill.plan import seconds_of
from wizard.failures import Cancelled, ExitCode, UsageFailure
from wizard.query import own_sql
from wizard.query.chosen import Chosen, chosen
from wizard.query.named import named, tell_names
from wizard.screen import terminal
from wizard.screen.terminal import safe
from wizard.stack.context import (
    Context,
    answers_for,
    checked,
    prepare,
    refuse_secrets,
    region_of_profile,
)
from wizard.stack.report_file import PLOT, ReportFile

if TYPE_CHECKING:
    from wizard.query.answer import Answer
    from wizard.query.ask_local import Local

_SOMEWHERE = "us-east-1"


def run(options: argparse.Namespace) -> ExitCode:
    """`python -m wizard query`."""
    if options.plot in queries() and not options.argument:
        # `query --plot NAME` plots NAME in the terminal.
        options.argument, options.plot = options.plot, "-"
    if not options.argument and not options.sql:
        tell_names(as_json=options.json)
        return ExitCode.GOOD
    query, wanted = _query(options), _chosen(options)
    _refuse(options, query, wanted)
    picture = ReportFile.of(PLOT, options.plot) if options.plot not in ("", "-") else None
    context = prepare(argparse.Namespace(**{**vars(options), "region": ""}))
    if options.local:
        return _tell(options, query, wanted, _of_files(options, context, query, wanted), picture)
    wanted, answer = _of_athena(options, context, query, wanted)
    return _tell(options, query, wanted, answer, picture)


def _of_files(options: argparse.Namespace, context: Context, query: Query, wanted: Chosen) -> Answer:
    sql = _text(options, query, wanted, _approved(context) if "approved" in query.needs else ())
    try:
        return _local(options, context).ask(sql, wanted, options.limit)
    except KeyboardInterrupt:
        raise Cancelled("Cancelled. What was loaded by then stays loaded.") from None


def _of_athena(
    options: argparse.Namespace, context: Context, query: Query, wanted: Chosen
) -> tuple[Chosen, Answer]:
    """The events that were asked for, and the answer. Raises Failure."""
    if query.name == own_sql.NAME:
        query = replace(query, sql=own_sql.one_select(query.sql))
    settings = _deployed(context, options)
    patience = seconds_of("--timeout", options.timeout or "30m")
    if options.plot not in ("", "-"):
        from wizard.query.local.duck import need

        need("matplotlib")
    from wizard.account.connect import connector
    from wizard.account.errors import a_refusal_as_failure
    from wizard.query.ask_athena import Athena
    from wizard.query.athena_names import reach
    from wizard.query.readable import accounts

    with a_refusal_as_failure(settings.home_region):
        client_for, names = reach(
            connector(options.profile, settings.home_region)(),
            settings,
            AdoptedFile.read(context.project, context.stack).adopted,
        )
    if query.name != own_sql.NAME:
        wanted = wanted.recent(datetime.now(timezone.utc))
        if names.organization and not wanted.accounts:
            # An organization's table has to be told which accounts: what the bucket has is the truth.
            wanted = replace(wanted, accounts=accounts(client_for, names))
    sql = _text(options, query, wanted, settings.approved_regions)
    if query.name != own_sql.NAME:
        sql += f"\nLIMIT {options.limit + 1}"
    return wanted, Athena(client_for, names, options.json, patience).ask(sql, wanted, options.limit)


def _deployed(context: Context, options: argparse.Namespace) -> Settings:
    """What is deployed, as the stack file says. Raises UsageFailure."""
    answers = answers_for(context, options, ", so no table is known (log files: --local PLACE)")
    refuse_secrets(answers, "Where the logs are has to be known")
    settings = checked(answers)
    if not settings.queries:
        account = next(iter(context.file.accounts), "<account>")
        raise UsageFailure(
            "This stack has no table for Athena: queries is false. Set it to true and deploy, or ask the log "
            f"files themselves: --local s3://{settings.bucket_name(account)}/."
        )
    return settings


def _text(options: argparse.Namespace, query: Query, wanted: Chosen, approved: Sequence[str]) -> str:
    """The question in Athena's SQL."""
    sql = query.text(wanted, approved) if query.name != own_sql.NAME else query.sql
    if options.plot:
        from wizard.query.plot import sql_of

        sql = sql_of(query, sql)
    return sql


def _query(options: argparse.Namespace) -> Query:
    if not options.sql:
        return named(options.argument)
    if options.argument:
        raise UsageFailure(f"{shown(options.argument)} or --sql {safe(options.sql)}: ask one of the two.")
    return own_sql.of_file(options.sql)


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
    for need, given, form in (("principal", wanted.principal, "WHO"), ("bucket", wanted.bucket, "NAME")):
        if need in query.needs and not given:
            raise UsageFailure(f"{query.name} needs to know which {need}: add --{need} {form}.")
    if wanted.bucket and "bucket" not in query.needs:
        raise UsageFailure(f"--bucket is for bucket-access; {query.name} isn't about a bucket.")
    if query.name == own_sql.NAME:
        given = [flag for flag, value in (
            ("--account", wanted.accounts), ("--region", wanted.regions), ("--from", wanted.period.begin),
            ("--to", wanted.period.end), ("--principal", wanted.principal), ("--plot", options.plot),
        ) if value]  # fmt: skip
        if given:
            raise UsageFailure(
                f"{', '.join(given)}: say that in {safe(options.sql)}; it is asked as it stands."
            )
    if options.timeout and options.local:
        raise UsageFailure("--timeout is for Athena; Ctrl-C ends what takes too long here.")
    if options.allow_unknown and not options.local:
        raise UsageFailure("--allow-unknown is for --local: for what can't be read here.")
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
    from wizard.query.local.source import Folder

    need("duckdb", "sqlglot", *(["matplotlib"] if options.plot not in ("", "-") else []))
    if not options.local.startswith("s3://"):
        return Local(Folder.at(options.local), options.cache, options.json)
    from wizard.account.connect import connector
    from wizard.account.errors import a_refusal_as_failure
    from wizard.query.local.bucket import Bucket, address

    bucket, prefix = address(options.local)
    home = context.answers.home_region or region_of_profile(options.profile) or _SOMEWHERE
    with a_refusal_as_failure(home):
        s3 = connector(options.profile, home)()("s3", home)
    return Local(Bucket(bucket, prefix, s3), options.cache, options.json)


def _tell(
    options: argparse.Namespace, query: Query, wanted: Chosen, answer: Answer, picture: ReportFile | None
) -> ExitCode:
    from wizard.query.answer import document, show, show_csv

    failure: UsageFailure | None = None
    if options.plot:
        from wizard.query import plot

        shows = not options.json and not options.csv
        failure = plot.draw(answer, query.name, picture, shows=shows)
    if options.json:
        about = {"schema": "everyregion/query/1", "query": query.name, "period": str(wanted.period)}
        terminal.show_document({**about, **document(answer)})
    elif options.csv:
        show_csv(answer)
    elif not options.plot:
        show(answer)
    sys.stdout.flush()
    if failure:
        terminal.show_failure(failure.message)
    if answer.is_unknown and not options.allow_unknown:
        return ExitCode.UNKNOWN
    return ExitCode.BAD_SETTINGS if failure else ExitCode.GOOD
