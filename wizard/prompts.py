"""Asks with questionary, and adds what it lacks: Esc, `?`, wrapped text, notes that change.

https://github.com/tmbo/questionary. Its checkbox is kept from three surprises: Tab inverts every tick,
Ctrl-A ticks what the filter hides, and a filter that finds nothing shows everything.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

# CPR: the terminal would be asked where its cursor is, and a slow one gets a warning across the question.
os.environ.setdefault("PROMPT_TOOLKIT_NO_CPR", "1")

import questionary
from prompt_toolkit.application import Application, get_app
from prompt_toolkit.filters import Condition
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.key_binding import KeyBindings, merge_key_bindings
from prompt_toolkit.key_binding.key_processor import KeyPressEvent
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout import ConditionalContainer, FormattedTextControl, HSplit, Layout, Window
from questionary.prompts.common import InquirerControl

from wizard.asking import BACK, Ask, Option
from wizard.terminal import WIDEST, wrapped

_STYLE = questionary.Style(
    [
        ("question", "bold"),
        ("pointer", "bold"),
        ("highlighted", "bold"),
        ("error", "bold"),
        ("answer", "nobold"),
    ]
)
_KEYS_PICK = "Up/Down choose, Enter takes it"
_KEYS_TICK = "Space ticks, Enter goes on"
_KEYS_TYPE = "Enter takes it"


class Prompts:
    """The Asker for a terminal that understands control sequences."""

    def __init__(self) -> None:
        self._app: Application[Any] | None = None
        self._start: Callable[[], object] | None = None

    def on_first_screen(self, start: Callable[[], object]) -> None:
        self._start = start

    def refresh(self) -> None:
        app = self._app
        if app is not None:
            app.invalidate()

    def pick(self, ask: Ask) -> Any:
        lines = [_Line(option, ask) for option in ask.options]
        preset = next((line for line in lines if line.value == ask.preset), None)
        question = questionary.select(
            _title(ask),
            choices=lines,
            default=preset,
            qmark="",
            pointer=">",
            style=_STYLE,
            instruction=_risk(ask),
            use_jk_keys=False,
            use_search_filter=ask.searchable,
            erase_when_done=True,
        )
        return self._run(question, ask, _KEYS_PICK, _picking)

    def tick(self, ask: Ask) -> Any:
        lines = [_Line(option, ask, ticks=True) for option in ask.options]
        question = questionary.checkbox(
            _title(ask),
            choices=lines,
            qmark="",
            pointer=">",
            style=_STYLE,
            instruction=_risk(ask),
            use_jk_keys=False,
            use_search_filter=ask.searchable,
            erase_when_done=True,
        )
        control = _list_of(question.application)
        assert control is not None
        control.use_indicator = False
        control.selected_options = [
            value for value in ask.preset or [] if any(o.value == value for o in ask.options)
        ]
        for line in lines:
            line.ticked = control
        return self._run(question, ask, _KEYS_TICK, _ticking)

    def type(self, ask: Ask) -> Any:
        question = questionary.text(
            _title(ask),
            instruction=f"{_risk(ask)}\n >",
            default=str(ask.preset or ""),
            qmark="",
            style=_STYLE,
            erase_when_done=True,
            reserve_space_for_menu=0,
        )
        return self._run(question, ask, _KEYS_TYPE, _typing)

    def _run(
        self, question: questionary.Question, ask: Ask, keys: str, bind: Callable[[_Screen], KeyBindings]
    ) -> Any:
        app: Application[Any] = question.application
        screen = _Screen(app, ask, keys)
        app.key_bindings = merge_key_bindings(
            [app.key_bindings or KeyBindings(), _common(screen), bind(screen)]
        )
        app.ttimeoutlen = 0.05  # Esc alone is told from an arrow key after this long
        app.key_processor.before_key_press += lambda _: screen.clear()
        if self._start is not None:
            start, self._start = self._start, None
            app.after_render += _once(start)
        self._app = app
        try:
            return question.unsafe_ask()
        finally:
            self._app = None


def _once(start: Callable[[], object]) -> Callable[[object], None]:
    pending = [start]

    def run(_: object) -> None:
        if pending:
            pending.pop()()

    return run


def _columns() -> int:
    return max(20, min(get_app().output.get_size().columns, WIDEST) - 1)


def _title(ask: Ask) -> str:
    return "\n".join(wrapped(f"{ask.step} {ask.help}".strip(), indent=" "))


def _risk(ask: Ask) -> str:
    """The line below the title, as questionary's `instruction`; a blank keeps its own instruction away."""
    return "".join(f"\n{line}" for line in wrapped(ask.risk, " ", " ")) if ask.risk else " "


class _Line(questionary.Choice):
    """A choice whose text is made when it is drawn: notes change and terminals are resized meanwhile."""

    def __init__(self, option: Option, ask: Ask, ticks: bool = False) -> None:
        self.ticked: InquirerControl | None = None
        self._option, self._ticks = option, ticks
        self._names = max(len(one.name) for one in ask.options)
        super().__init__(title=option.name, value=option.value)

    @property
    def title(self) -> str:
        box = ""
        if self._ticks:
            box = "[x] " if self.ticked and self.value in self.ticked.selected_options else "[ ] "
        first = f"{box}{self._option.name:<{self._names}}  "
        note = self._option.note()
        words = f"{self._option.words}  {note}" if note else self._option.words
        if not words:
            return first.rstrip()
        # Three columns are the pointer's.
        return "\n".join(wrapped(words, " " * (len(first) + 3), first, columns=_columns() - 3))

    @title.setter
    def title(self, _: Any) -> None:
        """questionary sets it once; the text above is what counts."""


