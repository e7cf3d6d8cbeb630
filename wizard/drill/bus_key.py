"""Whether EventBridge may use the key that an event bus is encrypted with. It keeps the rules of the bus
under it, patterns and targets, and decrypts them before it matches any event, AWS's own too.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-encryption-event-bus-cmkey.html
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-encryption-key-policy.html
"""

from __future__ import annotations

from components.arns import Arn
from wizard.account.connect import ClientFor
from wizard.account.existing_key import look_at_key
from wizard.account.facts import Key
from wizard.account.policy_verdict import Use, judged
from wizard.drill.stage_check import Broken, Unknown, ask
from wizard.iam import Principal, Request

_EVENTBRIDGE = Principal.service("events.amazonaws.com")


def look_at_bus_key(client_for: ClientFor, region: str, bus: str) -> None:
    """One call where the bus has no key of its own. bus: "" for the region's default one. Raises Broken and
    Unknown."""
    name = bus or "default"
    where = f"the event bus {name} in {region}"
    found = ask(client_for, "events", region, "describe_event_bus", f"{where} is gone", Name=name)
    key = found.get("KmsKeyIdentifier")
    if not key:
        return
    silent = f"so no rule on {where} matches anything"
    looked = look_at_key(client_for, key, Arn.of(key).region or region)
    if looked.state == "bad":
        raise Broken(
            f"the key {key} is gone, {silent}", "Encrypt the bus with another key, and deploy again."
        )
    if looked.value is None:
        raise Unknown(f"{where} is encrypted with {key}: {looked.why}")
    if looked.value.state != "Enabled":
        raise Broken(
            f"the key {key} is {looked.value.state}, {silent}",
            "Enable it (`aws kms cancel-key-deletion`, `aws kms enable-key`), and find out who did that.",
        )
    _check_policy(looked.value, found.get("Arn", ""), where)


def _check_policy(key: Key, bus_arn: str, where: str) -> None:
    if key.policy.value is None:
        raise Unknown(f"{where} is encrypted with {key.arn}, whose policy couldn't be read: {key.policy.why}")
    context = {
        "aws:SecureTransport": True,
        "aws:SourceAccount": Arn.of(bus_arn).account,
        "aws:SourceArn": bus_arn,
        "kms:EncryptionContext:aws:events:event-bus:arn": bus_arn,
    }
    request = Request(_EVENTBRIDGE, "kms:Decrypt", key.arn, context)
    use = Use(f"EventBridge can decrypt the rules on {where}", f"the key {key.arn}", [request])
    verdict = judged("", use, key.policy.value)
    if verdict.state == "bad":
        text = verdict.text.rstrip(".")
        raise Broken(text[:1].lower() + text[1:], "Let events.amazonaws.com decrypt with it again.")
    if verdict.state == "unknown":
        raise Unknown(verdict.text)
