"""Where Pulumi keeps this project's state, and whether it can be reached from here.

https://www.pulumi.com/docs/iac/concepts/state-and-backends/
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from components.settings.plain_data import is_map
from wizard.account.facts import Probe
from wizard.screen.terminal import safe
from wizard.stack.project import Project
from wizard.stack.yaml_reading import read_yaml

PATIENCE = 10.0
CLOUD = "https://api.pulumi.com"
_TOKEN = "PULUMI_ACCESS_TOKEN"
LOG_IN = (
    "Log in with `pulumi login` (Pulumi Cloud), `pulumi login s3://your-state-bucket` or "
    "`pulumi login --local`."
)


@dataclass(frozen=True)
class Backend:
    """url: as Pulumi takes it, "" when none is chosen; it may hold a password, so show `shown`.

    why: who chose it, in words; folder: what a relative file:// is relative to.
    """

    url: str
    why: str
    folder: Path = Path()

    @property
    def shown(self) -> str:
        """The URL without its user-info and query."""
        return safe(re.sub(r"(://)[^/]*@", r"\1", self.url.partition("?")[0]))

    @property
    def is_cloud(self) -> bool:
        """Whether a Pulumi Cloud, ours or self-hosted, keeps the state, and so the key of its secrets.

        Any other backend needs PULUMI_CONFIG_PASSPHRASE, or a key service, for secrets.
        """
        return self.url.startswith(("https://", "http://"))

    @property
    def path(self) -> Path | None:
        """The folder of a file:// backend, as the CLI finds it (`%20` is a space); None for others."""
        if not self.url.startswith("file://"):
            return None
        text = self.url.removeprefix("file://").partition("?")[0]
        if text.startswith("~"):
            return _own_home() / unquote(text[2:])
        return self.folder.absolute() / unquote(text)


def find(project: Project, environment: Mapping[str, str] | None = None) -> Backend:
    """The backend that every `pulumi` command in this project uses.

    PULUMI_BACKEND_URL wins over `backend: url:` in Pulumi.yaml, that over what `pulumi login` noted; with
    an access token and no choice at all the CLI takes Pulumi Cloud.
    """
    variables = os.environ if environment is None else environment
    folder = project.file.parent
    if variables.get("PULUMI_BACKEND_URL"):
        return Backend(variables["PULUMI_BACKEND_URL"], "PULUMI_BACKEND_URL", folder)
    chosen = read_yaml(project.file).data.get("backend")
    url = chosen.get("url") if is_map(chosen) else None
    if isinstance(url, str) and url:
        return Backend(url, project.file.name, folder)
    noted = _noted(variables)
    if noted:
        return Backend(noted, "pulumi login", folder)
    if variables.get(_TOKEN):
        return Backend(CLOUD, _TOKEN, folder)
    return Backend("", "nothing chosen", folder)


def probe(backend: Backend, cli: str, seconds: float = PATIENCE) -> Probe[str]:
    """Whether the state can be read and written: good with the user's name there, "" for a folder.

    cli: the `pulumi` to ask with, "" when there is none. A folder is looked at without it. The CLI notes
    its format in a bucket that has no state yet, and nothing else.
    """
    if not backend.url:
        return Probe("bad", why=f"No place for Pulumi's state is chosen. {LOG_IN}")
    folder = backend.path
    if folder is not None:
        return _folder(folder)
    if not cli:
        return Probe("unknown", why=f"{backend.shown} can't be asked without the `pulumi` command.")
    with tempfile.TemporaryDirectory(prefix="everyregion-") as nowhere:
        variables = {**os.environ, "PULUMI_BACKEND_URL": backend.url, "PULUMI_SKIP_UPDATE_CHECK": "true"}
        if variables.get(_TOKEN):
            # The CLI would note the token down for good.
            variables["PULUMI_CREDENTIALS_PATH"] = nowhere
        return _asked(backend, cli, variables, seconds)


def _asked(backend: Backend, cli: str, variables: Mapping[str, str], seconds: float) -> Probe[str]:
    """https://www.pulumi.com/docs/iac/cli/commands/pulumi_whoami/"""
    try:
        done = subprocess.run(
            [cli, "whoami", "--json", "--non-interactive", "--color", "never"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=seconds,
            check=False,
            cwd=backend.folder,
            env=variables,
        )
    except subprocess.TimeoutExpired:
        return Probe("unknown", why=f"{backend.shown} gave no answer within {seconds:.0f} s.")
    except OSError as error:
        return Probe("unknown", why=f"`pulumi whoami` can't be run: {safe(error.strerror)}.")
    if done.returncode != 0:
        return Probe("bad", why=_refusal(backend, done.stderr))
    try:
        user = json.loads(done.stdout).get("user", "")
    except (ValueError, AttributeError):
        user = ""
    return Probe("good", user if isinstance(user, str) else "")


def _refusal(backend: Backend, said: str) -> str:
    """Why the CLI couldn't use it, without a password or token that may stand in its words."""
    lines = [line for line in said.splitlines() if line.strip()]
    text = next((line for line in lines if line.startswith("error:")), lines[-1] if lines else "")
    if _TOKEN in text or "access token" in text.lower() or "401" in text:
        return f"Nobody is logged in at {backend.shown}. Run `pulumi login {backend.shown}`, or set {_TOKEN}."
    text = re.sub(r"(://)[^/@\s]+@", r"\1", text.removeprefix("error:").strip())
    text = re.sub(r"(?i)((?:password|token|secret|sig|key)=)[^&\s\"']+", r"\1...", text)
    return (
        f"{backend.shown} can't be reached: {_short(safe(text)) or 'the CLI does not say why'}. Without it "
        "nothing can be deployed. Check the network and the credentials for it, or choose another place "
        "with `pulumi login`."
    )


def _short(text: str) -> str:
    """Where the words begin, and where they end: Go's errors name the cause last."""
    return text if len(text) <= 200 else f"{text[:60].rstrip()} ... {text[-130:].lstrip()}"


def _folder(folder: Path) -> Probe[str]:
    shown = safe(folder)
    for place in (folder, folder / ".pulumi"):
        if not place.is_dir():
            if place == folder:
                why = f"The folder {shown} for Pulumi's state doesn't exist. Make it: `mkdir -p {shown}`."
                return Probe("bad", why=why)
        elif not os.access(place, os.R_OK | os.W_OK | os.X_OK):
            why = f"{safe(place)} can't be written to, and Pulumi keeps its state there. Change its rights."
            return Probe("bad", why=why)
    return Probe("good", "")


def _noted(variables: Mapping[str, str]) -> str:
    """What `pulumi login` noted; a note that is absent or can't be read is none."""
    folder = variables.get("PULUMI_CREDENTIALS_PATH") or variables.get("PULUMI_HOME")
    note = (Path(folder) if folder else _own_home() / ".pulumi") / "credentials.json"
    try:
        url = json.loads(note.read_text("utf-8")).get("current", "")
    except (OSError, ValueError, RecursionError, AttributeError):
        return ""
    return url if isinstance(url, str) else ""


def _own_home() -> Path:
    """The home that the CLI takes for ~: the one of the user database, whatever HOME says."""
    try:
        import pwd
    except ImportError:  # Windows has no such database.
        return Path.home()
    return Path(pwd.getpwuid(os.getuid()).pw_dir)
