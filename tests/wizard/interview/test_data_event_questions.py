"""Data events as a person chooses them: by service, for all, picked, all but some, or by ARN."""

from __future__ import annotations

from typing import Any

import pytest
from prompt_toolkit.input.base import PipeInput

from tests.wizard.interview.test_interview import CTRL_C, DOWN, ENTER, ESC, HOME, SPACE, UP, Quiet
from wizard.account.data_resources import DataResource, Listing
from wizard.account.facts import Identity, Probe
from wizard.interview.data_event_questions import data_events
from wizard.interview.interview import Interview
from wizard.screen.line_by_line import LineByLine
from wizard.screen.menus import Menus
from wizard.screen.questions import BACK, Asker
from wizard.stack.answers import Answers
from wizard.stack.asked_settings import QUESTIONS

ACCOUNT = "111122223333"
S3, FUNCTION, TABLE = "AWS::S3::Object", "AWS::Lambda::Function", "AWS::DynamoDB::Table"
QUESTION = next(one for one in QUESTIONS if one.key == "dataEvents")
BUCKETS = tuple(
    DataResource(f"arn:aws:s3:::team-{n:02}-data", f"team-{n:02}-data", "eu-west-1", {"team": f"t{n}"})
    for n in range(40)
)
SHIP = f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:ship"
FUNCTIONS = (DataResource(SHIP, "ship", "eu-west-1"), DataResource(f"{SHIP}-2", "ship-2", "eu-west-1"))


class Seen(Quiet):
    """An account with 40 buckets and two functions, whose tables can't be read."""

    def __init__(self, **there: Probe[Listing]) -> None:
        super().__init__()
        self.identity = Probe("good", Identity(ACCOUNT, f"arn:aws:iam::{ACCOUNT}:user/ada"))
        self.there = {
            S3: Probe("good", Listing(BUCKETS)),
            FUNCTION: Probe("good", Listing(FUNCTIONS)),
            TABLE: Probe[Listing]("unknown", why="not allowed: dynamodb:ListTables in eu-west-1"),
        } | {key.replace("_", "::"): one for key, one in there.items()}

    def data_resources(self, resource_type: str, home: str) -> Probe[Listing]:
        return self.there[resource_type]


def asked(
    keys: PipeInput,
    text: str,
    before: list[str] | None = None,
    look: Seen | None = None,
    asker: Asker | None = None,
) -> Any:
    keys.send_text(text)
    values = {**HOME, **({"dataEvents": before} if before else {})}
    interview = Interview(asker or Menus(), Answers(values), look or Seen(), "eu-west-1")
    return data_events(interview, QUESTION, True)


ONLY_S3 = SPACE + ENTER


def test_enter_alone_is_none(keys: PipeInput) -> None:
    assert asked(keys, ENTER) == []


def test_two_of_40_buckets_are_picked_by_searching(keys: PipeInput) -> None:
    assert asked(keys, ONLY_S3 + ENTER + f"07{SPACE}\x7f\x7f31{SPACE}" + ENTER) == [
        f"{S3}=arn:aws:s3:::team-07-data/",
        f"{S3}=arn:aws:s3:::team-31-data/",
    ]


def test_a_tag_or_a_region_is_searched_too(keys: PipeInput) -> None:
    assert asked(keys, ONLY_S3 + ENTER + f"team=t12{SPACE}" + ENTER) == [f"{S3}=arn:aws:s3:::team-12-data/"]


def test_all_of_a_service(keys: PipeInput) -> None:
    assert asked(keys, ONLY_S3 + UP + ENTER) == [S3]


def test_all_but_some(keys: PipeInput) -> None:
    assert asked(keys, ONLY_S3 + DOWN + ENTER + f"05{SPACE}" + ENTER) == [
        S3,
        f"!{S3}=arn:aws:s3:::team-05-data/",
    ]


def test_functions_are_picked_as_a_whole_since_names_begin_alike(keys: PipeInput) -> None:
    assert asked(keys, DOWN + ONLY_S3 + ENTER + SPACE + ENTER) == [f"{FUNCTION}=={SHIP}"]


