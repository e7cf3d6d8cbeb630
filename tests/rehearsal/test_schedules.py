"""What schedules start, when the rehearsal lets time pass."""

from __future__ import annotations

from typing import Any

import pytest

from tests.rehearsal import world
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.stand_ins.schedules import interval, tick

FUNCTION: dict[str, Any] = {"runtime": "python3.13", "handler": "main.handler", "code": world.CODE}


def scheduled(
    account: EmulatedAccount, expression: str = "rate(1 minute)", may: str = "*", **inputs: Any
) -> None:
    """A schedule that starts a function which answers with its event."""
    role = world.role(account, "digest", "lambda")
    arn = world.make(account, "lambda/function:Function", name="digest", role=role, **FUNCTION)[1]["arn"]
    starts = world.role(account, "starts", "scheduler", policy=world.may("lambda:InvokeFunction", may))
    window = {"mode": "OFF"}
    target = {"arn": arn, "roleArn": starts, **inputs.pop("target", {})}
    whole = {"scheduleExpression": expression, "flexibleTimeWindow": window, "target": target, **inputs}
    world.make(account, "scheduler/schedule:Schedule", name="tick", **whole)


def test_a_schedule_starts_its_function(account: EmulatedAccount) -> None:
    scheduled(account, target={"input": '{"a": 1}'})
    (started,) = tick(account)
    assert (started.schedule, started.result, started.error) == ("tick", {"a": 1}, "")


def test_without_an_input_it_gets_schedulers_own_event(account: EmulatedAccount) -> None:
    scheduled(account)
    assert tick(account)[0].result["source"] == "aws.scheduler"


def test_it_starts_again_only_when_its_time_has_come(account: EmulatedAccount) -> None:
    scheduled(account, "rate(5 minutes)")
    assert [len(tick(account, 60)) for _ in range(7)] == [1, 0, 0, 0, 0, 1, 0]


def test_a_disabled_schedule_starts_nothing(account: EmulatedAccount) -> None:
    scheduled(account, state="DISABLED")
    assert tick(account) == []


def test_a_deleted_schedule_starts_nothing(account: EmulatedAccount) -> None:
    scheduled(account)
    account.client("scheduler").delete_schedule(Name="tick")
    assert tick(account) == []


def test_a_role_that_may_not_invoke_is_told(account: EmulatedAccount) -> None:
    scheduled(account, may="arn:aws:lambda:eu-central-1:123456789012:function:other")
    assert "lambda:InvokeFunction" in tick(account)[0].error


def test_a_deleted_role_is_told(account: EmulatedAccount) -> None:
    scheduled(account)
    account.client("iam").delete_role_policy(RoleName="starts", PolicyName="own")
    account.client("iam").delete_role(RoleName="starts")
    assert "doesn't exist" in tick(account)[0].error


def test_a_deleted_function_is_told(account: EmulatedAccount) -> None:
    scheduled(account)
    account.client("lambda").delete_function(FunctionName="digest")
    assert "no function digest" in tick(account)[0].error


@pytest.mark.parametrize(
    ("expression", "seconds"), [("rate(1 minute)", 60), ("rate(2 hours)", 7200), ("rate(1 day)", 86400)]
)
def test_a_rate_is_so_many_seconds(expression: str, seconds: int) -> None:
    assert interval(expression) == seconds


def test_a_cron_expression_cant_be_rehearsed(account: EmulatedAccount) -> None:
    with pytest.raises(ValueError, match="only rate"):
        interval("cron(0 8 * * ? *)")
