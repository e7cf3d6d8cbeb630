"""What AWS would have refused: its own error code and message."""

from __future__ import annotations


class Refused(Exception):
    """AWS refuses this call. `code` is AWS's error code, `message` its message or one that says the same."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
