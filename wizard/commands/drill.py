"""`drill`: proves the region alert with a real call."""

from __future__ import annotations

import argparse

from components.settings import Settings
from wizard.adoption.adopted_file import AdoptedFile
from wizard.drill.clock import RealClock
from wizard.drill.plan import patience, source_of
from wizard.failures import Cancelled, ExitCode
from wizard.screen import terminal
from wizard.stack.context import Context, answers_for, checked, prepare, refuse_secrets


def run(options: argparse.Namespace) -> ExitCode:
    """`python -m wizard drill`."""
    context = prepare(options)
    settings = _settings(context, options)
    # What is wrong with the command line is said before the slow part is loaded.
    patience(settings, source_of(settings, options.source), options.timeout)
    from wizard.account.connect import connector
    from wizard.account.errors import a_refusal_as_failure
    from wizard.account.one_look import one_look
    from wizard.drill.outcome import Means, Silent
    from wizard.drill.report import Lines, document, show
    from wizard.drill.run import drill

    tell = Silent() if options.json else Lines(options.plain)
    try:
        with a_refusal_as_failure(settings.home_region), one_look():
            outcome = drill(
                settings,
                Means(connector(options.profile, settings.home_region)(), RealClock(), tell),
                source=options.source,
                timeout=options.timeout,
                allowed_accounts=context.file.accounts,
                adopted=AdoptedFile.read(context.project, context.stack).adopted,
            )
    except KeyboardInterrupt:
        raise Cancelled("Cancelled; the drill's temporary queue is removed.") from None
    finally:
        tell.end()
    if options.json:
        terminal.show_document({"schema": "everyregion/drill/1", **document(outcome)})
    else:
        show(outcome)
    return outcome.exit_code


def _settings(context: Context, options: argparse.Namespace) -> Settings:
    """What is deployed, as the stack file says. Secrets are refused: a drill can't do with a guess."""
    answers = answers_for(context, options, ", so what is deployed isn't known")
    refuse_secrets(answers, "A drill has to know them")
    return checked(answers)
