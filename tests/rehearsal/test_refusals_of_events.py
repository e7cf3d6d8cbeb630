"""Patterns, rules, buses and targets that EventBridge refuses."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.rehearsal import world
from tests.rehearsal.refusal import refused
from wizard.rehearsal.account.contents import Role
from wizard.rehearsal.refusals.event_patterns import check_pattern, check_wildcard_rules
from wizard.rehearsal.refusals.event_rules import (
    check_bus_name,
    check_dead_letters,
    check_rule,
    check_schedule_expression,
    check_target,
)
from wizard.rehearsal.refusals.names import EVENT_RULE

RULE = f"arn:aws:events:us-west-2:{world.ACCOUNT}:rule/watch"
BUS = f"arn:aws:events:{world.HOME}:{world.ACCOUNT}:event-bus/alerts"
QUEUE = f"arn:aws:sqs:us-west-2:{world.ACCOUNT}:events"
FORWARD = Role(f"arn:aws:iam::{world.ACCOUNT}:role/forward", world.trust("events"))


@pytest.mark.parametrize(
    "pattern",
    [
        {"source": ["aws.ec2", {"prefix": "aws."}], "detail": {"readOnly": [False], "count": [1, None]}},
        {"detail": {"errorCode": [{"exists": False}], "size": [{"numeric": [">", 0, "<=", 5]}]}},
        {"detail": {"ip": [{"cidr": "10.0.0.0/8"}], "name": [{"suffix": {"equals-ignore-case": ".PNG"}}]}},
        {"detail": {"key": [{"wildcard": "*/CloudTrail/*.json.gz"}]}},
        {
            "detail": {
                "type": [{"anything-but": ["a", "b"]}],
                "name": [{"anything-but": {"prefix": ["a", "b"]}}],
            }
        },
        {"detail": {"$or": [{"a": ["x"]}, {"b": ["y"]}]}},
    ],
)
def test_documented_patterns_are_taken(pattern: dict[str, Any]) -> None:
    check_pattern(json.dumps(pattern))


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("{", "isn't JSON"),
        ("[]", "JSON object"),
        ("{}", "at least one field"),
        ('{"source": ["a"], "source": ["b"]}', "given twice"),
        ('{"source": "aws.ec2"}', '"source" must be an object or an array'),
        ('{"source": []}', "empty arrays"),
        ('{"detail": {}}', "empty objects"),
        ('{"source": [["a"]]}', "array can't stand in an array"),
        ('{"source": [{"starts": "a"}]}', "unrecognized match type starts"),
        ('{"source": [{"prefix": "a", "suffix": "b"}]}', "exactly one operator"),
        ('{"source": [{"prefix": 5}]}', "prefix match pattern must be a string"),
        ('{"source": [{"prefix": ""}]}', "empty prefix"),
        ('{"source": [{"wildcard": ["a*", "b*"]}]}', "wildcard match pattern must be a string"),
        ('{"source": [{"wildcard": "a**b"}]}', "consecutive wildcard"),
        ('{"source": [{"wildcard": "a\\\\b"}]}', "backslash"),
        ('{"source": [{"exists": "yes"}]}', "true or false"),
        ('{"source": [{"numeric": [">"]}]}', "numeric takes"),
        ('{"source": [{"numeric": [">", 6000000000]}]}', "range"),
        ('{"source": [{"cidr": "10.0.0/8"}]}', "CIDR"),
        ('{"source": [{"anything-but": []}]}', "empty arrays"),
        ('{"source": [{"anything-but": ["a", 1]}]}', "either texts or numbers"),
        ('{"source": [{"anything-but": {"exists": true}}]}', "anything-but takes"),
        ('{"$or": [{"source": ["a"]}]}', "at least two"),
    ],
)
def test_a_pattern_that_breaks_a_rule_is_refused(pattern: str, words: str) -> None:
    with refused("InvalidEventPatternException", words):
        check_pattern(pattern)


def test_a_pattern_over_2048_characters_is_refused() -> None:
    pattern = {"source": ["a" * 2000]}
    check_pattern(json.dumps(pattern))
    with refused("InvalidEventPatternException", "2,048"):
        check_pattern(json.dumps({"source": ["a" * 2048]}))


def test_a_pattern_that_scores_more_than_nine_is_too_complex() -> None:
    nine = {"source": [{"wildcard": "*a*a*a*a*"}]}
    check_pattern(json.dumps(nine))
    with refused("InvalidEventPatternException", "Rule is too complex"):
        check_pattern(json.dumps({"source": [{"wildcard": "*a*a*a*a*a"}]}))


def test_the_31st_rule_with_a_wildcard_is_one_too_many() -> None:
    wildcard = '{"source":[{"wildcard":"a*"}]}'
    check_wildcard_rules(29, wildcard)
    check_wildcard_rules(30, '{"source":["a"]}')
    with refused("LimitExceededException", "30"):
        check_wildcard_rules(30, wildcard)


@pytest.mark.parametrize("name", ["", "a" * 65, "my rule", "rule/x"])
def test_a_rules_name_has_64_plain_characters_at_most(name: str) -> None:
    with refused("ValidationException", "rule name"):
        EVENT_RULE.check(name)


@pytest.mark.parametrize("name", ["default", "aws.mine", "my bus", "a/b", "a" * 257])
def test_some_bus_names_are_refused(name: str) -> None:
    with refused("ValidationException"):
        check_bus_name(name)


def test_a_rule_needs_a_pattern_or_a_schedule() -> None:
    with refused("ValidationException", "EventPattern or ScheduleExpression"):
        check_rule(None, None, None, "default", 0)


def test_a_rules_state_is_one_of_three() -> None:
    check_rule("ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS", None, world.PATTERN, "default", 0)
    with refused("ValidationException", "ON"):
        check_rule("ON", None, world.PATTERN, "default", 0)


def test_a_schedule_runs_on_the_default_bus_only() -> None:
    with refused("ValidationException", "default event bus"):
        check_rule(None, "rate(1 minute)", None, "alerts", 0)


def test_a_bus_has_300_rules_at_most() -> None:
    with refused("LimitExceededException", "300"):
        check_rule(None, None, world.PATTERN, "default", 300)


@pytest.mark.parametrize(
    "expression", ["rate(1 minutes)", "rate(5 minute)", "rate(0 minutes)", "every minute", "cron(* *)"]
)
def test_a_schedule_expression_that_isnt_one_is_refused(expression: str) -> None:
    with refused("ValidationException", "Invalid Schedule Expression"):
        check_schedule_expression(expression)


@pytest.mark.parametrize(
    "expression", ["rate(1 minute)", "rate(5 minutes)", "cron(0 8 * * ? *)", "at(2026-01-31T08:00:00)"]
)
def test_documented_schedule_expressions_are_taken(expression: str) -> None:
    check_schedule_expression(expression)


def target(role: Role | None = FORWARD, others: int = 0, id: str = "bus", **changes: Any) -> None:
    whole = {"arn": BUS, **({"roleArn": role.arn} if role else {})}
    check_target({**whole, **changes}, id, "us-west-2", role, others, RULE)


def test_a_bus_in_another_region_with_a_role_is_a_good_target() -> None:
    target()


def test_an_arn_that_isnt_one_is_refused() -> None:
    with refused("ValidationException", "not in correct format"):
        target(arn="alerts")


def test_a_bus_in_another_region_needs_a_role() -> None:
    with refused("ValidationException", "RoleArn must be specified"):
        target(role=None)


def test_a_role_that_doesnt_trust_eventbridge_is_refused() -> None:
    with refused("ValidationException", "cannot be assumed by principal 'events.amazonaws.com'"):
        target(role=Role(FORWARD.arn, world.trust("lambda")))


def test_a_role_that_doesnt_exist_is_refused() -> None:
    with refused("ValidationException", "cannot be assumed"):
        target(role=Role(FORWARD.arn, None))


def test_only_a_bus_can_be_in_another_region() -> None:
    with refused("ValidationException", "only an event bus"):
        target(role=None, arn=QUEUE.replace("us-west-2", world.HOME))
    target(role=None, arn=QUEUE)


def test_a_rule_has_five_targets_at_most() -> None:
    with refused("LimitExceededException", "quota is 5"):
        target(others=5)


def test_input_and_transformer_exclude_each_other() -> None:
    with refused("ValidationException", "input and inputTransformer"):
        target(input="{}", inputTransformer={"inputTemplate": "{}"})


def test_a_targets_id_is_plain() -> None:
    with refused("ValidationException", "target id"):
        target(id="the bus")


@pytest.mark.parametrize(
    ("arn", "exists"),
    [
        (QUEUE.replace("us-west-2", world.HOME), True),
        (f"{QUEUE}.fifo", True),
        (QUEUE, False),
        ("arn:aws:sns:us-west-2:123456789012:topic", True),
    ],
)
def test_dead_letters_need_a_standard_queue_in_the_rules_region(arn: str, exists: bool) -> None:
    with refused("ValidationException", "standard queue in the rule's region"):
        check_dead_letters(arn, "us-west-2", exists)


def test_a_standard_queue_beside_the_rule_takes_dead_letters() -> None:
    check_dead_letters(QUEUE, "us-west-2", exists=True)
