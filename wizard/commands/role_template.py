"""`policy --role-template`: the log archive's role as a CloudFormation template, and how to make it."""

from __future__ import annotations

import dataclasses
import shlex
import sys
from pathlib import Path

from components.settings import Settings
from wizard.failures import UsageFailure
from wizard.policy.compose import documents
from wizard.policy.needs import Stack, check, deploy, drill
from wizard.policy.role_template import Trust, template
from wizard.screen import terminal
from wizard.stack.context import Context
from wizard.stack.hidden_values import KEYS as HIDDEN
from wizard.stack.report_file import ReportFile


def write_template(context: Context, settings: Settings, stack: Stack, file: ReportFile) -> Path:
    """Writes it, and says what to do with it on stderr. Raises UsageFailure where it can't be written."""
    role = settings.log_archive_role_arn
    asks = bool(settings.log_archive_external_id) or bool(HIDDEN & context.answers.secrets)
    trust = Trust(role, stack.names.trail_account, asks)
    there = dataclasses.replace(stack, of_account=settings.log_archive_account)
    # `check` asks there as the role itself.
    needed = [*deploy(there), *check(there)]
    if settings.region_alert:
        needed += drill(there)
    try:
        text = template(trust, documents(needed))
    except ValueError as error:
        raise UsageFailure(
            f"--role-template: {error} Attach the documents of --log-archive by hand."
        ) from None
    file.write(text)
    _say(settings, file.path, asks)
    return file.path


def _say(settings: Settings, file: Path, asks: bool) -> None:
    """On stderr, so that stdout stays the document's."""
    account, home = settings.log_archive_account, settings.home_region
    terminal.say(
        f"{terminal.safe(file)} is written. With credentials of account {account}, once:", stream=sys.stderr
    )
    words = (
        f"  aws cloudformation deploy --region {home} --stack-name everyregion-log-archive-role "
        f"--template-file {shlex.quote(terminal.safe(file))} --capabilities CAPABILITY_NAMED_IAM"
    )
    print(f"{words} --parameter-overrides ExternalId=..." if asks else words, file=sys.stderr)
    terminal.say(
        "It is for these settings: before you turn something on, write it anew and deploy it there first.",
        stream=sys.stderr,
    )
