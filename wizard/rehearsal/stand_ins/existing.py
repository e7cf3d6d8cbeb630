"""A key, a topic and log readers that settings name, but the emulated account doesn't have: others stand in
for them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from unittest import mock

from components import policies
from components.arns import Arn
from components.names import Names
from components.organization import Organization
from components.settings import DELIVERED_LOGS, Settings
from wizard.rehearsal.account import contents
from wizard.rehearsal.account.emulated_account import EmulatedAccount
from wizard.rehearsal.account.organizations import organization_of
from wizard.rehearsal.organization import let_in

KEY = "your KMS key isn't in the emulated account: one that rotates, with the policy it needs, stands in"
READERS = "the log readers' roles aren't in the emulated account: others of their names stand in"
TOPIC = "your SNS topic isn't in the emulated account: one with the policy it needs stands in"


def with_stand_ins(account: EmulatedAccount, settings: Settings) -> Settings:
    """Makes what these settings name, with the same ids and names and beside the log bucket, and gives the
    settings that name those. account: the one that is deployed from."""
    found = organization_of(account) if settings.is_organization else None
    organization = Organization(found.id, found.management_account) if found else None
    names = Names.of(settings, account.id, None, organization)
    _readers(account, settings.log_readers)
    account = account.beside(names.account) or account
    key_arn, topic_arn = settings.kms_key_arn, settings.alert_topic_arn
    if key_arn:
        key_arn = _key(account, settings, names)
        account.stand_in(KEY)
    if topic_arn:
        topic_arn = _topic(account, names, topic_arn.rsplit(":", 1)[-1])
        account.stand_in(TOPIC)
    return replace(settings, kms_key_arn=key_arn, alert_topic_arn=topic_arn)


def _key(account: EmulatedAccount, settings: Settings, names: Names) -> str:
    """The policy is the one that KMS gives a key by default, and what CloudTrail and readers need besides."""
    digest = DELIVERED_LOGS in settings.region_alert
    needed = policies.log_key_use(names, settings.log_readers, digest_reads=digest)
    default = policies.log_key(names)["Statement"][:1]
    policy = json.dumps({"Version": "2012-10-17", "Statement": [*default, *needed]})
    id = settings.kms_key_arn.rsplit("/", 1)[-1]
    client = account.client("kms")
    with account.lock, mock.patch("moto.kms.models.generate_key_id", return_value=id):
        arn: str = client.create_key(Policy=policy)["KeyMetadata"]["Arn"]
    # Whether yours does is told by `verify` of the real one: here it would be a failure of the stand-in.
    client.enable_key_rotation(KeyId=arn)
    return arn


def _readers(account: EmulatedAccount, readers: Sequence[str]) -> None:
    """A policy can't name a role of an emulated account that isn't there; of other accounts nobody knows."""
    for arn in readers:
        owner = account.beside(Arn.of(arn).account)
        if owner is not None and arn not in contents.principals(owner):
            let_in(owner, arn, owner)
            account.stand_in(READERS)


def _topic(account: EmulatedAccount, names: Names, name: str) -> str:
    arn = account.arn("sns", name)
    alarms = policies.alarms_publish(replace(names, existing_topic=arn))
    policy = json.dumps({"Version": "2012-10-17", "Statement": [alarms]})
    return account.client("sns").create_topic(Name=name, Attributes={"Policy": policy})["TopicArn"]
