"""Of one resource type, what is recorded: all, some that exist, all but some, or by how ARNs begin."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from components import prices
from components.settings import REGION_KEY
from components.settings.rules.data_event_types import ResourceType
from components.settings.rules.data_events import DataEvent
from components.settings.rules.resource_arns import S3_OBJECTS
from wizard.account.data_resources import READABLE, Listing
from wizard.interview import data_event_arns
from wizard.interview.asking import Asking
from wizard.interview.data_event_options import event_of, is_pick, name_of, options_of
from wizard.screen import terminal
from wizard.screen.long_lists import MOST_LISTED, fault, matching
from wizard.screen.questions import BACK, Ask, Option, at_least_one
from wizard.stack.asked_settings import Question

_THINGS = {
    "AWS::S3::Object": "bucket",
    "AWS::Lambda::Function": "function",
    "AWS::DynamoDB::Table": "table",
}


def called(one: ResourceType) -> str:
    """As AWS's console calls it."""
    return one.name or one.id


@dataclass(frozen=True)
class OfType:
    """The questions about one type. others: events of the other types, which an answer has to fit."""

    interview: Asking
    question: Question
    type: ResourceType
    before: Sequence[DataEvent]
    others: Sequence[DataEvent]

    def ask(self) -> Any:
        """Its events, or BACK."""
        preset = self._preset()
        while True:
            how = self._how(preset)
            if how is BACK:
                return BACK
            ways: dict[str, Callable[[], Any]] = {
                "all": lambda: [DataEvent(self.type.id)],
                "some": lambda: self._picked(left_out=False),
                "but": lambda: self._picked(left_out=True),
                "beginning": self._typed,
            }
            events = ways[how]()
            if events is None:
                preset = "beginning"
            elif events is not BACK:
                return events

    @property
    def _thing(self) -> str:
        return _THINGS.get(self.type.id, "resource")

    def _how(self, preset: str) -> Any:
        things = f"{self._thing}s"
        usd = partial(self.interview.costs.note, self.question.key, [self.type.id])
        options = [Option("all", "all", f"all {things}, also those that are made later", usd)]
        if self.type.id in READABLE:
            options += [
                Option("some", "some", f"pick from the {things} that there are"),
                Option("but", "all but some", f"pick the {things} to leave out; later ones are recorded"),
            ]
        # Two buckets' objects have no beginning in common that a third bucket couldn't have as well.
        such_as = "a folder in a bucket" if self.type.id == S3_OBJECTS else "a team's names"
        options += [Option("beginning", "beginning", f"by how their ARNs begin: {such_as}")]
        return self.interview.asker.pick(
            Ask(
                f"{called(self.type)}: of which {things}?",
                f"{prices.DATA_EVENT.words}; writes only unless reads are asked for.",
                options=options,
                preset=preset,
                can_go_back=True,
            )
        )

    def _preset(self) -> str:
        whole = any(not one.arn_prefix for one in self.before)
        if whole:
            return "but" if any(one.left_out for one in self.before) and self._picks(True) else "all"
        if not self.before:
            return "some" if self.type.id in READABLE else "all"
        return "some" if len(self._picks(False)) == len(self.before) else "beginning"

    def _picks(self, left_out: bool) -> list[DataEvent]:
        """Of what is chosen so far, entries that are one bucket, function or table each."""
        return [one for one in self.before if one.left_out == left_out and one.arn_prefix and is_pick(one)]

    def _picked(self, *, left_out: bool) -> Any:
        """Events, BACK, or None where there is nothing to pick from."""
        terminal.say(f"Reading the account's {self._thing}s ...")
        probe = self.interview.look.data_resources(self.type.id, self._home)
        if probe.value is None:
            self._tell(f"They can't be read: {probe.why.rstrip('.')}. Name them by how their ARNs begin.")
            return None
        picked = self._among(probe.value, left_out)
        if picked is BACK or picked is None:
            return picked
        rest = [
            one for one in self.before if one.arn_prefix and not is_pick(one) and one.left_out == left_out
        ]
        if left_out:
            return [DataEvent(self.type.id), *picked, *rest]
        return [*picked, *rest]

    def _among(self, listing: Listing, left_out: bool) -> Any:
        for why in listing.unread:
            self._tell(f"Not everything could be read: {why.rstrip('.')}.")
        before = {one.arn_prefix for one in self._picks(left_out)}
        there = {
            event_of(self.type.id, one, left_out): one
            for one in listing.resources
            if one.name not in self._own_buckets()
        }
        gone = [one for one in self._picks(left_out) if one not in there]
        options = [
            *options_of(there),
            *(Option(one, name_of(one), "not seen in this account") for one in gone),
        ]
        if not options:
            beside = " but the logs' own" if listing.resources else ""
            self._tell(f"There are no {self._thing}s here{beside}. Name them by how their ARNs begin.")
            return None
        ticked = [one.value for one in options if one.value.arn_prefix in before]
        tags = " Tags can't be read." if listing.tags_unread else ""
        what = "leave out" if left_out else "record"
        return self._tick(
            f"Which {self._thing}s to {what}? There are {len(options):,}.{tags}", options, ticked
        )

    def _own_buckets(self) -> tuple[str, ...]:
        """Those of the trail itself are always left out."""
        known, who = self.interview.known(), self.interview.look.identity.value
        account = who.account if who and self.type.id == S3_OBJECTS else ""
        name = known["logBucketName"] or f"{known['trailName']}-{account}-{known[REGION_KEY]}"
        return (name, f"{name}-access") if account else ()

    def _tick(self, help: str, options: list[Option], ticked: list[DataEvent]) -> Any:
        """Some of them. Where there are too many to list, part of a name is asked for; what was ticked
        stays."""
        while True:
            listed = options
            if len(options) > MOST_LISTED:
                so_far = f" Ticked: {', '.join(map(name_of, ticked))}." if ticked else ""
                part = self.interview.asker.type(
                    Ask(
                        f"{help}{so_far}",
                        hint=f"Type part of a name, region or tag{'; nothing to go on' if ticked else ''}.",
                        can_go_back=True,
                        may_be_none=bool(ticked),
                        check=partial(self._narrowing_fault, options, bool(ticked)),
                    )
                )
                if part is BACK:
                    return BACK
                if not part.strip():
                    return ticked
                listed = matching(options, part)
            shown = [one.value for one in listed]
            hidden = [one for one in ticked if one not in shown]
            found = self.interview.asker.tick(
                Ask(
                    help,
                    options=listed,
                    preset=[one for one in ticked if one in shown],
                    searchable=True,
                    can_go_back=True,
                    check=partial(self._fault, hidden),
                )
            )
            if found is BACK and listed is options:
                return BACK
            if found is not BACK:
                ticked = [*hidden, *found]
            if listed is options:
                return ticked

    def _narrowing_fault(self, options: list[Option], may_be_none: bool, part: str) -> str:
        if not part.strip():
            return "" if may_be_none else "Type part of a name; Esc goes back."
        return fault(options, part, (self._thing, "name, region or tags"))

    def _fault(self, hidden: Sequence[DataEvent], ticked: Sequence[DataEvent]) -> str:
        events = [*hidden, *ticked]
        if not events:
            return at_least_one(events)
        return self._said_against(list(map(str, events)), events[0].left_out)

    def _said_against(self, entries: list[str], left_out: bool) -> str:
        """What the settings say against these entries, beside those of other types."""
        mine = [self.type.id, *entries] if left_out else entries
        return self.interview.check(self.question, [*map(str, self.others), *mine])

    def _typed(self) -> Any:
        like = data_event_arns.shape(self.type, self._home)
        answer = self.interview.asker.type(
            Ask(
                f"{called(self.type)}: how do the ARNs begin?",
                like and f"They are like {like}.",
                hint="Commas between several; ! before one leaves it out.",
                preset=data_event_arns.text_of(self.before),
                can_go_back=True,
                check=self._typed_fault,
            )
        )
        return BACK if answer is BACK else self._from_text(answer)

    def _typed_fault(self, text: str) -> str:
        events = self._from_text(text)
        if not events:
            return "Type the beginning of an ARN; Esc goes back."
        fault = data_event_arns.fault(events, self.type, self._home)
        said = fault or self._said_against([str(one) for one in events], False)
        return data_event_arns.as_typed(said, self.type)

    def _from_text(self, text: str) -> list[DataEvent]:
        return list(data_event_arns.typed(text, self.type.id, self.before))

    @property
    def _home(self) -> str:
        return self.interview.known()[REGION_KEY]

    def _tell(self, text: str) -> None:
        terminal.say(f"! {terminal.safe(text)}", "warning")
