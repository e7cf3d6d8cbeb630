"""The question about data events: services first, then what of each: all, some that exist, or by ARN.

What is picked becomes entries of dataEvents, in its grammar; who writes files types those by hand.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from components.settings.rules.data_event_types import TYPES, ResourceType
from components.settings.rules.data_events import DataEvent, read
from wizard.interview.asking import Asking
from wizard.interview.data_event_resources import OfType, called
from wizard.screen.questions import BACK, Ask, Option, at_least_one
from wizard.stack.asked_settings import Question

_OTHERS = "others"
# The first questions are about these; AWS's console calls them so.
_USUAL = {
    "AWS::S3::Object": ("S3", "objects in buckets: put, copied, deleted"),
    "AWS::Lambda::Function": ("Lambda", "functions that are run"),
    "AWS::DynamoDB::Table": ("DynamoDB", "items in tables: put, updated, deleted"),
}


@dataclass
class _Choice:
    """What is recorded of each type, in the order of the questions."""

    entries: dict[str, list[DataEvent]] = field(default_factory=dict[str, list[DataEvent]])

    @classmethod
    def of(cls, answer: Iterable[Any]) -> _Choice:
        """From entries as they are written; what makes no sense isn't taken over."""
        made = cls()
        for entry in answer:
            event = read(str(entry))
            if event:
                made.entries.setdefault(event.resource_type, []).append(event)
        return made

    def written(self) -> list[str]:
        return [str(event) for events in self.entries.values() for event in events]


def data_events(interview: Asking, question: Question, can_go_back: bool) -> Any:
    """The entries of dataEvents, [] for none, or BACK."""
    before = _Choice.of(interview.known()[question.key])
    preset = list(before.entries)
    while True:
        types = _types(interview, question, can_go_back, preset)
        if types is BACK:
            return BACK
        chosen = _Choice({one: before.entries.get(one, []) for one in types})
        if _each_type(interview, question, chosen):
            return chosen.written()
        preset = list(types)


def _each_type(interview: Asking, question: Question, chosen: _Choice) -> bool:
    """Asks what is recorded of each type in turn; False where somebody goes back before the first."""
    types = list(chosen.entries)
    place = 0
    while place < len(types):
        id = types[place]
        others = [one for other, events in chosen.entries.items() if other != id for one in events]
        events = OfType(interview, question, _known(id), chosen.entries[id], others).ask()
        if events is BACK:
            place -= 1
            if place < 0:
                return False
            continue
        chosen.entries[id] = events
        place += 1
    return True


def _known(id: str) -> ResourceType:
    """The type; one that isn't known here has its id alone."""
    return TYPES.get(id) or ResourceType(id, "")


def _types(interview: Asking, question: Question, can_go_back: bool, preset: list[str]) -> Any:
    """The resource types to record, or BACK. S3, Lambda and DynamoDB stand for themselves."""
    further = [one for one in preset if one not in _USUAL]
    while True:
        options = [Option(id, name, words) for id, (name, words) in _USUAL.items()]
        options += [Option(one, called(_known(one)), _known(one).service) for one in further]
        options.append(
            Option(_OTHERS, _OTHERS, f"of {len(TYPES)} resource types of {len(_services())} services")
        )
        ticked = interview.asker.tick(
            interview.ask_about(
                question,
                can_go_back,
                help="Data events to record: in which services?",
                options=options,
                preset=[one for one in preset if one in _USUAL or one in further],
                more="They are what happens to the data itself, and aren't recorded unless asked for. "
                "Nothing ticked is none. In files they are written as docs/data-events.md says.",
                check=_anything,
                cost=partial(_cost, interview, question),
            )
        )
        if ticked is BACK or _OTHERS not in ticked:
            return ticked
        added = _of_services(interview)
        preset = [one for one in ticked if one != _OTHERS]
        if added is not BACK:
            further += [one for one in added if one not in further]
            preset += [one for one in added if one not in preset]
            if added:
                return preset


def _of_services(interview: Asking) -> Any:
    """Types of other services, by service; BACK for none."""
    by_service = _services()
    while True:
        options = [
            Option(service, service, ", ".join(one.name or one.id.rpartition("::")[2] for one in types))
            for service, types in sorted(by_service.items(), key=lambda one: _sorted_as(one[0]))
        ]
        services = interview.asker.tick(
            Ask(
                "Of which other services?",
                options=options,
                preset=[],
                searchable=True,
                can_go_back=True,
                check=at_least_one,
            )
        )
        if services is BACK:
            return BACK
        types = [one for service in services for one in by_service[service]]
        if len(types) == len(services):
            return [one.id for one in types]
        found = interview.asker.tick(
            Ask(
                "Which of their resource types?",
                options=[Option(one.id, one.name or one.id, one.id if one.name else "") for one in types],
                preset=[one.id for one in types],
                searchable=True,
                can_go_back=True,
                check=at_least_one,
            )
        )
        if found is not BACK:
            return found


def _services() -> dict[str, list[ResourceType]]:
    """Service -> its types, without those that stand for themselves."""
    found: dict[str, list[ResourceType]] = {}
    for one in TYPES.values():
        if one.id not in _USUAL:
            found.setdefault(one.service, []).append(one)
    return found


def _sorted_as(service: str) -> str:
    return service.removeprefix("Amazon ").removeprefix("AWS ").casefold()


def _cost(interview: Asking, question: Question, types: Iterable[str]) -> str:
    """What these types come to: as they are so far, else all of each."""
    before = _Choice.of(interview.known()[question.key])
    events = [one for id in types if id != _OTHERS for one in before.entries.get(id) or [DataEvent(id)]]
    return interview.costs.below(question.key, [str(one) for one in events])


def _anything(_: object) -> str:
    """Services alone are no answer yet."""
    return ""
