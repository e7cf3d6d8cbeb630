"""`review`: the settings in plain words, with cost, scanners' verdicts and the diff. No AWS needed, unless
Cost Explorer is asked (--cost-explorer)."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence

from components.adopted import AdoptedTrail
from components.settings import REGION_KEY, Settings, warnings
from wizard.adoption.adopted_file import AdoptedFile
from wizard.failures import ExitCode
from wizard.review import plain_words, scanners
from wizard.review.costs.estimate import Estimate, estimate
from wizard.review.costs.known import Known, volumes_of
from wizard.review.costs.lines import Kept
from wizard.review.scanners import ANY_ACCOUNT, Prediction, predictions
from wizard.screen import terminal
from wizard.stack.answers import Answers
from wizard.stack.context import Context, answers_for, checked, prepare
from wizard.stack.stack_file import writable

# Of the checks that get one verdict for one reason, so many are named.
_NAMED = 4


def run(options: argparse.Namespace) -> ExitCode:
    """`python -m wizard review`."""
    context = prepare(options)
    answers = answers_for(context, options, " yet, so there is nothing to review", takes_defaults=True)
    settings = checked(answers)
    diff = context.file.diff(_as_written(context, answers, settings))
    cost = _cost(options, settings, Kept.of(_adopted_trail(context)))
    if options.json:
        terminal.show_document(_document(context, settings, diff, cost))
        return ExitCode.GOOD
    for section in plain_words.sections(settings, _account(context), None, cost=cost):
        terminal.section(section.heading, section.lines)
    told = list(_scanners(predictions(settings, _account(context) or ANY_ACCOUNT)))
    terminal.section("What scanners will say of your deployment", told)
    terminal.say()
    terminal.say(f"{context.file.path.name}: {'would change' if diff else 'nothing changes'}", "bold")
    terminal.show_diff(diff)
    return ExitCode.GOOD


def _adopted_trail(context: Context) -> AdoptedTrail | None:
    adopted = AdoptedFile.read(context.project, context.stack).adopted
    return adopted.trail if adopted else None


def _cost(options: argparse.Namespace, settings: Settings, kept: Kept) -> Estimate:
    """With --cost-explorer from what AWS counted, for which AWS charges a cent; else from assumptions."""
    if not options.cost_explorer:
        return plain_words.of_assumptions(settings, kept=kept)
    from wizard.account.cloudtrail_usage import volumes
    from wizard.account.connect import connector

    found = volumes(connector(options.profile, settings.home_region)(), settings.partition)
    if found.value is None:
        terminal.say(f"! {found.why}", "warning", sys.stderr)
        return plain_words.of_assumptions(settings, kept=kept)
    # Which account that is isn't looked at: an organization's settings are reviewed by its management's.
    known = Known(usage=found.value, is_management=settings.is_organization)
    return estimate(settings, volumes_of(settings, known), kept=kept)


def _as_written(context: Context, answers: Answers, settings: Settings) -> str:
    """The stack file's text if the answers on the command line were written."""
    values = writable(settings.as_keys(), context.file, answers.given)
    return context.file.changed({REGION_KEY: settings.home_region, **values})


def _account(context: Context) -> str:
    """The one account that the stack file is for, if it says so."""
    return context.file.accounts[0] if len(context.file.accounts) == 1 else ""


def _scanners(found: Sequence[Prediction]) -> Iterator[str]:
    """What doesn't pass, each with what to do about it; and how much passes, by service."""
    alike: dict[tuple[str, str, str, str], list[Prediction]] = {}
    for one in found:
        if one.verdict != "pass":
            alike.setdefault((one.verdict, one.where, one.fix, one.stays), []).append(one)
    for (verdict, where, fix, stays), some in alike.items():
        names = list(dict.fromkeys(name for one in some for name in one.checks))
        more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED + 1 else ""
        named = ", ".join(names[:_NAMED] if more else names) + more
        ends = f" To pass: {fix}." if fix else f" It stays: {stays}" if stays else ""
        yield f"{verdict.upper()}: {where} ({named}).{ends}"
    passing = Counter(one.service for one in found if one.verdict == "pass")
    by_service = ", ".join(f"{service} {number}" for service, number in passing.items())
    yield f"PASS: {passing.total()} checks of Prowler {scanners.document()['prowler']}: {by_service}."


def _document(context: Context, settings: Settings, diff: list[str], cost: Estimate) -> dict[str, object]:
    sections = plain_words.sections(settings, _account(context), None, cost=cost)
    return {
        "schema": "everyregion/review/1",
        "stack": context.stack,
        "file": str(context.file.path),
        **plain_words.as_document(settings, warnings(settings)),
        "words": {section.heading: list(section.lines) for section in sections},
        "cost": cost.as_dict(),
        "scanners": [one.as_dict() for one in predictions(settings, _account(context) or ANY_ACCOUNT)],
        "diff": diff,
    }
