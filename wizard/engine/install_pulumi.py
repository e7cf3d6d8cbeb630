"""Finds the Pulumi CLI, or has the SDK's own installer fetch it once somebody has agreed."""

from __future__ import annotations

import os
import subprocess
import urllib.error

from pulumi import automation

from wizard.engine.automation.pulumi_process import INSTALL_PAGE, Cli, find
from wizard.failures import AwsFailure, Cancelled, UsageFailure
from wizard.screen import terminal
from wizard.screen.questions import Asker, agrees
from wizard.screen.terminal import safe


def cli_for(asker: Asker | None) -> Cli:
    """The CLI, installed now if need be. asker: None where nobody can be asked. Raises UsageFailure then."""
    found = find()
    if found is not None:
        return found
    missing = "The `pulumi` command isn't installed, and nothing can be deployed without it."
    if asker is None:
        raise UsageFailure(f"{missing} Install it: {INSTALL_PAGE}")
    root = _root()
    terminal.say(missing)
    question = "Install it now, with Pulumi's own installer?"
    yes = f"get it from get.pulumi.com into {safe(root)}; PATH isn't changed"
    no = f"stop here; {INSTALL_PAGE} says how to do it by hand"
    if not agrees(asker, question, yes, no, proposed=True):
        raise Cancelled("Stopped; nothing was installed.")
    return _install(root)


def _root() -> str:
    """Where the SDK's installer puts its own version."""
    from pulumi._version import version

    return os.path.join(os.path.expanduser("~"), ".pulumi", "versions", str(version))


def _install(root: str) -> Cli:
    """https://www.pulumi.com/docs/iac/automation-api/ (PulumiCommand.install)"""
    terminal.say("Installing the Pulumi CLI, which may take a minute ...")
    try:
        automation.PulumiCommand.install()
        return Cli(root)
    except (OSError, subprocess.CalledProcessError, automation.InvalidVersionError) as error:
        why = error.reason if isinstance(error, urllib.error.URLError) else error
        raise AwsFailure(
            f"The Pulumi CLI couldn't be installed ({safe(why)}). Install it by hand: {INSTALL_PAGE}"
        ) from None
