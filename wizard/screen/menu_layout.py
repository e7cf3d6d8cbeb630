"""What a question looks like: title, risk, choices, and below them what is wrong, why, and the keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import questionary
from prompt_toolkit.application import Application, get_app
from prompt_toolkit.filters import Condition
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.layout import ConditionalContainer, FormattedTextControl, HSplit, Layout, Window
from questionary.prompts.common import InquirerControl

from wizard.screen.columns import columns, left
from wizard.screen.questions import Ask, Option, name_of
from wizard.screen.terminal import WIDEST, listed, safe, width, wrapped


def _columns() -> int:
    return max(20, min(get_app().output.get_size().columns, WIDEST) - 1)


def title(ask: Ask) -> str:
    """The question itself, with its number. questionary puts the blank before its first line."""
    return "\n".join(wrapped(f"{ask.step} {ask.help}".strip(), " ", "", width() - 2))


def risk(ask: Ask) -> str:
    """The line below the title, as questionary's `instruction`; a blank keeps its own instruction away."""
    return "".join(f"\n{line}" for line in wrapped(ask.risk, " ", " ", width() - 1)) if ask.risk else " "


def hint(ask: Ask) -> str:
    """How to write the answer, as the line above it."""
    said = f"{ask.hint}, nothing for none." if ask.may_be_none else ask.hint
    return f"\n {said}" if said else ""


