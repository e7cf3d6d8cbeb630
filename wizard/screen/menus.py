"""Asks with questionary, and adds what it lacks: Esc, `?`, wrapped text, notes that change.

https://github.com/tmbo/questionary. Its checkbox is kept from four surprises: Tab inverts every tick,
`a` and `i` tick or invert everything, Ctrl-A ticks what the filter hides, and a filter that finds nothing
shows everything.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from dataclasses import replace
from typing import Any

# CPR: the terminal would be asked where its cursor is, and a slow one gets a warning across the question.
os.environ.setdefault("PROMPT_TOOLKIT_NO_CPR", "1")

import questionary
from prompt_toolkit.application import Application, application
from prompt_toolkit.key_binding import KeyBindings, KeyBindingsBase, merge_key_bindings
from prompt_toolkit.key_binding.defaults import load_key_bindings

from wizard.screen import menu_keys
from wizard.screen.menu_layout import Line, Screen, hint, list_of, risk, title
from wizard.screen.questions import BACK, Ask

# A thousand keys, the same for every question, were made for each of them twice: a quarter of its time.
application.load_key_bindings = functools.cache(load_key_bindings)  # pyright: ignore[reportPrivateImportUsage]

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
# What empties a hidden answer, since Enter alone keeps it.
_CLEARS = "-"


class Menus:
    """The Asker for a terminal that understands control sequences."""

    redraws = True

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
        lines = [Line(option, ask) for option in ask.options]
        preset = next((line for line in lines if line.value == ask.preset), None)
        question = questionary.select(title(ask), choices=lines, default=preset, **_list_options(ask))
        return self._run(question, ask, _KEYS_PICK, menu_keys.picking)

    def tick(self, ask: Ask) -> Any:
        lines = [Line(option, ask, ticks=True) for option in ask.options]
        question = questionary.checkbox(title(ask), choices=lines, **_list_options(ask))
        control = list_of(question.application)
        assert control is not None
        control.use_indicator = False
        control.selected_options = [
            value for value in ask.preset or [] if any(o.value == value for o in ask.options)
        ]
        for line in lines:
            line.ticked = control
        return self._run(question, ask, _KEYS_TICK, menu_keys.ticking)

    def type(self, ask: Ask) -> Any:
        hidden: dict[str, Any] = {}
        if ask.is_hidden:
            hidden, asked = {"is_password": True}, ask
            ask = replace(ask, check=lambda text: asked.check(_meant(asked, text)))
        question = questionary.text(
            title(ask),
            instruction=f"{risk(ask)}{hint(ask)}\n >",
            default="" if ask.is_hidden else str(ask.preset or ""),
            qmark="",
            style=_STYLE,
            erase_when_done=True,
            reserve_space_for_menu=0,
            **hidden,
        )
        answer = self._run(question, ask, _KEYS_TYPE, menu_keys.typing)
        return _meant(ask, answer) if ask.is_hidden and answer is not BACK else answer

    def _run(
        self, question: questionary.Question, ask: Ask, keys: str, bind: Callable[[Screen], KeyBindingsBase]
    ) -> Any:
        app: Application[Any] = question.application
        screen = Screen(app, ask, keys)
        app.key_bindings = merge_key_bindings(
            [app.key_bindings or KeyBindings(), menu_keys.common(screen), bind(screen)]
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


def _meant(ask: Ask, typed: str) -> str:
    """The hidden answer: what is typed, or the one so far."""
    return "" if typed.strip() == _CLEARS else typed or ask.preset or ""


def _list_options(ask: Ask) -> dict[str, Any]:
    """What both kinds of list have in common."""
    return {
        "qmark": "",
        "pointer": ">",
        "style": _STYLE,
        "instruction": risk(ask),
        "use_jk_keys": False,
        "use_search_filter": ask.searchable,
        "erase_when_done": True,
    }


def _once(start: Callable[[], object]) -> Callable[[object], None]:
    pending = [start]

    def run(_: object) -> None:
        if pending:
            pending.pop()()

    return run
