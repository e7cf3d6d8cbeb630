"""What an administrator's ordinary session must not be able to do: each is tried, and has to be refused.

Nothing here harms: where a lock is missing, a message of this run's own is sent, read or stored.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from wizard.account.connect import ClientFor
from wizard.account.error_codes import REFUSED, is_one_of
from wizard.account.errors import AWS_ERRORS, code_of


@dataclass(frozen=True)
class Attempt:
    """id: in the report and in claims.json; what: that was tried, with what it would mean."""

    id: str
    what: str
    service: str
    call: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True)
class Outcome:
    """refused: None where that isn't known; answer: AWS's code, "" where the call went through."""

    attempt: Attempt
    refused: bool | None
    answer: str


def attempts(outputs: Mapping[str, Any], account: str, region: str, table: str) -> Iterator[Attempt]:
    """Each of them. outputs: the stack's exports; table: of the digest function."""
    queue, topic = outputs["alertQueueUrl"], outputs["alertTopicArn"]
    forged = f"AWSLogs/{account}/CloudTrail/{region}/2000/01/01/forged-by-acceptance.json.gz"
    item = {"pk": {"S": "acceptance"}}
    yield Attempt(
        "publish",
        "sends an alert of one's own",
        "sns",
        "publish",
        {"TopicArn": topic, "Message": "everyregion acceptance: this must never arrive"},
    )
    yield Attempt(
        "send", "puts a forged event into the queue", "sqs", "send_message",
        {"QueueUrl": queue, "MessageBody": "{}"},
    )  # fmt: skip
    yield Attempt("receive", "takes events out of the queue", "sqs", "receive_message", {"QueueUrl": queue})
    yield Attempt("purge", "empties the queue", "sqs", "purge_queue", {"QueueUrl": queue})
    yield Attempt(
        "purge-dead-letters", "empties the dead letters", "sqs", "purge_queue",
        {"QueueUrl": outputs["alertDeadLetterQueueUrl"]},
    )  # fmt: skip
    yield Attempt(
        "remember", "writes into the function's memory", "dynamodb", "put_item",
        {"TableName": table, "Item": item},
    )  # fmt: skip
    yield Attempt(
        "remember-in-sql", "writes into the function's memory by PartiQL", "dynamodb", "execute_statement",
        {"Statement": f"INSERT INTO \"{table}\" VALUE {{'pk': 'acceptance'}}"},
    )  # fmt: skip
    yield Attempt("read-memory", "reads the function's memory", "dynamodb", "scan", {"TableName": table})
    yield Attempt(
        "forge", "puts a forged log file into the log folder", "s3", "put_object",
        {"Bucket": outputs["logBucket"], "Key": forged, "Body": b"{}"},
    )  # fmt: skip


def attempt(client_for: ClientFor, region: str, one: Attempt) -> Outcome:
    """Tries it."""
    try:
        getattr(client_for(one.service, region), one.call)(**one.parameters)
    except AWS_ERRORS as error:
        code = code_of(error) or type(error).__name__
        return Outcome(one, True if is_one_of(code, REFUSED) else None, code)
    return Outcome(one, False, "")
