"""Says what pip is told here (environment, pip.conf) in uv's words: a mirror of one's own holds for both.

Reads what `pip config list` prints, and writes assignments for a shell to evaluate. Run by scripts/install
with the Python of a venv that has nothing in it yet.
https://docs.astral.sh/uv/reference/environment/ and https://pip.pypa.io/en/stable/topics/configuration/
"""

from __future__ import annotations

import ast
import os
import shlex
import sys
from collections.abc import Iterable, Iterator, Mapping

# pip's name -> uv's, and what stands between several values there.
_NAMES = {
    "index-url": ("UV_DEFAULT_INDEX", ""),
    "extra-index-url": ("UV_INDEX", " "),
    "find-links": ("UV_FIND_LINKS", ","),
    "no-index": ("UV_NO_INDEX", ""),
    "trusted-host": ("UV_INSECURE_HOST", " "),
    "cert": ("SSL_CERT_FILE", ""),
    "client-cert": ("SSL_CLIENT_CERT", ""),
    "proxy": ("ALL_PROXY", ""),
    "timeout": ("UV_HTTP_TIMEOUT", ""),
    "default-timeout": ("UV_HTTP_TIMEOUT", ""),
}
_SECTIONS = ("global", "install", ":env:")


def as_uv(lines: Iterable[str], environment: Mapping[str, str]) -> dict[str, str]:
    """uv's variable -> value. What uv is told in its own words stays; a later section wins, as with pip."""
    told: dict[str, str] = {}
    for _, name, value in sorted(_read(lines), key=lambda one: _SECTIONS.index(one[0])):
        variable, between = _NAMES[name]
        if variable not in environment:
            told[variable] = between.join(value.split()) if between else value
    if "UV_INDEX" in told:
        # pip takes whichever index has the version; each file's hash is pinned, so it doesn't matter whose.
        told["UV_INDEX_STRATEGY"] = "unsafe-best-match"
    return told


def _read(lines: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Section, name and value of each line that matters: `global.index-url='https://...'`."""
    for line in lines:
        key, _, text = line.strip().partition("=")
        section, _, name = key.rpartition(".")
        if section in _SECTIONS and name in _NAMES and text:
            yield section, name, str(ast.literal_eval(text))


if __name__ == "__main__":
    for variable, value in as_uv(sys.stdin, os.environ).items():
        print(f"export {variable}={shlex.quote(value)}")
