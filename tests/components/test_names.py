"""Physical names: valid for each service, whatever the trail is called, and never another trail's."""

from __future__ import annotations

import itertools
import re
from fnmatch import fnmatchcase

import pytest

from components.names import ALARMS, Names
from components.settings.rules.names import trail_name_fault
from tests.components.cases import names
from tests.table import for_each

ACCOUNT = "111122223333"
# Whatever CloudTrail takes; some differ in a single character, in capitals, or beyond where a name is cut.
TRAILS = (
    "abc",
    "everyregion",
    "Everyregion",
    "EVERYREGION",
    "a.b.c",
    "a_b_c",
    "a-b-c",
    "a.b_c",
    "x" * 128,
    "X" * 128,
    "x" * 127 + "y",
    "x" * 32,
    "x" * 33,
    "x" * 31 + ".y",
    "a" + ".b" * 63,
    "a" + "-b" * 63,
    "a-" * 16 + "b",
    "1.2.3.4.5",
    "everyregion-eu-west-1",
    "everyregion-alert",
    "everyregion-tamper",
)
# The longest region there is, a usual one, and one of another partition.
PLACES = (("us-isof-south-1", "aws-iso-f"), ("eu-west-1", "aws"), ("us-gov-west-1", "aws-us-gov"))

# Property -> the service's limit and characters, as its API reference has them.
LIMITS = {
    "log_delivery_role": (64, r"[\w+=,.@-]+"),
    "forward_role": (64, r"[\w+=,.@-]+"),
    "digest_role": (64, r"[\w+=,.@-]+"),
    "schedule_role": (64, r"[\w+=,.@-]+"),
    "region_rule": (64, r"[.\-_A-Za-z0-9]+"),
    "delivered_rule": (64, r"[.\-_A-Za-z0-9]+"),
    # Bus 256, queue 80, topic 256: the three share the name.
    "alerts": (80, r"[A-Za-z0-9_-]+"),
    "dead_letters": (80, r"[A-Za-z0-9_-]+"),
    "failed_runs": (80, r"[A-Za-z0-9_-]+"),
    # With -dead-letters behind it.
    "siem": (80 - len("-dead-letters"), r"[A-Za-z0-9_-]+"),
    # Function 64, schedule 64, table 255.
    "digest": (64, r"[A-Za-z0-9_-]+"),
    "log_key_alias": (256, r"alias/(?!aws/)[a-zA-Z0-9/_-]+"),
    "alert_key_alias": (256, r"alias/(?!aws/)[a-zA-Z0-9/_-]+"),
    "log_group": (512, r"[.\-_/#A-Za-z0-9]+"),
    "digest_log_group": (512, r"[.\-_/#A-Za-z0-9]+"),
}
ROLES = ("log_delivery_role", "forward_role", "digest_role", "schedule_role")
TAMPER_SUBJECTS = ("bucket", "schedule", "function")


def of(trail: str, region: str = "eu-west-1", partition: str = "aws") -> Names:
    return Names(trail, "logs", ACCOUNT, ACCOUNT, region, partition)


def everything(made: Names) -> dict[str, str]:
    """Every physical name but those that hold the trail's own name as it is."""
    ruled = {f"tamper {subject}": made.tamper_rule(subject) for subject in TAMPER_SUBJECTS}
    alarms = {alarm: made.named(alarm) for alarm in ALARMS}
    return {**{name: getattr(made, name) for name in LIMITS}, **ruled, **alarms}


@pytest.mark.parametrize("trail", TRAILS)
def test_the_trails_here_are_ones_that_cloudtrail_takes(trail: str) -> None:
    assert trail_name_fault(trail) == ""


@for_each("place", PLACES)
@pytest.mark.parametrize("trail", TRAILS)
def test_every_name_is_one_that_its_service_takes(trail: str, place: tuple[str, str]) -> None:
    made = of(trail, *place)
    too_long = {n: getattr(made, n) for n, (most, _) in LIMITS.items() if len(getattr(made, n)) > most}
    foreign = {
        n: getattr(made, n) for n, (_, wants) in LIMITS.items() if not re.fullmatch(wants, getattr(made, n))
    }
    assert (too_long, foreign) == ({}, {})


