"""What each answer costs a month in this account, as it stands beside it while the question is on screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from components import prices, regions
from components.settings import REGION_KEY, Settings, SettingsError, specs, validate
from wizard.account.look import Look
from wizard.review.costs.beside import Range, each_of, more_than, of_settings
from wizard.review.costs.estimate import Estimate, estimate
from wizard.review.costs.known import NOTHING, Known, data_source, volumes_of
from wizard.review.costs.volumes import Source
from wizard.screen import terminal
from wizard.screen.questions import BACK, Ask, Asker, Option
from wizard.stack.asked_settings import Question

_READS = "dataEventsReads"
#: Questions whose answers are told apart by what differs between them.
_CHOICES = ("encryption", _READS, "insights")
#: Questions about all that is paid for, about what is paid for storage, and about data events.
_SCOPE, _STORED, _DATA = "scope", ("archiveClass", "archiveAfterDays", "expireAfterDays"), "dataEvents"
COSTING = (_SCOPE, *_CHOICES, *_STORED, _DATA)
_WHAT: Mapping[str, str] = {
    _SCOPE: "The whole set-up's costs, with the defaults of the questions to come",
    _DATA: "Data events",
    **dict.fromkeys(_STORED, "All log files in S3"),
}
_SOMEDAY, _AT_LAST = "once the oldest expire", "after ten years, as none expires"
#: What is a sum, where answers are repeated.
_SUMS: Mapping[str, str] = {_SCOPE: "the whole set-up: ", _STORED[-1]: "all log files in S3: "}
_SAME = " It is the same for each class: log files as small as these aren't moved."
# The setting that the items of storage hang on.
_STORAGE = ("expireAfterDays",)
_FROM: Mapping[Source, str] = {
    "usage": "what Cost Explorer counted",
    "sample": "a sample of this account",
    "assumption": "assumptions: how much goes on here isn't known",
}
_KEY = "arn:{0}:kms:{1}:000000000000:key/00000000-0000-4000-8000-000000000000"


class Costs:
    """known: every answer so far, by key; home: the home region as long as none was chosen."""

    def __init__(self, look: Look, known: Callable[[], Mapping[str, Any]], home: str) -> None:
        self._look, self._known, self._home = look, known, home or "us-east-1"
        self._is_agreed = False
        self._made: dict[tuple[str, str], Estimate] = {}
        self._is_settled = False

    def agree(self) -> None:
        """Cost Explorer may be asked without a further question."""
        self._is_agreed = True

    def settle(self, question: Question, asker: Asker, can_go_back: bool) -> Any:
        """Asks once, before the first answer that costs, whether Cost Explorer may be asked. BACK to go to
        the question before; only where there is an account to ask about."""
        is_due = question.key in COSTING and question.screen != "scope"
        if self._is_settled or not is_due:
            return None
        self._is_settled = True
        if self._look.has_begun:
            self._look.wait_for_organization(1.0)
        if not self._look.samples.can_ask_usage:
            return None
        if self._is_agreed:
            return self.ask_usage()
        answer = asker.pick(
            Ask(
                "May Cost Explorer be asked how many events CloudTrail counted last month?",
                f"AWS charges {prices.USAGE_REQUEST.words}; it would be one.",
                "The figures beside the answers that cost, and the review's, are then made from what AWS "
                "counted (ce:GetCostAndUsage); else from a sample of this account. A management account is "
                "told of its whole organization.",
                options=[
                    Option(False, "no", "a sample of this account, which costs nothing"),
                    Option(True, "yes", "what AWS counted"),
                ],
                preset=False,
                can_go_back=can_go_back,
            )
        )
        if answer is True:
            self.ask_usage()
        self._is_settled = answer is not BACK
        return answer

    def ask_usage(self) -> None:
        """Asks Cost Explorer, and says what it said."""
        terminal.say("Asking Cost Explorer ...")
        found = self._look.samples.ask_usage()
        if found.value is None:
            said = terminal.safe(found.why.rstrip("."))
            terminal.say(f"! {said}. Costs are reckoned from a sample.", "warning")
        elif not found.value.events:
            terminal.say("It counted no events of CloudTrail's. Costs are reckoned from a sample.")
        else:
            number, days = found.value.events, found.value.days
            terminal.say(f"CloudTrail counted {number:,.0f} management events in {days} days.")

    def beside(self, key: str, options: Sequence[Option]) -> list[Option]:
        """The same options, each with what it would cost, as far as that is known while it is on screen."""
        if key not in COSTING:
            return list(options)
        values = [one.value for one in options]

        def with_cost(at: int, one: Option) -> Option:
            def note() -> str:
                return " ".join(filter(None, (one.note(), self._choice(key, values, at))))

            return Option(one.value, one.name, one.words, note)

        return [with_cost(at, one) for at, one in enumerate(options)]

    def below(self, key: str, value: Any) -> str:
        """What stands below the question: what the answer comes to as it is now, and what that rests on.
        value: of a choice it is said beside the options."""
        settings = self._settings({} if key in (_SCOPE, *_CHOICES) else {key: value})
        if key not in COSTING or settings is None or (key == _DATA and not value):
            return ""
        usd = self.of(key, value) if key in (_DATA, *_STORED) else ""
        what = _WHAT.get(key, "Costs")
        if key in _STORED:
            what += f", {_SOMEDAY if settings.expire_after_days else _AT_LAST}"
        same = _SAME if key == "archiveClass" and self._is_all_the_same(key) else ""
        return f"{what}{f': {usd}' if usd else ''}, reckoned from {self._basis(key, settings)}.{same}"

    def _basis(self, key: str, settings: Settings) -> str:
        """What the figures rest on."""
        if key not in (_DATA, _READS):
            return _FROM[self._source(settings)]
        source = data_source(settings, self.account)
        if source != "assumption":
            return _FROM[source]
        both = replace(settings, data_events_reads=True) if key == _READS else settings
        found = volumes_of(both, self.account)
        return (
            f"an assumption: {found.least.data:,.0f} to {found.most.data:,.0f} such events a month, whatever "
            "is chosen here. A busy service has many times that"
        )

    def _is_all_the_same(self, key: str) -> bool:
        """Whether every choice has the same figure."""
        found = {self.of(key, value) for value in specs()[key].choices}
        return len(found) == 1 and "" not in found

    def repeated(self, key: str, value: Any, among: Sequence[Any] = ()) -> str:
        """The same as `of`, for the lines of answers given: they are read as a bill, so that nothing is said
        twice, and a sum is called one."""
        if key in _STORED[:-1]:
            return ""
        usd = self.of(key, value, among)
        return f"{_SUMS[key]}{usd}" if usd and key in _SUMS else usd

    def of(self, key: str, value: Any, among: Sequence[Any] = ()) -> str:
        """What the answer comes to, "" where nothing hangs on it or it makes no sense. among: what it is
        chosen from."""
        if key in _CHOICES and value in among:
            return self._choice(key, among, list(among).index(value)).strip("()")
        made = self._estimate({key: value}) if key in COSTING else None
        if made is None:
            return ""
        if key in _STORED:
            return str(of_settings(made, _STORAGE))
        if key == _SCOPE:
            return str(Range.of(made.items))
        without = self._estimate({_DATA: []})
        return str(more_than(made, without)) if key == _DATA and value and without else ""

    def note(self, key: str, value: Any) -> str:
        """The same as it stands beside an option."""
        usd = self.of(key, value)
        return f"({usd})" if usd else ""

    @property
    def account(self) -> Known:
        """What is known by now."""
        return known_of(self._look)

    def _choice(self, key: str, values: Sequence[Any], at: int) -> str:
        if key not in _CHOICES:
            return self.note(key, values[at])
        made = [self._estimate({key: value}) for value in values]
        if made[at] is None:
            return ""
        found: list[Range] = each_of([one for one in made if one is not None])
        mine = found[len([one for one in made[:at] if one is not None])]
        return f"({mine})" if any(one.most for one in found) else ""

    def _source(self, settings: Settings) -> Source:
        return volumes_of(settings, self.account).source

    def _estimate(self, answer: Mapping[str, Any]) -> Estimate | None:
        """Remembered: a question is drawn at each key."""
        settings = self._settings(answer)
        if settings is None:
            return None
        volumes = volumes_of(settings, self.account)
        asked = repr(settings), repr(volumes)
        if asked not in self._made:
            self._made[asked] = estimate(settings, volumes)
        return self._made[asked]

    def _settings(self, answer: Mapping[str, Any]) -> Settings | None:
        """As they would be; None where they aren't complete, or make no sense."""
        values = {**self._known(), **answer}
        home = str(values.pop(REGION_KEY, "") or self._home)
        if values.get("encryption") != "existing-key":
            values.pop("kmsKeyArn", None)
        elif not values.get("kmsKeyArn"):
            # Which one it is decides about no cost.
            found = regions.partition_of(home)
            values["kmsKeyArn"] = _KEY.format(found.id if found else "aws", home)
        if not values.get(_DATA):
            values.pop("dataEventsReads", None)
        if home not in (values.get("approvedRegions") or ()):
            values["approvedRegions"] = [home]
        try:
            return validate(values, home)
        except SettingsError:
            return None


def known_of(look: Look) -> Known:
    """What the look found out of how much goes on, so far."""
    if look.identity.value is None:
        return NOTHING
    return Known(
        usage=look.samples.usage.value,
        log_day=look.samples.log_day.value,
        activity=tuple(one.value for one in look.activity.values() if one.value),
        rates=look.samples.rates,
        regions=len(look.regions.value or ()),
        accounts=len([one for one in look.surroundings.accounts.value or () if one.is_active]),
        is_management=look.surroundings.role == "management",
    )
