"""What the environment says of AWS that no client could use: refused before anybody is asked."""

from __future__ import annotations

import os
import re
import urllib.parse
from collections.abc import Mapping
from pathlib import Path

from wizard.failures import UsageFailure
from wizard.screen.terminal import safe

_FILES = ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE")
_ENDPOINT = "AWS_ENDPOINT_URL"
#: What botocore takes, in whatever case, and ends with an error of its own for anything else.
_ONE_OF = {
    "AWS_DEFAULTS_MODE": ("legacy", "standard", "in-region", "cross-region", "mobile", "auto"),
    "AWS_STS_REGIONAL_ENDPOINTS": ("regional", "legacy"),
}
# As is_valid_endpoint_url takes it: https://github.com/boto/botocore/blob/develop/botocore/utils.py
_LABEL = r"(?!-)[a-z0-9_-]{1,63}(?<!-)"
_NAME = re.compile(rf"(?:{_LABEL}\.)*{_LABEL}\.?", re.I)
_LONGEST_NAME = 255


def refuse_bad_environment(environment: Mapping[str, str] | None = None) -> None:
    """Raises UsageFailure for what the environment says and boto3 can't use. Asks nobody, imports nothing."""
    variables = os.environ if environment is None else environment
    for name, value in variables.items():
        if value and (name == _ENDPOINT or name.startswith(f"{_ENDPOINT}_")) and not _is_url(value):
            raise UsageFailure(
                f"{name} isn't a URL such as http://127.0.0.1:5000 (a port is at most 65535), so AWS "
                "can't be asked. Correct it, or unset it for AWS itself."
            )
    for name, allowed in _ONE_OF.items():
        if variables.get(name) and variables[name].lower() not in allowed:
            raise UsageFailure(f"{name} isn't one of {', '.join(allowed)}. Correct it, or unset it.")
    for name in _FILES:
        path = Path(os.path.expanduser(variables.get(name, "")))
        if variables.get(name) and path.exists() and not path.is_file() and str(path) != os.devnull:
            raise UsageFailure(f"{name}: {safe(path)} isn't a file. Name the file with the profiles.")


def _is_url(text: str) -> bool:
    if any(character.isspace() or not character.isprintable() for character in text):
        return False
    try:
        parts = urllib.parse.urlsplit(text)
        return parts.scheme in ("http", "https") and _is_host(parts.hostname or "") and parts.port != 0
    except ValueError:
        return False


def _is_host(name: str) -> bool:
    # What stands in brackets, urlsplit has taken for an address already.
    return ":" in name or (len(name) <= _LONGEST_NAME and bool(_NAME.fullmatch(name)))
