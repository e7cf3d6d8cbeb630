"""Asks line by line, without redrawing: for simple terminals and screen readers."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Sequence
from typing import Any

from components.settings.plain_data import is_list
from wizard.screen import terminal
from wizard.screen.questions import BACK, Ask, Option, name_of

_BACK_WORD, _NONE_WORD = "<", "-"


class LineByLine:
    """Prints a question and reads a line. `?` explains, `<` goes back, Enter keeps the answer."""

    redraws = False

    def __init__(self) -> None:
        self._start: Callable[[], object] | None = None

    def on_first_screen(self, start: Callable[[], object]) -> None:
        self._start = start

    def refresh(self) -> None:
        """Nothing is drawn again: what was learned meanwhile shows with the next question."""

    def pick(self, ask: Ask) -> Any:
        preset = next((str(n) for n, option in enumerate(ask.options, 1) if option.value == ask.preset), "")
        kept = next((option.name for option in ask.options if option.value == ask.preset), "")
        prompt = f"Number or name{f' [{kept}]' if kept else ''}: "
        return self._until_right(ask, prompt, lambda line: _one(line or preset, ask.options))

    def tick(self, ask: Ask) -> Any:
        ticked: list[Any] = list(ask.preset or [])
        names = ", ".join(name_of(ask, one) for one in ticked)
        prompt = f"Numbers or names, with commas [{names}]: "
        return self._until_right(ask, prompt, lambda line: _several(line, ask) if line else ticked)

    def type(self, ask: Ask) -> Any:
        clears = (ask.may_be_none or ask.is_hidden) and bool(ask.preset)
        none = f", `{_NONE_WORD}` for none" if clears else ""
        hint = f"{ask.hint}{none}{'.' if ask.may_be_none else ''}"
        open_prompt = "Answer, or Enter for none: " if ask.may_be_none else "Answer: "
        prompt = f"Answer [{ask.preset}]: " if ask.preset else open_prompt
        if ask.is_hidden:
            prompt = f"Answer, unseen [{'the one so far' if ask.preset else 'none'}]: "

        def read(line: str) -> str:
            return "" if clears and line == _NONE_WORD else line or ask.preset or ""

        return self._until_right(ask, prompt, read, hint)

    def _read(self, ask: Ask, prompt: str) -> str:
        return (getpass.getpass(prompt) if ask.is_hidden else input(prompt)).strip()

    def _until_right(self, ask: Ask, prompt: str, read: Callable[[str], Any], hint: str = "") -> Any:
        self._show(ask, hint)
        while True:
            with terminal.prompt_line():
                line = self._read(ask, prompt)
            if line == "?":
                terminal.say(ask.more or "There is no more to say about this one.")
            elif line == _BACK_WORD and ask.can_go_back:
                return BACK
            elif line == _BACK_WORD:
                terminal.say("This is the first question. Ctrl-C leaves.")
            else:
                try:
                    answer = read(line)
                except LookupError as error:
                    terminal.say(f"! There is no choice {terminal.safe(error.args[0])!r}.")
                    continue
                wrong = ask.check(answer)
                if not wrong:
                    return answer
                terminal.say(f"! {wrong}")

    def _show(self, ask: Ask, hint: str) -> None:
        terminal.say()
        terminal.say(f"{ask.step} {ask.help}".strip())
        if ask.risk:
            terminal.say(ask.risk)
        if cost := ask.cost(ask.preset):
            terminal.say(cost)
        if note := ask.note():
            terminal.say(f"! {note}", "warning")
        for number, option in enumerate(ask.options, 1):
            ticked = "[x] " if is_list(ask.preset) and option.value in ask.preset else ""
            words = ", ".join(part for part in (option.words, option.note()) if part)
            terminal.item(f"{number}: {ticked}{option.name}{f', {words}' if words else ''}")
        keys = ["`?` explains"] if ask.more else []
        keys += [f"`{_BACK_WORD}` goes back"] if ask.can_go_back else []
        terminal.say(
            " ".join(part for part in (f"{', '.join(keys)}." if keys else "", hint) if part)
            or "Ctrl-C leaves."
        )
        if self._start is not None:
            start, self._start = self._start, None
            start()


def _one(word: str, options: Sequence[Option]) -> Any:
    """The value that this number or name stands for. Raises LookupError."""
    for number, option in enumerate(options, 1):
        if word in (str(number), option.name):
            return option.value
    raise LookupError(word)


def _several(line: str, ask: Ask) -> list[Any]:
    return list(dict.fromkeys(_one(word.strip(), ask.options) for word in line.split(",") if word.strip()))
