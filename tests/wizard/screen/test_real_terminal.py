"""The wizard in a real terminal (a pseudo-terminal): keys, signals, sizes, and what is left behind."""

from __future__ import annotations

import fcntl
import io
import json
import os
import re
import signal
import subprocess
import sys
import termios

import pytest

from tests.wizard.aws_stub import ACCOUNT, COMPANY_TRAIL, Aws
from tests.wizard.command import ProjectFolder
from tests.wizard.screen.spawned import (
    BEFORE,
    COST_EXPLORER,
    DOWN,
    ENTER,
    ESC,
    QUESTIONS,
    Spawn,
    answer,
    asking_only,
    ended,
    reach,
    transcript,
)

pytestmark = [pytest.mark.terminal, pytest.mark.long]


def test_a_person_answers_sees_the_review_and_writes(project: ProjectFolder, spawn: Spawn) -> None:
    child = spawn()
    answer(child, *range(10))
    child.expect_exact("What will be made")
    child.expect_exact(ACCOUNT)
    child.expect_exact("What now?")
    child.send(ENTER)
    code, text = ended(child)
    assert code == 0, text
    assert "What you can do now" in text
    assert project.stack_file.read_text().startswith(BEFORE)
    assert f'aws:allowedAccountIds:\n    - "{ACCOUNT}"' in project.stack_file.read_text()


@pytest.mark.parametrize("number", range(len(QUESTIONS)))
def test_control_c_at_any_question_ends_130_and_writes_nothing(
    project: ProjectFolder, spawn: Spawn, number: int
) -> None:
    child = spawn(*asking_only(project, number), AWS_ACCESS_KEY_ID="", AWS_SECRET_ACCESS_KEY="")
    reach(child, number)
    child.sendcontrol("c")
    code, text = ended(child)
    assert (code, project.stack_file.read_text()) == (130, BEFORE)
    assert "Cancelled; nothing was written." in text
    assert "Traceback" not in text


def test_escape_on_the_third_question_goes_back_and_the_file_is_unchanged(
    project: ProjectFolder, spawn: Spawn
) -> None:
    child = spawn()
    answer(child, 0, 1)
    reach(child, 2)
    child.send(ESC)
    child.expect_exact("[2/10]")
    child.send(ENTER)
    child.expect_exact("[3/10]")
    child.sendcontrol("c")
    assert ended(child)[0] == 130
    assert project.stack_file.read_text() == BEFORE


def test_a_hangup_mid_question_writes_nothing(project: ProjectFolder, spawn: Spawn) -> None:
    child = spawn(*asking_only(project, 3, 4))
    answer(child, 3)
    reach(child, 4)
    child.kill(signal.SIGHUP)
    code, text = ended(child)
    assert (code, project.stack_file.read_text()) == (130, BEFORE)
    assert "Traceback" not in text


def test_a_terminal_that_is_closed_ends_the_wizard(project: ProjectFolder) -> None:
    ours, theirs = os.openpty()

    def take_terminal() -> None:
        os.setsid()
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)

    process = subprocess.Popen(
        [sys.executable, "-m", "wizard"],
        cwd=project.path,
        env=project.variables(),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        preexec_fn=take_terminal,
    )
    os.close(theirs)
    shown = b""
    while QUESTIONS[0].encode() not in shown:
        shown += os.read(ours, 4096)
    os.close(ours)
    assert process.wait(timeout=20) == 130
    assert project.stack_file.read_text() == BEFORE
    assert project.names() == {"Pulumi.yaml", "Pulumi.dev.yaml"}


def test_a_resize_redraws_the_question(project: ProjectFolder, spawn: Spawn) -> None:
    child = spawn(*asking_only(project, 5, 6))
    reach(child, 5)
    child.setwinsize(24, 200)
    child.expect_exact("cheap, read at once, queries keep working; billed for at least 90 days")
    child.setwinsize(20, 60)
    child.expect_exact("GLACIER_IR")
    child.send(ENTER)
    reach(child, 6)


