"""The external id of the log archive's role, where the stack file holds it encrypted: read as Pulumi would.

It goes from the CLI's stdout into one call of STS, and is never shown.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from dataclasses import replace

from components.settings import Settings
from wizard.failures.redaction import learn
from wizard.stack.context import Context
from wizard.stack.pulumi_command import look

KEY = "logArchiveExternalId"
_PATIENCE = 20.0


def with_external_id(
    context: Context, settings: Settings, environment: Mapping[str, str] | None = None
) -> tuple[Settings, str]:
    """The settings with it, and why it can't be read, "" where it can. environment: added for the CLI, the
    passphrase among it."""
    if KEY not in context.answers.secrets or not settings.log_archive_account:
        return settings, ""
    found = _decrypted(context, environment or {})
    if found is None:
        return settings, (
            f"{KEY} is encrypted in {context.file.path.name}, and `pulumi config get` can't decrypt it here "
            "(PULUMI_CONFIG_PASSPHRASE, or a login, is missing)"
        )
    learn(KEY, found)
    return replace(settings, log_archive_external_id=found), ""


def _decrypted(context: Context, environment: Mapping[str, str]) -> str | None:
    cli = look()
    if cli.value is None:
        return None
    words = [cli.value.path, "config", "get", context.file.full_key(KEY), "--stack", context.stack]
    try:
        ran = subprocess.run(
            [*words, "--non-interactive"],
            cwd=context.project.file.parent,
            env={**os.environ, "PULUMI_SKIP_UPDATE_CHECK": "true", **environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_PATIENCE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    # The CLI ends its answer with one line break.
    return ran.stdout.removesuffix("\n") if ran.returncode == 0 else None
