"""What AWS refuses, in pure functions: each takes plain data and raises Refused with AWS's own error code.

The emulator accepts nearly all of it. Makers call these before they make anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class Refused(Exception):
    """AWS refuses this call. `code` is AWS's error code, `message` its message or one that says the same."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


def part(inputs: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """An input that has inputs of its own; none where it isn't given."""
    return inputs.get(name) or {}