@pytest.mark.parametrize("columns", [80, 200])
def test_no_line_is_wider_than_the_terminal_and_cancelling_writes_nothing(
    project: ProjectFolder, spawn: Spawn, columns: int
) -> None:
    child = spawn("--defaults", columns=columns)
    child.expect_exact("What now?")
    lines = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", child.before or "").splitlines()
    child.send(DOWN + DOWN + ENTER)
    assert ended(child)[0] == 130
    assert project.stack_file.read_text() == BEFORE
    assert len(lines) > 30
    assert max(len(line) for line in lines) <= min(columns, 100)


def test_the_review_offers_a_change_and_shows_itself_again(project: ProjectFolder, spawn: Spawn) -> None:
    child = spawn("--defaults")
    child.expect_exact("What now?")
    child.send(DOWN + ENTER)
    child.expect_exact("Which answer?")
    child.send("insights" + ENTER)
    reach(child, 8)
    child.send("\x1b[A" + ENTER)
    child.expect_exact("everyregion:insights: none")
    child.expect_exact("What now?")
    child.send(ENTER)
    assert ended(child)[0] == 0
    assert "  everyregion:insights: none\n" in project.stack_file.read_text()


def test_answers_that_do_not_fit_together_are_asked_again(project: ProjectFolder, spawn: Spawn) -> None:
    project.stack_file.write_text(BEFORE + "  everyregion:alertSkipRegions: [us-west-2]\n")
    child = spawn(*asking_only(project, 2, 9))
    reach(child, 2)
    child.send("us-west-2 " + ENTER)
    answer(child, 9)
    child.expect_exact("us-west-2 is approved, so no rule is made there in any case.")
    child.expect_exact("Which answer do you want to change?")
    child.send("approved" + ENTER)
    reach(child, 2)
    child.send("us-west-2 " + ENTER)
    child.expect_exact("What now?")
    child.send(ENTER)
    assert ended(child)[0] == 0


def test_another_trail_is_shown_before_the_review_and_can_be_left(
    project: ProjectFolder, spawn: Spawn, aws: Aws
) -> None:
    aws.trails.append(COMPANY_TRAIL)
    aws.writes["us-east-1"] = 40
    child = spawn("--defaults")
    child.expect_exact("The trail company")
    child.expect_exact("What about the trail company?")
    child.send(DOWN + ENTER)
    code, text = ended(child)
    assert code == 130
    assert "The trail company stays as it is now; no stack file was written." in text
    assert project.stack_file.read_text() == BEFORE


def test_activity_appears_beside_a_region_without_a_tick(spawn: Spawn, aws: Aws) -> None:
    aws.writes["us-east-1"] = 12
    child = spawn("--region", "eu-west-1")
    reach(child, 0)
    child.send(ENTER)
    reach(child, 2)
    child.send("us-east-1")
    child.expect_exact("[ ] us-east-1")
    child.expect_exact("12 write events in 7 days")


def test_without_credentials_a_person_is_told_and_goes_on(
    project: ProjectFolder, spawn: Spawn, aws: Aws
) -> None:
    aws.refused["GetCallerIdentity"] = "ExpiredToken"
    child = spawn(*asking_only(project, 1, 8, 9))
    answer(child, 1, 8, 9)
    child.expect_exact("What now?")
    assert "The AWS credentials have expired (ExpiredToken)." in transcript(child)
    child.send(ENTER)
    assert ended(child)[0] == 0
    assert "allowedAccountIds" not in project.stack_file.read_text()


def test_a_second_wizard_on_the_same_file_shows_its_review_again(
    project: ProjectFolder, spawn: Spawn
) -> None:
    child = spawn("--set", "insights=none", "--defaults")
    child.expect_exact("What now?")
    theirs = BEFORE + "  everyregion:expireAfterDays: 400\n"
    project.stack_file.write_text(theirs)
    child.send(ENTER)
    child.expect_exact("changed by someone else meanwhile")
    child.expect_exact("What now?")
    assert project.stack_file.read_text() == theirs
    child.send(ENTER)
    assert ended(child)[0] == 0
    text = project.stack_file.read_text()
    assert text.startswith(theirs)
    assert "everyregion:insights: none" in text


