"""The guided set-up in an account that has a trail."""

from __future__ import annotations

from typing import Any

import pytest

from tests.wizard.command import Ran
from tests.wizard.trails.conftest import Person, Setup
from wizard import screen
from wizard.screen import terminal
from wizard.screen.questions import BACK


@pytest.fixture
def answering(run: Setup, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Runs the set-up with somebody there who gives these answers."""

    def with_answers(*answers: Any, words: tuple[str, ...] = ()) -> tuple[Ran, Person]:
        person = Person(*answers)
        monkeypatch.setattr(terminal, "is_interactive", lambda: True)
        monkeypatch.setattr(screen, "new_asker", lambda options: person)
        return run(*words), person

    return with_answers


def test_leaving_it_ends_the_set_up_and_says_how_much_is_missing(run: Setup, answering: Any) -> None:
    ran, _ = answering("leave")
    assert (ran.code, run.project.names()) == (130, {"Pulumi.yaml"})
    assert "The trail company stays as it is now; no stack file was written." in ran.said
    assert "7 of what your settings ask for it lacks." in ran.said


def test_putting_it_right_and_leaving_it_is_a_good_end(run: Setup, answering: Any) -> None:
    ran, _ = answering("fix", "make", "leave")
    assert (ran.code, run.project.names()) == (0, {"Pulumi.yaml"})
    assert run.trail()["IsMultiRegionTrail"] is True
    assert "2 of what your settings ask for it lacks." in " ".join(ran.out.split())


def test_another_trail_goes_on_to_the_review(run: Setup, answering: Any) -> None:
    ran, person = answering("second", "write")
    assert ran.code == 0, ran.err
    assert person.asked[1].help == "What now?"
    assert run.project.stack_file.exists()


def test_a_second_trail_that_was_allowed_is_not_asked_about(answering: Any) -> None:
    ran, person = answering("write", words=("--allow-second-trail",))
    assert ran.code == 0, ran.err
    assert [ask.help for ask in person.asked] == ["What now?"]


def test_esc_leads_to_the_answers_and_from_there_to_the_trail_again(answering: Any) -> None:
    ran, person = answering(BACK, BACK, "leave")
    assert ran.code == 130
    assert [ask.help for ask in person.asked] == [
        "What about the trail company?",
        "Which answer?",
        "What about the trail company?",
    ]


def test_adopting_it_writes_its_name_and_bucket_into_the_stack_file(run: Setup, answering: Any) -> None:
    ran, person = answering("adopt", "write")
    assert ran.code == 0, ran.err
    assert person.asked[0].preset == "adopt"
    text = run.project.stack_file.read_text()
    assert f"everyregion:adoptTrail: {run.trail()['TrailARN']}\n" in text
    assert "everyregion:trailName: company\n" in text
    assert "everyregion:logBucketName: company-logs\n" in text


def test_the_option_leads_straight_to_the_calls(run: Setup, answering: Any) -> None:
    ran, person = answering("make", words=("--fix-trail", "company"))
    assert (ran.code, run.project.names()) == (0, {"Pulumi.yaml"})
    assert [ask.help for ask in person.asked] == ["Change the trail now?"]
    assert run.trail()["LogFileValidationEnabled"] is True


def test_esc_at_the_calls_changes_nothing(run: Setup, answering: Any) -> None:
    ran, _ = answering(BACK, words=("--fix-trail", "company"))
    assert ran.code == 130
    assert run.trail()["LogFileValidationEnabled"] is False


def test_a_live_trail_of_our_name_that_no_stack_file_describes_is_asked_about(
    run: Setup, answering: Any
) -> None:
    ran, person = answering("leave", words=("--set", "trailName=company"))
    assert ran.code == 130, ran.err
    assert [ask.help for ask in person.asked] == ["What about the trail company?"]
    assert "Take it over only once no other stack has it" in " ".join(ran.out.split())
    # Another stack's is nothing to be proposed.
    assert (person.asked[0].preset, "recommended" in ran.out) == ("leave", False)


def test_a_second_one_beside_it_is_asked_for_another_name(run: Setup, answering: Any) -> None:
    ran, person = answering("second", "beside", "write", words=("--set", "trailName=company"))
    assert ran.code == 0, ran.err
    assert [ask.help for ask in person.asked] == [
        "What about the trail company?",
        "What is the new trail to be called?",
        "What now?",
    ]
    named = person.asked[1]
    assert named.check("company") == "That is the name that is taken."
    assert named.check("no spaces, please") != ""
    assert "AWS makes no second trail of that name" in " ".join(ran.out.split())
    assert "everyregion:trailName: beside\n" in run.project.stack_file.read_text()


def test_esc_at_the_other_name_leads_back_to_what_is_done_about_the_trail(run: Setup, answering: Any) -> None:
    ran, person = answering("second", BACK, "leave", words=("--set", "trailName=company"))
    assert ran.code == 130, ran.err
    assert [ask.help for ask in person.asked] == [
        "What about the trail company?",
        "What is the new trail to be called?",
        "What about the trail company?",
    ]
    assert person.asked[1].can_go_back is True


def test_with_yes_the_name_that_is_taken_ends_it(run: Setup, answering: Any) -> None:
    words = ("--set", "trailName=company", "--allow-second-trail", "--yes")
    ran, person = answering(words=words)
    assert (ran.code, person.asked, run.project.names()) == (2, [], {"Pulumi.yaml"})
    assert "--set trailName=ANOTHER_NAME --allow-second-trail" in ran.said


def test_the_trail_that_the_stack_file_describes_is_ours(run: Setup, answering: Any) -> None:
    run.project.stack_file.write_text("config:\n  aws:region: us-east-1\n  everyregion:trailName: company\n")
    ran, person = answering("write")
    assert ran.code == 0, ran.err
    assert [ask.help for ask in person.asked] == ["What now?"]
