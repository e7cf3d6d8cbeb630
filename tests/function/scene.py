"""A small world for the digest: a queue, a topic and files that behave like AWS's, and a table."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from botocore.exceptions import ClientError
from botocore.response import StreamingBody

from components.region_alert.function.digest.clients import Clients
from components.region_alert.function.digest.report import Clock, Report
from components.region_alert.function.digest.run import run
from components.region_alert.function.digest.settings import Settings
from tests.function.cases import SETTINGS
from tests.function.table import Table

VISIBILITY_SECONDS = 360
START = 1_714_557_600.0
FOLDER = "AWSLogs/111122223333/CloudTrail/ap-south-1/2024/05/01/"


def refusal(code: str, operation: str = "Call") -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": code}}, operation)


class Killed(BaseException):
    """The function is gone: nothing catches this."""


@dataclass
class Time:
    """Seconds since 1970, moved by hand."""

    now: float = START

    def __call__(self) -> float:
        return self.now


@dataclass
class Queue:
    """A standard queue: a received message is invisible for a while, and comes back unless it is deleted."""

    clock: Time
    bodies: dict[int, str] = field(default_factory=dict)
    sent: dict[int, float] = field(default_factory=dict)
    visible_at: dict[int, float] = field(default_factory=dict)
    failing_deletes: int = 0
    refuses: str = ""
    last: int = 0

    def send(self, body: str) -> None:
        self.last += 1
        self.bodies[self.last] = body
        self.sent[self.last] = self.visible_at[self.last] = self.clock()

    def receive_message(self, **request: Any) -> Any:
        if self.refuses:
            raise refusal(self.refuses, "ReceiveMessage")
        visible = (number for number in self.bodies if self.visible_at[number] <= self.clock())
        found = list(islice(visible, request["MaxNumberOfMessages"]))
        for number in found:
            self.visible_at[number] = self.clock() + VISIBILITY_SECONDS
            self.bodies[number] = self.bodies.pop(number)  # to the end, so that the next look is short
        return {
            "Messages": [
                {
                    "ReceiptHandle": str(number),
                    "Body": self.bodies[number],
                    "Attributes": {"SentTimestamp": str(int(self.sent[number] * 1000))},
                }
                for number in found
            ]
        }

    def delete_message_batch(self, **request: Any) -> Any:
        failed = []
        for entry in request["Entries"]:
            if self.failing_deletes:
                self.failing_deletes -= 1
                failed.append({"Id": entry["Id"], "Code": "InternalError", "SenderFault": False})
            else:
                self.bodies.pop(int(entry["ReceiptHandle"]), None)
        return {"Failed": failed} if failed else {}


@dataclass
class Topic:
    """A topic that keeps what was published."""

    published: list[dict[str, Any]] = field(default_factory=list)
    refuses: list[str] = field(default_factory=list)
    subscribed: list[str] = field(default_factory=list)
    listed: int = 0

    def list_subscriptions_by_topic(self, **request: Any) -> Any:
        """One a page, as ARNs of queues."""
        self.listed += 1
        place = int(request.get("NextToken", 0))
        found = [
            {"Protocol": "sqs", "Endpoint": arn, "SubscriptionArn": f"arn:aws:sns:eu-west-1:1:alerts:{place}"}
            for arn in self.subscribed[place : place + 1]
        ]
        more = {"NextToken": str(place + 1)} if place + 1 < len(self.subscribed) else {}
        return {"Subscriptions": found, **more}

    def publish(self, **message: Any) -> Any:
        if self.refuses:
            raise refusal(self.refuses.pop(0), "Publish")
        self.published.append(message)
        return {"MessageId": str(len(self.published))}

    def messages(self) -> list[dict[str, Any]]:
        """What machines get of each."""
        return [json.loads(form(message, "sqs")) for message in self.published]

    def texts(self) -> list[str]:
        """What people get of each."""
        return [form(message, "email") for message in self.published]


@dataclass
class Files:
    """A bucket's objects by key; a string instead of bytes is the error code S3 answers with."""

    objects: dict[str, bytes | str] = field(default_factory=dict)
    opened: list[str] = field(default_factory=list)

    def get_object(self, **request: Any) -> Any:
        self.opened.append(request["Key"])
        content = self.objects.get(request["Key"], "NoSuchKey")
        if isinstance(content, str):
            raise refusal(content, "GetObject")
        return {"Body": StreamingBody(io.BytesIO(content), len(content))}


