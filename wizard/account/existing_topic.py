"""Looks at the SNS topic that alertTopicArn names, and judges whether the alerts would get through it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from components import policies
from components.arns import Arn
from components.names import Names
from components.regions import dns_suffix_of
from components.settings import Settings
from wizard.account.connect import ClientFor
from wizard.account.data_protection import in_the_way
from wizard.account.error_codes import NOT_THERE
from wizard.account.existing_key import look_at_key
from wizard.account.facts import Finding, Probe, Topic
from wizard.account.policy_verdict import Membership, Use, judged
from wizard.iam import Principal, Request

_KEY = "alertTopicArn"
_TOPIC, _ITS_KEY = "your SNS topic", "the KMS key of your SNS topic"
_TLS = {"aws:SecureTransport": True}
_OTHER_ACCOUNT = (
    "Your SNS topic is in account {there}, the alert in {here}: alarms and the alert's function publish with "
    "{here}'s rights, and those reach only topics of their own account. Name a topic in {here}, and forward "
    "from there."
)


def look_at_topic(client_for: ClientFor, arn: str, region: str) -> Probe[Topic]:
    """The topic, with the key it is encrypted with and what changes its messages; bad if there is none.
    Read-only.

    https://docs.aws.amazon.com/sns/latest/api/API_GetTopicAttributes.html
    https://docs.aws.amazon.com/sns/latest/api/API_GetDataProtectionPolicy.html
    """
    from wizard.account.one_call import ask

    answer = ask(client_for, "sns", region, "get_topic_attributes", absent=NOT_THERE, TopicArn=arn)
    if answer.state == "bad":
        return Probe("bad", why=f"There is no such topic in {region}.")
    if answer.value is None:
        return answer
    found = answer.value["Attributes"]
    topic = Topic(
        arn,
        found["Policy"],
        found.get("FifoTopic") == "true",
        found.get("KmsMasterKeyId", ""),
        int(found.get("SubscriptionsConfirmed", 0)),
        int(found.get("SubscriptionsPending", 0)),
        protection=_protection(client_for, arn, region),
    )
    if topic.key_name and not _is_of_aws(topic.key_name):
        topic = replace(topic, key=look_at_key(client_for, topic.key_name, region))
    return Probe("good", topic)


def _protection(client_for: ClientFor, arn: str, region: str) -> Probe[str]:
    """A partition whose SNS doesn't know the call has no such policies."""
    from wizard.account.one_call import ask

    absent = (*NOT_THERE, "InvalidAction")
    found = ask(client_for, "sns", region, "get_data_protection_policy", absent=absent, ResourceArn=arn)
    if found.state == "bad":
        return Probe("good", "")
    return found.then(lambda answer: answer.get("DataProtectionPolicy") or "")


def judge_topic(
    settings: Settings, names: Names, probe: Probe[Topic], organization: Membership | None = None
) -> list[Finding]:
    """Everything that speaks for or against the topic, what is bad in sentences that say the fix.
    organization: the one that the account is in, where that is known."""
    arn = settings.alert_topic_arn
    there = Arn.of(arn).account
    if there != names.account:
        return [Finding(_KEY, "bad", _OTHER_ACCOUNT.format(there=there, here=names.account))]
    topic = probe.value
    if topic is None and probe.state == "bad":
        return [
            Finding(
                _KEY,
                "bad",
                f"Your SNS topic: {probe.why} Nobody would hear of an alert. Name another topic, or leave "
                "alertTopicArn empty to get a new one.",
            )
        ]
    if topic is None:
        why = f"Your SNS topic couldn't be looked at: {probe.why}. Whether alerts get through it isn't known."
        return [Finding(_KEY, "unknown", why)]
    found = [judged(_KEY, use, topic.policy, organization) for use in _publishing(settings, names)]
    if topic.is_fifo:
        text = "Your SNS topic is FIFO: no mail goes out from it. Name a standard one."
        found.append(Finding(_KEY, "bad", text))
    return [
        *found,
        *_key(settings, names, topic, organization),
        *kept_back(topic),
        _readers(settings, topic),
    ]


def kept_back(topic: Topic) -> Iterator[Finding]:
    """What a data protection policy keeps of an alert from people."""
    unsure = "Whether a data protection policy of your SNS topic keeps alerts back isn't known"
    if topic.protection.value is None:
        yield Finding(_KEY, "unknown", f"{unsure}: {topic.protection.why}")
        return
    try:
        deeds = in_the_way(topic.protection.value)
    except ValueError:
        yield Finding(_KEY, "unknown", f"{unsure}: it can't be read")
        return
    if deeds:
        text = (
            f"The data protection policy of your SNS topic {'; '.join(deeds)}: alerts are full of names and "
            "addresses, and are lost or say less. Take these statements out of it."
        )
        yield Finding(_KEY, "bad", text, _TOPIC)


