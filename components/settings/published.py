"""The settings as others read them: the config section of Pulumi.yaml, and the README's table.

`python -m components.settings.published` rewrites both; a test checks that they are current.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

from components.settings.model import plain, specs
from components.settings.spec import Spec

_TYPES = {"text": "string", "choice": "string", "flag": "boolean", "number": "integer", "list": "array"}
# Its default depends on scope and partition, so the program fills it in: the engine would take a key
# that is declared without a default for a required one.
_DEFAULT_IN_PROGRAM = frozenset({"regionAlert"})
_TABLE = re.compile(r"(?<=<!-- settings -->\n).*?(?=<!-- /settings -->)", re.DOTALL)
_CONFIG = re.compile(r"^config:\n.*\Z", re.MULTILINE | re.DOTALL)


def config_schema() -> dict[str, dict[str, Any]]:
    """Bare key -> type, default, description, as Pulumi.yaml's `config` takes them.

    https://www.pulumi.com/docs/iac/concepts/projects/project-file/#config-options. Keys carry no
    project name, so a renamed project works; each has a default, so an older stack file does.
    """
    return {key: _declaration(spec) for key, spec in specs().items() if key not in _DEFAULT_IN_PROGRAM}


def _declaration(spec: Spec) -> dict[str, Any]:
    declared: dict[str, Any] = {"description": spec.help}
    # Pulumi has no type for a map; without a type the default is taken as it is.
    if spec.kind != "map":
        declared["type"] = _TYPES[spec.kind]
    if spec.kind == "list":
        declared["items"] = {"type": "string"}
    declared["default"] = plain(spec, spec.default)
    return declared


def option_table() -> str:
    """The README's table: one row a setting."""
    rows = ["| key | default | what it does, and what it costs |", "|---|---|---|"]
    for spec in specs().values():
        words = f"{spec.help}. {spec.risk}".strip()
        if spec.choices:
            words += (
                " One of: " + "; ".join(f"`{word}` {meaning}" for word, meaning in spec.choices.items()) + "."
            )
        if spec.not_yet:
            words += f" {spec.not_yet}"
        rows.append(f"| `{spec.key}` | `{spec.default_text}` | {_cell(words)} |")
    return "\n".join(rows) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("*", "\\*").replace("<", "&lt;")


def updated_project_file(text: str) -> str:
    """Pulumi.yaml with its config section made anew; it has to be the file's last section."""
    from ruamel.yaml import YAML
    from ruamel.yaml.compat import StringIO

    stream = StringIO()
    yaml = YAML()
    yaml.width = 120
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.dump({"config": config_schema()}, stream)  # pyright: ignore[reportUnknownMemberType]
    return _CONFIG.sub(lambda _: stream.getvalue(), text)


def updated_readme(text: str) -> str:
    """README.md with the table between its two marks made anew."""
    return _TABLE.sub(lambda _: option_table(), text)


def main() -> int:
    """Rewrites both files in the working directory."""
    for name, update in (("Pulumi.yaml", updated_project_file), ("README.md", updated_readme)):
        path = Path(name)
        if path.exists():
            path.write_text(update(path.read_text("utf-8")), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