class Breaking:
    """Clients that count their calls and kill the function after the one with this number."""

    def __init__(self, kill_after: int) -> None:
        self.kill_after = kill_after
        self.calls = 0
        self.log: list[str] = []

    def wrap(self, client: Any) -> Any:
        breaking = self

        class Client:
            def __getattr__(self, name: str) -> Callable[..., Any]:
                def call(**request: Any) -> Any:
                    if breaking.calls == breaking.kill_after:
                        raise Killed
                    answer = getattr(client, name)(**request)
                    breaking.calls += 1
                    breaking.log.append(name)
                    if breaking.calls == breaking.kill_after:
                        raise Killed
                    return answer

                return call

        return Client()


class World:
    """Everything around the function. `run` is one digest."""

    def __init__(self, settings: Settings = SETTINGS, table: Any = None) -> None:
        self.settings = settings
        self.clock = Time()
        self.queue = Queue(self.clock)
        self.topic = Topic()
        self.files = Files()
        self.table = table or Table()
        self.seconds_left = 300.0
        # Small files are then fetched by threads, in whatever order.
        self.sizes_are_told = False

    def clients(self, table: Any = None) -> Clients:
        return Clients(self.queue, self.topic, table or self.table, self.files)

    def run(self, clients: Clients | None = None, settings: Settings | None = None) -> Report:
        clock = Clock(lambda: self.seconds_left, self.clock)
        return run(settings or self.settings, clients or self.clients(), clock, lambda _: None)

    def run_killed_after(self, calls: int) -> bool:
        """A run that is killed after so many calls to AWS; False where it came to its end before."""
        breaking = Breaking(calls)
        given = self.clients()
        wrapped = Clients(
            *(breaking.wrap(client) for client in (given.sqs, given.sns, given.dynamodb, given.s3))
        )
        try:
            self.run(wrapped)
        except Killed:
            return True
        return False

    def minutes_pass(self, minutes: float) -> None:
        self.clock.now += minutes * 60

    def send(self, *records: dict[str, Any]) -> None:
        """Each record as an EventBridge event, as it arrives after forwarding."""
        for record in records:
            self.queue.send(
                json.dumps(
                    {
                        "source": "aws.ec2",
                        "detail-type": "AWS API Call via CloudTrail",
                        "account": record.get("recipientAccountId", "111122223333"),
                        "region": "eu-west-1",
                        "detail": record,
                    }
                )
            )

    def deliver(self, records: Iterable[Any], key: str = "", content: bytes | str | None = None) -> str:
        """A log file with these records, and S3's word of it; `content` in its place where it is given."""
        name = f"111122223333_CloudTrail_ap-south-1_20240501T1000Z_{len(self.files.objects):016}.json.gz"
        key = key or FOLDER + name
        self.files.objects[key] = log_file(records) if content is None else content
        self.announce(key)
        return key

    def announce(self, key: str, bucket: str = "trail-logs") -> None:
        content = self.files.objects.get(key, b"")
        size = {"size": len(content)} if self.sizes_are_told and isinstance(content, bytes) else {}
        detail = {
            "bucket": {"name": bucket},
            "object": {"key": key, "version-id": "v1", **size},
            "reason": "PutObject",
        }
        self.queue.send(json.dumps({"source": "aws.s3", "detail-type": "Object Created", "detail": detail}))

    def told(self) -> dict[str, int]:
        """How many events people were told of, by event name, over all messages."""
        counts: dict[str, int] = {}
        for message in self.topic.messages():
            for group in message["groups"]:
                counts[group["eventName"]] = counts.get(group["eventName"], 0) + group["count"]
        return counts


def form(message: Mapping[str, Any], protocol: str) -> str:
    """What a subscriber of that protocol gets, as SNS picks it."""
    forms = json.loads(message["Message"])
    return forms.get(protocol, forms["default"])


def log_file(records: Iterable[Any]) -> bytes:
    return gzip.compress(json.dumps({"Records": list(records)}).encode())


def event(number: int = 0, name: str = "RunInstances", **changes: Any) -> dict[str, Any]:
    """A write in an unapproved region. The number makes it an event of its own."""
    return {
        "eventVersion": "1.09",
        "userIdentity": {
            "type": "IAMUser",
            "arn": "arn:aws:iam::111122223333:user/maria",
            "accountId": "111122223333",
            "userName": "maria",
        },
        "eventTime": f"2024-05-01T10:{number // 60 % 60:02}:{number % 60:02}Z",
        "eventSource": "ec2.amazonaws.com",
        "eventName": name,
        "awsRegion": "ap-south-1",
        "sourceIPAddress": "203.0.113.64",
        "userAgent": "aws-cli/2.15.30",
        "eventID": f"{number:08x}-0000-4000-8000-000000000000",
        "readOnly": False,
        "eventType": "AwsApiCall",
        "recipientAccountId": "111122223333",
        **changes,
    }


def events(numbers: Iterable[int], name: str = "RunInstances", **changes: Any) -> Iterator[dict[str, Any]]:
    return (event(number, name, **changes) for number in numbers)
