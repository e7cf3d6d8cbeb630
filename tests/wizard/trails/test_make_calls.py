"""Putting a trail right in an emulated account: everything goes well, and everything that can go wrong."""

from __future__ import annotations

import re
import shlex
import stat
from pathlib import Path
from typing import Any

import pytest

from tests.wizard.trails.cases import settings
from tests.wizard.trails.conftest import FIRST, Person, Refusing
from wizard.account.facts import Trail
from wizard.failures import Cancelled
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.screen.questions import BACK
from wizard.trails import make_calls
from wizard.trails.assessment import Assessment, find_out
from wizard.trails.closer_look import look_again
from wizard.trails.fix_asking import mend
from wizard.trails.fixes import fixes
from wizard.trails.make_calls import Outcome, apply
from wizard.trails.offers import Situation

WANTED = settings(encryption="sse-s3")
# What the hand-made trail needs, in this order.
OPERATIONS = ["update_trail", "update_trail", "put_event_selectors", "put_insight_selectors", "start_logging"]


def trail_of(account: EmulatedAccount) -> Trail:
    arn = account.arn("cloudtrail", "trail/company")
    start = Trail("company", arn, "us-east-1", "company-logs", False, False, None, None)
    found = look_again(account.client, start).value
    assert found is not None
    return found


def assessment(account: EmulatedAccount) -> Assessment:
    return find_out(account.client, trail_of(account), Situation(WANTED, account.id))


def mended(account: EmulatedAccount, person: Person, clients: Any = None) -> Any:
    return mend(person, clients or account.client, assessment(account), WANTED, "")


def calls_of(account: EmulatedAccount) -> Any:
    found = assessment(account)
    return fixes(found.trail, found.fixable, WANTED, found.closer_look)


def test_after_the_calls_the_trail_is_as_the_settings_ask_for(
    account: EmulatedAccount, capsys: pytest.CaptureFixture[str]
) -> None:
    found = mended(account, Person("make"))
    assert found.changed
    assert find_out(account.client, found.trail, Situation(WANTED, account.id)).differences == ()
    described = account.client("cloudtrail").get_trail(Name="company")["Trail"]
    assert (described["IsMultiRegionTrail"], described["LogFileValidationEnabled"]) == (True, True)
    assert account.client("cloudtrail").get_trail_status(Name="company")["IsLogging"] is True
    assert "Everything that can be put right in place is right." in capsys.readouterr().out


def test_the_undos_bring_back_exactly_what_was_there(account: EmulatedAccount) -> None:
    client = account.client("cloudtrail")
    client.put_insight_selectors(
        TrailName="company", InsightSelectors=[{"InsightType": "ApiErrorRateInsight"}]
    )
    before = trail_of(account)
    outcome = apply(calls_of(account), account.client)
    assert trail_of(account) != before
    assert [call.operation for call in outcome.made] == OPERATIONS
    assert apply(outcome.undo, account.client).end == "all made"
    after = trail_of(account)
    assert after == before
    assert client.get_event_selectors(TrailName="company")["EventSelectors"] == [FIRST]


def unbroken(text: str) -> str:
    """Each command on one line, as a shell takes it."""
    return re.sub(r" \\\n +", " ", text)


def test_each_call_and_its_undo_are_shown_before_anything_is_made(
    account: EmulatedAccount, capsys: pytest.CaptureFixture[str]
) -> None:
    before = trail_of(account)
    mended(account, Person(BACK))
    shown = unbroken(capsys.readouterr().out)
    lines = [line.strip() for line in shown.splitlines() if "aws cloudtrail" in line]
    assert len([line for line in lines if line.startswith("aws ")]) == 5
    assert [shlex.split(line)[3] for line in lines if line.startswith("undo: ")] == [
        "update-trail",
        "update-trail",
        "put-event-selectors",
        "put-insight-selectors",
        "stop-logging",
    ]
    assert trail_of(account) == before


def test_some_can_be_chosen(account: EmulatedAccount) -> None:
    found = mended(account, Person("some", ["validation"], "make"))
    assert (found.trail.validates, found.trail.is_multi_region, found.trail.is_logging) == (
        True,
        False,
        False,
    )


def test_choosing_none_changes_nothing(account: EmulatedAccount) -> None:
    assert not mended(account, Person("some", [])).changed


@pytest.mark.parametrize("number", range(5))
def test_a_refused_call_ends_it_and_tells_what_was_made(account: EmulatedAccount, number: int) -> None:
    calls = calls_of(account)
    refused = calls[number]
    made: list[Any] = []

    def clients(service: str, region: str) -> Any:
        end = Refusing(account, refused.operation, "AccessDeniedException")
        return end(service, region) if made[-1] is refused else account.client(service, region)

    outcome = apply(calls, clients, made.append)
    assert outcome == Outcome("refused", tuple(calls[:number]), (), tuple(calls[number:]), outcome.why)
    action = refused.operation.title().replace("_", "")
    assert outcome.why == f"not allowed: cloudtrail:{action} in us-east-1 (AccessDeniedException)."
    assert outcome.undo == [call.undo for call in reversed(calls[:number])]


