"""What a person sees and types: menus, or questions line by line; terminal text; one-line progress."""

from __future__ import annotations

import argparse

from wizard.screen import terminal
from wizard.screen.questions import Asker


def new_asker(options: argparse.Namespace) -> Asker:
    """Menus where the terminal can redraw; plain lines where it can't, or were asked for."""
    if options.plain or terminal.is_dumb():
        from wizard.screen.line_by_line import LineByLine

        return LineByLine()
    from wizard.screen.menus import Menus

    return Menus()
