"""The interview, as far as the modules that ask one kind of question need it."""

from __future__ import annotations

from typing import Any, Protocol

from wizard.account.look import Look
from wizard.interview.costs import Costs
from wizard.screen.questions import Ask, Asker
from wizard.stack.asked_settings import Question


class Asking(Protocol):
    """values: the answers so far, by key; known: the same with defaults for those still open."""

    asker: Asker
    look: Look
    values: dict[str, Any]
    costs: Costs

    def ask_about(self, question: Question, can_go_back: bool, **more: Any) -> Ask: ...

    def known(self) -> dict[str, Any]: ...

    def check(self, question: Question, answer: Any) -> str: ...
