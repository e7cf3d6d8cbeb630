"""The questions as a person meets them: keys in, answers out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from prompt_toolkit.input.base import PipeInput

from tests.wizard.trails.cases import RIGHT
from wizard.account.facts import Activity, Identity, Probe
from wizard.account.look import Look
from wizard.interview.interview import Interview
from wizard.interview.region_choices import for_home
from wizard.screen.menus import Menus
from wizard.screen.questions import Ask, Option, agrees
from wizard.stack.answers import Answers
from wizard.stack.asked_settings import QUESTIONS, Question

ENTER, ESC, DOWN, SPACE, BACKSPACE, TAB, CTRL_A = "\r", "\x1b", "\x1b[B", " ", "\x7f", "\t", "\x01"
UP, CTRL_C = "\x1b[A", "\x03"
HOME = {"aws:region": "eu-west-1"}
IN_ORDER = [
    "scope",
    "aws:region",
    "approvedRegions",
    "encryption",
    "dataEvents",
    "archiveClass",
    "archiveAfterDays",
    "expireAfterDays",
    "insights",
    "alertEmails",
]


class Quiet(Look):
    """A look that never begins."""

    def __init__(self) -> None:
        super().__init__(lambda: pytest.fail("nobody looks here"), "us-east-1", with_activity=True)
        self.started = 0

    def start(self) -> None:
        self.started += 1


def interview(values: dict[str, Any] | None = None, given: set[str] | None = None) -> Interview:
    return Interview(Menus(), Answers(dict(values or {}), given=frozenset(given or ())), Quiet(), "eu-west-1")


def answered(keys: PipeInput, text: str, values: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    keys.send_text(text)
    asked = interview(values, **more)
    asked.run()
    return asked.values


def asked_only(
    keys: PipeInput, questions: list[str], text: str, values: dict[str, Any] | None = None
) -> dict[str, Any]:
    """The answers where only these questions are asked; everything else is given, or its default."""
    others = {question.key for question in QUESTIONS} - set(questions)
    return answered(keys, text, {**HOME, **(values or {})}, given=others)


def test_enter_on_every_question_gives_the_defaults(keys: PipeInput) -> None:
    assert answered(keys, ENTER * 10) == {
        "scope": "account",
        "aws:region": "eu-west-1",
        "approvedRegions": ["eu-west-1"],
        "encryption": "new-key",
        "dataEvents": [],
        "archiveClass": "GLACIER_IR",
        "archiveAfterDays": 90,
        "expireAfterDays": 2555,
        "insights": "both",
        "alertEmails": [],
    }


def test_the_account_is_looked_at_once_the_first_question_is_on_screen(keys: PipeInput) -> None:
    asked = interview(given={key for key in IN_ORDER if key not in ("scope", "insights")})
    keys.send_text(ENTER * 2)
    assert isinstance(asked.look, Quiet)
    assert asked.look.started == 0
    asked.run()
    assert asked.look.started == 1


def test_what_was_given_is_not_asked(keys: PipeInput) -> None:
    values = {"scope": "account", "aws:region": "us-east-2", "insights": "none"}
    found = answered(keys, ENTER * 7, values, given=set(values))
    assert (found["aws:region"], found["insights"], found["approvedRegions"]) == (
        "us-east-2",
        "none",
        ["us-east-2"],
    )


def test_the_stack_files_answers_are_asked_again_with_those_as_presets(keys: PipeInput) -> None:
    values = {
        "aws:region": "eu-north-1",
        "approvedRegions": ["eu-west-1", "eu-north-1"],
        "insights": "error-rate",
        "expireAfterDays": "400",
        "alertEmails": ["ops@example.com"],
    }
    found = asked_only(keys, list(values), ENTER * 5, values)
    assert {key: found[key] for key in values} == {**values, "expireAfterDays": 400}


def test_escape_goes_back_and_keeps_both_answers(keys: PipeInput) -> None:
    typed = ENTER + f"us-east-1{SPACE}" + ENTER  # home, regions
    asked = ["aws:region", "approvedRegions", "encryption"]
    found = asked_only(keys, asked, typed + ESC + ENTER + ENTER)
    assert (found["aws:region"], found["approvedRegions"]) == ("eu-west-1", ["eu-west-1", "us-east-1"])


def test_escape_on_the_first_question_stays_there(keys: PipeInput) -> None:
    assert asked_only(keys, ["scope", "insights"], ESC + ENTER * 2)["scope"] == "account"


def test_escape_from_every_question_leads_back_to_the_first(keys: PipeInput) -> None:
    seen: list[str] = []

    class Seeing(Interview):
        def ask(self, question: Question, can_go_back: bool) -> Any:
            seen.append(question.key)
            return super().ask(question, can_go_back)

    keys.send_text(ENTER * 9 + ESC * 9 + CTRL_C)
    with pytest.raises(KeyboardInterrupt):
        Seeing(Menus(), Answers({}), Quiet(), "eu-west-1").run()
    assert seen == IN_ORDER + IN_ORDER[-2::-1]


def test_a_changed_home_region_is_ticked_and_the_one_before_no_longer(keys: PipeInput) -> None:
    back_twice = ENTER * 2 + ESC * 2
    asked = ["aws:region", "approvedRegions", "encryption"]
    found = asked_only(keys, asked, back_twice + f"us-east-2{ENTER}" + ENTER * 2)
    assert found["aws:region"] == "us-east-2"
    assert found["approvedRegions"] == ["us-east-2"]


def test_regions_that_somebody_ticked_stay_ticked_when_the_home_changes(keys: PipeInput) -> None:
    ticked = ENTER + f"us-east-1{SPACE}" + ENTER + ESC * 2
    asked = ["aws:region", "approvedRegions", "encryption"]
    found = asked_only(keys, asked, ticked + f"us-east-2{ENTER}" + ENTER * 2)
    assert found["approvedRegions"] == ["us-east-2", "eu-west-1", "us-east-1"]


@pytest.mark.parametrize(
    ("typed", "answer"),
    [("n", "none"), ("c", "call-rate"), ("B", "both"), ("nn", "none"), ("xe", "error-rate")],
)
def test_a_letter_leads_to_the_choice_that_begins_with_it(keys: PipeInput, typed: str, answer: str) -> None:
    assert asked_only(keys, ["insights"], typed + ENTER)["insights"] == answer


def test_no_letter_ticks_anything(keys: PipeInput) -> None:
    options = [Option(name, name) for name in ("S3", "Lambda", "DynamoDB", "alarms", "IAM")]
    keys.send_text("aial" + SPACE + ENTER)
    assert Menus().tick(Ask("Which?", options=options, preset=["S3"])) == ["S3", "Lambda"]


def test_who_types_n_where_yes_is_proposed_means_no(keys: PipeInput) -> None:
    keys.send_text("n" + ENTER)
    assert agrees(Menus(), "Install it now?", "gets it", "stops here", proposed=True) is False


def approved(keys: PipeInput, text: str) -> Any:
    """The approved regions after these keys on their question."""
    return asked_only(keys, ["approvedRegions"], text)["approvedRegions"]


def test_a_filter_loses_no_tick(keys: PipeInput) -> None:
    filtered = f"us-west{SPACE}{BACKSPACE * 7}ap-south{SPACE}{BACKSPACE * 8}"
    assert approved(keys, filtered + ENTER) == ["eu-west-1", "us-west-1", "ap-south-1"]


def test_regions_are_found_by_their_name(keys: PipeInput) -> None:
    assert approved(keys, f"frankf{SPACE}" + ENTER) == ["eu-west-1", "eu-central-1"]


def test_a_filter_that_finds_nothing_ticks_nothing(keys: PipeInput) -> None:
    assert approved(keys, f"qqq{SPACE}{CTRL_A}" + ENTER) == ["eu-west-1"]


def test_tab_does_not_invert_the_ticks(keys: PipeInput) -> None:
    assert approved(keys, TAB + ENTER) == ["eu-west-1"]


def test_control_a_ticks_only_what_the_filter_shows(keys: PipeInput) -> None:
    assert approved(keys, f"us-west{CTRL_A}" + ENTER) == ["eu-west-1", "us-west-1", "us-west-2"]


def test_a_list_without_the_home_region_is_not_taken(keys: PipeInput) -> None:
    untick, tick = SPACE, SPACE
    assert approved(keys, untick + ENTER + tick + ENTER) == ["eu-west-1"]


def test_a_bad_address_is_refused_at_the_prompt_and_can_be_mended(keys: PipeInput) -> None:
    typed = "ops @example.com" + ENTER + BACKSPACE * 13 + "@example.com" + ENTER
    assert asked_only(keys, ["alertEmails"], typed)["alertEmails"] == ["ops@example.com"]


def test_a_question_mark_in_a_text_is_text(keys: PipeInput) -> None:
    asked = interview()
    keys.send_text("?a?b" + ENTER)
    assert asked.asker.type(Ask("Anything", more="explained")) == "a?b"


def test_a_question_mark_explains_beside_a_proposal_that_nobody_has_touched(keys: PipeInput) -> None:
    assert asked_only(keys, ["expireAfterDays"], "?" + ENTER)["expireAfterDays"] == 2555


def test_reads_are_asked_about_only_with_data_events(keys: PipeInput) -> None:
    typed = SPACE + ENTER + UP + ENTER + DOWN + ENTER
    found = asked_only(keys, ["dataEvents", "dataEventsReads"], typed)
    assert (found["dataEvents"], found["dataEventsReads"]) == (["AWS::S3::Object"], True)


KEY_ARN = "arn:aws:kms:eu-west-1:111122223333:key/0a1b"


def test_a_key_of_ones_own_is_asked_for_only_with_existing_key() -> None:
    asked = interview({"encryption": "existing-key"})
    assert "kmsKeyArn" in [question.key for question in asked.open_questions()]
    asked.values["encryption"] = "sse-s3"
    assert "kmsKeyArn" not in [question.key for question in asked.open_questions()]


def test_an_answer_that_makes_no_sense_any_more_goes_back_to_its_default(keys: PipeInput) -> None:
    asked = interview(
        {"encryption": "new-key", "kmsKeyArn": KEY_ARN, "dataEvents": [], "dataEventsReads": True}
    )
    settled = asked.settled()
    assert (settled["kmsKeyArn"], settled["dataEventsReads"]) == ("", False)


def test_days_before_the_archive_are_not_asked_without_an_archive(keys: PipeInput) -> None:
    asked = ["archiveClass", "archiveAfterDays", "expireAfterDays"]
    found = asked_only(keys, asked, UP * 2 + ENTER + ENTER)
    assert (found["archiveClass"], "archiveAfterDays" in found) == ("STANDARD", False)


def test_control_c_leaves(keys: PipeInput) -> None:
    with pytest.raises(KeyboardInterrupt):
        answered(keys, ENTER + CTRL_C)


def test_a_closed_input_leaves(keys: PipeInput) -> None:
    asked = interview()
    keys.close()
    with pytest.raises(EOFError):
        asked.run()


def titles(asked: Interview, show: Callable[[Ask], Any]) -> list[str]:
    """What stands beside each region when the regions are asked for."""
    seen: list[str] = []

    class Seeing(Menus):
        def tick(self, ask: Ask) -> Any:
            seen.extend(f"{option.name}|{option.words}|{option.note()}" for option in ask.options)
            return show(ask)

    asked.asker = Seeing()
    asked.ask(next(q for q in asked.open_questions() if q.key == "approvedRegions"), can_go_back=False)
    return seen


def test_activity_stands_beside_a_name_and_never_ticks_it(keys: PipeInput) -> None:
    asked = interview({"aws:region": "eu-west-1"})
    asked.look.activity = {
        "us-east-1": Probe("good", Activity("us-east-1", 12, 7)),
        "us-west-2": Probe("good", Activity("us-west-2", 50, 7, more=True)),
        "sa-east-1": Probe("unknown", why="not allowed"),
    }
    asked.look.regions = Probe("good", ("eu-west-1", "us-east-1", "us-west-2", "sa-east-1"))
    presets: list[Any] = []
    seen = titles(asked, lambda ask: presets.append(ask.preset) or ["eu-west-1"])
    assert presets == [["eu-west-1"]]
    assert seen[0] == "eu-west-1|Europe (Ireland)|(home region)"
    assert "us-east-1|US East (N. Virginia)|12 write events in 7 days" in seen
    assert "us-west-2|US West (Oregon)|50+ write events in 7 days" in seen
    assert "sa-east-1|South America (Sao Paulo)|activity unknown" in seen
    assert "af-south-1|Africa (Cape Town)|not enabled" in seen


@pytest.mark.parametrize(
    ("names", "begins", "ends"),
    [
        (["a"], "There is a trail already: the trail a, at home in", "compared with it, and then"),
        (["a", "b"], "There are 2 trails already: the trail a, at home", "with the one you name, and then"),
    ],
)
def test_the_trails_that_exist_are_told_in_as_many_words_as_they_are(
    keys: PipeInput, names: list[str], begins: str, ends: str
) -> None:
    asked, notes = interview(), list[str]()
    asked.look.identity = Probe("good", Identity("111122223333", "arn:aws:iam::111122223333:user/a"))
    asked.look.trails = Probe("good", tuple(replace(RIGHT, name=one, arn=f"arn:{one}") for one in names))

    class Seeing(Menus):
        def pick(self, ask: Ask) -> Any:
            notes.append(ask.note())
            return "account"

    asked.asker = Seeing()
    asked.ask(QUESTIONS[0], can_go_back=False)
    assert notes[0].startswith(begins)
    assert ends in notes[0]
    assert "(logging, every region)" in notes[0]


def test_a_region_that_is_not_enabled_is_marked_where_a_home_is_chosen() -> None:
    asked = interview()
    asked.look.regions = Probe("good", ("eu-west-1", "us-east-1"))
    noted = {one.name: one.note() for one in for_home(asked.look, "eu-west-1")}
    assert (noted["eu-west-1"], noted["us-east-1"]) == ("", "")
    assert noted["af-south-1"] == "not enabled"
    assert noted["cn-north-1"] == "", "of another partition nothing is known"


def test_a_note_that_changes_is_drawn_anew(keys: PipeInput) -> None:
    notes = ["", "12 write events"]

    def note() -> str:
        if len(notes) == 1:
            keys.send_text(ENTER)  # nobody presses Enter before the new note is drawn
        return notes[0]

    asker = Menus()

    def learn() -> None:
        notes.pop(0)
        asker.refresh()

    asker.on_first_screen(learn)
    assert asker.tick(Ask("Regions", options=[Option("a", "a", "", note)], preset=[])) == []
