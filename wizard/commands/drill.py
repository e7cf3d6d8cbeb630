"""`drill`: proves the region alert with a real call."""

from __future__ import annotations

import argparse
import json

from components.settings import Settings
from wizard.adoption.adopted_file import AdoptedFile
from wizard.drill.clock import RealClock
from wizard.drill.plan import patience, source_of
from wizard.failures import Cancelled, ExitCode, UsageFailure
from wizard.stack.context import Context, checked, prepare


def run(options: argparse.Namespace) -> ExitCode:
    """`python -m wizard drill`."""
    context = prepare(options)
    settings = _settings(context)
    # What is wrong with the command line is said before the slow part is loaded.
    patience(settings, source_of(settings, options.source), options.timeout)
    from wizard.account.connect import connector
    from wizard.account.errors import AWS_ERRORS, trouble
    from wizard.drill.report import Lines, Silent, document, show
    from wizard.drill.run import drill
    from wizard.failures import AwsFailure

    tell = Silent() if options.json else Lines()
    try:
        outcome = drill(
            settings,
            connector(options.profile)(),
            RealClock(),
            tell,
            source=options.source,
            timeout=options.timeout,
            allowed_accounts=context.file.accounts,
            adopted=AdoptedFile.read(context.project, context.stack).adopted,
        )
    except AWS_ERRORS as error:
        raise AwsFailure(trouble(error, "sts:GetCallerIdentity", settings.home_region).text) from None
    except KeyboardInterrupt:
        raise Cancelled("Cancelled; the drill's temporary queue is removed.") from None
    finally:
        tell.end()
    if options.json:
        print(json.dumps({"schema": "everyregion/drill/1", **document(outcome)}, indent=2, default=str))
    else:
        show(outcome)
    return outcome.exit_code


def _settings(context: Context) -> Settings:
    """What is deployed, as the stack file says. Secrets are refused: a drill can't do with a guess."""
    if context.file.document.content is None and not context.answers.values:
        raise UsageFailure(
            f"There is no {context.file.path.name}, so what is deployed isn't known. Run `python -m wizard` "
            "first, or name another stack with --stack."
        )
    found = context.answers.problems()
    if found:
        raise UsageFailure("These settings can't be used:", found)
    secret = sorted(context.answers.secrets - {"alertEmails"})
    if secret:
        raise UsageFailure(
            f"Encrypted settings can't be read here: {', '.join(secret)}. A drill has to know them: write "
            "them in plain (`pulumi config set`), they are no secrets."
        )
    return checked(context.answers)