def test_nothing_ticked_is_told(keys: PipeInput) -> None:
    found = asked(keys, ONLY_S3 + ENTER + ENTER + SPACE + ENTER)
    assert found == [f"{S3}=arn:aws:s3:::team-00-data/"]


def test_what_cannot_be_read_is_told_and_goes_on_by_arn(
    keys: PipeInput, capsys: pytest.CaptureFixture[str]
) -> None:
    table = f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/orders"
    # Enter takes what the message advises.
    assert asked(keys, DOWN * 2 + ONLY_S3 + ENTER + ENTER + table + ENTER) == [f"{TABLE}={table}"]
    assert (
        "! They can't be read: not allowed: dynamodb:ListTables in eu-west-1. Name them by how their ARNs "
        "begin." in " ".join(capsys.readouterr().out.split())
    )


def test_an_account_without_any_is_told(keys: PipeInput, capsys: pytest.CaptureFixture[str]) -> None:
    look = Seen(AWS_S3_Object=Probe("good", Listing(())))
    assert asked(keys, ONLY_S3 + ENTER + ESC + SPACE + ENTER, look=look) == []
    assert "There are no buckets here." in capsys.readouterr().out


def test_where_there_are_none_enter_leads_to_the_beginnings_of_arns(
    keys: PipeInput, capsys: pytest.CaptureFixture[str]
) -> None:
    own = f"everyregion-{ACCOUNT}-eu-west-1"
    look = Seen(AWS_S3_Object=Probe("good", Listing((DataResource(f"arn:aws:s3:::{own}", own),))))
    found = asked(keys, ONLY_S3 + ENTER + ENTER + "arn:aws:s3:::later/" + ENTER, look=look)
    assert found == [f"{S3}=arn:aws:s3:::later/"]
    said = " ".join(capsys.readouterr().out.split())
    assert "! There are no buckets here but the logs' own. Name them by how their ARNs begin." in said


