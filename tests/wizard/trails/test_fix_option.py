"""`python -m wizard --fix-trail`, and what the set-up says of trails, with nobody there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.wizard.trails.conftest import Refusing, Setup


def test_with_yes_the_trail_is_put_right_and_no_file_is_written(run: Setup) -> None:
    ran = run("--fix-trail", "company", "--yes")
    assert ran.code == 0, ran.err
    assert (run.trail()["IsMultiRegionTrail"], run.trail()["LogFileValidationEnabled"]) == (True, True)
    assert "Everything that can be put right in place is right." in ran.out
    assert run.project.names() == {"Pulumi.yaml"}


def test_the_arn_names_it_too(run: Setup) -> None:
    assert run("--fix-trail", run.trail()["TrailARN"], "--yes").code == 0
    assert run.trail()["LogFileValidationEnabled"] is True


def test_without_yes_the_calls_are_shown_and_nothing_changes(run: Setup) -> None:
    before = run.trail()
    ran = run("--fix-trail", "company")
    assert ran.code == 2
    assert ran.said.endswith(
        "no terminal to confirm in, so nothing was changed. To make the calls, add --yes."
    )
    assert ran.out.count("undo: aws cloudtrail") == 5
    assert run.trail() == before


def test_a_second_time_there_is_nothing_to_do(run: Setup) -> None:
    run("--fix-trail", "company", "--yes")
    ran = run("--fix-trail", "company")
    assert ran.code == 0
    assert "There is nothing to put right in place." in ran.out


def test_json_has_the_calls_their_undo_and_what_is_left(run: Setup, state: Path) -> None:
    found = run("--fix-trail", "company", "--yes", "--json").document
    assert (found["schema"], found["trail"]["name"], found["left"]) == ("everyregion/setup/1", "company", [])
    assert [call["made"] for call in found["calls"]] == [True] * 5
    assert found["calls"][4]["undo"] == (
        "aws cloudtrail stop-logging --name arn:aws:cloudtrail:us-east-1:123456789012:trail/company "
        "--region us-east-1"
    )
    assert Path(found["record"]).parent == state


def test_what_could_not_be_looked_at_is_not_taken_for_right(run: Setup) -> None:
    run.clients = Refusing(run.account, "get_trail_status", "AccessDeniedException")
    ran = run("--fix-trail", "company", "--yes")
    assert ran.code == 4
    assert ran.said == (
        "Whether the trail is as it should be isn't known. Whether it is logging isn't known: not allowed: "
        "cloudtrail:GetTrailStatus in us-east-1 (AccessDeniedException). Run it again."
    )
    assert "Everything that can be put right in place is right." not in ran.out
    assert run.trail()["LogFileValidationEnabled"] is True
    again = run("--fix-trail", "company", "--yes", "--json")
    assert (again.code, again.document["exitCode"]) == (4, 4)
    assert [one["state"] for one in again.document["trail"]["differences"] if one["kind"] == "stopped"] == [
        "unknown"
    ]


def test_a_refusal_ends_three_and_says_how_to_undo(run: Setup) -> None:
    run.clients = Refusing(run.account, "put_event_selectors", "AccessDeniedException")
    ran = run("--fix-trail", "company", "--yes")
    assert ran.code == 3
    assert "made: Turns log file validation on" in ran.said
    assert "not allowed: cloudtrail:PutEventSelectors in us-east-1 (AccessDeniedException)." in ran.said
    assert "To bring back what was there, in this order" in ran.out


def test_a_refusal_with_json_is_one_document_with_the_undo_commands(run: Setup) -> None:
    run.clients = Refusing(run.account, "put_event_selectors", "AccessDeniedException")
    ran = run("--fix-trail", "company", "--yes", "--json")
    assert ran.code == 3
    found = ran.document
    assert "made: Turns log file validation on" in found["error"]
    assert ["--no-is-multi-region-trail" in found["undo"][0], len(found["undo"])] == [True, 2]
    assert [call["made"] for call in found["calls"]] == [True, True, False, False, False]
    assert found["exitCode"] == 3


def test_a_name_that_no_trail_has(run: Setup) -> None:
    ran = run("--fix-trail", "compny", "--yes")
    assert ran.code == 2
    assert "there is no trail compny in this account. Those that exist: company." in ran.said


def test_control_towers_trail_is_refused(run: Setup) -> None:
    run.account.client("cloudtrail").create_trail(Name="aws-controltower-X", S3BucketName="company-logs")
    ran = run("--fix-trail", "aws-controltower-X", "--yes")
    assert ran.code == 2
    assert "can't be changed from here. AWS Control Tower made it" in ran.said


def test_a_trail_of_another_account_is_refused(run: Setup, monkeypatch: pytest.MonkeyPatch) -> None:
    theirs = run.trail()["TrailARN"].replace("123456789012", "999988887777")
    described = {**run.trail(), "TrailARN": theirs, "IsOrganizationTrail": True}
    run.clients = Refusing(run.account, "describe_trails", lambda: {"trailList": [described]})
    ran = run("--fix-trail", theirs, "--yes")
    assert ran.code == 2
    assert "It belongs to account 999988887777, your organization's management account." in ran.said


def test_a_trail_that_logs_everywhere_stops_the_set_up_which_names_the_other_ways(run: Setup) -> None:
    run("--fix-trail", "company", "--yes")
    ran = run("--yes")
    assert (ran.code, run.project.names()) == (2, {"Pulumi.yaml"})
    arn = run.trail()["TrailARN"]
    assert "add --allow-second-trail." in ran.said
    assert f"--fix-trail {arn} --yes" in ran.said


def test_a_trail_that_is_stopped_does_not_stop_the_set_up(run: Setup) -> None:
    assert run("--yes").code == 0
