"""What an event's rank is: from its own record, and from what AWS writes in it."""

from __future__ import annotations

from typing import Any

import pytest

from components.region_alert.function.digest.grouping import summarise
from components.region_alert.function.digest.rank import Rank
from tests.function.scene import event

CLOUDTRAIL = {"eventSource": "cloudtrail.amazonaws.com"}
SIGN_IN = {"eventSource": "signin.amazonaws.com", "eventType": "AwsConsoleSignIn"}


def answer(outcome: Any, name: str = "ConsoleLogin") -> dict[str, Any]:
    return {**SIGN_IN, "responseElements": {name: outcome}, "errorMessage": "Failed authentication"}


@pytest.mark.parametrize(
    ("name", "changes", "rank"),
    [
        ("StopLogging", CLOUDTRAIL, Rank.CHANGED),
        ("PutInsightSelectors", CLOUDTRAIL, Rank.CHANGED),
        ("ACallThatIsNewNextYear", CLOUDTRAIL, Rank.CHANGED),
        ("StopLogging", {**CLOUDTRAIL, "readOnly": None}, Rank.CHANGED),
        ("StopLogging", {**CLOUDTRAIL, "errorCode": "AccessDenied"}, Rank.REST),
        ("LookupEvents", {**CLOUDTRAIL, "readOnly": True}, Rank.REST),
        ("RunInstances", {}, Rank.WROTE),
        ("RunInstances", {"readOnly": None}, Rank.WROTE),
        ("RunInstances", {"readOnly": "true"}, Rank.WROTE),
        ("InvokeModel", {"readOnly": True}, Rank.WROTE),
        ("GetSomething", {"readOnly": False}, Rank.WROTE),
        ("GetSecretValue", {"readOnly": True}, Rank.CREDENTIALS),
        ("AssumeRole", {"readOnly": True}, Rank.CREDENTIALS),
        ("AssumeRoleWithSAML", {"readOnly": True}, Rank.CREDENTIALS),
        ("GetSecretValue", {"readOnly": True, "errorCode": "AccessDenied"}, Rank.REST),
        ("DescribeInstances", {"readOnly": True}, Rank.REST),
        ("RunInstances", {"errorCode": "Client.DryRunOperation"}, Rank.REST),
        ("RunInstances", {"errorCode": "Client.UnauthorizedOperation"}, Rank.REST),
        ("RunInstances", {"errorCode": ""}, Rank.WROTE),
        ("RunInstances", {"errorCode": {"a": 1}}, Rank.WROTE),
        ("RunInstances", {"errorCode": 7}, Rank.WROTE),
        ("ConsoleLogin", answer("Failure"), Rank.REST),
        ("SwitchRole", answer("Failure", "SwitchRole"), Rank.REST),
        ("ConsoleLogin", answer("Success"), Rank.WROTE),
        ("ConsoleLogin", answer(["Failure"]), Rank.WROTE),
        ("ConsoleLogin", {**answer("Failure"), "eventSource": "ec2.amazonaws.com"}, Rank.WROTE),
    ],
)
def test_a_records_rank_is_its_own(name: str, changes: dict[str, Any], rank: Rank) -> None:
    assert summarise(event(name=name, **changes)).rank == rank


@pytest.mark.parametrize(
    ("changes", "rank"),
    [({}, Rank.CHANGED), ({"readOnly": True}, Rank.CHANGED), ({"errorCode": "AccessDenied"}, Rank.TRIED)],
)
def test_what_a_tamper_rule_saw_is_a_change_unless_it_was_refused(changes: Any, rank: Rank) -> None:
    assert summarise(event(name="TagQueue", **changes), tamper="queue").rank == rank


def test_a_failed_sign_in_says_why() -> None:
    assert summarise(event(name="ConsoleLogin", **answer("Failure"))).error == "Failed authentication"


@pytest.mark.parametrize("value", [None, 7, "not a record", []])
def test_what_is_no_record_is_not_taken_for_a_refused_one(value: Any) -> None:
    assert summarise(value).rank == Rank.WROTE
    assert summarise(value, tamper="trail").rank == Rank.CHANGED


@pytest.mark.parametrize(
    "identity",
    [
        {"type": "IAMUser", "accountId": "111122223333", "userName": "{}"},
        {"type": "WebIdentityUser", "userName": "{}", "principalId": "provider:{}"},
        {"type": "AWSAccount", "accountId": "444455556666", "principalId": "AROA{}:session"},
    ],
)
def test_names_that_prove_nothing_tell_refused_calls_not_apart(identity: dict[str, str]) -> None:
    def refused(number: int) -> Any:
        who = {key: value.format(number) for key, value in identity.items()}
        return summarise(event(number, userIdentity=who, errorCode="AccessDenied"))

    assert len({refused(number).key for number in range(10)}) == 1
    assert len({refused(number).detail for number in range(10)}) == 10


def test_nothing_that_a_caller_chooses_is_part_of_a_groups_key() -> None:
    issuer = {"type": "Role", "arn": "arn:aws:iam::111122223333:role/ops"}
    keys = {
        summarise(
            event(
                number,
                userAgent=f"everyregion-drill/{number}",
                sourceIPAddress=f"203.0.113.{number}",
                errorCode=f"Code{number}",
                userIdentity={
                    "type": "AssumedRole",
                    "arn": f"arn:aws:sts::111122223333:assumed-role/ops/{number}",
                    "invokedBy": f"{number}.amazonaws.com",
                    "sessionContext": {"sessionIssuer": issuer},
                },
            )
        ).key
        for number in range(10)
    }
    assert len(keys) == 1