_ALARMS, _CLOUDWATCH = "CloudWatch (the alarms)", Principal.service("cloudwatch.amazonaws.com")


def _publishing(settings: Settings, names: Names) -> Iterator[Use]:
    """CloudWatch passes the alarm's ARN and owner.

    https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html
    """
    arn = settings.alert_topic_arn
    source = {**_TLS, "aws:SourceAccount": names.account}
    alarms = [{**source, "aws:SourceOwner": names.account, "aws:SourceArn": it} for it in names.alarm_arns]
    yield Use(
        f"{_ALARMS} can publish to your SNS topic",
        _TOPIC,
        [Request(_CLOUDWATCH, "sns:Publish", arn, alarm) for alarm in alarms],
        grant=policies.alarms_publish(names),
    )
    role = Principal.role(names.digest_role_arn)
    yield Use(
        "the alert's function can publish to your SNS topic",
        _TOPIC,
        [Request(role, "sns:Publish", arn, _TLS)],
        identity=[policies.digest_function(names)],
    )


def _key(
    settings: Settings, names: Names, topic: Topic, organization: Membership | None
) -> Iterator[Finding]:
    """https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html"""
    grant = policies.alert_key_use()
    if not topic.key_name:
        return
    if _is_of_aws(topic.key_name):
        yield Finding(
            _KEY,
            "bad",
            f"Your SNS topic is encrypted with AWS's own key ({topic.key_name}), which doesn't let "
            "CloudWatch publish, and can't be changed. Encrypt it with a key of your own whose policy has "
            f"the statement {grant['Sid']}, or not at all.",
            _ITS_KEY,
            (grant,),
        )
        return
    key = topic.key.value if topic.key else None
    if key is None or key.policy.value is None:
        why = (key.policy.why if key else topic.key.why if topic.key else "").rstrip(".")
        words = (
            f"The KMS key of your SNS topic couldn't be looked at: {why}. Without the statement "
            f"{grant['Sid']} in its policy alerts are lost."
        )
        yield Finding(_KEY, "unknown", words, _ITS_KEY, (grant,))
        return
    if key.state != "Enabled":
        text = f"The KMS key of your SNS topic is {key.state}: alerts are lost. Enable it."
        yield Finding(_KEY, "bad", text)
    for use in _encrypting(settings, names, key.arn):
        yield judged(_KEY, use, key.policy.value, organization)


def _encrypting(settings: Settings, names: Names, key_arn: str) -> Iterator[Use]:
    host = {"kms:ViaService": f"sns.{names.home}.{dns_suffix_of(names.partition)}"}
    context = {"kms:EncryptionContext:aws:sns:topicArn": settings.alert_topic_arn}
    account = {"aws:SourceAccount": names.account}
    actions = ("kms:GenerateDataKey", "kms:Decrypt")
    perhaps = {**_TLS, **host, **context, **account}
    yield Use(
        f"{_ALARMS} can use the KMS key of your SNS topic",
        _ITS_KEY,
        [Request(_CLOUDWATCH, action, key_arn, _TLS) for action in actions],
        [Request(_CLOUDWATCH, action, key_arn, perhaps) for action in actions],
        policies.alert_key_use(),
    )
    role = Principal.role(names.digest_role_arn)
    values = {**_TLS, **host, **context, "kms:CallerAccount": names.account}
    any_key = names.arn("kms", "key/*")
    yield Use(
        "the alert's function can use the KMS key of your SNS topic",
        _ITS_KEY,
        [Request(role, action, key_arn, values) for action in actions],
        grant=_for_role(names),
        identity=[policies.digest_function(names, topic_key_arn=any_key)],
    )


def _for_role(names: Names) -> dict[str, Any]:
    """The role is made later, and KMS refuses a principal that doesn't exist yet: the account, narrowed."""
    return {
        **policies.alert_key_use(),
        "Sid": "DigestEncrypts",
        "Principal": {"AWS": f"arn:{names.partition}:iam::{names.account}:root"},
        "Condition": {"ArnEquals": {"aws:PrincipalArn": names.digest_role_arn}},
    }


def _readers(settings: Settings, topic: Topic) -> Finding:
    """A topic without a confirmed subscriber is a silent alert, but not a refused one."""
    count = f"{topic.confirmed} confirmed, {topic.pending} waiting for confirmation"
    if topic.confirmed or settings.alert_emails:
        return Finding(_KEY, "good", f"Subscriptions of your SNS topic: {count}.")
    return Finding(
        _KEY,
        "unknown",
        f"Nobody hears your SNS topic (subscriptions: {count}). Subscribe somebody, or add alertEmails.",
    )


def _is_of_aws(key_name: str) -> bool:
    return key_name.rsplit(":", 1)[-1].startswith("alias/aws/")