@for_each("place", PLACES)
@pytest.mark.parametrize("trail", TRAILS)
def test_a_tamper_rule_s_name_is_one_that_eventbridge_takes(trail: str, place: tuple[str, str]) -> None:
    for subject in TAMPER_SUBJECTS:
        assert re.fullmatch(r"[.\-_A-Za-z0-9]{1,64}", of(trail, *place).tamper_rule(subject))


def test_no_two_trails_share_a_name() -> None:
    for one, other in itertools.combinations(TRAILS, 2):
        mine, theirs = everything(of(one)), everything(of(other))
        assert {key for key in mine if mine[key] == theirs[key]} == set(), (one, other)


def test_no_two_trails_share_a_role_though_iam_takes_capitals_for_small_letters() -> None:
    # https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
    for one, other in itertools.combinations(TRAILS, 2):
        mine, theirs = of(one), of(other)
        for role in ROLES:
            assert getattr(mine, role).lower() != getattr(theirs, role).lower(), (one, other)


def test_two_homes_in_one_account_do_not_share_a_role() -> None:
    here, there = of("everyregion", "eu-west-1"), of("everyregion", "us-east-1")
    for role in ROLES:
        assert getattr(here, role) != getattr(there, role)


def test_no_name_of_a_deployment_serves_two_purposes_in_one_service() -> None:
    made = of("everyregion")
    for kind in (
        ROLES,
        ["region_rule", "delivered_rule"],
        ["alerts", "dead_letters", "failed_runs", "siem"],
        ["log_key_alias", "alert_key_alias"],
        ["log_group", "digest_log_group"],
    ):
        assert len({getattr(made, name) for name in kind}) == len(kind)


@pytest.mark.parametrize("trail", TRAILS)
def test_names_are_the_same_each_time(trail: str) -> None:
    assert everything(of(trail)) == everything(of(trail))


@pytest.mark.parametrize("trail", TRAILS)
def test_what_is_named_by_a_prefix_begins_with_it_however_long_the_trail_s_name(trail: str) -> None:
    made = of(trail)
    for subject in TAMPER_SUBJECTS:
        assert made.tamper_rule(subject).startswith(made.tamper_rule(""))
        assert fnmatchcase(made.tamper_rule(subject), made.tamper_rule("*"))
    for alarm in ALARMS:
        assert fnmatchcase(made.named(alarm), made.named("alert-*"))


def test_a_usual_trail_s_names_are_readable() -> None:
    made = names()
    assert everything(made) == {
        "log_delivery_role": "everyregion-eu-west-1-log-delivery",
        "forward_role": "everyregion-eu-west-1-alert-forward",
        "digest_role": "everyregion-eu-west-1-alert-digest",
        "schedule_role": "everyregion-eu-west-1-alert-schedule",
        "region_rule": "everyregion-region-alert",
        "delivered_rule": "everyregion-delivered-logs",
        "alerts": "everyregion-alerts",
        "dead_letters": "everyregion-alert-dead-letters",
        "failed_runs": "everyregion-alert-failed-runs",
        "siem": "everyregion-siem",
        "digest": "everyregion-alert-digest",
        "log_key_alias": "alias/everyregion-logs",
        "alert_key_alias": "alias/everyregion-alerts",
        "log_group": "/aws/cloudtrail/everyregion",
        "digest_log_group": "/aws/lambda/everyregion-alert-digest",
        "tamper bucket": "everyregion-tamper-bucket",
        "tamper schedule": "everyregion-tamper-schedule",
        "tamper function": "everyregion-tamper-function",
        "alert-late": "everyregion-alert-late",
        "alert-dead-letters": "everyregion-alert-dead-letters",
        "alert-heartbeat": "everyregion-alert-heartbeat",
    }


def test_an_unusual_trail_s_names_carry_a_hash_that_never_changes() -> None:
    # Written out: another hash would replace everything in an account that is deployed already.
    assert of("a.b").alerts == "a-b-2e7336-alerts"
    assert of("Prod").alerts == "Prod-5f5635-alerts"
    assert of("x" * 128).alerts == "x" * 25 + "-24da1b-alerts"
    assert of("x" * 32).alerts == "x" * 32 + "-alerts"
