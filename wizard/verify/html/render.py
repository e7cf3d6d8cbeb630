"""The page as one string of HTML: nothing is loaded, nothing that somebody else wrote is anything but text.

The style and the script stand in the page itself, and its policy allows these two alone, by their hashes.
https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Content-Security-Policy
Jinja2 is loaded here, so only where a page is written.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import re
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from wizard.screen.terminal import safe
from wizard.verify.html.board import WORDS
from wizard.verify.html.content import Content
from wizard.verify.html.marks import MARKS

_HERE = Path(__file__).parent
_IN_BACKTICKS = re.compile(r"`([^`]+)`")


def page(content: Content) -> str:
    """The whole document."""
    style, script = _source("page.css"), _source("page.js")
    policy = (
        "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'; "
        f"style-src '{_hash(style)}'; script-src '{_hash(script)}'"
    )
    template = _environment().get_template("page.html.jinja")
    return template.render(it=content, style=Markup(style), script=Markup(script), policy=policy)


@functools.cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_clean,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(prose=_prose, counted=_counted)
    environment.globals.update(words=WORDS, marks={name: Markup(text) for name, text in MARKS.items()})
    return environment


def _clean(value: Any) -> Any:
    """What isn't markup of ours: one line without control and bidirectional characters. Jinja escapes it."""
    return value if isinstance(value, Markup) else safe(value)


def _prose(text: str) -> Markup:
    """A sentence with what stands in backticks as code: it is to be copied."""
    return Markup(_IN_BACKTICKS.sub(r"<code>\1</code>", str(Markup.escape(safe(text)))))


def _counted(number: int, word: str) -> str:
    """`1 account`, `1,000 accounts`."""
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def _source(name: str) -> str:
    return (_HERE / name).read_text("utf-8")


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
