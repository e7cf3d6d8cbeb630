"""`review`: the settings in plain words, with cost, scanners' verdicts and the diff. No AWS needed."""

from __future__ import annotations

import argparse

from components.settings import REGION_KEY, Settings, warnings
from wizard.failures import ExitCode
from wizard.review import plain_words
from wizard.review.scanners import Prediction, predictions
from wizard.screen import terminal
from wizard.stack.answers import Answers
from wizard.stack.context import Context, answers_for, checked, prepare
from wizard.stack.stack_file import writable


def run(options: argparse.Namespace) -> ExitCode:
    """`python -m wizard review`."""
    context = prepare(options)
    answers = answers_for(context, options, " yet, so there is nothing to review", takes_defaults=True)
    settings = checked(answers)
    diff = context.file.diff(_as_written(context, answers, settings))
    if options.json:
        terminal.show_document(_document(context, settings, diff))
        return ExitCode.GOOD
    for section in plain_words.sections(settings, _account(context), None):
        terminal.section(section.heading, section.lines)
    terminal.section(
        "What scanners ask for, and their verdicts", [_verdict(one) for one in predictions(settings)]
    )
    terminal.say()
    terminal.say(f"{context.file.path.name}: {'would change' if diff else 'nothing changes'}", "bold")
    terminal.show_diff(diff)
    return ExitCode.GOOD


def _as_written(context: Context, answers: Answers, settings: Settings) -> str:
    """The stack file's text if the answers on the command line were written."""
    values = writable(settings.as_keys(), context.file, answers.given)
    return context.file.changed({REGION_KEY: settings.home_region, **values})


def _account(context: Context) -> str:
    """The one account that the stack file is for, if it says so."""
    return context.file.accounts[0] if len(context.file.accounts) == 1 else ""


def _verdict(prediction: Prediction) -> str:
    names = ", ".join(prediction.checks)
    fix = f" To pass: {prediction.fix}." if prediction.fix else ""
    hitch = f" {prediction.hitch}" if prediction.hitch else ""
    return f"{prediction.verdict.upper()}: {prediction.demand} ({names}).{fix}{hitch}"


def _document(context: Context, settings: Settings, diff: list[str]) -> dict[str, object]:
    sections = plain_words.sections(settings, _account(context), None)
    return {
        "schema": "everyregion/review/1",
        "stack": context.stack,
        "file": str(context.file.path),
        **plain_words.as_document(settings, warnings(settings)),
        "words": {section.heading: list(section.lines) for section in sections},
        "scanners": [one.as_dict() for one in predictions(settings)],
        "diff": diff,
    }
