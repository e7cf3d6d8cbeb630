"""Goes through the questions: keeps answers on the way back, checks each as it is given."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, ClassVar

from components import regions
from components.settings import REGION_KEY, check_one, plain, specs
from components.settings.parse import Mistyped, parse
from components.settings.plain_data import is_list
from wizard.account.look import Look
from wizard.account.second_copy import Described
from wizard.interview import data_event_questions, organization_questions, region_choices
from wizard.interview.costs import Costs
from wizard.interview.first_look import FirstLook
from wizard.interview.write_plan import misfit
from wizard.review.data_event_words import in_words
from wizard.screen import terminal
from wizard.screen.questions import BACK, Ask, Asker, Option
from wizard.stack.answers import Answers
from wizard.stack.asked_settings import QUESTIONS, Question, defaults


class Interview:
    """Asks what is open, and holds the answers so far in `values`, by key. described: the trail that the
    stack file describes, None without one."""

    def __init__(
        self,
        asker: Asker,
        answers: Answers,
        look: Look,
        preset_region: str,
        described: Described | None = None,
    ) -> None:
        self.asker, self.look = asker, look
        self.values: dict[str, Any] = dict(answers.values)
        self.asked: set[str] = set()
        self._given = answers.given | answers.secrets
        self._preset_region = preset_region
        self.first_look = FirstLook(look, asker, self.known, described)
        self.costs = Costs(look, self.known, preset_region)

    def run(self) -> None:
        """Asks every open question in turn; Esc goes to the one before."""
        path: list[Question] = []
        if not self.asker.redraws and self._next(path) is not None:
            self.first_look.come_first()
        while (question := self._next(path)) is not None:
            self.first_look.tell(is_first=not path)
            if self.costs.settle(question, self.asker, bool(path)) is BACK:
                path.pop()
                continue
            answer = self.ask(question, can_go_back=bool(path))
            if answer is BACK:
                path.pop()
                continue
            path.append(question)

    def ask(self, question: Question, can_go_back: bool) -> Any:
        """Asks one question; the answer is kept, unless it is BACK."""
        answer = self._screens[question.screen](self, question, can_go_back)
        if answer is not BACK:
            if question.key == REGION_KEY:
                self.values |= region_choices.moved(self.values, answer, self._given)
            self.values[question.key] = answer
            self.asked.add(question.key)
            if question.key == REGION_KEY:
                self.look.try_in_partition_of(answer)
            terminal.say(f"{question.label}: {said(question, answer)}{self._cost_of(question, answer)}")
        return answer

    def _cost_of(self, question: Question, answer: Any) -> str:
        """What the answer comes to, behind it."""
        usd = self.costs.repeated(question.key, answer, self._choices(question))
        return f" ({usd})" if usd else ""

    def _choices(self, question: Question) -> list[Any]:
        """Everything that may be answered, where that is a few words."""
        spec = specs()[question.key] if question.key != REGION_KEY else None
        if spec is None:
            return []
        return [False, True] if spec.kind == "flag" else list(spec.choices)

    def settled(self) -> dict[str, Any]:
        """The answers, without those that make no sense any more next to the others."""
        known = self.known()
        dropped = {q.key for q in QUESTIONS if q.needs_when and not q.when(known)} & self.values.keys()
        return {**self.values, **{key: defaults()[key] for key in dropped}}

    def open_questions(self) -> list[Question]:
        """Those that weren't answered on the command line or in a file, and whose turn can come."""
        return [q for q in QUESTIONS if q.key not in self._given and self.is_worth_asking(q)]

    def is_worth_asking(self, question: Question) -> bool:
        """Whether its turn can come, with these answers and in this account."""
        is_ours_to_say = question.screen != "administrator" or self.look.surroundings.role == "management"
        return question.when(self.known()) and is_ours_to_say

    def take(self, values: Mapping[str, Any]) -> None:
        """Answers that follow from something else; they are written down like those that were given."""
        self.values.update(values)
        self.asked.update(values)

    def change(self, question: Question) -> None:
        """Asks one question again, and those that have become worth asking through its new answer."""
        before = {q.key for q in QUESTIONS if self.is_worth_asking(q)}
        if self.ask(question, can_go_back=True) is BACK:
            return
        for follower in QUESTIONS:
            if self.is_worth_asking(follower) and follower.key not in before:
                self.ask(follower, can_go_back=False)

    def settle_scope(self) -> None:
        """Asks the scope again as long as what was found out since speaks against it."""
        scope = next(q for q in QUESTIONS if q.screen == "scope")
        while fault := organization_questions.scope_fault(self.look, self.known()[scope.key]):
            terminal.say(f"! {fault}", "warning")
            self.change(scope)

    def said(self, question: Question) -> str:
        """The answer so far, as it is repeated to the person."""
        return said(question, self.known().get(question.key, ""))

    def _next(self, path: list[Question]) -> Question | None:
        return next((q for q in self.open_questions() if q not in path), None)

    def known(self) -> dict[str, Any]:
        """Every answer, defaults for those still open."""
        return {**defaults(), **self.values}

    def check(self, question: Question, answer: Any) -> str:
        """What the settings say against this answer, with the others as they stand."""
        others = {k: v for k, v in self.values.items() if k not in (REGION_KEY, question.key)}
        home = answer if question.key == REGION_KEY else self.values.get(REGION_KEY, "")
        if question.key == REGION_KEY:
            return misfit(home, self.look)
        if question.screen == "scope" and (fault := organization_questions.scope_fault(self.look, answer)):
            return fault
        problems = check_one(question.key, answer, others, home)
        return " ".join(str(problem).partition(": ")[2] for problem in problems[:1])

    def ask_about(self, question: Question, can_go_back: bool, **more: Any) -> Ask:
        """The question on its way to the screen. more: what isn't the same for every question."""
        questions = self.open_questions()
        step = f"[{questions.index(question) + 1}/{len(questions)}]" if question in questions else ""

        def check(answer: Any) -> str:
            return self.check(question, answer)

        usual: dict[str, Any] = {
            "step": step,
            "can_go_back": can_go_back,
            "note": self.first_look.note,
            "waits": self.first_look.waits,
            "check": check,
            "cost": partial(self.costs.below, question.key),
        }
        words: dict[str, Any] = {"help": question.help, "risk": question.risk, "more": question.more}
        return Ask(**{**words, **usual, **more})

    def _pick(self, question: Question, can_go_back: bool) -> Any:
        spec = specs()[question.key]
        preset = self._parsed(question.key)
        if spec.kind == "flag":
            options = [Option(False, "no"), Option(True, "yes")]
        else:
            options = [
                Option(name, name, f"not yet; {words}" if spec.unbuilt(name) else words)
                for name, words in spec.choices.items()
            ]
        options = self.costs.beside(question.key, options)
        return self.asker.pick(self.ask_about(question, can_go_back, options=options, preset=preset))

    def _region(self, question: Question, can_go_back: bool) -> Any:
        preset = self.values.get(REGION_KEY) or self._preset_region
        options = region_choices.for_home(self.look, preset)
        return self.asker.pick(
            self.ask_about(question, can_go_back, options=options, preset=preset, searchable=True)
        )

    def _regions(self, question: Question, can_go_back: bool) -> Any:
        home: str = self.values[REGION_KEY]
        listed: list[str] = self._parsed(question.key) or []
        start = listed if home in listed else [home, *listed]
        options = region_choices.for_approval(self.look, home, listed)
        return self.asker.tick(
            self.ask_about(question, can_go_back, options=options, preset=start, searchable=True)
        )

    def _number(self, question: Question, can_go_back: bool) -> Any:
        preset = self._parsed(question.key)
        return self._typed(question, self.ask_about(question, can_go_back, preset=str(preset)))

    def _text(self, question: Question, can_go_back: bool) -> Any:
        return self._typed(question, self.ask_about(question, can_go_back, preset=self._parsed(question.key)))

    def _list(self, question: Question, can_go_back: bool) -> Any:
        how = {"hint": "Commas between several", "may_be_none": True}
        preset = ", ".join(self._parsed(question.key) or [])
        return self._typed(question, self.ask_about(question, can_go_back, preset=preset, **how))

    def _typed(self, question: Question, ask: Ask) -> Any:
        answer = self.asker.type(ask)
        spec = specs()[question.key]
        return BACK if answer is BACK else plain(spec, parse(spec, answer))

    def _parsed(self, key: str) -> Any:
        """The answer so far as a plain value; the default when there is none or it makes no sense."""
        spec = specs()[key]
        if key in self.values:
            with contextlib.suppress(Mistyped):
                return plain(spec, parse(spec, self.values[key]))
        return defaults()[key]

    _screens: ClassVar[Mapping[str, Callable[..., Any]]] = {
        "pick": _pick,
        "region": _region,
        "regions": _regions,
        "number": _number,
        "list": _list,
        "text": _text,
        "scope": organization_questions.scope,
        "archive": organization_questions.archive,
        "hidden": organization_questions.external_id,
        "administrator": organization_questions.administrator,
        "data-events": data_event_questions.data_events,
    }


def said(question: Question, answer: Any) -> str:
    """An answer as it is repeated to the person."""
    if question.key == REGION_KEY:
        return f"{answer}  {regions.name_of(answer)}"
    if specs()[question.key].hidden:
        return "(hidden)" if answer else "none"
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    if question.screen == "data-events":
        return in_words(map(str, answer or ())) or "none"
    if is_list(answer):
        return ", ".join(answer) or "none"
    return str(answer) or "none"
