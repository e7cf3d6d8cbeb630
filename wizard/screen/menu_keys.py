"""The keys of a question. They are added last, so they win over questionary's own."""

from __future__ import annotations

from prompt_toolkit.filters import Condition
from prompt_toolkit.key_binding import KeyBindings, KeyBindingsBase, merge_key_bindings
from prompt_toolkit.key_binding.key_processor import KeyPressEvent
from prompt_toolkit.keys import Keys
from questionary.prompts.common import InquirerControl

from wizard.screen.menu_layout import Screen
from wizard.screen.questions import BACK


def common(screen: Screen) -> KeyBindingsBase:
    keys = KeyBindings()

    @keys.add(Keys.Escape, eager=True)
    def _back(_: KeyPressEvent) -> None:
        if screen.ask.can_go_back:
            screen.app.exit(result=BACK)
        else:
            screen.error = "This is the first question: there is nothing to go back to. Ctrl-C leaves."

    # Where nothing can be typed it is swallowed; where something is, it may be a letter of it.
    @keys.add("?", eager=True, filter=Condition(lambda: bool(screen.list) or screen.can_explain))
    def _explain(_: KeyPressEvent) -> None:
        screen.explains = not screen.explains and screen.can_explain

    return keys


def _list_of(screen: Screen) -> InquirerControl:
    assert screen.list is not None
    return screen.list


def _moving(screen: Screen) -> KeyBindings:
    keys, control = KeyBindings(), _list_of(screen)

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

    no_search = Condition(lambda: not screen.ask.searchable)

    # With `a` questionary would tick everything, with `i` invert every tick. Any other key isn't eager: what
    # means something else, an arrow too, wins.
    @keys.add("a", eager=True, filter=no_search)
    @keys.add("i", eager=True, filter=no_search)
    @keys.add(Keys.Any, filter=no_search)
    def _begins_so(event: KeyPressEvent) -> None:
        """A letter leads to the next option that begins with it: who types `n` and Enter means no."""
        names = [one.name.lower() for one in screen.ask.options]
        here = control.pointed_at
        for at in (*range(here + 1, len(names)), *range(here + 1)):
            if event.data.strip() and names[at].startswith(event.data.lower()):
                control.pointed_at = at
                return

    return keys


def picking(screen: Screen) -> KeyBindingsBase:
    keys, control = KeyBindings(), _list_of(screen)

    @keys.add(Keys.ControlM, eager=True)
    def _take(_: KeyPressEvent) -> None:
        if not screen.finds_nothing():
            screen.leave(control.get_pointed_at().value)

    return merge_key_bindings([_moving(screen), keys])


def ticking(screen: Screen) -> KeyBindingsBase:
    keys, control = KeyBindings(), _list_of(screen)
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

    return merge_key_bindings([_moving(screen), keys])


def typing(screen: Screen) -> KeyBindingsBase:
    keys = KeyBindings()

    @keys.add(Keys.ControlM, eager=True)
    def _take(_: KeyPressEvent) -> None:
        screen.leave(screen.app.current_buffer.text)

    return keys
