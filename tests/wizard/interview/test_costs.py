"""What stands beside an answer of what it costs, and when Cost Explorer is asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from prompt_toolkit.input.base import PipeInput

from wizard.account.cloudtrail_usage import Usage
from wizard.account.facts import Activity, Identity, Probe
from wizard.account.look import Look
from wizard.account.samples import Samples
from wizard.interview.costs import COSTING, Costs
from wizard.interview.interview import Interview
from wizard.screen.menus import Menus
from wizard.screen.questions import Option
from wizard.stack.answers import Answers
from wizard.stack.asked_settings import KEYS, QUESTIONS, defaults

ENTER, ESC, DOWN = "\r", "\x1b", "\x1b[B"
HOME = {"aws:region": "eu-west-1"}


class Told(Samples):
    """Where Cost Explorer would say this."""

    def __init__(self, usage: Probe[Usage]) -> None:
        super().__init__()
        self.said, self.requests = usage, 0

    @property
    def can_ask_usage(self) -> bool:
        return True

    def ask_usage(self) -> Probe[Usage]:
        self.requests += 1
        self.usage = self.said
        return self.said


class Seen(Look):
    """An account that was looked at. usage: what Cost Explorer would say."""

    def __init__(self, usage: Probe[Usage] | None = None) -> None:
        super().__init__(lambda: pytest.fail("nobody looks here"), "us-east-1", with_activity=True)
        self.identity = Probe("good", Identity("111122223333", "arn:aws:iam::111122223333:user/ada"))
        self.regions = Probe("good", ("eu-west-1", "us-east-1"))
        self.trails = Probe("good", ())
        self.told = Told(usage or Probe("good", Usage(30, 3_000_000)))
        self.samples = self.told

    def start(self) -> None:
        """Done."""


def costs(look: Look, **values: Any) -> Costs:
    known: Mapping[str, Any] = {**defaults(), **HOME, **values}
    return Costs(look, lambda: known, "eu-west-1")


def beside(found: Costs, key: str, *values: Any) -> list[str]:
    options = found.beside(key, [Option(one, str(one)) for one in values])
    return [one.note() for one in options]


def test_every_question_that_costs_is_asked() -> None:
    assert set(COSTING) <= KEYS


def test_each_kind_of_insights_stands_with_what_it_costs_more_than_none() -> None:
    both, none = beside(costs(Seen()), "insights", "both", "none")
    assert both.startswith("(0.")
    assert both.endswith(" USD a month)")
    assert none == "(nothing more)"


def test_what_is_found_out_meanwhile_changes_the_figure() -> None:
    look = Seen()
    found = costs(look)
    before = beside(found, "insights", "both", "none")[0]
    look.activity = {"eu-west-1": Probe("good", Activity("eu-west-1", 5000, 7))}
    after = beside(found, "insights", "both", "none")[0]
    assert before != after
    assert "a sample of this account" in found.below("insights", None)


def test_a_number_that_is_being_typed_stands_with_its_storage() -> None:
    found = costs(Seen())
    year, century = found.below("expireAfterDays", "400"), found.below("expireAfterDays", "36500")
    assert year.startswith("All log files in S3, once the oldest expire: ")
    assert year != century
    assert found.below("expireAfterDays", "0").startswith(
        "All log files in S3, after ten years, as none expires: "
    )
    assert found.below("expireAfterDays", "nine") == ""


def test_data_events_stand_with_their_cost_once_some_are_ticked() -> None:
    found = costs(Seen())
    assert found.below("dataEvents", []) == ""
    text = found.below("dataEvents", ["AWS::S3::Object"])
    assert text.startswith("Data events: ")
    assert "USD a month, reckoned from an assumption" in text


def test_what_is_assumed_of_data_events_is_told_with_its_numbers() -> None:
    found = costs(Seen())
    of_two = found.below("dataEvents", [f"AWS::S3::Object=arn:aws:s3:::{one}/" for one in ("a", "b")])
    assert "an assumption: 5,000 to 5,000,000 such events a month, whatever is chosen here." in of_two
    reads = costs(Seen(), dataEvents=["AWS::S3::Object"]).below("dataEventsReads", False)
    assert "an assumption: 100,000 to 10,000,000 such events a month, whatever is chosen here." in reads


def test_classes_that_come_to_the_same_are_said_to() -> None:
    said = "It is the same for each class: log files as small as these aren't moved."
    quiet, busy = Seen(), Seen(Probe("good", Usage(30, 3_000_000_000)))
    busy.told.ask_usage()
    assert said in costs(quiet).below("archiveClass", None)
    assert said not in costs(busy).below("archiveClass", None)


def test_the_scope_s_figures_are_said_to_be_of_the_whole() -> None:
    said = costs(Seen()).below("scope", None)
    assert said.startswith("The whole set-up's costs, with the defaults of the questions to come, reckoned ")


def test_an_own_key_that_is_not_named_yet_has_its_figure_too() -> None:
    assert "USD a month" in beside(costs(Seen()), "encryption", "new-key", "existing-key", "sse-s3")[1]


def test_a_question_about_nothing_that_costs_has_no_figure() -> None:
    found = costs(Seen())
    assert found.below("alertEmails", "a@example.com") == ""
    assert beside(found, "alertFormat", "text", "chat") == ["", ""]


def asked(keys: PipeInput, text: str, look: Look, questions: list[str], agreed: bool = False) -> Interview:
    """An interview in which these questions are open."""
    keys.send_text(text)
    given = frozenset({one.key for one in QUESTIONS} - set(questions))
    made = Interview(Menus(), Answers(dict(HOME), given=given), look, "eu-west-1")
    if agreed:
        made.costs.agree()
    made.run()
    return made


def test_cost_explorer_is_not_asked_unless_somebody_says_yes(keys: PipeInput) -> None:
    look = Seen()
    asked(keys, ENTER * 2, look, ["encryption"])
    assert (look.told.requests, look.told.usage.is_over) == (0, False)


def test_a_yes_asks_cost_explorer_once_and_figures_rest_on_it(
    keys: PipeInput, capsys: pytest.CaptureFixture[str]
) -> None:
    look = Seen()
    made = asked(keys, DOWN + ENTER * 3, look, ["encryption", "insights"])
    assert look.told.requests == 1
    assert "CloudTrail counted 3,000,000 management events in 30 days." in capsys.readouterr().out
    assert "what Cost Explorer counted" in made.costs.below("insights", None)


def test_esc_at_that_question_goes_to_the_one_before(keys: PipeInput) -> None:
    look = Seen()
    made = asked(keys, ENTER + ESC + ENTER + ENTER + ENTER, look, ["approvedRegions", "encryption"])
    assert made.values["encryption"] == "new-key"


def test_it_is_not_asked_before_the_first_answer_that_costs(keys: PipeInput) -> None:
    asked(keys, ENTER, Seen(), ["alertEmails"])


def test_who_agreed_on_the_command_line_is_not_asked(keys: PipeInput) -> None:
    look = Seen()
    asked(keys, ENTER, look, ["encryption"], agreed=True)
    assert look.told.requests == 1


def test_a_refusal_is_told_and_a_sample_is_used(keys: PipeInput, capsys: pytest.CaptureFixture[str]) -> None:
    refused: Probe[Usage] = Probe("unknown", why="AWS refused ce:GetCostAndUsage.")
    asked(keys, DOWN + ENTER * 2, Seen(refused), ["encryption"])
    assert "! AWS refused ce:GetCostAndUsage. Costs are reckoned from a sample." in capsys.readouterr().out


def test_the_answer_is_repeated_with_its_cost(keys: PipeInput, capsys: pytest.CaptureFixture[str]) -> None:
    asked(keys, ENTER * 2, Seen(), ["expireAfterDays"])
    assert "Expire after days: 2555 (all log files in S3: 0." in capsys.readouterr().out


def test_answers_that_share_a_cost_are_not_each_repeated_with_it(
    keys: PipeInput, capsys: pytest.CaptureFixture[str]
) -> None:
    asked(keys, ENTER * 4, Seen(), ["archiveClass", "archiveAfterDays", "expireAfterDays"])
    said = capsys.readouterr().out
    assert "Archive class: GLACIER_IR\nArchive after days: 90\nExpire after days: 2555 (all log" in said
