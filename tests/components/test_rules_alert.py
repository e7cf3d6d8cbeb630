"""Who hears the alert, and whom it never tells of."""

from __future__ import annotations

import pytest

from components.settings.rules.alert import nobody_is_told
from tests.components.cases import objections, settings

TOPIC = "arn:aws:sns:eu-west-1:111122223333:security"


@pytest.mark.parametrize(
    "address", ["a@b.co", "first.last+aws@mail.example-corp.com", "o'neil@example.com", "a@1.2.example"]
)
def test_an_address_is_accepted(address: str) -> None:
    assert objections(alert_emails=(address,)) == []


@pytest.mark.parametrize(
    "address",
    [
        "night shift@example.com",
        "night@example",
        "night",
        "@example.com",
        "a@b@example.com",
        "a@example..com",
        "a@-example.com",
        "Night <night@example.com>",
        "a@example.com;b@example.com",
        f"{'a' * 309}@example.com",
    ],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    (message,) = objections(alert_emails=("right@example.com", address))
    shown = address if len(address) <= 80 else f"{address[:79]}…"
    assert message == (
        f'alertEmails: "{shown}" isn\'t an email address. Alerts to it would be lost. '
        "Write name@example.com, without spaces; separate several with commas."
    )


def test_a_topic_at_home_is_accepted() -> None:
    assert objections(alert_topic_arn=TOPIC) == []


@pytest.mark.parametrize(
    "arn",
    [
        "security",
        TOPIC.replace("eu-west-1", "us-east-1"),
        TOPIC.replace("arn:aws:", "arn:aws-cn:"),
        f"{TOPIC}.fifo",
        f"{TOPIC}:12345678-1234-1234-1234-123456789012",
    ],
)
def test_what_is_no_standard_topic_at_home_is_refused(arn: str) -> None:
    assert objections(alert_topic_arn=arn) == [
        f'alertTopicArn: "{arn}" isn\'t the ARN of a standard SNS topic in eu-west-1. '
        "Alarms and rules reach only a topic in their own region. "
        "Name one of the form arn:aws:sns:eu-west-1:<account>:<name>."
    ]


@pytest.mark.parametrize(
    "pattern",
    [
        "arn:aws:iam::111122223333:role/Deploy",
        "arn:aws:iam::*:role/ci-*",
        "arn:*:iam::111122223333:user/team/backup",
        "arn:aws:sts::111122223333:assumed-role/Deploy/*",
    ],
)
def test_a_principal_may_be_ignored(pattern: str) -> None:
    assert objections(alert_ignore_principals=(pattern,)) == []


@pytest.mark.parametrize(
    "pattern",
    [
        "*",
        "111122223333",
        "Deploy",
        "arn:aws:iam::111122223333:root",
        "arn:aws:iam::111122223333:*",
        "arn:aws:sts::111122223333:assumed-role/Deploy",
        # Whoever asks for the token chooses the name.
        "arn:aws:sts::111122223333:federated-user/Deploy",
        "arn:aws:sts::111122223333:role/Deploy",
        "arn:aws:iam::111122223333:assumed-role/Deploy/x",
        "arn:aws:iam::111122223333:role/De ploy",
    ],
)
def test_what_names_everybody_or_nobody_cannot_be_ignored(pattern: str) -> None:
    assert objections(alert_ignore_principals=(pattern,)) == [
        f'alertIgnorePrincipals: "{pattern}" isn\'t the ARN of a role or user. '
        "`*`, a whole account or the root user would silence the alert for an intruder too. "
        "Write arn:aws:iam::<account>:role/<name>, with * inside the name if you need it."
    ]


def test_a_pattern_for_nearly_everybody_is_refused_with_somebody_whom_it_covers() -> None:
    # test_strangers.py has the many forms.
    pattern = "arn:aws:iam::111122223333:role/*Role"
    assert objections(alert_ignore_principals=(pattern,)) == [
        f'alertIgnorePrincipals: "{pattern}" names nearly everybody: arn:aws:iam::111122223333:role/xRole, '
        "for one. The alert would stay silent for an intruder too. Name at least three characters in a row "
        "that not every such role or user shares."
    ]


def test_more_patterns_than_fit_into_the_function_s_environment_are_refused() -> None:
    patterns = tuple(f"arn:aws:iam::111122223333:role/{'r' * 60}{number}" for number in range(10, 40))
    # 20 patterns take 1940 characters, one more is written with 4 besides its own.
    last = f"arn:aws:iam::111122223333:role/{'s' * 25}"
    assert objections(alert_ignore_principals=(*patterns[:20], last)) == []
    assert len(objections(alert_ignore_principals=(*patterns[:20], f"{last}s"))) == 1
    assert objections(alert_ignore_principals=patterns) == [
        "alertIgnorePrincipals: the patterns take 2910 characters. Lambda would refuse the digest function: "
        "what it is told has to fit into 4,096. Use at most 2000: a * may stand for several names that begin "
        "alike."
    ]


def test_a_repeat_cannot_come_more_often_than_digests() -> None:
    assert objections(alert_every_minutes=61, alert_repeat_minutes=60) == [
        "alertRepeatMinutes: it is 60, but digests go out every 61 minutes. "
        "A repeat can't come more often than digests do. Raise it to 61 or more."
    ]
    assert objections(alert_every_minutes=60, alert_repeat_minutes=60) == []


@pytest.mark.parametrize("sources", [("rules",), ("rules", "delivered-logs")])
def test_rules_are_refused_in_china(sources: tuple[str, ...]) -> None:
    assert objections("cn-north-1", region_alert=sources) == [
        "regionAlert: rules can't forward between the regions of aws-cn. No alert would ever arrive. "
        "Set regionAlert to [delivered-logs]."
    ]


@pytest.mark.parametrize("home", ["us-gov-west-1", "eusc-de-east-1", "eu-west-1"])
def test_rules_are_accepted_in_every_other_partition(home: str) -> None:
    assert objections(home, region_alert=("rules",)) == []


def test_delivered_logs_are_accepted_in_china() -> None:
    assert objections("cn-north-1", region_alert=("delivered-logs",)) == []


def test_the_cis_alarms_need_the_log_group() -> None:
    assert objections(cis_alarms=True) == [
        "cisAlarms: the alarms need cloudWatchLogs. They would watch a log group that nothing writes to. "
        "Set cloudWatchLogs to true as well."
    ]
    assert objections(cis_alarms=True, cloud_watch_logs=True) == []


def test_a_tamper_alert_alone_wants_a_reader_too() -> None:
    found = list(nobody_is_told(settings(region_alert=(), tamper_alert=True)))
    assert [problem.key for problem in found] == ["alertEmails"]