class _Screen:
    """What is added below a question: the message about a wrong answer, the explanation, the keys."""

    def __init__(self, app: Application[Any], ask: Ask, keys: str) -> None:
        self.app, self.ask = app, ask
        self.list = _list_of(app)
        self.error, self.explains = "", False
        hints = [keys]
        if ask.searchable:
            hints.append("type to search")
        if ask.more:
            hints.append("? explains")
        hints.append("Esc goes back" if ask.can_go_back else "Ctrl-C leaves")
        self._hint = ", ".join(hints)
        focused = app.layout.current_window
        below = [
            self._window(lambda: self._explanation(), Condition(lambda: self.explains)),
            self._window(lambda: self.error, Condition(lambda: bool(self.error)), "class:error", "! "),
            self._window(lambda: self._hint, Condition(lambda: True), "class:instruction"),
        ]
        app.layout = Layout(HSplit([app.layout.container, *below]), focused_element=focused)

    def _window(
        self, text: Callable[[], str], shown: Condition, style: str = "", first: str = ""
    ) -> ConditionalContainer:
        def lines() -> StyleAndTextTuples:
            return [(style, "\n".join(wrapped(text(), "  ", f"  {first}", columns=_columns())))]

        window = Window(FormattedTextControl(lines), dont_extend_height=True)
        return ConditionalContainer(window, shown & Condition(lambda: not self.app.is_done))

    def _explanation(self) -> str:
        return self.ask.more

    def clear(self) -> None:
        self.error = ""

    def leave(self, answer: Any) -> None:
        """Ends the question with `answer`, unless something is wrong with it: then that is shown."""
        self.error = self.ask.check(answer)
        if not self.error:
            self.app.exit(result=answer)

    def finds_nothing(self) -> bool:
        control = self.list
        if control is None or not control.search_filter:
            return False
        _ = control.filtered_choices  # questionary notes here whether anything was found
        if control.found_in_search:
            return False
        self.error = f"Nothing here matches {control.search_filter}. Backspace takes it back."
        return True


def _list_of(app: Application[Any]) -> InquirerControl | None:
    return next((c for c in app.layout.find_all_controls() if isinstance(c, InquirerControl)), None)


def _common(screen: _Screen) -> KeyBindings:
    keys = KeyBindings()
    is_typed = screen.list is None
    is_empty = Condition(lambda: not is_typed or not screen.app.current_buffer.text)

    @keys.add(Keys.Escape, eager=True)
    def _back(_: KeyPressEvent) -> None:
        if screen.ask.can_go_back:
            screen.app.exit(result=BACK)
        else:
            screen.error = "This is the first question: there is nothing to go back to. Ctrl-C leaves."

    @keys.add("?", eager=True, filter=is_empty)
    def _explain(_: KeyPressEvent) -> None:
        screen.explains = not screen.explains and bool(screen.ask.more)

    return keys


def _moving(screen: _Screen) -> KeyBindings:
    keys = KeyBindings()
    control = screen.list
    assert control is not None

    @keys.add(Keys.PageDown, eager=True)
    def _down(_: KeyPressEvent) -> None:
        control.pointed_at = min(control.pointed_at + 10, control.choice_count - 1)

    @keys.add(Keys.PageUp, eager=True)
    def _up(_: KeyPressEvent) -> None:
        control.pointed_at = max(control.pointed_at - 10, 0)

    @keys.add(Keys.Tab, eager=True)
    @keys.add(Keys.ControlQ, eager=True)
    def _nothing(_: KeyPressEvent) -> None:
        """questionary would invert every tick, or leave."""

    return keys


def _picking(screen: _Screen) -> KeyBindings:
    keys = KeyBindings()
    control = screen.list
    assert control is not None

    @keys.add(Keys.ControlM, eager=True)
    def _take(_: KeyPressEvent) -> None:
        if not screen.finds_nothing():
            screen.leave(control.get_pointed_at().value)

    return merge_key_bindings([_moving(screen), keys])  # type: ignore[return-value]


def _ticking(screen: _Screen) -> KeyBindings:
    keys = KeyBindings()
    control = screen.list
    assert control is not None
    ticked = control.selected_options

    @keys.add(" ", eager=True)
    def _toggle(_: KeyPressEvent) -> None:
        value = control.get_pointed_at().value
        if screen.finds_nothing():
            return
        if value in ticked:
            ticked.remove(value)
        else:
            ticked.append(value)

    @keys.add(Keys.ControlA, eager=True)
    def _all_shown(_: KeyPressEvent) -> None:
        if screen.finds_nothing():
            return
        shown = [choice.value for choice in control.filtered_choices]
        missing = [value for value in shown if value not in ticked]
        if missing:
            ticked.extend(missing)
        else:
            ticked[:] = [value for value in ticked if value not in shown]

    @keys.add(Keys.ControlM, eager=True)
    def _take(_: KeyPressEvent) -> None:
        screen.leave(list(ticked))

    return merge_key_bindings([_moving(screen), keys])  # type: ignore[return-value]


def _typing(screen: _Screen) -> KeyBindings:
    keys = KeyBindings()

    @keys.add(Keys.ControlM, eager=True)
    def _take(_: KeyPressEvent) -> None:
        screen.leave(screen.app.current_buffer.text)

    return keys
