"""SQS queues and their policies. A queue's id is its URL."""

from __future__ import annotations

from typing import Any, ClassVar

from wizard.program import resource_types as types
from wizard.rehearsal.account import contents
from wizard.rehearsal.makers.base import Maker, Place, Setting, State
from wizard.rehearsal.makers.shapes import physical_name, same_text
from wizard.rehearsal.makers.tags import Tags
from wizard.rehearsal.refusals.queues import check_queue, check_queue_policy

_GONE = ("AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist")
_NUMBERS = {
    "delaySeconds": ("DelaySeconds", 0),
    "maxMessageSize": ("MaximumMessageSize", 262144),
    "messageRetentionSeconds": ("MessageRetentionPeriod", 345600),
    "receiveWaitTimeSeconds": ("ReceiveMessageWaitTimeSeconds", 0),
    "visibilityTimeoutSeconds": ("VisibilityTimeout", 30),
}
_KMS = {"kmsMasterKeyId": "KmsMasterKeyId", "kmsDataKeyReusePeriodSeconds": "KmsDataKeyReusePeriodSeconds"}
_DOCUMENTS = {
    "policy": "Policy",
    "redrivePolicy": "RedrivePolicy",
    "redriveAllowPolicy": "RedriveAllowPolicy",
}


class Queue(Maker):
    type = types.QUEUE
    gone = _GONE
    tags: ClassVar[Tags] = Tags(
        "sqs", "QueueUrl", "id", "list_queue_tags", "tag_queue", "untag_queue", pair=None
    )

    def make(self, at: Place, name: str, inputs: State) -> str:
        queue = physical_name(name, inputs)
        self._check(at, queue, inputs)
        made = at.client("sqs").create_queue(
            QueueName=queue,
            Attributes=_attributes(inputs),
            tags=self.tags.of(inputs),
        )
        return made["QueueUrl"]

    def _check(self, at: Place, name: str, inputs: State) -> None:
        check_queue(name, inputs, at.arn("sqs", name), contents.queues(at.account, at.region))

    def live(self, at: Place, id: str, known: State) -> dict[str, Any] | None:
        found = at.client("sqs").get_queue_attributes(QueueUrl=id, AttributeNames=["All"])["Attributes"]
        documents = {
            camel: same_text(known.get(camel), found[api])
            for camel, api in _DOCUMENTS.items()
            if found.get(api) and (camel != "policy" or known.get("policy"))
        }
        return {
            "url": id,
            "arn": found["QueueArn"],
            "name": id.rsplit("/", 1)[-1],
            "fifoQueue": found.get("FifoQueue") == "true",
            "contentBasedDeduplication": found.get("ContentBasedDeduplication") == "true",
            "sqsManagedSseEnabled": found.get("SqsManagedSseEnabled", "false") == "true",
            **{camel: int(found.get(api, default)) for camel, (api, default) in _NUMBERS.items()},
            **{
                camel: _number(found[api])
                for camel, api in _KMS.items()
                if found.get(api) and known.get(camel)
            },
            **documents,
        }

    def change(self, at: Place, id: str, old: State, new: State) -> None:
        self._check(at, old["name"], new)
        cleared = {
            api: "" for camel, api in {**_DOCUMENTS, **_KMS}.items() if old.get(camel) and not new.get(camel)
        }
        defaults = {api: str(default) for camel, (api, default) in _NUMBERS.items() if new.get(camel) is None}
        attributes = {**defaults, **cleared, **_attributes(new)}
        at.client("sqs").set_queue_attributes(QueueUrl=id, Attributes=attributes)

    def unmake(self, at: Place, id: str, known: State) -> None:
        at.client("sqs").delete_queue(QueueUrl=id)


def _attributes(inputs: State) -> dict[str, str]:
    numbers = {camel: api for camel, (api, _) in _NUMBERS.items()}
    asked = {
        api: str(inputs[camel])
        for camel, api in {**numbers, **_KMS, **_DOCUMENTS}.items()
        if inputs.get(camel) is not None
    }
    # SSE-SQS is on for new queues unless a KMS key is asked for or it's turned off:
    # https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-sqs-sse-queue.html
    managed = inputs.get("sqsManagedSseEnabled", not inputs.get("kmsMasterKeyId"))
    return {**asked, "SqsManagedSseEnabled": "true" if managed else "false"}


def _number(text: str) -> Any:
    return int(text) if text.isdigit() else text


class QueuePolicy(Setting):
    type = types.QUEUE_POLICY
    gone = _GONE

    def identity(self, inputs: State) -> str:
        return inputs["queueUrl"]

    def put(self, at: Place, inputs: State) -> None:
        check_queue_policy(inputs["policy"])
        at.client("sqs").set_queue_attributes(
            QueueUrl=inputs["queueUrl"], Attributes={"Policy": inputs["policy"]}
        )

    def live(self, at: Place, id: str, known: State) -> dict[str, Any] | None:
        found = at.client("sqs").get_queue_attributes(QueueUrl=id, AttributeNames=["Policy"])
        policy = found.get("Attributes", {}).get("Policy")
        return {"queueUrl": id, "policy": same_text(known.get("policy"), policy)} if policy else None

    def unmake(self, at: Place, id: str, known: State) -> None:
        at.client("sqs").set_queue_attributes(QueueUrl=id, Attributes={"Policy": ""})


MAKERS = (Queue(), QueuePolicy())
