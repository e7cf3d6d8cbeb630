"""What an answerer is asked and may say: shared by the full-screen prompts and the line-by-line ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True)
class Option:
    """One choice. note: text beside it that may change while the question is on screen."""

    value: Any
    name: str
    words: str = ""
    note: Callable[[], str] = str


class Back:
    """The answer of somebody who wants the question before."""


BACK = Back()


def at_least_one(ticked: Sequence[Any]) -> str:
    """A check for a list that is only asked because something of it is wanted."""
    return "" if ticked else "Nothing is ticked. Space ticks; Esc goes back."


@dataclass(frozen=True)
class Ask:
    """A question on its way to the screen.

    help, risk, more: the settings' words; hint: how to write the answer; step: "[3/9]"; preset: the
    answer so far; options: for pick and tick; check: what is wrong with an answer, or an empty text;
    may_be_none: whether nothing typed is an answer; searchable: typing narrows the options down;
    can_go_back: whether Esc leads anywhere; note: what was found out meanwhile, and is to be seen below
    the question as soon as it is known; waits: what is being found out before an answer counts, in words,
    "" when it is; cost: what an answer comes to, as a line below the question, "" for nothing; is_hidden:
    what is typed is never echoed, nor is the preset, which an empty answer keeps.
    """

    help: str
    risk: str = ""
    more: str = ""
    hint: str = ""
    step: str = ""
    preset: Any = None
    options: Sequence[Option] = ()
    check: Callable[[Any], str] = lambda _: ""
    may_be_none: bool = False
    searchable: bool = False
    can_go_back: bool = False
    note: Callable[[], str] = str
    waits: Callable[[], str] = str
    cost: Callable[[Any], str] = lambda _: ""
    is_hidden: bool = False


def name_of(ask: Ask, value: Any) -> str:
    """What the option of this value is called; the value itself where there is none."""
    return next((one.name for one in ask.options if one.value == value), str(value))


class Asker(Protocol):
    """Puts a question to a person. Each returns the answer or BACK; Ctrl-C raises KeyboardInterrupt.

    redraws: whether a question on screen shows what is learned meanwhile, and lets an answer wait for it.
    """

    redraws: bool

    def pick(self, ask: Ask) -> Any:
        """One of the options' values."""
        ...

    def tick(self, ask: Ask) -> Any:
        """A list of options' values; preset is the list that starts ticked."""
        ...

    def type(self, ask: Ask) -> Any:
        """A line of text; preset is a text."""
        ...

    def on_first_screen(self, start: Callable[[], object]) -> None:
        """`start` is called once, when the first question is on screen."""
        ...

    def refresh(self) -> None:
        """A note has changed; may be called from any thread."""
        ...


def agrees(
    asker: Asker,
    question: str,
    yes: str,
    no: str,
    *,
    proposed: bool | None = None,
    names: tuple[str, str] = ("yes", "no"),
) -> bool:
    """Whether somebody says yes. yes, no: what each comes to; names: what the two are called.

    A proposed no comes first: it is what the cursor is on.
    """
    options = [Option(True, names[0], yes), Option(False, names[1], no)]
    if proposed is False:
        options.reverse()
    return asker.pick(Ask(question, options=options, preset=proposed)) is True