def test_a_refusal_is_told_with_the_undo_of_what_was_made(
    account: EmulatedAccount, capsys: pytest.CaptureFixture[str]
) -> None:
    clients = Refusing(account, "put_event_selectors", "InvalidEventSelectorsException")
    found = mended(account, Person("make"), clients)
    said = unbroken(capsys.readouterr().out)
    text = " ".join(said.split())
    assert "made: Turns log file validation on" in text
    assert "not made: Starts logging." in text
    assert (
        "(InvalidEventSelectorsException): CloudTrail doesn't take these event selectors. They hold" in text
    )
    _, _, undo = said.partition("To bring back what was there, in this order")
    commands = [line.strip() for line in undo.splitlines() if "aws cloudtrail" in line]
    assert len(commands) == 2
    assert "--no-is-multi-region-trail" in commands[0]
    assert "--no-enable-log-file-validation" in commands[1]
    assert found.changed
    assert found.trail.validates


def test_a_call_without_an_answer_may_have_been_made(account: EmulatedAccount) -> None:
    calls = calls_of(account)
    outcome = apply(calls, Refusing(account, "put_event_selectors", ""))
    assert (outcome.end, outcome.unsure, outcome.left) == ("no answer", (calls[2],), tuple(calls[3:]))
    assert outcome.undo[0] == calls[2].undo


def interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def test_ctrl_c_between_two_calls_leaves_the_rest(account: EmulatedAccount) -> None:
    calls = calls_of(account)
    told: list[Any] = []

    def tell(call: Any) -> None:
        told.append(call)
        if len(told) == 3:
            raise KeyboardInterrupt

    outcome = apply(calls, account.client, tell)
    assert outcome == Outcome("cancelled", tuple(calls[:2]), (), tuple(calls[2:]))


def test_ctrl_c_during_a_call_says_that_nobody_knows(account: EmulatedAccount) -> None:
    calls = calls_of(account)
    outcome = apply(calls, Refusing(account, "put_event_selectors", interrupt))
    assert outcome == Outcome("cancelled", tuple(calls[:2]), (calls[2],), tuple(calls[3:]))


def test_ctrl_c_ends_the_set_up_after_the_report(
    account: EmulatedAccount, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(Cancelled, match="Cancelled after 2 of 5 calls"):
        mended(account, Person("make"), Refusing(account, "put_event_selectors", interrupt))
    said = " ".join(capsys.readouterr().out.split())
    assert "NOT KNOWN whether it was made: Changes what is recorded" in said
    assert "To bring back what was there" in said


def test_a_trail_that_was_deleted_meanwhile_is_not_changed(
    account: EmulatedAccount, capsys: pytest.CaptureFixture[str]
) -> None:
    found = assessment(account)
    account.client("cloudtrail").delete_trail(Name="company")
    ended = mend(Person("make"), account.client, found, WANTED, "")
    assert (ended.trail, ended.changed) == (None, False)
    assert "The trail company doesn't exist any more." in capsys.readouterr().out


def test_a_trail_that_is_deleted_after_the_look_ends_at_the_first_call(account: EmulatedAccount) -> None:
    calls = calls_of(account)
    account.client("cloudtrail").delete_trail(Name="company")
    outcome = apply(calls, account.client)
    assert (outcome.end, outcome.made) == ("refused", ())
    assert "The trail was deleted meanwhile." in outcome.why


def test_a_trail_that_somebody_changed_meanwhile_is_shown_again(
    account: EmulatedAccount, capsys: pytest.CaptureFixture[str]
) -> None:
    found = assessment(account)
    account.client("cloudtrail").start_logging(Name="company")
    ended = mend(Person("make"), account.client, found, WANTED, "")
    assert not ended.changed
    assert ended.trail is not None
    assert (ended.trail.is_logging, ended.trail.validates) == (True, False)
    assert "Somebody changed the trail meanwhile" in " ".join(capsys.readouterr().out.split())


def kept(state: Path) -> Path:
    (path,) = state.iterdir()
    return path


def test_the_undo_commands_are_kept_in_a_file_that_only_this_user_reads(
    account: EmulatedAccount, state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mended(account, Person("make"))
    text = kept(state).read_text()
    assert text.count("undo: aws cloudtrail") == 5
    assert "made: Starts logging." in text
    assert stat.S_IMODE(kept(state).stat().st_mode) == 0o600
    assert str(kept(state)) in capsys.readouterr().out.replace("\n", "").replace(" ", "")


def test_the_file_is_there_before_the_first_call(account: EmulatedAccount, state: Path) -> None:
    texts: list[str] = []

    def keep() -> None:
        texts.append(kept(state).read_text())
        raise KeyboardInterrupt

    with pytest.raises(Cancelled):
        mended(account, Person("make"), Refusing(account, "update_trail", keep))
    assert texts[0].count("undo: aws cloudtrail") == 5


def test_without_a_file_the_calls_are_made_and_the_terminal_has_the_undos(
    account: EmulatedAccount,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    assert mended(account, Person("make")).changed
    said = " ".join(capsys.readouterr().out.split())
    assert "The undo commands couldn't be kept in a file" in said
    assert "To bring back what was there, in this order" in said


def test_a_change_that_does_not_show_is_told(account: EmulatedAccount) -> None:
    found = assessment(account)
    calls = fixes(found.trail, found.fixable, WANTED, found.closer_look)
    silent = Refusing(account, "start_logging", dict)
    done = make_calls.carry_out(silent, found, WANTED, calls, "", lambda call: None)
    assert done.outcome.end == "all made"
    assert [one.kind for one in done.left or ()] == ["stopped"]
    assert make_calls.now_lines(done)[-1] == "AWS may take a minute to show a change."
