"""A trail that exists is shown before the first question is answered, in a real terminal."""

from __future__ import annotations

import threading

import pytest

from tests.wizard.aws_stub import COMPANY_TRAIL, Aws
from tests.wizard.screen.spawned import ENTER, Spawn, ended, transcript

pytestmark = [pytest.mark.terminal, pytest.mark.long]


def test_a_trail_that_exists_is_shown_before_anything_is_answered(aws: Aws, spawn: Spawn) -> None:
    aws.trails.append(COMPANY_TRAIL)
    child = spawn()
    child.expect_exact("[1/10]")
    child.expect_exact("There is a trail already: the trail company, at home in us-east-1")
    child.send(ENTER)
    child.expect_exact("There is a trail already")  # and for good, above the next question
    child.expect_exact("[2/10]")
    child.sendcontrol("c")
    assert ended(child)[0] == 130


def test_an_answer_that_is_faster_than_aws_waits_and_a_trail_is_read_first(aws: Aws, spawn: Spawn) -> None:
    aws.trails.append(COMPANY_TRAIL)
    aws.held["DescribeTrails"] = threading.Event()
    child = spawn()
    child.expect_exact("[1/10]")
    child.expect_exact("Looking for trails that exist already ...")
    child.send(ENTER)
    child.expect_exact("Your answer is taken then.")
    aws.held["DescribeTrails"].set()
    child.expect_exact("There is a trail already: the trail company")
    child.expect_exact("Your answer isn't taken yet")
    assert "[2/10]" not in transcript(child)
    child.send(ENTER)
    child.expect_exact("[2/10]")
    child.sendcontrol("c")
    assert ended(child)[0] == 130


def test_an_answer_that_is_faster_than_aws_is_taken_once_no_trail_is_found(aws: Aws, spawn: Spawn) -> None:
    aws.held["DescribeTrails"] = threading.Event()
    child = spawn()
    child.expect_exact("[1/10]")
    child.send(ENTER)
    child.expect_exact("Your answer is taken then.")
    aws.held["DescribeTrails"].set()
    child.expect_exact("[2/10]")
    child.sendcontrol("c")
    assert ended(child)[0] == 130


def test_an_account_that_does_not_answer_holds_nobody_up(aws: Aws, spawn: Spawn) -> None:
    aws.trails.append(COMPANY_TRAIL)
    aws.held["DescribeTrails"] = threading.Event()
    child = spawn()
    child.expect_exact("[1/10]")
    child.send(ENTER)
    child.expect_exact("[2/10]", timeout=12)
    aws.held["DescribeTrails"].set()
    child.expect_exact("There is a trail already: the trail company")
    child.sendcontrol("c")
    assert ended(child)[0] == 130


def test_line_by_line_a_trail_is_told_before_the_first_question(aws: Aws, spawn: Spawn) -> None:
    aws.trails.append(COMPANY_TRAIL)
    child = spawn("--plain")
    child.expect_exact("Looking at the account")
    child.expect_exact("There is a trail already: the trail company")
    child.expect_exact("[1/10]")
    child.sendcontrol("c")
    assert ended(child)[0] == 130
    assert transcript(child).count("There is a trail already") == 1