def test_what_cannot_be_written_costs_no_answer(project: ProjectFolder, spawn: Spawn) -> None:
    child = spawn("--set", "insights=none", "--defaults")
    child.expect_exact("What now?")
    away = project.path.rename(project.path.with_name("away"))
    child.send(ENTER)
    child.expect_exact("can't be written")
    child.expect_exact("What now?")
    away.rename(project.path)
    child.send(ENTER)
    assert ended(child)[0] == 0
    assert "everyregion:insights: none" in project.stack_file.read_text()


def test_no_color_means_no_colours(project: ProjectFolder, spawn: Spawn) -> None:
    one_of_each_kind = (0, 1, 2, 7, 9)
    child = spawn(*asking_only(project, *one_of_each_kind), NO_COLOR="1")
    answer(child, *one_of_each_kind)
    child.expect_exact("What now?")
    assert isinstance(child.logfile_read, io.StringIO)
    assert "\x1b[" in child.logfile_read.getvalue()
    colours = re.findall(
        r"\x1b\[(?:[0-9]+;)*(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:;[0-9]+)*m", child.logfile_read.getvalue()
    )
    assert colours == []


def test_plain_asks_line_by_line_without_control_sequences_where_nothing_has_a_colour(
    project: ProjectFolder,
) -> None:
    plain = ProjectFolder(project.path, {**project.environment, "NO_COLOR": "1"})
    ran = plain.inside("--plain", typed=[*[""] * (len(QUESTIONS) + 1), "1"])
    assert ran.code == 0
    places = [ran.out.index(question) for question in QUESTIONS]
    assert places == sorted(places)
    assert "\x1b" not in ran.out + ran.err
    assert project.stack_file.read_text().startswith(BEFORE)


def test_a_simple_terminal_is_asked_line_by_line_without_control_sequences(
    project: ProjectFolder, spawn: Spawn
) -> None:
    child = spawn(TERM="dumb")
    printed = ""
    for question in (*QUESTIONS[:3], COST_EXPLORER, *QUESTIONS[3:]):
        child.expect_exact(question)
        printed += child.before or ""
        child.send("\n")
    child.expect_exact("What now?")
    printed += child.before or ""
    child.send("1\n")
    code, text = ended(child)
    assert code == 0
    assert "\x1b" not in printed + text
    assert project.stack_file.read_text().startswith(BEFORE)


def test_json_in_a_terminal_asks_nothing(spawn: Spawn) -> None:
    child = spawn("--json")
    code, text = ended(child)
    assert code == 2
    assert '"schema": "everyregion/setup/1"' in text


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_a_list_that_is_longer_than_the_screen_says_how_much_is_below(spawn: Spawn, columns: int) -> None:
    child = spawn(columns=columns)
    answer(child, 0)
    child.expect_exact("[2/10]")
    child.expect(r"\d+ more below")
    child.send(DOWN * 30)
    child.setwinsize(23, columns)  # else only the characters that have changed are drawn
    child.expect(r"\d+ more above")
    child.sendcontrol("c")
    assert ended(child)[0] == 130


def test_what_the_account_is_in_its_organization_stands_beside_the_scope(aws: Aws, spawn: Spawn) -> None:
    aws.more["DescribeOrganization"] = json.dumps(
        {"Organization": {"Id": "o-abcdefghij", "MasterAccountId": "999988887777", "FeatureSet": "ALL"}}
    )
    aws.more["ListDelegatedAdministrators"] = json.dumps({"DelegatedAdministrators": []})
    child = spawn()
    child.expect_exact("o-abcdefghij")
    child.send(DOWN + ENTER)
    child.expect_exact("plain member")
    child.sendcontrol("c")
    assert ended(child)[0] == 130
