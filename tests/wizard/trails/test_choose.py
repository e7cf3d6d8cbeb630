"""Somebody chooses what is to become of the trails that exist."""

from __future__ import annotations

import pytest

from tests.wizard.trails.cases import settings
from tests.wizard.trails.conftest import Person
from wizard.account.connect import Clients
from wizard.account.facts import Trail
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.screen.questions import BACK
from wizard.trails.choose import Decision, choose
from wizard.trails.closer_look import look_again
from wizard.trails.offers import Situation

WANTED = settings(encryption="sse-s3")


def trail_of(account: EmulatedAccount, name: str = "company") -> Trail:
    arn = account.arn("cloudtrail", f"trail/{name}")
    found = look_again(account.client, Trail(name, arn, "us-east-1", "b", False, False, None, None)).value
    assert found is not None
    return found


def decided(account: EmulatedAccount, person: Person, *names: str) -> Decision:
    trails = [trail_of(account, name) for name in names or ("company",)]
    return choose(person, Clients(account.client), trails, Situation(WANTED, account.id))


def test_one_trail_is_shown_at_once_with_what_differs_and_what_can_be_done(
    account: EmulatedAccount, capsys: pytest.CaptureFixture[str]
) -> None:
    person = Person("leave")
    assert decided(account, person).choice == "leave"
    said = " ".join(capsys.readouterr().out.split())
    assert "The trail company, at home in us-east-1, bucket company-logs (STOPPED, us-east-1 only)" in said
    assert "can be put right now: It is stopped: nothing is recorded" in said
    assert "take it into the stack (recommended): Deploying puts it right, hardens its bucket" in said
    assert "put it right now: Changes 5 things on the trail;" in said
    assert [one.value for one in person.asked[0].options] == ["adopt", "fix", "leave", "second"]
    assert person.asked[0].preset == "adopt"


def test_leaving_says_how_much_is_missing(account: EmulatedAccount) -> None:
    found = decided(account, Person("leave"))
    assert (found.choice, found.missing, found.changed) == ("leave", 5, False)


def test_after_it_was_put_right_the_choice_comes_again(account: EmulatedAccount) -> None:
    person = Person("fix", "make", "leave")
    found = decided(account, person)
    assert (found.choice, found.missing, found.changed) == ("leave", 0, True)
    assert [one.value for one in person.asked[2].options] == ["leave", "adopt", "second"]


def test_esc_goes_from_the_calls_to_the_trail_and_from_there_to_the_questions(
    account: EmulatedAccount,
) -> None:
    person = Person("fix", BACK, BACK)
    assert decided(account, person).choice == "back"
    assert all(ask.can_go_back for ask in person.asked)


def second(account: EmulatedAccount) -> None:
    account.client("cloudtrail").create_trail(
        Name="other", S3BucketName="company-logs", IsMultiRegionTrail=True
    )


def test_of_several_trails_one_is_chosen_first(account: EmulatedAccount) -> None:
    second(account)
    person = Person("other", "leave")
    found = decided(account, person, "company", "other")
    assert found.trail is not None
    assert (found.trail.name, found.choice) == ("other", "leave")
    assert [one.name for one in person.asked[0].options] == ["company", "other", "none of them"]


def test_esc_goes_back_to_the_list_and_from_there_to_the_questions(account: EmulatedAccount) -> None:
    second(account)
    person = Person("other", BACK, "company", BACK, BACK)
    assert decided(account, person, "company", "other").choice == "back"


def test_none_of_them_is_another_trail(account: EmulatedAccount) -> None:
    second(account)
    assert decided(account, Person("none of them"), "company", "other").choice == "second"


def test_a_trail_that_is_gone_meanwhile_leaves_the_others(account: EmulatedAccount) -> None:
    second(account)
    trails = [trail_of(account), trail_of(account, "other")]
    account.client("cloudtrail").delete_trail(Name="company")
    person = Person("company", "fix", "make", "leave")
    found = choose(person, Clients(account.client), trails, Situation(WANTED, account.id))
    assert found.trail is not None
    assert found.trail.name == "other"


def test_when_the_only_trail_is_gone_a_new_one_is_no_second(account: EmulatedAccount) -> None:
    trails = [trail_of(account)]
    account.client("cloudtrail").delete_trail(Name="company")
    found = choose(Person("fix", "make"), Clients(account.client), trails, Situation(WANTED, account.id))
    assert (found.choice, found.trail) == ("second", None)


def test_control_towers_trail_can_only_be_left_or_doubled(
    account: EmulatedAccount, capsys: pytest.CaptureFixture[str]
) -> None:
    name = "aws-controltower-BaselineCloudTrail"
    account.client("cloudtrail").create_trail(Name=name, S3BucketName="company-logs")
    person = Person("leave")
    decided(account, person, name)
    assert [one.value for one in person.asked[0].options] == ["leave", "second"]
    assert "Not to be changed from here: AWS Control Tower made it" in " ".join(
        capsys.readouterr().out.split()
    )
