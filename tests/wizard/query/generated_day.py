"""A day of an organization's log files, made from a plan: five accounts, seventeen regions.

The plan says what each query has to answer: it is kept while the events are made, never read from them again.
Shapes: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
"""

from __future__ import annotations

import gzip
import json
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

DAY = "2026-11-25"
ACCOUNTS = ("111122223333", "222233334444", "333344445555", "444455556666", "555566667777")
APPROVED = ("eu-central-1", "eu-west-1")
REGIONS = (
    "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-southeast-1", "ap-southeast-2",
    "ca-central-1", "eu-central-1", "eu-north-1", "eu-west-1", "eu-west-2", "eu-west-3", "sa-east-1",
    "us-east-1", "us-east-2", "us-west-1", "us-west-2",
)  # fmt: skip
ORGANIZATION = "o-exampleorgid"
TRAIL = f"arn:aws:cloudtrail:eu-west-1:{ACCOUNTS[0]}:trail/everyregion"
WATCHED_BUCKET = "example-customer-records"
SUSPECT = f"arn:aws:sts::{ACCOUNTS[2]}:assumed-role/Contractor/mallory"

Record = dict[str, Any]
Row = tuple[Any, ...]

_READS = (
    ("ec2", "DescribeInstances", {"instancesSet": {}, "filterSet": {}}),
    ("ec2", "DescribeNetworkInterfaces", {"networkInterfaceIdSet": {}, "filterSet": {"items": []}}),
    ("s3", "GetBucketAcl", {"bucketName": "example-assets", "Host": "s3.amazonaws.com", "acl": ""}),
    ("kms", "Decrypt", {"encryptionContext": {"aws:lambda:FunctionArn": "fn"}, "encryptionAlgorithm": "X"}),
    ("monitoring", "DescribeAlarms", {"maxRecords": 100}),
    ("logs", "DescribeLogStreams", {"logGroupName": "/aws/lambda/orders", "orderBy": "LastEventTime"}),
    ("ssm", "GetParameter", {"name": "/app/feature", "withDecryption": False}),
    ("dynamodb", "DescribeTable", {"tableName": "orders"}),
    ("elasticloadbalancing", "DescribeTargetHealth", {"targetGroupArn": "arn:aws:elasticloadbalancing:tg"}),
    ("sts", "GetCallerIdentity", None),
)  # fmt: skip
_WRITES = (
    ("lambda", "UpdateFunctionCode20150331v2", {"functionName": "orders", "dryRun": False, "publish": True}),
    ("ec2", "CreateTags", {"resourcesSet": {"items": [{"resourceId": "i-0abc"}]}, "tagSet": {"items": []}}),
    ("logs", "CreateLogStream", {"logGroupName": "/aws/lambda/orders", "logStreamName": "[$LATEST]"}),
    ("ecs", "RunTask", {"cluster": "main", "taskDefinition": "worker:42", "count": 1}),
    ("sqs", "CreateQueue", {"queueName": "jobs", "attributes": {"VisibilityTimeout": "30"}}),
)  # fmt: skip


@dataclass
class Plan:
    """What each query has to answer, by the name of the query."""

    events: int = 0
    cells: Counter[tuple[str, str]] = field(default_factory=Counter)
    unapproved: list[str] = field(default_factory=list)
    root: list[str] = field(default_factory=list)
    without_mfa: list[str] = field(default_factory=list)
    denied: Counter[str] = field(default_factory=Counter)
    bucket: list[str] = field(default_factory=list)
    trail: list[str] = field(default_factory=list)
    suspect: list[str] = field(default_factory=list)
    first: dict[tuple[str, str], str] = field(default_factory=dict)
    hours: Counter[tuple[str, str]] = field(default_factory=Counter)


@dataclass(frozen=True)
class Made:
    """The plan, and how many files and bytes (uncompressed) were written."""

    plan: Plan
    files: int
    bytes: int


