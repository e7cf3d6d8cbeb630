"""SNS topics, their policies and subscriptions. A topic's id is its ARN."""

from __future__ import annotations

from typing import Any, ClassVar

from wizard.program import resource_types as types
from wizard.rehearsal import stand_ins
from wizard.rehearsal.makers.base import Maker, Place, Setting, State
from wizard.rehearsal.makers.shapes import asked, physical_name, same_text, told
from wizard.rehearsal.makers.tags import Tags
from wizard.rehearsal.refusals.names import TOPIC
from wizard.rehearsal.refusals.topics import check_subscription, check_topic_policy

_GONE = ("NotFound", "NotFoundException")
_TEXTS = {
    "displayName": "DisplayName",
    "kmsMasterKeyId": "KmsMasterKeyId",
    "deliveryPolicy": "DeliveryPolicy",
    "policy": "Policy",
}


class Topic(Maker):
    type = types.TOPIC
    gone = _GONE
    tags: ClassVar[Tags] = Tags("sns", "ResourceArn", by="id")

    def make(self, at: Place, name: str, inputs: State) -> str:
        attributes = {api: inputs[camel] for camel, api in _TEXTS.items() if inputs.get(camel)}
        topic = physical_name(name, inputs)
        TOPIC.check(topic)
        if inputs.get("policy"):
            check_topic_policy(inputs["policy"])
        made = at.client("sns").create_topic(Name=topic, Attributes=attributes, Tags=self.tags.of(inputs))
        return made["TopicArn"]

    def live(self, at: Place, id: str, known: State) -> dict[str, Any] | None:
        found = at.client("sns").get_topic_attributes(TopicArn=id)["Attributes"]
        live = {
            "arn": id,
            "name": id.rsplit(":", 1)[-1],
            "owner": found["Owner"],
            "fifoTopic": found.get("FifoTopic") == "true",
        }
        for camel, api in _TEXTS.items():
            if known.get(camel) or (found.get(api) and camel in ("displayName", "kmsMasterKeyId")):
                live[camel] = same_text(known.get(camel), found.get(api, ""))
        return live

    def change(self, at: Place, id: str, old: State, new: State) -> None:
        client = at.client("sns")
        for camel, api in _TEXTS.items():
            if (new.get(camel) or "") != (old.get(camel) or ""):
                client.set_topic_attributes(
                    TopicArn=id, AttributeName=api, AttributeValue=new.get(camel) or ""
                )

    def unmake(self, at: Place, id: str, known: State) -> None:
        at.client("sns").delete_topic(TopicArn=id)


class TopicPolicy(Setting):
    type = types.TOPIC_POLICY
    gone = _GONE

    def identity(self, inputs: State) -> str:
        return inputs["arn"]

    def put(self, at: Place, inputs: State) -> None:
        check_topic_policy(inputs["policy"])
        at.client("sns").set_topic_attributes(
            TopicArn=inputs["arn"], AttributeName="Policy", AttributeValue=inputs["policy"]
        )

    def live(self, at: Place, id: str, known: State) -> dict[str, Any] | None:
        found = at.client("sns").get_topic_attributes(TopicArn=id)["Attributes"]
        return {
            "arn": id,
            "owner": found["Owner"],
            "policy": same_text(known.get("policy"), found["Policy"]),
        }

    def unmake(self, at: Place, id: str, known: State) -> None:
        """A topic always has a policy: deleting ours leaves the one that a new topic has, only the owner
        allowed."""
        document = (
            '{"Version":"2008-10-17","Id":"__default_policy_ID","Statement":[{"Sid":"__default_statement_ID",'
            '"Effect":"Allow","Principal":{"AWS":"*"},"Action":["SNS:GetTopicAttributes","SNS:SetTopicAttributes",'
            '"SNS:AddPermission","SNS:RemovePermission","SNS:DeleteTopic","SNS:Subscribe","SNS:ListSubscriptionsByTopic",'
            f'"SNS:Publish"],"Resource":"{id}","Condition":{{"StringEquals":{{"AWS:SourceOwner":"{at.account.id}"}}}}}}]}}'
        )
        at.client("sns").set_topic_attributes(TopicArn=id, AttributeName="Policy", AttributeValue=document)


class TopicSubscription(Maker):
    type = types.SUBSCRIPTION
    gone = _GONE
    _TEXTS = ("filterPolicy", "filterPolicyScope", "redrivePolicy", "deliveryPolicy")

    def make(self, at: Place, name: str, inputs: State) -> str:
        check_subscription(inputs["protocol"], inputs["endpoint"])
        if inputs["protocol"] in ("email", "email-json"):
            at.account.stand_in(stand_ins.EMAIL)
        made = at.client("sns").subscribe(
            TopicArn=inputs["topic"],
            Protocol=inputs["protocol"],
            Endpoint=inputs["endpoint"],
            Attributes=self._attributes(inputs),
            ReturnSubscriptionArn=True,
        )
        return made["SubscriptionArn"]

    def _attributes(self, inputs: State) -> dict[str, str]:
        given = asked(inputs, *self._TEXTS, "rawMessageDelivery")
        return {api: str(value).lower() if isinstance(value, bool) else value for api, value in given.items()}

    def live(self, at: Place, id: str, known: State) -> dict[str, Any] | None:
        found = at.client("sns").get_subscription_attributes(SubscriptionArn=id)["Attributes"]
        texts = told(found, *self._TEXTS)
        return {
            "arn": id,
            "topic": found["TopicArn"],
            "protocol": found["Protocol"],
            "endpoint": found["Endpoint"],
            "ownerId": found["Owner"],
            "pendingConfirmation": found.get("PendingConfirmation") == "true",
            "rawMessageDelivery": found.get("RawMessageDelivery") == "true",
            **{camel: same_text(known.get(camel), text) for camel, text in texts.items() if known.get(camel)},
        }

    def change(self, at: Place, id: str, old: State, new: State) -> None:
        changed = {camel: value for camel, value in new.items() if value != old.get(camel)}
        for api, text in self._attributes(changed).items():
            at.client("sns").set_subscription_attributes(
                SubscriptionArn=id, AttributeName=api, AttributeValue=text
            )

    def unmake(self, at: Place, id: str, known: State) -> None:
        at.client("sns").unsubscribe(SubscriptionArn=id)


MAKERS = (Topic(), TopicPolicy(), TopicSubscription())
