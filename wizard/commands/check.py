"""`check`: who you are, what exists, and what would stop a deployment. Changes nothing."""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator

from components.command_line import wizard
from wizard.check.intended import Intended, wanted
from wizard.check.result import Result, exit_code
from wizard.failures import AwsFailure, Cancelled, ExitCode, deeds
from wizard.screen import terminal
from wizard.screen.one_line_progress import Progress
from wizard.stack.context import prepare, region_of_profile


def run(options: argparse.Namespace) -> ExitCode:
    """`python -m wizard check`."""
    context = prepare(options)
    # What is wrong with the settings is said before the slow part is loaded.
    intended = wanted(context, options)
    from wizard.account import probes
    from wizard.account.connect import connector
    from wizard.account.errors import a_refusal_as_failure
    from wizard.account.one_look import one_look
    from wizard.check.checks import judge
    from wizard.check.gather import gather
    from wizard.check.report import document, show

    tell = Progress(quiet=options.json or options.plain)
    try:
        with a_refusal_as_failure(intended.region):
            tell.asked(1)
            client_for = connector(options.profile, intended.region)()
            begun, place = time.monotonic(), intended
            with one_look():
                identity = probes.identity(client_for, intended.region)
                elsewhere = intended.elsewhere(region_of_profile(options.profile))
                if identity.state == "bad" and elsewhere:
                    # They may be good ones of the partition that the profile is for.
                    identity, place = probes.identity(client_for, elsewhere.region), elsewhere
            if identity.value is None:
                raise AwsFailure(f"{identity.why.rstrip('.')}. Nothing could be looked at.")
            tell.answered()
            found = gather(client_for, identity.value, place, context.project, tell, begun)
    except KeyboardInterrupt:
        raise Cancelled(f"Cancelled{deeds.claim('; nothing was changed')}.") from None
    finally:
        tell.end()
    expired = next((probe.why for probe in found.probes() if probe.cause == "credentials"), "")
    if expired:
        raise AwsFailure(expired)
    checks = list(judge(found, intended))
    code = exit_code(checks, options.allow_unknown)
    if options.json:
        answer = document(checks, found.identity.account, context.stack, code)
        terminal.show_document({"schema": "everyregion/check/1", **answer})
    else:
        show(checks, notes(intended, checks))
    return code


def notes(intended: Intended, checks: list[Result]) -> Iterator[str]:
    """What wasn't looked at, and what an exit code means."""
    if intended.settings is None:
        yield (
            f"No home region is chosen yet, so names weren't looked at; AWS was asked in {intended.region}. "
            f"`{wizard()}` asks for the settings, or name one with --region."
        )
    elif not intended.knows_approved:
        yield "No approved regions are chosen yet, so it isn't known which regions get a rule."
    if any(one.state == "unknown" for one in checks):
        yield "What couldn't be found out ends this with exit code 4; --allow-unknown takes it for good."