class Generator:
    """Makes the day's records in order of time. The same seed makes the same day."""

    def __init__(self, events: int, seed: int = 1) -> None:
        self.plan = Plan()
        self._events = events
        self._random = random.Random(seed)
        self._number = 0

    def records(self) -> Iterator[tuple[str, str, int, Record]]:
        """(account, region, second of the day, record)."""
        rare = self._rare()
        every = max(1, self._events // (len(rare) + 1))
        for number in range(self._events):
            second = number * 86400 // self._events
            if number % every == every - 1 and rare:
                yield self._told(*rare.pop(0)(second))
            else:
                yield self._told(*self._ordinary(second))

    def _told(self, account: str, region: str, second: int, record: Record) -> tuple[str, str, int, Record]:
        plan, time = self.plan, record["eventTime"]
        plan.events += 1
        plan.cells[account, region] += 1
        plan.hours[region, time[11:13]] += 1
        if "Service" not in json.dumps(record["userIdentity"]):
            plan.first.setdefault((account, region), time)
        return account, region, second, record

    def _ordinary(self, second: int) -> tuple[str, str, int, Record]:
        chance = self._random
        account = chance.choice(ACCOUNTS)
        region = chance.choice(APPROVED) if chance.random() < 0.8 else chance.choice(REGIONS)
        reads = region not in APPROVED or chance.random() < 0.75
        service, name, parameters = chance.choice(_READS if reads else _WRITES)
        if name == "Decrypt" and region not in APPROVED:
            # It only reads, and isn't called a read: elsewhere the alert would tell it.
            service, name, parameters = _READS[0]
        role = f"app-{chance.randrange(20)}"
        session = f"i-{chance.randrange(2000):017x}"
        record = self._record(account, region, second, service, name, self._role(account, role, session))
        record.update(readOnly=reads, requestParameters=parameters)
        if chance.random() < 0.02:
            # A service by itself, in any region: nothing that a person did.
            record["userIdentity"] = {"type": "AWSService", "invokedBy": "autoscaling.amazonaws.com"}
            record["sourceIPAddress"] = "autoscaling.amazonaws.com"
        elif chance.random() < 0.01:
            self.plan.denied[f"arn:aws:iam::{account}:role/{role}"] += 1
            denied = ("AccessDenied", "Client.UnauthorizedOperation", "AccessDeniedException")
            record["errorCode"] = chance.choice(denied)
            record["errorMessage"] = f"User: {record['userIdentity']['arn']} is not authorized to perform: x"
        elif not reads:
            record["responseElements"] = {"requestId": record["requestID"], "_return": True}
        return account, region, second, record

    def _rare(self) -> list[Callable[[int], tuple[str, str, int, Record]]]:
        made: list[Callable[[int], tuple[str, str, int, Record]]] = []
        made += [self._write_elsewhere] * 40 + [self._root] * 7 + [self._signs_in_without] * 9
        made += [self._signs_in_with] * 11 + [self._fails_to_sign_in] * 5 + [self._federated] * 6
        made += [self._touches_bucket] * 25 + [self._changes_trail] * 4 + [self._suspect] * 30
        made += [self._linked_role_elsewhere] * 10
        self._random.shuffle(made)
        return made

    def _write_elsewhere(self, second: int) -> tuple[str, str, int, Record]:
        account, region = (
            self._random.choice(ACCOUNTS),
            self._random.choice([r for r in REGIONS if r not in APPROVED]),
        )
        record = self._record(account, region, second, "ec2", "RunInstances", self._user(account, "intern"))
        record["requestParameters"] = {
            "instanceType": "p4d.24xlarge",
            "instancesSet": {"items": [{"minCount": 8}]},
        }
        self.plan.unapproved.append(record["eventID"])
        return account, region, second, record

    def _linked_role_elsewhere(self, second: int) -> tuple[str, str, int, Record]:
        account = self._random.choice(ACCOUNTS)
        identity = self._role(account, "AWSServiceRoleForConfig", "configLambdaExecution")
        issuer = identity["sessionContext"]["sessionIssuer"]
        issuer["arn"] = (
            f"arn:aws:iam::{account}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig"
        )
        return (
            account,
            "sa-east-1",
            second,
            self._record(account, "sa-east-1", second, "config", "PutEvaluations", identity),
        )

    def _root(self, second: int) -> tuple[str, str, int, Record]:
        account = self._random.choice(ACCOUNTS)
        record = self._record(account, "us-east-1", second, "iam", "CreateAccessKey", self._root_of(account))
        self.plan.root.append(record["eventID"])
        return account, "us-east-1", second, record

    def _signs_in(
        self, second: int, identity: Record, account: str, result: str, mfa: str | None
    ) -> tuple[str, str, int, Record]:
        record = self._record(account, "us-east-1", second, "signin", "ConsoleLogin", identity)
        record.update(
            eventType="AwsConsoleSignIn",
            responseElements={"ConsoleLogin": result},
            additionalEventData={"LoginTo": "https://console.aws.amazon.com/", "MobileVersion": "No"},
        )
        if mfa is not None:
            record["additionalEventData"]["MFAUsed"] = mfa
        return account, "us-east-1", second, record

    def _signs_in_without(self, second: int) -> tuple[str, str, int, Record]:
        account = self._random.choice(ACCOUNTS)
        made = self._signs_in(second, self._user(account, "bob"), account, "Success", "No")
        self.plan.without_mfa.append(made[3]["eventID"])
        return made

    def _signs_in_with(self, second: int) -> tuple[str, str, int, Record]:
        account = self._random.choice(ACCOUNTS)
        return self._signs_in(second, self._user(account, "alice"), account, "Success", "Yes")

    def _fails_to_sign_in(self, second: int) -> tuple[str, str, int, Record]:
        account = self._random.choice(ACCOUNTS)
        made = self._signs_in(second, self._user(account, "bob"), account, "Failure", "No")
        made[3]["errorMessage"] = "Failed authentication"
        return made

    def _federated(self, second: int) -> tuple[str, str, int, Record]:
        """Somebody of an identity provider: whether MFA was asked there, CloudTrail doesn't know."""
        account = self._random.choice(ACCOUNTS)
        identity = self._role(account, "AWSReservedSSO_Admin_0123456789abcdef", "carol@example.com")
        return self._signs_in(second, identity, account, "Success", None)

    def _touches_bucket(self, second: int) -> tuple[str, str, int, Record]:
        account = ACCOUNTS[1]
        identity = self._role(account, "Reports", f"job-{self._random.randrange(3)}")
        name = self._random.choice(("GetObject", "PutObject", "DeleteObject", "PutBucketPolicy"))
        record = self._record(account, "eu-west-1", second, "s3", name, identity)
        record.update(
            requestParameters={"bucketName": WATCHED_BUCKET, "key": "2026/people.csv"},
            readOnly=name == "GetObject",
        )
        if name != "PutBucketPolicy":
            record["eventCategory"], record["managementEvent"] = "Data", False
            record["resources"] = [
                {"type": "AWS::S3::Object", "ARN": f"arn:aws:s3:::{WATCHED_BUCKET}/2026/people.csv"},
                {"accountId": account, "type": "AWS::S3::Bucket", "ARN": f"arn:aws:s3:::{WATCHED_BUCKET}"},
            ]  # fmt: skip
        self.plan.bucket.append(record["eventID"])
        return account, "eu-west-1", second, record

    def _changes_trail(self, second: int) -> tuple[str, str, int, Record]:
        account = ACCOUNTS[0]
        name = self._random.choice(("StopLogging", "PutEventSelectors", "UpdateTrail"))
        identity = self._role(account, "Admin", "dave")
        record = self._record(account, "eu-west-1", second, "cloudtrail", name, identity)
        record["requestParameters"] = {"name": TRAIL} if name != "PutEventSelectors" else {"trailName": TRAIL}
        self.plan.trail.append(record["eventID"])
        return account, "eu-west-1", second, record

    def _suspect(self, second: int) -> tuple[str, str, int, Record]:
        account = ACCOUNTS[2]
        identity = self._role(account, "Contractor", "mallory")
        service, name, parameters = self._random.choice(_READS + _WRITES)
        record = self._record(account, "eu-central-1", second, service, name, identity)
        record["requestParameters"] = parameters
        self.plan.suspect.append(record["eventID"])
        return account, "eu-central-1", second, record

    def _record(
        self, account: str, region: str, second: int, service: str, name: str, identity: Record
    ) -> Record:
        self._number += 1
        chance = self._random
        return {
            "eventVersion": "1.11",
            "userIdentity": identity,
            "eventTime": f"{DAY}T{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}Z",
            "eventSource": f"{service}.amazonaws.com",
            "eventName": name,
            "awsRegion": region,
            "sourceIPAddress": f"198.51.100.{chance.randrange(256)}",
            "userAgent": "aws-sdk-go-v2/1.30.3 os/linux lang/go#1.22.5 md/GOOS#linux md/GOARCH#amd64",
            "requestParameters": None,
            "responseElements": None,
            "requestID": f"{chance.getrandbits(64):016x}-{self._number:012x}",
            "eventID": f"{self._number:08x}-1111-4222-8333-{chance.getrandbits(48):012x}",
            "readOnly": False,
            "eventType": "AwsApiCall",
            "managementEvent": True,
            "recipientAccountId": account,
            "eventCategory": "Management",
            "tlsDetails": {
                "tlsVersion": "TLSv1.3",
                "cipherSuite": "TLS_AES_128_GCM_SHA256",
                "clientProvidedHostHeader": f"{service}.{region}.amazonaws.com",
            },
        }

    def _role(self, account: str, role: str, session: str) -> Record:
        return {
            "type": "AssumedRole",
            "principalId": f"AROAEXAMPLE{role[:8].upper()}:{session}",
            "arn": f"arn:aws:sts::{account}:assumed-role/{role}/{session}",
            "accountId": account,
            "accessKeyId": "ASIAIOSFODNN7EXAMPLE",
            "sessionContext": {
                "sessionIssuer": {
                    "type": "Role",
                    "principalId": f"AROAEXAMPLE{role[:8].upper()}",
                    "arn": f"arn:aws:iam::{account}:role/{role}",
                    "accountId": account,
                    "userName": role,
                },
                "attributes": {"creationDate": f"{DAY}T00:00:00Z", "mfaAuthenticated": "false"},
            },
        }

    def _user(self, account: str, name: str) -> Record:
        return {
            "type": "IAMUser",
            "principalId": f"AIDAEXAMPLE{name.upper()}",
            "arn": f"arn:aws:iam::{account}:user/{name}",
            "accountId": account,
            "accessKeyId": "AKIAIOSFODNN7EXAMPLE",
            "userName": name,
        }

    def _root_of(self, account: str) -> Record:
        return {
            "type": "Root",
            "principalId": account,
            "arn": f"arn:aws:iam::{account}:root",
            "accountId": account,
        }


def account_layout(account: str) -> str:
    return f"AWSLogs/{account}"


def organization_layout(account: str) -> str:
    return f"AWSLogs/{ORGANIZATION}/{account}"


def control_tower_layout(account: str) -> str:
    return f"{ORGANIZATION}/AWSLogs/{ORGANIZATION}/{account}"


def write(
    folder: Path,
    events: int,
    *,
    minutes: int = 60,
    seed: int = 1,
    layout: Callable[[str], str] = organization_layout,
) -> Made:
    """Writes the day's files below `folder`: one for each account, region and so many minutes with events.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html
    """
    generator = Generator(events, seed)
    files = size = 0
    waiting: dict[tuple[str, str], list[str]] = defaultdict(list)
    upto = minutes * 60

    def flush() -> None:
        nonlocal files, size
        minute = upto // 60 - minutes
        for (account, region), lines in waiting.items():
            at = folder / layout(account) / "CloudTrail" / region / DAY.replace("-", "/")
            at.mkdir(parents=True, exist_ok=True)
            stamp = f"{DAY.replace('-', '')}T{minute // 60:02}{minute % 60:02}Z"
            text = f'{{"Records":[{",".join(lines)}]}}'.encode()
            name = f"{account}_CloudTrail_{region}_{stamp}_{files:016x}.json.gz"
            (at / name).write_bytes(gzip.compress(text, 1))
            files, size = files + 1, size + len(text)
        waiting.clear()

    for account, region, second, record in generator.records():
        while second >= upto:
            flush()
            upto += minutes * 60
        waiting[account, region].append(json.dumps(record, separators=(",", ":")))
    flush()
    return Made(generator.plan, files, size)
