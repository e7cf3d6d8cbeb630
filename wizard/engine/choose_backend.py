"""Where the state is to be kept: what is chosen already, else asked once, with what each choice means."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from wizard.engine.automation.pulumi_process import Cli
from wizard.failures import AwsFailure, UsageFailure, deeds
from wizard.screen import terminal
from wizard.screen.questions import Ask, Asker, Option
from wizard.stack.project import Project
from wizard.stack.state_backend import CLOUD, LOG_IN, Backend, find

_MEANING = (
    "Pulumi notes what it has made in a state. Without that note it can't change or delete anything later, "
    "so it has to be kept, and everybody who deploys needs the same one."
)
_FOLDER = Option("folder", "a folder on this machine", "free; only from here, and you keep the backups")
_BUCKET = Option(
    "bucket", "a bucket of yours", "S3, for a team; make the bucket first, versioned and private"
)
_CLOUD = Option(
    "cloud", "Pulumi Cloud", "an account at app.pulumi.com; locks, history and secrets are kept there"
)


def backend_for(project: Project, cli: Cli, asker: Asker | None) -> Backend:
    """The backend of this project. asker: None where nobody can be asked. Raises UsageFailure then.

    A choice is noted by `pulumi login`, so that `pulumi up` finds it too.
    """
    found = find(project)
    if found.url:
        return found
    if asker is None:
        raise UsageFailure(
            f"No place for Pulumi's state is chosen, so nothing can be deployed. {LOG_IN} Or set "
            "PULUMI_BACKEND_URL."
        )
    url = _asked(asker)
    terminal.say(f"pulumi login {url}")
    # Pulumi Cloud's own login asks in this terminal, or opens a browser: it isn't run through the SDK.
    done = subprocess.run([cli.command, "login", url], cwd=project.file.parent, check=False)
    chosen = find(project)
    if done.returncode or not chosen.url:
        raise AwsFailure(
            f"`pulumi login {terminal.safe(url)}` failed, so there is no place for the state. "
            f"{deeds.claim('Nothing was made.')}"
        )
    return chosen


def _asked(asker: Asker) -> str:
    terminal.say(_MEANING)
    ask = Ask("Where should Pulumi keep its state?", more=_MEANING, options=[_FOLDER, _BUCKET, _CLOUD])
    chosen = asker.pick(ask)
    if chosen == "cloud":
        return CLOUD
    if chosen == "folder":
        default = "file://~"
        return asker.type(
            Ask(
                "Which folder? It holds one folder, .pulumi, with every project's state.",
                hint="A URL: file://~ is your home folder.",
                preset=default,
                check=_folder_fault,
            )
        )
    return asker.type(
        Ask(
            "Which bucket?",
            hint="A URL, such as s3://my-state-bucket?region=eu-west-1",
            check=_bucket_fault,
        )
    )


def _bucket_fault(url: str) -> str:
    is_url = re.fullmatch(r"[a-z][a-z0-9]*://[^\s/][^\s]*", url)
    return "" if is_url else "Write it as a URL, such as s3://my-state-bucket."


def _folder_fault(url: str) -> str:
    if not url.startswith("file://"):
        return "Write it as a URL, such as file://~ or file:///srv/pulumi."
    folder = url.removeprefix("file://")
    path = Path.home() / folder[2:] if folder.startswith("~") else Path(folder)
    return "" if path.is_dir() else f"{terminal.safe(path)} isn't a folder. Make it first: mkdir -p {path}"