class Line(questionary.Choice):
    """A choice whose text is made when it is drawn: notes change and terminals are resized meanwhile."""

    def __init__(self, option: Option, ask: Ask, ticks: bool = False) -> None:
        self.ticked: InquirerControl | None = None
        self._option, self._ticks = option, ticks
        self._names = max(columns(safe(one.name)) for one in ask.options)
        super().__init__(title=option.name, value=option.value)

    @property
    def title(self) -> str:
        box = ""
        if self._ticks:
            box = "[x] " if self.ticked and self.value in self.ticked.selected_options else "[ ] "
        # A name that takes more than half of the line has its words below it.
        padded = min(self._names, _columns() // 2)
        first = f"{box}{left(safe(self._option.name), padded)}  "
        note = self._option.note()
        words = f"{self._option.words}  {note}" if note else self._option.words
        if not words:
            return first.rstrip()
        # Three columns are the pointer's.
        if columns(first) > len(box) + padded + 2:
            indent = " " * (len(box) + 5)
            return "\n".join([first.rstrip(), *wrapped(words, indent, indent, columns=_columns() - 3)])
        wide = columns(first)
        room = _columns() - 3 - (wide - len(first))
        return "\n".join(wrapped(words, " " * (wide + 3), first, columns=room))

    @title.setter
    def title(self, _: Any) -> None:  # pyright: ignore[reportIncompatibleVariableOverride]
        """questionary sets it once; the text above is what counts."""


class Screen:
    """What is added below a question: the message about a wrong answer, the explanation, the keys.

    An answer that is given while something is awaited is held, and taken when that is known; where that
    brought a note, the note is read first, and the answer given again. Any key takes a held answer back.
    """

    def __init__(self, app: Application[Any], ask: Ask, keys: str) -> None:
        self.app, self.ask = app, ask
        self.list = list_of(app)
        self.error, self.explains = "", False
        self._held: list[Any] = []
        self.ticks = isinstance(ask.preset, list)
        self._keys = keys.split(", ")
        focused = app.layout.current_window
        self._list_window = window_of(app)
        self._more_shown = ""
        below = [
            self._window(self._more, Condition(lambda: bool(self._more()))),
            self._window(self._ticked, Condition(lambda: bool(self._ticked()))),
            self._window(self._cost, Condition(lambda: bool(self._cost()))),
            self._window(self._awaited, Condition(lambda: bool(self._awaited()))),
            self._window(self.ask.note, Condition(lambda: bool(self.ask.note())), first="! "),
            self._window(lambda: self.ask.more, Condition(lambda: self.explains)),
            self._window(self._no_match, Condition(self.finds_nothing), "class:error", "! "),
            self._window(lambda: self.error, Condition(lambda: bool(self.error)), "class:error", "! "),
            ConditionalContainer(
                Window(FormattedTextControl(self._hints), dont_extend_height=True),
                Condition(lambda: not self.app.is_done),
            ),
        ]
        app.layout = Layout(HSplit([app.layout.container, *below]), focused_element=focused)
        app.after_render += self._draw_more
        app.after_render += self._take_held

    def _more(self) -> str:
        """How many choices the list has above and below what fits on the screen, as it was last drawn."""
        info = self._list_window.render_info if self._list_window else None
        if info is None or self.list is None:
            return ""
        above = below = line = 0
        for choice in self.list.filtered_choices:
            above += line < info.first_visible_line()
            line += str(choice.title).count("\n") + 1
            below += line - 1 > info.last_visible_line()
        parts = [f"{above} more above" if above else "", f"{below} more below" if below else ""]
        return ", ".join(filter(None, parts))

    def _draw_more(self, _: object) -> None:
        """What doesn't fit is known when the list is drawn: then the line about it has to be drawn anew."""
        if not self.app.is_done and self._more() != self._more_shown:
            self._more_shown = self._more()
            self.app.invalidate()

    def _window(
        self, text: Callable[[], str], shown: Condition, style: str = "", first: str = ""
    ) -> ConditionalContainer:
        def lines() -> StyleAndTextTuples:
            return [(style, "\n".join(wrapped(text(), "  ", f"  {first}", columns=_columns())))]

        window = Window(FormattedTextControl(lines), dont_extend_height=True)
        return ConditionalContainer(window, shown & Condition(lambda: not self.app.is_done))

    @property
    def can_explain(self) -> bool:
        """Whether `?` is the question about this one, and no letter of an answer."""
        text = "" if self.list else self.app.current_buffer.text
        return bool(self.ask.more) and text in ("", str(self.ask.preset or ""))

    def _hints(self) -> StyleAndTextTuples:
        """Which keys do what, as long as they do. No line ends within one."""
        found = [*self._keys]
        found += ["type to search"] if self.ask.searchable else []
        found += ["? explains"] if self.can_explain else []
        found.append("Esc goes back" if self.ask.can_go_back else "Ctrl-C leaves")
        return [("class:instruction", "\n".join(listed(found, "  ", _columns())))]

    def _ticked(self) -> str:
        """What is ticked, since the list scrolls and a filter hides."""
        if not self.ticks or self.list is None:
            return ""
        names = [name_of(self.ask, value) for value in self.list.selected_options]
        return f"Ticked: {', '.join(names) or 'none'}"

    def _cost(self) -> str:
        """Of the answer as it is now."""
        if self.list is None:
            return self.ask.cost(self.app.current_buffer.text)
        return self.ask.cost(list(self.list.selected_options) if self.ticks else self.ask.preset)

    def _awaited(self) -> str:
        awaited = self.ask.waits()
        return f"{awaited} Your answer is taken then." if awaited and self._held else awaited

    def clear(self) -> None:
        self.error = ""
        self._held.clear()

    def leave(self, answer: Any) -> None:
        """Ends the question with `answer`, unless something is wrong with it: then that is shown. Where
        something is awaited, it ends when that is known."""
        self.error = self.ask.check(answer)
        if self.error:
            return
        if self.ask.waits():
            self._held[:] = [answer]
        else:
            self.app.exit(result=answer)

    def _take_held(self, _: object) -> None:
        if not self._held or self.ask.waits() or self.app.is_done:
            return
        answer = self._held.pop()
        if self.ask.note():
            self.error = "Your answer isn't taken yet: read this first, then Enter goes on."
            self.app.invalidate()
        else:
            self.leave(answer)

    def finds_nothing(self) -> bool:
        """Whether something was typed to search for that no choice has; questionary then shows them all."""
        control = self.list
        if control is None or not control.search_filter:
            return False
        _ = control.filtered_choices  # questionary notes here whether anything was found
        return not control.found_in_search

    def _no_match(self) -> str:
        typed = self.list.search_filter if self.list else ""
        return f"Nothing matches {typed}; Backspace takes it back." if self.finds_nothing() else ""


def window_of(app: Application[Any]) -> Window | None:
    """The window that the list is in."""
    windows = app.layout.find_all_windows()
    return next((one for one in windows if isinstance(one.content, InquirerControl)), None)


def list_of(app: Application[Any]) -> InquirerControl | None:
    return next((c for c in app.layout.find_all_controls() if isinstance(c, InquirerControl)), None)
