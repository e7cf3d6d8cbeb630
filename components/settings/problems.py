"""What the validator says: one problem a wrong value, all of them reported together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: which key and value, which rule, what it would cause, what to do."""

    key: str
    value: object
    rule: str
    consequence: str
    fix: str

    def __str__(self) -> str:
        return " ".join(part for part in (f"{self.key}: {self.rule}", self.consequence, self.fix) if part)

    def as_dict(self) -> dict[str, object]:
        """The same, for a JSON document."""
        return asdict(self)


class SettingsError(ValueError):
    """Raised with every problem of a set of settings at once."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in problems))


def shown(value: object, limit: int = 80) -> str:
    """A value as it may stand in a message: quoted, on one line, never long, no control characters."""
    text = value if isinstance(value, str) else repr(value)
    text = "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)
    return f'"{text[: limit - 1]}…"' if len(text) > limit else f'"{text}"'
