"""`verify`: is every region covered? Live checks of a stack, or of any trail. Changes nothing."""

from __future__ import annotations

import argparse
import gc
import sys

from components.arns import Arn
from components.settings import Settings, shown
from wizard.adoption.adopted_file import AdoptedFile
from wizard.drill.clock import RealClock
from wizard.drill.plan import seconds_of
from wizard.failures import Cancelled, ExitCode, UsageFailure, deeds
from wizard.screen import terminal
from wizard.screen.one_line_progress import Progress
from wizard.stack.context import Context, answers_for, checked, prepare, refuse_secrets, region_of_profile
from wizard.verify.integrity.asked_time import since as integrity_since
from wizard.verify.report_file import ReportFiles
from wizard.verify.target import Target

_SOMEWHERE = "us-east-1"
# Objects that are made, beside those that go, before garbage is looked for; 700 is Python's own.
_SELDOM = 200_000


def run(options: argparse.Namespace) -> ExitCode:
    """`python -m wizard verify`."""
    # What is loaded stays: looking it through for garbage time and again takes a fifth of all computing.
    gc.set_threshold(_SELDOM)
    if options.trail and options.all_trails:
        raise UsageFailure("--trail names one, --all-trails takes all: give one of the two.")
    patience = seconds_of("--wait", options.wait) if options.wait else 0.0
    files = ReportFiles.named(options)
    of_anybody = options.trail or options.all_trails
    clock = RealClock()
    since = integrity_since(options.integrity, clock.now()) if options.integrity else 0.0
    target, stack = _of_anybody(options) if of_anybody else _of_stack(options)
    # What is wrong with the command line is said before the slow part is loaded.
    from wizard.account.connect import connector
    from wizard.account.errors import a_refusal_as_failure
    from wizard.verify.gather import Means
    from wizard.verify.log_files import with_integrity
    from wizard.verify.report import Clock, document, show
    from wizard.verify.result import exit_code
    from wizard.verify.run import Waiting, verify

    tell = Progress(quiet=options.json or bool(patience))
    line = Clock(options.json or not patience, patience)
    try:
        with a_refusal_as_failure(target.home):
            means = Means(connector(options.profile, target.home)(), clock.now, tell)
            done = verify(target, means, Waiting(patience, clock, line.waits))
            if since:
                tell.end()
                done = with_integrity(done, since, means.client_for, quiet=options.json)
    except KeyboardInterrupt:
        raise Cancelled(f"Cancelled{deeds.claim('; nothing was changed')}.") from None
    finally:
        tell.end()
        line.end()
    written = files.write(done, stack)
    answer = exit_code(done.results, options.allow_unknown)
    code = written.code(answer)
    if options.json:
        found = {"schema": "everyregion/verify/1", **document(done, code, stack), **written.document()}
        terminal.show_document(found)
    else:
        show(done, answer)
        written.tell()
    sys.stdout.flush()
    written.tell_missing()
    return code


def _of_anybody(options: argparse.Namespace) -> tuple[Target, str]:
    """Trails that exist, whoever made them with whatever: no stack file is needed, and none is read."""
    wanted: str = options.trail
    if wanted and (Arn.of(wanted).service, Arn.of(wanted).resource[:6]) != ("cloudtrail", "trail/"):
        raise UsageFailure(
            f"--trail {shown(wanted)} isn't a trail's ARN, such as "
            "arn:aws:cloudtrail:eu-west-1:111122223333:trail/company. `aws cloudtrail list-trails` has them."
        )
    home = options.region or Arn.of(wanted).region or region_of_profile(options.profile) or _SOMEWHERE
    return Target(home, trails=(wanted,) if wanted else ()), ""


def _of_stack(options: argparse.Namespace) -> tuple[Target, str]:
    """What the stack file says is deployed."""
    context = prepare(options)
    settings = _settings(context, options)
    adopted = AdoptedFile.read(context.project, context.stack).adopted
    return Target(settings.home_region, settings, adopted, context.file.accounts), context.stack


def _settings(context: Context, options: argparse.Namespace) -> Settings:
    """Secrets are refused: what can't be read can't be compared with."""
    answers = answers_for(context, options, ", so what is deployed isn't known (any trail: --all-trails)")
    refuse_secrets(answers, "What is deployed is compared with them")
    return checked(answers)