def test_what_is_no_arn_is_refused_in_the_words_that_were_typed(
    keys: PipeInput, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = iter(["S3", "beginning", "bucket/logs/", "arn:aws:s3:::bucket", "arn:aws:s3:::bucket/logs/"])
    monkeypatch.setattr("builtins.input", lambda _: next(lines))
    assert asked(keys, "", asker=LineByLine()) == [f"{S3}=arn:aws:s3:::bucket/logs/"]
    said = " ".join(capsys.readouterr().out.split())
    assert "They are like arn:aws:s3:::<bucket_name>/<object_path>." in said
    assert '"bucket/logs/" isn\'t the beginning of an ARN. Begin it with arn:aws:s3:::.' in said
    assert '"arn:aws:s3:::bucket" lacks the slash' in said
    assert "Write arn:aws:s3:::bucket/ for one bucket." in said


def test_the_trail_s_own_buckets_are_not_offered(keys: PipeInput) -> None:
    own = f"everyregion-{ACCOUNT}-eu-west-1"
    there = [DataResource(f"arn:aws:s3:::{name}", name) for name in (own, f"{own}-access", "payments")]
    look = Seen(AWS_S3_Object=Probe("good", Listing(tuple(there))))
    assert asked(keys, ONLY_S3 + ENTER + SPACE + ENTER, look=look) == [f"{S3}=arn:aws:s3:::payments/"]


def test_escape_goes_back_one_question_at_a_time_and_keeps_what_was_chosen(keys: PipeInput) -> None:
    services = SPACE + DOWN + SPACE + ENTER
    # At Lambda's question back to S3's, and on again.
    assert asked(keys, services + UP + ENTER + ESC + ENTER + UP + ENTER) == [S3, FUNCTION]
    # From S3's back to the services, and on again.
    assert asked(keys, services + ESC + ENTER + UP + ENTER + UP + ENTER) == [S3, FUNCTION]


def test_escape_at_the_services_leads_to_the_question_before(keys: PipeInput) -> None:
    assert asked(keys, ESC) is BACK


def test_control_c_ends_it_anywhere(keys: PipeInput) -> None:
    with pytest.raises(KeyboardInterrupt):
        asked(keys, ONLY_S3 + ENTER + CTRL_C)


def test_what_a_file_says_is_ticked_and_what_is_no_pick_stays(keys: PipeInput) -> None:
    before = [f"{S3}=arn:aws:s3:::team-03-data/", f"{S3}=arn:aws:s3:::gone/"]
    assert asked(keys, ENTER * 3, before) == before
    folder = [f"{S3}=arn:aws:s3:::team-03-data/invoices/"]
    assert asked(keys, ENTER * 3, folder) == folder
    assert asked(keys, ENTER * 2, [S3]) == [S3]
    leaves_out = [S3, f"!{S3}=arn:aws:s3:::team-04-data/"]
    assert asked(keys, ENTER * 3, leaves_out) == leaves_out
    whole = [f"{FUNCTION}=={SHIP}"]
    assert asked(keys, ENTER * 3, whole) == whole


def test_a_folder_that_a_file_names_stays_beside_buckets_that_are_picked(keys: PipeInput) -> None:
    before = [f"{S3}=arn:aws:s3:::team-03-data/invoices/"]
    up_to_some = UP * 2
    assert asked(keys, ENTER + up_to_some + ENTER + f"20{SPACE}" + ENTER, before) == [
        f"{S3}=arn:aws:s3:::team-20-data/",
        *before,
    ]


def test_other_services_are_found_by_searching(keys: PipeInput) -> None:
    others = DOWN * 3 + SPACE + ENTER
    assert asked(keys, others + f"firehose{SPACE}" + ENTER + ENTER) == [
        "AWS::KinesisFirehose::DeliveryStream"
    ]


def test_others_without_a_service_is_no_answer(keys: PipeInput) -> None:
    others = DOWN * 3 + SPACE + ENTER
    assert asked(keys, others + ENTER + f"firehose{SPACE}" + ENTER + ENTER) == [
        "AWS::KinesisFirehose::DeliveryStream"
    ]


def test_of_a_service_with_several_types_some_are_ticked(keys: PipeInput) -> None:
    others = DOWN * 3 + SPACE + ENTER
    # Both are ticked; the platform endpoints are unticked.
    typed = others + f"sns{SPACE}" + ENTER + SPACE + ENTER + ENTER
    assert asked(keys, typed) == ["AWS::SNS::Topic"]


def test_a_prefix_that_the_settings_refuse_is_refused_here(keys: PipeInput) -> None:
    wrong, right = "arn:aws:s3:::payments", "/"
    assert asked(keys, ONLY_S3 + DOWN * 2 + ENTER + wrong + ENTER + right + ENTER) == [
        f"{S3}=arn:aws:s3:::payments/"
    ]


def test_prefixes_that_only_leave_out_are_left_out_of_all(keys: PipeInput) -> None:
    assert asked(keys, ONLY_S3 + DOWN * 2 + ENTER + "!arn:aws:s3:::payments/tmp/" + ENTER) == [
        S3,
        f"!{S3}=arn:aws:s3:::payments/tmp/",
    ]


def test_of_hundreds_part_of_a_name_is_asked_for_and_ticks_stay(keys: PipeInput) -> None:
    many = tuple(DataResource(f"arn:aws:s3:::b{n:03}", f"b{n:03}", "eu-west-1") for n in range(300))
    look = Seen(AWS_S3_Object=Probe("good", Listing(many)))
    typed = ONLY_S3 + ENTER + f"b11{ENTER}{SPACE}{ENTER}" + f"b299{ENTER}{SPACE}{ENTER}" + ENTER
    assert asked(keys, typed, look=look) == [f"{S3}=arn:aws:s3:::b110/", f"{S3}=arn:aws:s3:::b299/"]


def test_line_by_line_asks_the_same(
    keys: PipeInput, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = iter(["S3, Lambda", "some", "team-07-data, 32", "all"])
    monkeypatch.setattr("builtins.input", lambda _: next(lines))
    assert asked(keys, "", asker=LineByLine()) == [
        f"{S3}=arn:aws:s3:::team-07-data/",
        f"{S3}=arn:aws:s3:::team-31-data/",
        FUNCTION,
    ]
    said = capsys.readouterr().out
    assert "8: team-07-data, eu-west-1  team=t7" in said
    assert max(map(len, said.splitlines())) <= 80
