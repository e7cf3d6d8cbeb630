"""SNS topics, their policies and subscriptions. A topic's id is its ARN."""

from __future__ import annotations

from typing import Any, ClassVar

from wizard.rehearsal import stand_ins
from wizard.rehearsal.makers.base import Maker, Place, Setting, State, missing_is_fine
from wizard.rehearsal.makers.shapes import pairs, physical_name, retagging, same_text, tagged, unpaired
from wizard.rehearsal.refusals.topics import check_subscription, check_topic_name, check_topic_policy

_GONE = ("NotFound", "NotFoundException")
_TEXTS = {
    "displayName": "DisplayName",
    "kmsMasterKeyId": "KmsMasterKeyId",
    "deliveryPolicy": "DeliveryPolicy",
    "policy": "Policy",
}


class Topic(Maker):
    type = "aws:sns/topic:Topic"
    replaces = frozenset({"name", "namePrefix", "fifoTopic", "region"})
    computed = frozenset({"arn", "owner", "beginningArchiveTime", "tagsAll"})

    def make(self, at: Place, name: str, inputs: State) -> str:
        attributes = {api: inputs[camel] for camel, api in _TEXTS.items() if inputs.get(camel)}
        if inputs.get("fifoTopic"):
            attributes["FifoTopic"] = "true"
        topic = physical_name(name, inputs)
        check_topic_name(topic, bool(inputs.get("fifoTopic")))
        if inputs.get("policy"):
            check_topic_policy(inputs["policy"])
        made = at.client("sns").create_topic(
            Name=topic, Attributes=attributes, Tags=pairs(inputs.get("tags"))
        )
        return made["TopicArn"]

    def live(self, at: Place, id: str, known: State) -> dict[str, Any] | None:
        client = at.client("sns")
        found = None
        with missing_is_fine(*_GONE):
            found = client.get_topic_attributes(TopicArn=id)["Attributes"]
        if found is None:
            return None
        live = {
            "id": id,
            "arn": id,
            "name": id.rsplit(":", 1)[-1],
            "owner": found["Owner"],
            "fifoTopic": found.get("FifoTopic") == "true",
            **tagged(unpaired(client.list_tags_for_resource(ResourceArn=id)["Tags"]), known),
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
        gone, changed = retagging(old.get("tags"), new.get("tags"))
        if gone:
            client.untag_resource(ResourceArn=id, TagKeys=gone)
        if changed:
            client.tag_resource(ResourceArn=id, Tags=pairs(changed))

    def unmake(self, at: Place, id: str, known: State) -> None:
        at.client("sns").delete_topic(TopicArn=id)


class TopicPolicy(Setting):
    type = "aws:sns/topicPolicy:TopicPolicy"
    replaces = frozenset({"arn", "region"})
    computed = frozenset({"owner"})

    def identity(self, inputs: State) -> str:
        return inputs["arn"]

    def put(self, at: Place, inputs: State) -> None:
        check_topic_policy(inputs["policy"])
        at.client("sns").set_topic_attributes(
            TopicArn=inputs["arn"], AttributeName="Policy", AttributeValue=inputs["policy"]
        )

    def live(self, at: Place, id: str, known: State) -> dict[str, Any] | None:
        found = None
        with missing_is_fine(*_GONE):
            found = at.client("sns").get_topic_attributes(TopicArn=id)["Attributes"]
        if found is None:
            return None
        return {
            "id": id,
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
    type = "aws:sns/topicSubscription:TopicSubscription"
    replaces = frozenset({"topic", "protocol", "endpoint", "region"})
    computed = frozenset({"arn", "ownerId", "pendingConfirmation", "confirmationWasAuthenticated"})
    _ATTRIBUTES: ClassVar = {
        "filterPolicy": "FilterPolicy",
        "filterPolicyScope": "FilterPolicyScope",
        "rawMessageDelivery": "RawMessageDelivery",
        "redrivePolicy": "RedrivePolicy",
        "deliveryPolicy": "DeliveryPolicy",
    }

    def make(self, at: Place, name: str, inputs: State) -> str:
        check_subscription(inputs["protocol"], inputs["endpoint"])
        if inputs["protocol"] in ("email", "email-json"):
            at.account.stand_in(stand_ins.EMAIL)
        made = at.client("sns").subscribe(
            TopicArn=inputs["topic"],
            Protocol=inputs["protocol"],
            Endpoint=inputs["endpoint"],
            Attributes={
                api: _text(inputs[c]) for c, api in self._ATTRIBUTES.items() if inputs.get(c) is not None
            },
            ReturnSubscriptionArn=True,
        )
        return made["SubscriptionArn"]

    def live(self, at: Place, id: str, known: State) -> dict[str, Any] | None:
        found = None
        with missing_is_fine(*_GONE):
            found = at.client("sns").get_subscription_attributes(SubscriptionArn=id)["Attributes"]
        if found is None:
            return None
        return {
            "id": id,
            "arn": id,
            "topic": found["TopicArn"],
            "protocol": found["Protocol"],
            "endpoint": found["Endpoint"],
            "ownerId": found["Owner"],
            "pendingConfirmation": found.get("PendingConfirmation") == "true",
            "rawMessageDelivery": found.get("RawMessageDelivery") == "true",
            **{
                camel: same_text(known.get(camel), found[api])
                for camel, api in self._ATTRIBUTES.items()
                if camel != "rawMessageDelivery" and known.get(camel) and api in found
            },
        }

    def change(self, at: Place, id: str, old: State, new: State) -> None:
        for camel, api in self._ATTRIBUTES.items():
            if new.get(camel) != old.get(camel) and new.get(camel) is not None:
                at.client("sns").set_subscription_attributes(
                    SubscriptionArn=id, AttributeName=api, AttributeValue=_text(new[camel])
                )

    def unmake(self, at: Place, id: str, known: State) -> None:
        at.client("sns").unsubscribe(SubscriptionArn=id)


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


MAKERS = (Topic(), TopicPolicy(), TopicSubscription())
