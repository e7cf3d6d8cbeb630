"""The rehearsal's proof: one write event in an unapproved region, and the alert out of the topic."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wizard.rehearsal.account import EmulatedAccount

EVENT = {"eventSource": "ec2.amazonaws.com", "eventName": "CreateKeyPair", "sourceIPAddress": "203.0.113.7"}


@dataclass(frozen=True)
class Proof:
    """region: where the event was put; subject and lines: the message as a mail, empty if none came;
    trouble: why none came, as far as the emulated account knows."""

    region: str
    event: str
    subject: str = ""
    lines: tuple[str, ...] = ()
    trouble: str = ""

    def as_dict(self) -> dict[str, Any]:
        return {
            "region": self.region,
            "event": self.event,
            "alerted": bool(self.subject),
            "subject": self.subject,
            "trouble": self.trouble,
        }


def prove(account: EmulatedAccount, exports: Mapping[str, Any]) -> Proof | None:
    """Puts the event and runs the digest once. None when no region is watched: nothing can be proved."""
    watched, topic = list(exports.get("watchedRegions") or ()), exports.get("alertTopicArn")
    if not watched or not topic:
        return None
    from wizard.rehearsal.stand_ins.activity import put_activity
    from wizard.rehearsal.stand_ins.inbox import collect_messages
    from wizard.rehearsal.stand_ins.schedules import tick

    region, name = watched[0], str(EVENT["eventName"])
    with collect_messages(account, str(topic)) as inbox:
        put_activity(account, region, EVENT)
        started = tick(account, 60)
        messages = inbox.read()
    if messages:
        return Proof(region, name, messages[0].subject, tuple(_mail(account, str(topic)).splitlines()))
    failed = [f"{one.schedule}: {one.error}" for one in started if one.error]
    trouble = "; ".join([*failed, *account.undelivered]) or "nothing reached the topic"
    return Proof(region, name, trouble=trouble)


def _mail(account: EmulatedAccount, topic: str) -> str:
    """The last message as an email subscriber gets it; the inbox is a queue, and queues get JSON.

    https://docs.aws.amazon.com/sns/latest/dg/sns-send-custom-platform-specific-payloads-mobile-devices.html
    """
    import json

    from moto.sns.models import sns_backends

    sent = sns_backends[account.id][topic.split(":")[3]].topics[topic].sent_notifications
    text = sent[-1][1]
    try:
        return str(json.loads(text)["email"])
    except (ValueError, KeyError, TypeError):
        return text
