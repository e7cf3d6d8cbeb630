"""What a command and its options are made of; options.py has all of them."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from typing import Any

# What an empty value would leave out unsaid: a report, an answers file.
_PLACES = ("FILE", "DIR", "PLACE")


def _place(text: str) -> str:
    if not text.strip():
        raise argparse.ArgumentTypeError("an empty name is none")
    return text


class _Repeated(argparse.Action):
    """Appends to one list (const) wherever the option stands: before the command, after it, or both."""

    def __call__(
        self, parser: Any, namespace: argparse.Namespace, values: Any, option_string: str | None = None
    ) -> None:
        self.const.append(values)
        setattr(namespace, self.dest, self.const)


@dataclass(frozen=True)
class Option:
    """metavar: what stands for its value, "" for one that is only there or not; default: its value
    where it isn't given; bare: its value where it is given without one, "" where it needs one."""

    flag: str
    help: str
    metavar: str = ""
    dest: str = ""
    type: type[int] | type[str] = str
    default: Any = ""
    repeats: bool = False
    bare: str = ""

    @property
    def absent(self) -> tuple[str, Any]:
        """Its name among the parsed options, and what it is there where it isn't given."""
        name = self.dest or self.flag.removeprefix("--").replace("-", "_")
        return name, self.default if self.metavar else False

    def add_to(self, parser: Any, lists: dict[str, list[Any]], *, is_hidden: bool = False) -> None:
        """Adds it without its default: an option given before the command would be reset by it.

        lists: flag -> the values of one that may be repeated; is_hidden: the help doesn't show it.
        """
        how: dict[str, Any] = {"default": argparse.SUPPRESS, "dest": self.absent[0]}
        how["help"] = argparse.SUPPRESS if is_hidden else self.help
        if not self.metavar:
            how["action"] = "store_true"
        else:
            how.update(metavar=self.metavar, type=_place if self.metavar in _PLACES else self.type)
        if self.bare:
            how.update(nargs="?", const=self.bare)
        if self.repeats:
            how.update(action=_Repeated, const=lists.setdefault(self.flag, []))
        parser.add_argument(self.flag, **how)


@dataclass(frozen=True)
class Command:
    """words: what it is for; options: its own, beside those that every command takes; answers: which of
    ANSWERS it heeds. The others are refused, as all that a command would ignore. argument: the name and the
    words of what may stand behind it, as `argument`; ("", "") for nothing."""

    name: str
    words: str
    options: tuple[Option, ...] = ()
    answers: tuple[Option, ...] = ()
    argument: tuple[str, str] = ("", "")
